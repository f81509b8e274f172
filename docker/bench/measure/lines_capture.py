"""Captures: reading one with a table of connections."""

import json
import os
import shlex
import subprocess
import time

from measure.figures import at_most
from measure.process import Failed
from measure.turns import QUICK

BIG, SMALL = 1_000_000_000, 100_000_000
LIMIT_SECONDS = 300


def capture(bench, result):
    """Whole processes, from start to end: a capture is read once."""
    small = written(bench, SMALL)
    big = small if bench.effort is QUICK else written(bench, BIG)
    values = {}
    for i in range(bench.effort.rounds):
        for name, argv in readers(bench, big, small):
            spent = run(bench, name, argv)
            values.setdefault(name, []).append(spent)
            bench.say(f"round {i + 1}: {name}: {spent.user:.2f} s user, {spent.mebibytes:,.0f} MiB")
    report(result, values)
    check(result, values, os.path.getsize(small) / os.path.getsize(big))


def readers(bench, big, small):
    """(name, argv) of those who take part."""
    if bench.wants("c"):
        yield "c", [bench.tool("capture"), "walk", big]
    if bench.wants("flat-out"):
        yield "kald counts", bench.walk_capture("counts", big)
        yield "kald records", bench.walk_capture("records", big)
        yield "kald counts, small", bench.walk_capture("counts", small)
        # What the second pass adds is what a packet costs when all is compiled.
        yield "kald counts, twice", bench.walk_capture("counts", big, big)
        yield "kald, no file", bench.walk_capture("counts")
    if bench.wants("tshark"):
        yield "tshark, small", ["tshark", "-n", "-q", "-z", "conv,tcp", "-r", small]
    if bench.wants("tcptrace"):
        yield "tcptrace, small", ["tcptrace", "-n", small]


class Spent:
    """What a process used."""

    def __init__(self, usage, wall, output):
        self.user = usage.ru_utime
        self.system = usage.ru_stime
        self.cpu = usage.ru_utime + usage.ru_stime
        self.mebibytes = usage.ru_maxrss / 1024
        self.wall = wall
        self.packets = sum(json.loads(line)["packets"] for line in output.splitlines() if line.startswith("{"))


def run(bench, name, argv):
    """Runs a program to its end on one core."""
    log = bench.path("capture.out")
    begun = time.monotonic()
    with open(log, "wb") as out:
        limited = ["timeout", str(LIMIT_SECONDS), "taskset", "-c", str(bench.core), *argv]
        process = subprocess.Popen(limited, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        raise Failed(f"{name} ended with {process.returncode}: {shlex.join(argv)}")
    with open(log, errors="replace") as out:
        head = out.read(4096)
    return Spent(usage, time.monotonic() - begun, head)


def written(bench, size):
    path = bench.path(f"{size}.pcap")
    if not os.path.exists(path):
        run(bench, "capture", [bench.tool("capture"), "write", path, str(size)])
    return path


def report(result, values):
    for name, spent in values.items():
        result.figure(f"{name}: user CPU", "s", [s.user for s in spent])
        result.figure(f"{name}: system CPU", "s", [s.system for s in spent])
        memory = result.figure(f"{name}: peak memory", "MiB", [s.mebibytes for s in spent])
        if name == "kald records":
            result.check(at_most(f"{name}, peak memory", 512, memory, " MiB"))
        if spent[0].packets:
            rates = [s.packets / s.wall / 1e6 for s in spent]
            result.figure(f"{name}: rate, start included", "M/s", rates)


def check(result, values, part):
    """Ratios by round. part: of the big capture, how much the small one is."""
    counts, twice = values.get("kald counts"), values.get("kald counts, twice")
    if not counts:
        result.note("kald: not measured, it is not there.")
        return
    nanos = [1e9 * (b.cpu - a.cpu) / (b.packets - a.packets) for a, b in zip(counts, twice)]
    result.check(at_most("kald, second pass, ns a packet", 125, result.figure("second pass", "ns/packet", nanos)))
    if "c" in values:
        name = "kald / C: user CPU, start included"
        result.check(at_most(name, 1.5, ratios(result, name, counts, values["c"])))
    for peer, limit in (("tshark", 1 / 20), ("tcptrace", 1 / 8)):
        spent = values.get(f"{peer}, small")
        if spent:
            name = f"kald / {peer}: user CPU by the packet"
            result.check(at_most(name, limit, ratios(result, name, counts, spent, part)))


def ratios(result, name, one, other, part=1):
    return result.figure(name, "", [a.user * part / b.user for a, b in zip(one, other)])
