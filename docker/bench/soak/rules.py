"""How soon kald must know, from a service's rule alone. Seconds everywhere."""

import dataclasses


@dataclasses.dataclass(frozen=True)
class Rule:
    """frequency maxfailure retryperiod, as in a CSS display."""

    frequency: int
    maxfailure: int
    retry: int

    def wait(self, interval):
        """How long an answer may take when the next probe is due that much later (the rule of the CSS)."""
        return min(_css(self.frequency), _css(interval))

    def dying_by(self, silent):
        """The latest first failure, from the moment at which the target stopped answering."""
        return self.frequency + (self.wait(self.frequency) if silent else 0)

    def down_by(self, silent):
        """The latest DOWN, from the same moment: the first failing probe leaves one interval later at most."""
        return self.frequency + self.down_after(silent)

    def down_after(self, silent):
        """From the first failing probe until DOWN."""
        sent, interval = 0.0, self.frequency
        for _ in range(self.maxfailure - 1):
            ended = sent + (self.wait(interval) if silent else 0)
            sent, interval = max(sent + self.retry, ended), self.retry
        return sent + (self.wait(interval) if silent else 0)

    def longest_wait(self):
        return self.wait(self.frequency)

    def alive_by(self):
        """The latest ALIVE, from the moment at which the target answers again."""
        return self.longest_wait() + self.retry


def _css(interval):
    return interval - 1 if interval >= 2 else interval / 2


# A phone's intervals without an acknowledgement: six, each 1.66 times the one before (agent's CONFIGURATION.md).
NORMAL_FACTOR = sum(1.66**k for k in range(6))
DELAYED_SECONDS = 35.8
MISSED_ACKS = 3
