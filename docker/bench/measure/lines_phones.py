"""Probe phones: what a KeepAlive and a session cost, with kald's simulator as the call manager."""

import contextlib
import dataclasses
import json
import time

from measure import daemon, jvm, kernel, targets
from measure.figures import Check, at_most
from measure.process import Process
from measure.turns import begin

MANY = 10_000
FEW = 1_000
KEEPALIVE = 5
REGISTERED_WITHIN = 120
MICROS = 60
BYTES = 6_000
CLASSES = 8


@dataclasses.dataclass
class Fleet:
    """kald and the simulator while they run, and how long it took until all were registered."""

    kald: Process
    manager: Process
    registering: float

    def cpu_seconds(self):
        return [kernel.cpu_seconds(process.pid) for process in (self.kald, self.manager)]

    def fail_if_ended(self):
        self.kald.fail_if_ended()
        self.manager.fail_if_ended()


@dataclasses.dataclass
class Window:
    """KeepAlives answered in a stretch of time, and the processor time of either side."""

    exchanges: int
    seconds: float
    kald: float
    manager: float

    def micros(self, cpu):
        return cpu * 1e6 / self.exchanges


@dataclasses.dataclass
class Memory:
    """kald's heap after a full collection in bytes, by class too; what is resident in MiB."""

    heap: int
    classes: dict
    kald: float
    manager: float


class Seen:
    """Both sides' word at one moment: the simulator is asked before kald and after it."""

    def __init__(self, acks_before):
        self.acks_before = acks_before
        scrape, _ = daemon.get()
        self.state = state()
        self.kald = daemon.Metrics(scrape.decode())
        self.node = self.state["nodes"][0]["counts"]
        self.acks_after = self.node["acks"]
        self.acked = self.kald.results("kald_sccp_keepalives_total")["sccp-acked"]


def phones(bench, result):
    """10: 10,000 registered phones, each with a KeepAlive every 5 s."""
    if not bench.wants("kald"):
        result.note("Not measured: kald is not there.")
        return
    windows, registering, few, many = [], [], [], []
    for _ in range(bench.effort.rounds):
        with fleet(bench, FEW) as both:
            few.append(memory(both))
        with fleet(bench, MANY) as both:
            registering.append(both.registering)
            before = Seen(quiet())
            windows += [window(both) for _ in range(bench.effort.windows)]
            intact(result, before, Seen(quiet()))
            many.append(memory(both))
    result.figure(f"from the command until {MANY:,} are registered", "s", registering)
    exchanges(bench, result, windows)
    sessions(bench, result, few, many)


@contextlib.contextmanager
def fleet(bench, count):
    """Both sides with all phones registered, and warm."""
    node = bench.call_manager(KEEPALIVE)
    manager = Process(node.name, node.argv, bench.scratch, cores=[bench.other_core])
    try:
        manager.wait_for_output(node.ready, seconds=60)
        contender = bench.phones(f"kald {count} phones", count)
        kald = Process(contender.name, contender.argv, bench.scratch, cores=[bench.core])
        try:
            both = Fleet(kald, manager, registered(kald, count))
            bench.say(f"{count:,} phones: registered {both.registering:.1f} s after the command")
            begin(kald, contender, bench.effort)
            both.fail_if_ended()
            yield both
        finally:
            kald.stop()
    finally:
        manager.stop()


def registered(kald, count):
    """Seconds from kald's start until the simulator has every phone."""
    deadline = time.monotonic() + REGISTERED_WITHIN
    last = 0
    while time.monotonic() < deadline:
        kald.fail_if_ended()
        last = state()["nodes"][0]["registered"]
        if last == count:
            return time.time() - kald.started_epoch
        time.sleep(0.1)
    raise kald.failed(f"had {last:,} of {count:,} phones registered after {REGISTERED_WITHIN} s")


def state():
    return json.loads(daemon.get("/state", listen=targets.CONTROL)[0])


def acks():
    return state()["nodes"][0]["counts"]["acks"]


