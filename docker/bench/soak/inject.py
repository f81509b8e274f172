"""Brings faults about, and writes down when."""

import contextlib
import dataclasses
import http.client
import os
import signal
import threading
import time

from measure import targets
from measure.process import Failed
from soak import plan


@dataclasses.dataclass
class Injected:
    """A fault as it was: each edge is the moment before it was brought about and the moment it was in force.

    Seconds since the epoch.
    """

    fault: plan.Fault
    began: tuple
    ended: tuple = (float("inf"), float("inf"))

    @property
    def first(self):
        return self.began[0]

    @property
    def surely(self):
        """(from, to) when it was certainly in force."""
        return self.began[1], self.ended[0]

    @property
    def last(self):
        return self.ended[1]

    def row(self):
        return {
            "kind": self.fault.kind.name,
            "targets": list(self.fault.targets),
            "port": self.fault.port,
            "began": list(self.began),
            "ended": list(self.ended),
        }


@dataclasses.dataclass(frozen=True)
class Configs:
    """File names: the one kald reads, and the two that take turns in its place."""

    in_force: str
    usual: str
    other: str


class Injector:
    """One thread only, but kald_runs may be held by others: while somebody holds it, kald is not stopped."""

    def __init__(self, fleet, kald, filter_, listeners, managers, configs):
        self.kald_runs = threading.Lock()
        self.injected = []
        self._fleet = fleet
        self._kald = kald
        self._filter = filter_
        self._listeners = listeners
        self._managers = managers
        self._configs = configs
        self._open = {}

    def begin(self, fault):
        before = time.time()
        self._on(fault)
        done = Injected(fault, (before, time.time()))
        self._open[id(fault)] = done
        self.injected.append(done)

    def end(self, fault):
        done = self._open.pop(id(fault))
        before = time.time()
        self._off(fault)
        done.ended = (before, time.time())

    def end_all(self):
        for done in list(self._open.values()):
            self.end(done.fault)

    @contextlib.contextmanager
    def collection(self):
        """A full collection that somebody asks kald for: it stands still meanwhile, by no fault of its own."""
        with self.kald_runs:
            before = time.time()
            yield
            now = time.time()
        self.injected.append(Injected(plan.Fault(plan.COLLECT, 0, 0), (before, before), (now, now)))

    def _on(self, fault):
        kind = fault.kind
        if kind in plan.BY_ADDRESS:
            self._filter.change("add", kind.name, self._hosts(fault))
        elif kind is plan.CLOSE:
            self._listeners.close(fault.port)
        elif kind is plan.HALT:
            self._listeners.halt(fault.port)
        elif kind in plan.BY_NODE:
            self._managers.fault(fault.targets[0], "drop" if kind is plan.NODE_DROP else kind.name)
        elif kind is plan.FREEZE:
            self.kald_runs.acquire()
            os.kill(self._kald.pid, signal.SIGSTOP)
        else:
            self._reload(self._configs.other)

    def _off(self, fault):
        kind = fault.kind
        if kind in plan.BY_ADDRESS:
            self._filter.change("delete", kind.name, self._hosts(fault))
        elif kind is plan.CLOSE:
            self._listeners.open(fault.port)
        elif kind is plan.HALT:
            self._listeners.resume(fault.port)
        elif kind in plan.BY_NODE:
            self._managers.fault(fault.targets[0], "none")
        elif kind is plan.FREEZE:
            os.kill(self._kald.pid, signal.SIGCONT)
            self.kald_runs.release()
        else:
            self._reload(self._configs.usual)

    def _hosts(self, fault):
        return [self._fleet.streams[name].host for name in fault.targets]

    def _reload(self, config):
        """Puts another file in the place of the one in force."""
        with open(config) as source, open(self._configs.in_force + ".new", "w") as out:
            out.write(source.read())
        os.replace(self._configs.in_force + ".new", self._configs.in_force)
        with self.kald_runs:
            connection = http.client.HTTPConnection(targets.ADMIN, timeout=30)
            try:
                connection.request("POST", "/-/reload")
                answer = connection.getresponse()
                told = answer.read().decode(errors="replace")
            finally:
                connection.close()
        if answer.status != 200:
            raise Failed(f"reload: {answer.status} {told[:300]}")
