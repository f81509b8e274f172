"""What is known at which time. Times are nanoseconds of the monotonic clock."""

import bisect
import collections

from model.rules import ANSWERED, NOT_PROBED, REJECTED, UNANSWERED


Span = collections.namedtuple("Span", "first last")


class Timeline:
    """Values, each since a time."""

    def __init__(self, at, value):
        self._since, self._values = [at], [value]

    @property
    def now(self):
        return self._values[-1]

    def since(self):
        return self._since[0]

    def add(self, at, value):
        self._since.append(at)
        self._values.append(value)

    def within(self, first, last):
        """Each value there was from first to last."""
        held = max(0, bisect.bisect_right(self._since, first) - 1)
        return self._values[held : max(held + 1, bisect.bisect_right(self._since, last))]


class Known(Timeline):
    """(state, transitions counted) of a service."""

    def __init__(self, at, state):
        super().__init__(at, (state, 0))

    @property
    def state(self):
        return self.now[0]

    def become(self, at, state, counted):
        self.add(at, (state, self.now[1] + counted))


class Tally(Timeline):
    """(probes, failures, not probed, slots skipped, answers, failures in a row) of a stream."""

    def __init__(self, at):
        super().__init__(at, (0, 0, 0, 0, 0, 0))

    def add_probe(self, at, outcome, in_row):
        failed, none = outcome in (REJECTED, UNANSWERED), outcome == NOT_PROBED
        self._more(at, (1, failed, none, 0, outcome == ANSWERED), in_row)

    def add_skipped(self, at, count):
        self._more(at, (0, 0, 0, count, 0), self.now[-1])

    def in_row(self, at, in_row):
        self._more(at, (0, 0, 0, 0, 0), in_row)

    def _more(self, at, more, in_row):
        self.add(at, (*(a + b for a, b in zip(self.now, more)), in_row))
