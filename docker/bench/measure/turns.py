"""Runs contenders in turn (A B A B ...) and measures each in windows."""

import dataclasses
import statistics
import time

from measure import kernel
from measure.process import Process


@dataclasses.dataclass(frozen=True)
class Effort:
    """How long and how often is measured.

    rounds: turns of each contender; windows: per turn; seconds: of one window; warm and warm_java:
    how long a contender runs before its first window; settle: before memory is read; capture: how
    long SYNs are captured; starts: of the start-up line.
    """

    name: str
    rounds: int
    windows: int
    seconds: float
    warm: float
    warm_java: float
    settle: float
    capture: float
    starts: int


FULL = Effort("full", 3, 3, 5, 6, 30, 65, 60, 7)
QUICK = Effort("quick", 1, 2, 2, 3, 8, 12, 12, 2)


@dataclasses.dataclass
class Contender:
    """A program that probes. ready: what it says when it has begun, if anything."""

    name: str
    argv: list
    java: bool = False
    kind: str = "tcp"
    ready: str = ""


@dataclasses.dataclass
class Window:
    """What happened in one stretch of time."""

    probes: int
    seconds: float
    cpu: float

    @property
    def micros(self):
        return self.cpu * 1e6 / self.probes

    @property
    def rate(self):
        return self.probes / self.seconds


def window(pid, kind, seconds):
    probes, cpu, begun = kernel.probes_sent(kind), kernel.cpu_seconds(pid), time.monotonic()
    time.sleep(seconds)
    used = kernel.cpu_seconds(pid) - cpu
    sent = kernel.probes_sent(kind) - probes
    return Window(sent, time.monotonic() - begun, used)


def begin(process, contender, effort, at_least=0):
    """Waits until a contender probes and is warm."""
    process.wait_for_output(contender.ready, seconds=120)
    time.sleep(max(at_least, effort.warm_java if contender.java else effort.warm))


def turn(bench, contender, cores, inspect=None):
    """One contender's turn: start, warm up, windows, stop. inspect(pid) may look before it stops."""
    process = Process(contender.name, contender.argv, bench.scratch, cores=cores)
    try:
        begin(process, contender, bench.effort)
        process.fail_if_ended()
        pid = process.pid
        found = [window(pid, contender.kind, bench.effort.seconds) for _ in range(bench.effort.windows)]
        process.fail_if_ended()
        if any(w.probes == 0 for w in found):
            raise process.failed("sent nothing")
        if inspect:
            inspect(contender, pid)
        return found
    finally:
        process.stop()
        bench.say_failures(contender, process.output())


def in_turn(bench, contenders, cores, inspect=None):
    """Rounds of windows by contender's name: {"c": [[Window, ...], ...], ...}."""
    rounds = {c.name: [] for c in contenders}
    for i in range(bench.effort.rounds):
        for contender in contenders:
            found = turn(bench, contender, cores, inspect)
            rounds[contender.name].append(found)
            middle = statistics.median(w.micros for w in found)
            bench.say(f"round {i + 1}: {contender.name}: {middle:.1f} us/probe at {found[-1].rate:,.0f}/s")
    return rounds


def report(result, rounds):
    """Figures of each contender: processor time per probe, and how fast it went."""
    for name, found in rounds.items():
        windows = [w for round_ in found for w in round_]
        result.figure(f"{name}: CPU per probe", "us", [w.micros for w in windows])
        result.figure(f"{name}: rate", "/s", [w.rate for w in windows])


def ratio(result, rounds, one, other):
    """one / other by round, so that both stand for the same minutes; None where one is missing."""
    if not rounds.get(one) or not rounds.get(other):
        return None
    values = [
        statistics.median(w.micros for w in a) / statistics.median(w.micros for w in b)
        for a, b in zip(rounds[one], rounds[other])
    ]
    return result.figure(f"{one} / {other}: CPU per probe", "", values)
