"""The rules of a keepalive, a second time: pure, without a clock. Written from CONFIGURATION.md, probes/README.md and
what is known of the CSS, never from kald's sources. Times are nanoseconds of kald's monotonic clock."""

import collections
import dataclasses

from model.settings import MS, SECOND

UNKNOWN, ALIVE, DYING, DOWN, SUSPENDED = "unknown", "alive", "dying", "down", "suspended"
ANSWERED, REJECTED, UNANSWERED, NOT_PROBED = "answered", "rejected", "unanswered", "not-probed"

ONE_SYN = 850 * MS

Transition = collections.namedtuple("Transition", "old new counted reason")


def interval(rule, state):
    """Between two probes: frequency while ALIVE, retryperiod while DYING, DOWN and while nothing is known."""
    return (rule.frequency_ms if state == ALIVE else rule.retry_ms) * MS


def timeout(rule, state):
    """How long an answer may take: never longer than the interval in force, so that one probe is outstanding."""
    in_force = interval(rule, state)
    if rule.timeout_ms is None:
        return min(_css(rule.frequency_ms * MS), _css(in_force))
    return min(rule.timeout_ms * MS, in_force)


def listened(rule, state, probe):
    """As timeout, but a single SYN is answered within 0.85 s or never."""
    return min(timeout(rule, state), ONE_SYN) if probe.one_syn else timeout(rule, state)


def _css(span):
    """The CSS takes frequency - 1 s; half of what is under 2 s."""
    return span - SECOND if span >= 2 * SECOND else span // 2


def counts(old, new):
    """Entering ALIVE or DOWN counts, entering DYING does not, nor what is learned to be DOWN from the beginning."""
    return new in (ALIVE, DOWN) and not (old == UNKNOWN and new == DOWN)


@dataclasses.dataclass
class Machine:
    """What is known of one keepalive."""

    rule: object
    state: str = UNKNOWN
    failures: int = 0

    def result(self, outcome, reason):
        """Takes the outcome of a probe; returns the transition it makes, or None."""
        before = self.state
        if outcome == ANSWERED:
            self.state, self.failures, why = ALIVE, 0, ANSWERED
        elif outcome == NOT_PROBED and not self.rule.local_fail:
            return None
        else:
            self.failures += 1
            self.state = self._failed()
            why = f"{self.failures} failure{'s' * (self.failures != 1)}: {reason}"
        if self.state == before:
            return None
        return Transition(before, self.state, counts(before, self.state), why)

    def _failed(self):
        if self.failures >= self.rule.maxfailure or self.state == DOWN:
            return DOWN
        return UNKNOWN if self.state == UNKNOWN else DYING


def next_due(machine, due, ended):
    """When the next probe is due after one that was due then: one interval later. A retry waits for the end of the
    probe before it. ended: when that was, or should have been at the latest: its start and timeout."""
    planned = due + interval(machine.rule, machine.state)
    return planned if machine.state == ALIVE else max(planned, ended)


def skipped(first, every, now):
    """How many slots from the first one on are not sent at that time: those more than half an interval late."""
    late = now - first - every / 2
    return 0 if late <= 0 else int(-(-late // every))
