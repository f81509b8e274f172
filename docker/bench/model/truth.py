"""What servers did is known from elsewhere: whether the outcome of a probe can be true."""

from model import plan
from model.rules import ANSWERED, REJECTED, UNANSWERED
from model.settings import MS, SECOND
from model.story import LATE

# The kernel repeats a SYN after a second.
REPEATED = SECOND
MARGIN = 200 * MS
# kald waits 100 ms for a reset.
SOON = 40 * MS


def outcomes(way, probe, wait):
    """The outcomes that are true of a server that did that from the probe's start to its end; None: any. wait: how long
    an answer may take."""
    if way == plan.ANSWER or way == plan.RESET and not resets(probe):
        return (ANSWERED,)
    if way in (plan.REFUSE, plan.PROHIBIT, plan.RESET):
        return (REJECTED,)
    if way in (plan.FULL, plan.DROP):
        return (UNANSWERED,)
    if way == plan.SLOW and wait > REPEATED + MARGIN:
        return (ANSWERED,)
    if way == plan.SLOW and wait < REPEATED - MARGIN / 2:
        return (UNANSWERED,)
    return None


def resets(probe):
    """Whether a reset after the handshake is a failure; half-open completes none."""
    return probe.reset_fails and probe.close != "half-open"


def excused(row, probe, way, history):
    """Whether what is seen may be due to something else than kald."""
    # A machine that sent late may not have sent when it says; a source port that is used again soon meets what the
    # connection before has left behind at the server.
    late = row["sent"] - row["due"] > LATE
    if way in (plan.ANSWER, plan.RESET) and (late or probe.cannot.startswith("source-ports")):
        return True
    if row["outcome"] != ANSWERED:
        return False
    # Such a port has lost its first SYN before; and our own server may be too slow with its reset.
    again = way == plan.SLOW and row["rtt"] * SECOND < REPEATED - MARGIN
    return again or way == plan.RESET and resets(probe) and not history.reset_within(row["sent"], row["sent"] + SOON)