def quiet(seconds=2 * KEEPALIVE):
    """Answers sent so far, at a moment when no KeepAlive is under way if there is one."""
    last, deadline = acks(), time.monotonic() + seconds
    while time.monotonic() < deadline:
        time.sleep(0.2)
        now = acks()
        if now == last:
            break
        last = now
    return last


def window(both):
    """One interval of KeepAlives; what telling its count costs the simulator at the end is in it.

    Phones that registered together send their KeepAlives together, so no less will do.
    """
    answered, cpu, begun = acks(), both.cpu_seconds(), time.monotonic()
    time.sleep(KEEPALIVE)
    answered, taken = acks() - answered, time.monotonic() - begun
    used = [after - before for after, before in zip(both.cpu_seconds(), cpu)]
    both.fail_if_ended()
    if not answered:
        raise both.kald.failed("got no KeepAliveAck")
    return Window(answered, taken, *used)


def intact(result, before, after):
    """Whether every phone stayed where it was, and every KeepAlive was answered and counted."""
    kald, node = after.kald, after.node
    words = {
        "phones in the simulator's table": (MANY, len(after.state["devices"])),
        "phones registered, by kald": (MANY, kald["kald_sccp_registered"]),
        "connections since the start": (MANY, node["accepted"]),
        "registrations since the start": (MANY, node["registers"]),
        "departures and rejections": (0, node["unregisters"] + node["rejects"]),
        "failovers": (0, kald["kald_sccp_failovers_total"]),
        "KeepAlives without an answer": (0, kald["kald_sccp_keepalives_total"] - after.acked),
        "KeepAlives skipped": (0, kald["kald_probes_skipped_total"]),
        "events dropped": (0, kald["kald_events_dropped_total"]),
    }
    for what, (wanted, found) in words.items():
        result.check(Check(what, f"{wanted:,}", f"{found:,.0f}", found == wanted))
    result.check(counted(before, after))


def counted(before, after):
    """Answers by kald's count; the simulator's was taken a moment earlier and a moment later."""
    found = after.acked - before.acked
    least, most = after.acks_before - before.acks_after, after.acks_after - before.acks_before
    limit = f"{least:,}" if least == most else f"{least:,} - {most:,}"
    return Check("answers sent and counted by kald", limit, f"{found:,.0f}", least <= found <= most)


def exchanges(bench, result, windows):
    what = "CPU per KeepAlive exchange"
    both = result.figure(f"{what}, both sides", "us", [w.micros(w.kald + w.manager) for w in windows])
    result.figure(f"{what}, kald", "us", [w.micros(w.kald) for w in windows])
    result.figure(f"{what}, simulator", "us", [w.micros(w.manager) for w in windows])
    rate = result.figure("exchanges", "/s", [w.exchanges / w.seconds for w in windows])
    result.check(at_most(f"{what}, both sides", MICROS, both, " us"))
    bench.say(f"{both.text()} us an exchange at {rate.text()}/s")


def memory(both):
    resident = [kernel.memory_mib(process.pid) for process in (both.kald, both.manager)]
    heap, classes = jvm.live_bytes(both.kald.pid)
    return Memory(heap, classes, *resident)


def sessions(bench, result, few, many):
    each = [(m.heap - f.heap) / (MANY - FEW) for f, m in zip(few, many)]
    found = result.figure("heap per session, kald", "B", each)
    for count, taken in ((FEW, few), (MANY, many)):
        result.figure(f"{count:,} phones: heap, kald", "MiB", [m.heap / 2**20 for m in taken])
        result.figure(f"{count:,} phones: resident, kald", "MiB", [m.kald for m in taken])
        result.figure(f"{count:,} phones: resident, simulator", "MiB", [m.manager for m in taken])
    result.check(at_most("heap per session, kald", BYTES, found, " B"))
    bench.say(f"{found.text()} B of heap a session")
    result.note("Of a session's heap, bytes: " + ", ".join(largest(few[-1].classes, many[-1].classes)) + ".")


def largest(few, many):
    """The classes that a session has most of."""
    grown = {name: (size - few.get(name, 0)) / (MANY - FEW) for name, size in many.items()}
    most = sorted(grown, key=grown.get, reverse=True)[:CLASSES]
    return [f"{name} {grown[name]:.0f}" for name in most]
