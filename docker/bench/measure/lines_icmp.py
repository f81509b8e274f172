"""ICMP: flat out, and 100,000 addresses."""

import os
import time

from measure import kernel, targets
from measure.figures import at_most
from measure.lines_tcp import answered, held
from measure.process import Process
from measure.turns import in_turn, ratio, report

SERVICES = 20_000
IN_FLIGHT = "1024"
MANY = 100_000
PERIOD = 5.0
FPING_LIMIT = 65_535


def icmp_flat(bench, result):
    """4a: as many echoes as one core can do."""
    contenders = []
    if bench.wants("c"):
        for socket in ("dgram", "raw"):
            contenders.append(bench.c_icmp(f"c {socket}", SERVICES, "-s", socket, "-f", IN_FLIGHT))
    if bench.wants("flat-out"):
        contenders.append(bench.flat_out_probers("flat-out", "icmp", "-", str(SERVICES), IN_FLIGHT))
    if bench.wants("kald"):
        contenders.append(bench.daemon("kald", SERVICES, kind="icmp", frequency="100ms"))
    rounds = in_turn(bench, contenders, [bench.core], answered(bench, result))
    report(result, rounds)
    for key, what in (("flat-out", "probers alone"), ("kald", "whole daemon, saturated")):
        found = ratio(result, rounds, key, "c dgram")
        if found:
            result.check(at_most(f"{what}, kald / C", 1.3, found))
    if bench.wants("fping"):
        fping(bench, result, 10_000, ["-c", "6", "-p", "1", "-i", "0"])


def icmp_many(bench, result):
    """4b: 100,000 addresses, each every 5 s."""
    if bench.wants("kald"):
        contender = bench.daemon("kald", MANY, kind="icmp", per_service="state")
        held(bench, result, contender, "icmp", MANY / PERIOD)
    else:
        result.note("Not measured: kald is not there.")
    if bench.wants("fping"):
        fping(bench, result, MANY, ["-c", "1", "-i", "0"])


def fping(bench, result, count, options):
    """fping works through a list and ends; what it used is read when it does."""
    listed = targets.addresses(bench.path(f"addresses.{count}"), count)
    values, code = [], 0
    for _ in range(bench.effort.rounds * 2):
        sent = kernel.probes_sent("icmp")
        code, used = run(bench, ["fping", "-q", *options, "-f", listed])
        sent = kernel.probes_sent("icmp") - sent
        values.append(used * 1e6 / max(1, sent))
    name = f"fping {count:,} addresses"
    result.figure(f"{name}: CPU per probe", "us", values)
    if code != 0:
        result.note(
            f"{name}: ended with exit code {code}. It keeps 16 bits of sequence numbers for 10 s,"
            f" so no more than {FPING_LIMIT:,} echoes in 10 s."
        )


def run(bench, argv, seconds=120):
    """(exit code, processor seconds) of a program that ends by itself."""
    before = os.times()
    process = Process(argv[0], argv, bench.scratch, cores=[bench.core])
    deadline = time.monotonic() + seconds
    while not process.ended() and time.monotonic() < deadline:
        time.sleep(0.02)
    code = process.exit_code()
    process.stop()
    after = os.times()
    return code, after.children_user + after.children_system - before.children_user - before.children_system
