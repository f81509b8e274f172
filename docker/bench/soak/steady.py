"""Whether kald stays as it is: memory, descriptors, counters."""

import dataclasses
import itertools
import os
import re
import statistics
import threading
import time

from measure import daemon, jvm, kernel

WARM_UP = 0.25
GROWTH = 0.05
LEAST_HEAP = 2 * 2**20
COUNTER = re.compile(r"^# TYPE (\S+) (counter|histogram)$")


@dataclasses.dataclass
class Sample:
    """at: seconds since the epoch. heap: bytes that live after a full collection. resident: MiB."""

    at: float
    heap: int
    resident: float
    descriptors: int
    threads: int


class Watch:
    """Looks at a running kald; one thread only."""

    def __init__(self, kald, injector, may_fall):
        self.samples = []
        self.counters = Counters(may_fall)
        self.scrapes = 0
        self._kald = kald
        self._injector = injector

    def sample(self):
        pid = self._kald.pid
        with self._injector.collection():
            heap, _ = jvm.live_bytes(pid)
        descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        threads = len(os.listdir(f"/proc/{pid}/task"))
        self.samples.append(Sample(time.time(), heap, kernel.memory_mib(pid), descriptors, threads))

    def scrape(self):
        """The text of one scrape, with its counters held against the one before."""
        with self._injector.kald_runs:
            body, _ = daemon.get()
        text = body.decode()
        self.counters.take(text)
        self.scrapes += 1
        return text


class Stalls:
    """When a thread that only sleeps was woken too late: the machine's fault, so neither kald's nor a target's."""

    STEP = 0.05
    LATE = 0.25

    def __init__(self):
        self.found = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self):
        """The stalls so far, as (from, to), seconds since the epoch."""
        self._ended.set()
        self._thread.join()
        return self.found

    def _watch(self):
        while True:
            before = time.time()
            if self._ended.wait(self.STEP):
                return
            now = time.time()
            if now - before > self.STEP + self.LATE:
                self.found.append((before, now))


def heap_growth(samples):
    """(bytes it grew by after the warm-up; bytes allowed). By the median of all slopes (Theil, Sen)."""
    warm = samples[int(len(samples) * WARM_UP) :]
    values = [s.heap for s in warm]
    slopes = [
        (b - a) / (t - s) for (s, a), (t, b) in itertools.combinations(zip((s.at for s in warm), values), 2) if t > s
    ]
    allowed = max(GROWTH * statistics.median(values), LEAST_HEAP)
    return (statistics.median(slopes) * (warm[-1].at - warm[0].at) if slopes else 0.0), allowed


class Counters:
    """Whether counters only ever grow, from one scrape to the next."""

    def __init__(self, may_fall=frozenset()):
        """may_fall: keepalives that are changed, or gone for a while, and begin again at zero (METRICS.md)."""
        self.fallen = []
        self._may_fall = may_fall
        self.series = 0
        self._before = {}

    def take(self, text):
        now = counters(text)
        for key, value in now.items():
            if value < self._before.get(key, value) and not self._falls(key):
                self.fallen.append(f"{key}: {self._before[key]:.10g} -> {value:.10g}")
        self.series = len(now)
        self._before = now

    def _falls(self, key):
        told = re.search(r'[{,](?:keepalive|service)="([^"]+)"', key)
        return bool(told) and told.group(1) in self._may_fall


def counters(text):
    """The value of each series that may only grow: counters, and what histograms are made of."""
    kinds = {}
    found = {}
    for line in text.split("\n"):
        told = COUNTER.match(line)
        if told:
            kinds[told.group(1)] = told.group(2)
        elif line and line[0] != "#":
            key, value = line.rsplit(" ", 1)
            if _grows(key.split("{", 1)[0], kinds):
                found[key] = float(value)
    return found


def _grows(name, kinds):
    base = re.sub(r"_(bucket|count|sum|created)$", "", name)
    return kinds.get(name) == "counter" or (kinds.get(base) == "histogram" and name != base)
