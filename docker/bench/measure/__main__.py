"""Runs lines of the benchmark. Started by run.sh, inside its network namespace."""

import argparse
import dataclasses
import signal
import sys
import time
import traceback

from measure import kernel, report
from measure.bench import Bench
from measure.figures import Result
from measure.lines_capture import capture
from measure.lines_daemon import blackbox, memory, scrape, start
from measure.lines_icmp import icmp_flat, icmp_many
from measure.lines_phones import phones
from measure.lines_tcp import tcp_flat, tcp_grid, tcp_many, tcp_paced
from measure.lines_witness import witness
from measure.process import Failed, stop_all
from measure.turns import FULL, QUICK

LINES = {
    "tcp-flat": (tcp_flat, "TCP flat out on one core, half-open and rst: kald beside C and HAProxy"),
    "tcp-paced": (tcp_paced, "TCP, 10,000 services every 5 s: kald beside HAProxy and C; the spread of SYNs"),
    "tcp-grid": (tcp_grid, "TCP, 10,000 services every 5 s under chrt -f 1: exactness of the schedule"),
    "icmp-flat": (icmp_flat, "ICMP flat out on one core: kald beside C and fping"),
    "icmp-many": (icmp_many, "ICMP, 100,000 addresses every 5 s"),
    "memory": (memory, "Resident memory at 10,000 and 100,000 services"),
    "tcp-many": (tcp_many, "TCP, 100,000 services every 5 s on two cores"),
    "phones": (phones, "10,000 probe phones with a KeepAlive every 5 s, against kald's simulator"),
    "witness": (witness, "What a witness costs at 2,000 TCP probes/s"),
    "start": (start, "From the command to the first SYN with 10,000 services"),
    "scrape": (scrape, "Time and size of a metrics scrape"),
    "capture": (capture, "A capture of a gigabyte, read with a table of connections: kald beside C, tshark and tcptrace"),
    "blackbox": (blackbox, "blackbox_exporter asked by a plain loop, for comparison"),
}
CONTENDERS = ["kald", "flat-out", "c", "haproxy", "fping", "tshark", "tcptrace", "blackbox"]


def arguments():
    parser = argparse.ArgumentParser(
        prog="run.sh",
        description="Measures kald beside C yardsticks, HAProxy, fping and blackbox_exporter.",
        epilog="lines: " + "; ".join(f"{name}: {title}" for name, (_, title) in LINES.items()),
    )
    parser.add_argument("lines", nargs="*", metavar="LINE", help="what to measure; all when none is named")
    parser.add_argument("--quick", action="store_true", help="short windows: proves only that it runs")
    parser.add_argument("--rounds", type=int, metavar="N", help="turns of each contender, full windows (default: 3)")
    parser.add_argument("--only", default="", metavar="NAME,...", help="contenders: " + ", ".join(CONTENDERS))
    parser.add_argument("--results", metavar="FILE", help="JSON kept between runs, a line's newest result each")
    parser.add_argument("--markdown", metavar="FILE", help="where the tables go besides standard output")
    parser.add_argument("--scratch", help=argparse.SUPPRESS)
    parser.add_argument("--kald", default="", help=argparse.SUPPRESS)
    parser.add_argument("--flat-out", default="", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    for name in asked.lines:
        if name not in LINES:
            parser.error(f"{name}: no such line (expected: {', '.join(LINES)})")
    asked.only = [name for name in asked.only.split(",") if name]
    for name in asked.only:
        if name not in CONTENDERS:
            parser.error(f"--only: {name} (expected: {', '.join(CONTENDERS)})")
    return asked


def effort(asked):
    """How long and how often is measured, as asked."""
    if asked.quick:
        return QUICK
    if asked.rounds is None or asked.rounds == FULL.rounds:
        return FULL
    return dataclasses.replace(FULL, name=f"full windows, rounds: {asked.rounds}", rounds=asked.rounds)


def measured(bench, line):
    """Runs one line; what goes wrong is told and noted, so that the other lines still run."""
    function, title = LINES[line]
    bench.say(f"{line}: {title}")
    result = Result(line, title, effort=bench.effort.name)
    begun, own = time.monotonic(), kernel.OwnCpu()
    try:
        function(bench, result)
    except Exception as problem:
        result.finished = False
        result.note(f"Not finished: {type(problem).__name__}: {problem}")
        bench.say(f"{line}: not finished: {problem}")
        if not isinstance(problem, Failed):
            traceback.print_exc()
    finally:
        stop_all()
    result.seconds = round(time.monotonic() - begun, 1)
    result.others = round(own.others_share(), 3)
    return result


def main():
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    bench = Bench(asked.scratch, effort(asked), asked.kald, asked.flat_out, asked.only)
    machine = kernel.machine(asked.kald)
    _, results = report.load(asked.results) if asked.results else ({}, {})
    try:
        for line in asked.lines or LINES:
            results[line] = measured(bench, line)
            if asked.results:
                report.save(asked.results, machine, results)
    finally:
        stop_all()
    ordered = {line: results[line] for line in LINES if line in results}
    text = report.markdown(machine, ordered)
    print(text)
    if asked.markdown:
        with open(asked.markdown, "w") as out:
            out.write(text)
    return 0 if all(results[line].finished for line in asked.lines or LINES) else 1


if __name__ == "__main__":
    sys.exit(main())
