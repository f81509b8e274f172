"""Captures SYNs and says how well they keep their time."""

import collections
import re
import statistics
import struct
import time

from measure.process import Process

SYN = "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn"

# tcpdump is given packets in blocks, a block that is not full after one second.
BLOCK_SECONDS = 1.2


class Capture:
    """tcpdump on lo, from the moment this returns until stop()."""

    def __init__(self, path, scratch, core, ports="8080-8099"):
        argv = ["tcpdump", "-i", "lo", "-n", "-s", "64", "-B", "65536", "-Z", "root", "-w", path]
        argv += ["--time-stamp-precision=nano", f"dst portrange {ports} and {SYN}"]
        self.path = path
        self._process = Process("tcpdump", argv, scratch, cores=[core])
        self._process.wait_for_output("listening on")
        time.sleep(0.1)  # it says so just before the first packet can arrive

    def stop(self):
        """Ends the capture a moment from now; how many packets it has lost."""
        time.sleep(BLOCK_SECONDS)
        self._process.stop()
        dropped = re.search(r"(\d+) packets? dropped by kernel", self._process.output())
        return int(dropped.group(1)) if dropped else 0


def read(path):
    """(seconds since the epoch, target) of each packet, in the order of the file."""
    with open(path, "rb") as file:
        data = file.read()
    magic = struct.unpack_from("<I", data)[0]
    unit = {0xA1B23C4D: 1e-9, 0xA1B2C3D4: 1e-6}[magic]
    at = 24
    while at + 16 <= len(data):
        seconds, fraction, length, _ = struct.unpack_from("<IIII", data, at)
        at += 16
        if at + length > len(data):
            break
        ip = at + 14
        tcp = ip + (data[ip] & 15) * 4
        yield seconds + fraction * unit, data[ip + 16 : ip + 20] + data[tcp + 2 : tcp + 4]
        at += length


def quantile(ordered, share):
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Timing:
    """How packets of many targets, each wanted once a period, lie in time. Seconds throughout."""

    def __init__(self, packets, period):
        by_target = collections.defaultdict(list)
        times = []
        for when, target in packets:
            by_target[target].append(when)
            times.append(when)
        self.packets = len(times)
        self.targets = len(by_target)
        self._period = period
        self._times = sorted(times)
        self._rows = [sorted(row) for row in by_target.values() if len(row) > 1]
        self.enough = bool(self._rows)

    def span(self):
        return self._times[-1] - self._times[0]

    def interval_errors(self):
        """|time since the last one - period|, sorted."""
        return sorted(abs(b - a - self._period) for row in self._rows for a, b in zip(row, row[1:]))

    def grid_errors(self):
        """|time - (phase + k * period)| with each target's own median phase, sorted.

        k counts periods since the target's first packet, so that a skipped one shifts nothing.
        """
        errors = []
        for row in self._rows:
            phases = [t - round((t - row[0]) / self._period) * self._period for t in row]
            middle = statistics.median(phases)
            errors += [abs(phase - middle) for phase in phases]
        return sorted(errors)

    def mean_period(self):
        """Median over the targets of (last - first) / periods between them."""
        return statistics.median(
            (row[-1] - row[0]) / max(1, round((row[-1] - row[0]) / self._period)) for row in self._rows
        )

    def missing(self):
        """Share of periods between a target's first and last packet that have none."""
        wanted = sum(round((row[-1] - row[0]) / self._period) + 1 for row in self._rows)
        return 1 - sum(map(len, self._rows)) / wanted

    def bins(self, width):
        """Packets in each stretch of time, the last and incomplete one left out."""
        counts = collections.Counter(int((t - self._times[0]) / width) for t in self._times)
        return [counts.get(i, 0) for i in range(int(self.span() / width))]
