"""What is known of each stream and service at a place of the journal."""

import bisect
import collections

from model import rules
from model.known import Known, Span, Tally
from model.rules import NOT_PROBED, SUSPENDED, UNKNOWN, Machine, Transition
from model.settings import MS
from model.told import Disagreement

TICK = 10 * MS
LATE = 30 * MS


class Stillness:
    """When kald was stopped, or the machine did not run what wanted to run."""

    def __init__(self, spans):
        self._spans = sorted(spans)
        self._lasts, last = [], 0
        for span in self._spans:
            last = max(last, span.last)
            self._lasts.append(last)

    def touches(self, first, last):
        at = bisect.bisect_left(self._lasts, first)
        return at < len(self._spans) and self._spans[at].first <= last


def busy(rows):
    """When kald sent late, though not so late that a slot was skipped: it had other things to do."""
    probes = (row for row in rows if row["event"] == "probe" and row["outcome"] != NOT_PROBED)
    return [Span(row["due"], row["sent"]) for row in probes if row["sent"] - row["due"] > LATE]


class Watched:
    """A stream: its machine, and when its next probe is due, and why. due: None while only bounds are known."""

    def __init__(self, stream, machine):
        self.stream, self.machine = stream, machine
        self.due = self.least = self.most = None
        self.why, self.waited = "", 0
        # Whether it has come to its own place in the period.
        self.placed = False
        # Transitions that must have a line before anything else happens to it: (service, transition); since when.
        self.expected, self.since = [], 0
        self.last = ""

    def begin(self, least, most):
        self.due, self.least, self.most, self.placed = None, least, most, False
        self.why = "the first probe leaves at once"

    def place(self, answered, ended):
        """That one interval is mostly shorter, and never longer by more than a twentieth."""
        self.due, self.least, self.most = None, answered, ended + int(self.every() * 1.05) + TICK
        self.placed = True
        self.why = "the first result that leaves it ALIVE moves a keepalive to its own place in the period"

    def next(self, due, why, waited=0):
        """waited: for the end of the probe before it, which is known no better than that."""
        self.due, self.why, self.waited = due, why, waited

    def stop(self):
        """Nobody wants it any more: what was known is forgotten."""
        self.machine = Machine(self.stream.rule)
        self.due = self.least = self.most = None

    def runs(self):
        return self.stream.runs()

    def every(self):
        return rules.interval(self.machine.rule, self.machine.state)

    def timeout(self):
        return rules.timeout(self.machine.rule, self.machine.state)

    def listened(self):
        return rules.listened(self.machine.rule, self.machine.state, self.stream.probe)


class Story:
    """watched, tallies: by stream; services: what is known of each; past: (name, when it ended, timeline)."""

    def __init__(self):
        self.watched, self.services, self.tallies, self.past = {}, {}, {}, []
        self.found = []
        self.count = collections.Counter()

    def say(self, row, name, rule, expected, seen, *lines):
        told = tuple(line for line in lines if line)
        self.found.append(Disagreement(row["mono"], name, rule, str(expected), str(seen), told))

    def forget_service(self, at, service):
        if service in self.services:
            self.past.append((service, at, self.services.pop(service)))

    def forget_tally(self, at, name):
        if name in self.tallies:
            self.past.append((name, at, self.tallies.pop(name)))

    def count_anew(self, at, name):
        self.forget_tally(at, name)
        self.tallies[name] = Tally(at)

    def follow(self, at, watched, service, suspended):
        """A service follows a stream from now on, or is or is no longer suspended. It begins as unknown."""
        known = self.services.setdefault(service, Known(at, UNKNOWN))
        state = SUSPENDED if suspended else watched.machine.state
        if known.state != state:
            change = Transition(known.state, state, rules.counts(known.state, state), None)
            watched.expected.append((service, change))
            watched.since = 0
