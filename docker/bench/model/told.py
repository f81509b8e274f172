"""A disagreement, and how things are written in one."""

import dataclasses

from model.rules import ANSWERED
from model.settings import MS


@dataclasses.dataclass
class Disagreement:
    """at: nanoseconds; lines: the journal's, oldest first."""

    at: int
    name: str
    rule: str
    expected: str
    seen: str
    lines: tuple

    def text(self):
        told = [f"{self.name}: {self.rule}", f"  expected {self.expected}", f"  seen     {self.seen}"]
        return "\n".join(told + [f"  {line}" for line in self.lines])


def alike(expected, seen):
    """Whether two transitions are. How a reason is put into words is not the model's, only what it counts."""
    if expected is None or expected[:3] != seen[:3]:
        return False
    if expected.reason is None:
        return bool(seen.reason) and seen.reason != ANSWERED
    if expected.reason == ANSWERED:
        return seen.reason == ANSWERED
    count = expected.reason.split(":")[0]
    return seen.reason.startswith(f"{count}: ") and len(seen.reason) > len(count) + 2


def change(transition):
    counted = "counted" if transition.counted else "not counted"
    return f"{transition.old} -> {transition.new}, {counted}, {transition.reason or 'by the operator'}"


def ms(span):
    return f"{span / MS:.3f} ms"
