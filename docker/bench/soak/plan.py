"""Which fault comes when: random, from a seed, within bounds."""

import dataclasses
import random
import typing

from soak.fleet import NODES, Change

RESERVED_PORTS = 5
RESERVED = 20
# A target is left in peace so long after a fault, so that what is told can belong to one fault only.
PEACE = 25
SOFT = 0.4


@dataclasses.dataclass(frozen=True)
class Kind:
    """A fault. silent: probes are not answered, in place of rejected. causes: the words of phones that meet it."""

    name: str
    silent: bool = False
    causes: typing.Tuple[str, ...] = ()


DROP = Kind("drop", silent=True)
REFUSE = Kind("refuse")
PROHIBIT = Kind("prohibit")
CLOSE = Kind("close")
HALT = Kind("halt", silent=True)
NODE_KILL = Kind("kill", causes=("CM-reset-TCP",))
NODE_STOP = Kind("stop", causes=("CM-closed-TCP", "CM-reset-TCP"))
NODE_HANG = Kind("hang", causes=("KeepaliveTO",))
NODE_DROP = Kind("node-drop", causes=("TCP-timeout",))
NODE_SLOW = Kind("slow=300ms")
NODE_TOKENS = Kind("refuse-tokens")
FREEZE = Kind("freeze")
RELOAD = Kind("reload")
COLLECT = Kind("collect")
STALL = Kind("stall")

BY_ADDRESS = (DROP, REFUSE, PROHIBIT)
BY_PORT = (CLOSE, HALT)
BY_NODE = (NODE_KILL, NODE_HANG, NODE_DROP, NODE_STOP, NODE_SLOW, NODE_TOKENS)
OWN = (FREEZE, COLLECT, STALL)


@dataclasses.dataclass(frozen=True)
class Fault:
    """Planned: seconds from the beginning of the faults. targets: names of streams, or one node, or nothing."""

    kind: Kind
    at: float
    seconds: float
    targets: typing.Tuple[str, ...] = ()
    port: int = 0

    def until(self):
        return self.at + self.seconds


@dataclasses.dataclass(frozen=True)
class Pace:
    """How a soak of that many seconds goes.

    tail: without faults, at the end. longest: of a target's faults; path: the shortest broken path to a node that
    phones must notice. node_gap: between faults of nodes. freeze: the longest stop of kald itself; own_gap: between its
    stops and reloads. keepalive, monitor: of phones. sample: between two looks at memory.
    """

    seconds: float
    tail: float
    longest: float
    path: float
    node_gap: float
    freeze: float
    own_gap: float
    keepalive: int
    monitor: int
    sample: float

    @staticmethod
    def of(seconds):
        if seconds >= 600:
            return Pace(seconds, 100, 60, 52, 45, 6, 60, 10, 20, 30)
        return Pace(seconds, 25, 35, 25, 12, 3, 20, 3, 6, 8)


def change(fleet):
    """What a reload changes and changes back; no other fault meets these."""
    ports = set(_port_faults(fleet))
    names = [s.name for s in fleet.streams.values() if s.port not in ports]
    third = RESERVED // 3 + 1
    picked = names[:: max(1, len(names) // RESERVED)][:RESERVED]
    phones = list(fleet.phones)[-third:]
    return Change(
        frozenset(picked[:third] + phones), frozenset(picked[third : 2 * third]), frozenset(picked[2 * third :])
    )


def faults(fleet, pace, seed):
    """All of them, in the order in which they begin."""
    chance = random.Random(seed)
    last = pace.seconds - pace.tail
    planned = [*_addresses(fleet, pace, last, chance), *_ports(fleet, pace, last, chance)]
    planned += [*_nodes(pace, last, chance), *_own(pace, last, chance)]
    return sorted(planned, key=lambda fault: fault.at)


def _addresses(fleet, pace, last, chance):
    untouched = change(fleet).all()
    ports = set(_port_faults(fleet))
    free = {s.name: 0.0 for s in fleet.streams.values() if s.name not in untouched and s.port not in ports}
    now = 0.0
    while True:
        now += chance.expovariate(1 / 3)
        kind = chance.choice(BY_ADDRESS)
        fits = [n for n in free if free[n] <= now and _fits(kind, fleet.streams[n])]
        names = chance.sample(fits, min(len(fits), chance.choice((1, 3, 10, 40))))
        seconds = _seconds(pace, chance)
        if now + seconds > last:
            return
        if names:
            yield Fault(kind, now, seconds, tuple(names))
            free.update((name, now + seconds + PEACE) for name in names)


def _fits(kind, stream):
    """An ICMPv6 error would come from the one address all of this machine has, and be taken for its own filter's."""
    return stream.kind == "tcp" if kind is REFUSE else kind is not PROHIBIT or ":" not in stream.host


def _seconds(pace, chance):
    return chance.uniform(0.2, 0.9) if chance.random() < SOFT else chance.uniform(pace.longest / 3, pace.longest)


def _port_faults(fleet):
    """The ports whose listener is closed and stopped; addresses behind them meet nothing else."""
    return sorted(fleet.by_port())[:RESERVED_PORTS]


def _ports(fleet, pace, last, chance):
    untouched = change(fleet).all()
    for number, port in enumerate(_port_faults(fleet)):
        names = tuple(name for name in fleet.by_port()[port] if name not in untouched)
        now, turn = chance.uniform(0, pace.longest / 2), number
        while True:
            seconds = chance.uniform(pace.longest / 2, pace.longest)
            if now + seconds > last:
                break
            yield Fault(BY_PORT[turn % len(BY_PORT)], now, seconds, names, port)
            now += seconds + PEACE + chance.uniform(0, pace.longest)
            turn += 1


def _nodes(pace, last, chance):
    kinds = chance.sample(BY_NODE[:4], 4) + list(BY_NODE[4:])
    now, turn = 2.0, 0
    while True:
        kind = kinds[turn % len(kinds)]
        seconds = chance.uniform(0.6, 1) * pace.longest
        if kind is NODE_DROP:
            seconds = max(seconds, pace.path)
        if now + seconds > last:
            return
        yield Fault(kind, now, seconds, (chance.choice(NODES),))
        now += seconds + pace.node_gap + chance.uniform(0, pace.node_gap / 2)
        turn += 1


def _own(pace, last, chance):
    now, turn = pace.own_gap / 2, 0
    while True:
        kind = (RELOAD, FREEZE)[turn % 2]
        longest = pace.own_gap / 2 if kind is RELOAD else pace.freeze
        seconds = longest * chance.uniform(0.6, 1)
        if now + seconds > last:
            return
        yield Fault(kind, now, seconds)
        now += seconds + chance.uniform(pace.own_gap / 2, pace.own_gap)
        turn += 1
