"""What is watched: 2,000 services of every kind kald has, and 500 phones."""

import dataclasses
import typing

from measure import targets
from soak.rules import Rule

RULES = (Rule(5, 3, 5), Rule(2, 2, 1), Rule(5, 1, 5), Rule(10, 3, 2), Rule(1, 3, 1), Rule(5, 3, 5))
OTHER_RULE = Rule(6, 3, 5)
FIRST_PORT = 8001
PORTS = 16
SOURCE_PORTS = "20000-29999"
NODES = ("127.2.0.1", "127.2.0.2", "127.2.0.3")
NODE_PORT = 2000
V6_PREFIX = "fd6b:616c:64::"
# kind of probe, how it ends, address family, own source ports, services that share it, how many of them
KINDS = (
    ("tcp", "rst", 4, False, 1, 400),
    ("tcp", "half-open", 4, False, 1, 400),
    ("tcp", "fin", 4, False, 1, 150),
    ("tcp", "rst", 4, True, 1, 50),
    ("tcp", "rst", 6, False, 1, 200),
    ("icmp", "", 4, False, 1, 450),
    ("icmp", "", 6, False, 1, 200),
    ("tcp", "rst", 4, False, 5, 30),
)
# The group's nodes, whether Delayed, how many.
GROUPS = (((0, 1), False, 200), ((1, 0, 2), True, 150), ((2, 0), False, 150))


@dataclasses.dataclass(frozen=True)
class Stream:
    """One probe stream and the services that follow it."""

    name: str
    kind: str
    close: str
    host: str
    port: int
    own_ports: bool
    rule: Rule
    services: typing.Tuple[str, ...]

    def probe(self, rule):
        keys = [f"host: '{self.host}'", f"type: {self.kind}", f"frequency: {rule.frequency}s"]
        keys += [f"maxfailure: {rule.maxfailure}", f"retryperiod: {rule.retry}s"]
        if self.kind == "tcp":
            keys += [f"port: {self.port}", f"tcp-close: {self.close}"]
        if self.own_ports:
            keys.append(f"source-ports: {SOURCE_PORTS}")
        return ", ".join(keys)


@dataclasses.dataclass(frozen=True)
class Phone:
    name: str
    device: str
    nodes: typing.Tuple[str, ...]
    delayed: bool


@dataclasses.dataclass(frozen=True)
class Change:
    """What a second configuration has different: names of streams and of phones."""

    suspended: frozenset = frozenset()
    left_out: frozenset = frozenset()
    other_rule: frozenset = frozenset()

    def all(self):
        return self.suspended | self.left_out | self.other_rule


class Fleet:
    """Streams and phones by name, in the order of the configuration."""

    def __init__(self, share=1.0):
        self.streams = {s.name: s for s in _streams(share)}
        self.phones = {p.name: p for p in _phones(share)}

    def services(self):
        return sum(len(s.services) for s in self.streams.values())

    def by_port(self):
        """The names of the streams of each TCP port."""
        ports = {}
        for stream in self.streams.values():
            if stream.kind == "tcp":
                ports.setdefault(stream.port, []).append(stream.name)
        return ports

    def config(self, path, journal, monitor, change=Change()):
        """Writes a configuration for kald. monitor: seconds a better node must be well before a phone goes back."""
        with open(path, "w") as out:
            out.write(f"web: {{listen: {targets.ADMIN}}}\njournal: {{directory: {journal}, total-size: 4GiB}}\n")
            self._write_streams(out, change)
            self._write_phones(out, monitor, change)
        return path

    def _write_streams(self, out, change):
        kept = [s for s in self.streams.values() if s.name not in change.left_out]
        rule = {s.name: OTHER_RULE if s.name in change.other_rule else s.rule for s in kept}
        out.write("keepalives:\n")
        for s in kept:
            if len(s.services) > 1:
                out.write(f"- {{name: {s.name}, {s.probe(rule[s.name])}}}\n")
        out.write("services:\n")
        for s in kept:
            rest = ", suspend: true" if s.name in change.suspended else ""
            how = f"keepalive: {s.name}" if len(s.services) > 1 else s.probe(rule[s.name])
            for service in s.services:
                out.write(f"- {{name: {service}, {how}{rest}}}\n")

    def _write_phones(self, out, monitor, change):
        out.write("phones:\n")
        for p in self.phones.values():
            rest = ", suspend: true" if p.name in change.suspended else ""
            nodes = ", ".join(p.nodes)
            detect = "delayed" if p.delayed else "normal"
            keys = f"name: {p.name}, device: {p.device}, nodes: [{nodes}], detect-failure: {detect}"
            out.write(f"- {{{keys}, connection-monitor-duration: {monitor}s{rest}}}\n")


def _streams(share):
    at = 0
    for kind, close, family, own_ports, services, count in KINDS:
        for i in range(max(1, round(count * share))):
            words = [kind + str(family), close or "echo", "shared" * (services > 1), "ports" * own_ports, f"{i:04d}"]
            name = "-".join(filter(None, words))
            names = (name,) if services == 1 else tuple(f"{name}.{k}" for k in range(services))
            yield Stream(
                name, kind, close, _host(family, at), FIRST_PORT + at % PORTS, own_ports, RULES[at % len(RULES)], names
            )
            at += 1


def _host(family, at):
    return f"{V6_PREFIX}{at + 1:x}" if family == 6 else f"127.1.{at // 250}.{at % 250 + 1}"


def _phones(share):
    at = 0
    for group, delayed, count in GROUPS:
        for _ in range(max(1, round(count * share))):
            at += 1
            yield Phone(f"phone-{at:04d}", f"SEP{at:012X}", tuple(NODES[n] for n in group), delayed)
