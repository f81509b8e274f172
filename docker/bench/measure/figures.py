"""What a line of the benchmark found."""

import dataclasses
import datetime
import statistics


@dataclasses.dataclass
class Figure:
    """Values of one thing in the order they were taken; shown as median and range."""

    name: str
    unit: str
    values: list

    @property
    def median(self):
        return statistics.median(self.values)

    def text(self):
        middle = number(self.median)
        if len(self.values) < 2:
            return middle
        return f"{middle} ({number(min(self.values))} - {number(max(self.values))})"


@dataclasses.dataclass
class Check:
    """Something that must be reached. met is None where it was not measured."""

    what: str
    limit: str
    found: str
    met: object


def at_most(what, limit, figure, unit=""):
    """A check on a figure's median."""
    found = figure.median
    return Check(what, f"<= {number(limit)}{unit}", figure.text() + unit, found <= limit)


def number(value):
    if value == 0 or value == int(value) and abs(value) < 1e15:
        return f"{int(value):,}"
    if abs(value) < 0.001:
        return f"{value:.1e}"
    digits = 0 if abs(value) >= 1000 else 1 if abs(value) >= 100 else 2 if abs(value) >= 1 else 4
    return f"{value:,.{digits}f}"


def now():
    return datetime.datetime.now().astimezone().isoformat("T", "minutes")


@dataclasses.dataclass
class Result:
    """One line of the benchmark."""

    line: str
    title: str
    date: str = dataclasses.field(default_factory=now)
    effort: str = ""
    seconds: float = 0
    others: float = 0
    finished: bool = True
    figures: list = dataclasses.field(default_factory=list)
    checks: list = dataclasses.field(default_factory=list)
    notes: list = dataclasses.field(default_factory=list)

    def figure(self, name, unit, values):
        added = Figure(name, unit, [round(float(v), 9) for v in values])
        self.figures.append(added)
        return added

    def check(self, check):
        self.checks.append(check)

    def note(self, text):
        self.notes.append(text)
