"""TCP: flat out, paced, on time, many."""

import time

from measure import daemon, kernel
from measure.capture import Capture, Timing, quantile, read
from measure.figures import Check, at_most
from measure.process import Process
from measure.turns import begin, in_turn, ratio, report, window

PERIOD = 5.0
SERVICES = 10_000
MANY = 100_000
IN_FLIGHT = "64"


def tcp_flat(bench, result):
    """1: as many probes as one core can do."""
    for close in ("half-open", "rst"):
        names = {key: f"{key} {close}" for key in ("c", "kald", "flat-out", "haproxy")}
        names["kept"] = f"flat-out {close}, kept sockets"
        contenders = []
        if bench.wants("c"):
            contenders.append(bench.c_tcp(names["c"], SERVICES, "-c", close, "-f", IN_FLIGHT))
        if bench.wants("flat-out"):
            words = ("tcp", close, str(SERVICES), IN_FLIGHT)
            contenders.append(bench.flat_out_probers(names["flat-out"], *words, "0"))
            contenders.append(bench.flat_out_probers(names["kept"], *words, str(SERVICES)))
        if bench.wants("kald"):
            contenders.append(bench.daemon(names["kald"], SERVICES, frequency="100ms", close=close))
        if bench.wants("haproxy") and close == "half-open":
            contenders.append(bench.haproxy(names["haproxy"], SERVICES, inter="100ms"))
        with bench.acceptors():
            rounds = in_turn(bench, contenders, [bench.core], answered(bench, result))
        report(result, rounds)
        for key, what in (("flat-out", "probers alone"), ("kald", "whole daemon, saturated")):
            found = ratio(result, rounds, names[key], names["c"])
            if found:
                result.check(at_most(f"{close}, {what}, kald / C", 1.3, found))
        ratio(result, rounds, names["kept"], names["c"])
        ratio(result, rounds, names["kald"], names["haproxy"])


def answered(bench, result):
    """Notes when a saturated daemon's probes fail: failures are not what is to be measured."""

    def inspect(contender, _):
        if contender.argv[0] != bench.kald:
            return
        now = daemon.metrics()
        failed, probes = now["kald_probe_failures_total"], now["kald_probes_total"]
        if failed > probes / 1000:
            result.note(f"{contender.name}: {failed / probes:.1%} of the probes failed.")

    return inspect


def tcp_paced(bench, result):
    """2: 10,000 services, each every 5 s; how evenly the SYNs leave."""
    contenders = paced_contenders(bench, ("4", "1"))
    memory, spread = {}, {}

    def inspect(contender, pid):
        memory.setdefault(contender.name, []).append(kernel.memory_mib(pid))
        if contender.name not in spread:
            spread[contender.name] = syns(bench, result, contender.name, bench.effort.capture / 2)

    with bench.acceptors():
        rounds = in_turn(bench, contenders, [bench.core], inspect)
    report(result, rounds)
    note_behind(result, rounds, SERVICES / PERIOD)
    for name, values in memory.items():
        result.figure(f"{name}: resident", "MiB", values)
    for name, timing in spread.items():
        bins(result, name, timing)
    found = ratio(result, rounds, "kald", "haproxy")
    if found:
        result.check(at_most("CPU per probe, kald / HAProxy", 1.0, found))
    ratio(result, rounds, "kald", "c 4 ms")
    if "kald" in spread:
        highest, mean = fullest(spread["kald"])
        result.check(
            Check("fullest 10 ms of SYNs / mean", "<= 3", f"{highest / mean:.2f}", highest <= 3 * mean)
        )


def note_behind(result, rounds, per_second):
    """A contender that sends less than wanted has less to wake for, or more: its cost is another."""
    for name, found in rounds.items():
        slowest = min(w.rate for round_ in found for w in round_)
        if slowest < 0.97 * per_second:
            result.note(f"{name}: sent {slowest:,.0f}/s of {per_second:,.0f}/s in its slowest window.")


def paced_contenders(bench, steps):
    found = []
    if bench.wants("kald"):
        found.append(bench.daemon("kald", SERVICES))
    if bench.wants("haproxy"):
        found.append(bench.haproxy("haproxy", SERVICES))
    if bench.wants("c"):
        found += [
            bench.c_tcp(f"c {step} ms", SERVICES, "-c", "half-open", "-i", str(PERIOD), "-g", step)
            for step in steps
        ]
    return found


def syns(bench, result, name, seconds):
    """Captures what is on the wire now."""
    capture = Capture(bench.path("syn.pcap"), bench.scratch, bench.other_core)
    time.sleep(seconds)
    dropped = capture.stop()
    if dropped:
        result.note(f"{name}: the capture lost {dropped} packets.")
    return Timing(read(capture.path), PERIOD)


def fullest(timing):
    counts = timing.bins(0.010)
    return max(counts), sum(counts) / len(counts)


def bins(result, name, timing):
    for width in (0.001, 0.010, 0.100):
        counts = timing.bins(width)
        result.figure(f"{name}: most SYNs in {width * 1000:.0f} ms", "", [max(counts)])
    result.figure(f"{name}: mean SYNs in 10 ms", "", [fullest(timing)[1]])


def tcp_grid(bench, result):
    """3: how exactly the schedule is kept by a real-time process."""
    contenders = paced_contenders(bench, ("0",))
    with bench.acceptors():
        for contender in contenders:
            process = Process(contender.name, contender.argv, bench.scratch, fifo=True)
            try:
                begin(process, contender, bench.effort, at_least=12)
                process.fail_if_ended()
                timing = syns(bench, result, contender.name, bench.effort.capture)
                process.fail_if_ended()
            finally:
                process.stop()
            if timing.enough:
                exactness(bench, result, contender.name, timing)
            else:
                raise process.failed("sent too little to tell its period")


def exactness(bench, result, name, timing):
    errors, intervals = timing.grid_errors(), timing.interval_errors()
    p99 = result.figure(f"{name}: grid error p99", "ms", [quantile(errors, 0.99) * 1e3])
    result.figure(f"{name}: grid error p50", "ms", [quantile(errors, 0.5) * 1e3])
    result.figure(f"{name}: grid error max", "ms", [errors[-1] * 1e3])
    result.figure(f"{name}: interval error p99", "ms", [quantile(intervals, 0.99) * 1e3])
    result.figure(f"{name}: periods without a SYN", "share", [timing.missing()])
    period = timing.mean_period()
    off = abs(period / PERIOD - 1)
    result.figure(f"{name}: mean period, too long by", "1e-6", [(period / PERIOD - 1) * 1e6])
    bench.say(f"{name}: grid p99 {p99.median:.3f} ms, mean period {period:.6f} s")
    bins(result, name, timing)
    if name == "kald":
        result.check(at_most("grid error p99", 2, p99, " ms"))
        result.check(Check("mean period, relative error", "<= 1e-5", f"{off:.1e}", off <= 1e-5))


def tcp_many(bench, result):
    """6: 100,000 services, each every 5 s, on two cores."""
    if not bench.wants("kald"):
        result.note("Not measured: kald is not there.")
        return
    for close in ("half-open", "rst"):
        contender = bench.daemon("kald", MANY, close=close, per_service="state", ports=4)
        with bench.acceptors(4):
            held(bench, result, contender, close, MANY / PERIOD)


def held(bench, result, contender, what, per_second):
    """Whether a daemon keeps a rate, by its own counters and by the kernel's."""
    process = Process(contender.name, contender.argv, bench.scratch, cores=bench.cores)
    try:
        begin(process, contender, bench.effort, at_least=15)
        pid = process.pid
        before, scraped = daemon.metrics(), time.monotonic()
        seen = window(pid, contender.kind, bench.effort.capture)
        after, scraped = daemon.metrics(), time.monotonic() - scraped
        memory = kernel.memory_mib(pid)
        process.fail_if_ended()
    finally:
        process.stop()
    found = daemon.Held(before, after, per_second * scraped)
    result.figure(f"{what}: wanted", "/s", [per_second])
    result.figure(f"{what}: sent by the kernel's count", "/s", [seen.rate])
    result.figure(f"{what}: finished by kald's count", "/s", [found.probes / scraped])
    result.figure(f"{what}: skipped", "", [found.skipped])
    result.figure(f"{what}: not probed", "", [found.not_probed])
    result.figure(f"{what}: failed", "", [found.failed])
    result.figure(f"{what}: later than {found.bound * 1e3:.0f} ms", "", [found.late])
    result.figure(f"{what}: events dropped", "", [found.events_dropped])
    result.figure(f"{what}: CPU per probe", "us", [seen.micros])
    result.figure(f"{what}: cores used", "", [seen.cpu / seen.seconds])
    result.figure(f"{what}: resident", "MiB", [memory])
    for reason, count in found.reasons.items():
        result.note(f"{what}: {count:,.0f} probes ended with {reason}.")
    missed = found.missed()
    result.check(Check(f"{what}: skipped + late", "< 0.1 %", f"{missed * 100:.3f} %", missed < 0.001))
    share = seen.rate / per_second
    result.check(Check(f"{what}: sent / wanted", ">= 99.9 %", f"{share * 100:.2f} %", share >= 0.999))
    bench.say(f"{what}: {seen.rate:,.0f}/s of {per_second:,.0f}/s, missed {missed * 100:.3f} %")
