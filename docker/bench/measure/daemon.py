"""Talks to a running kald: its metrics and its log."""

import collections
import datetime
import http.client
import re
import time

from measure import targets

LATE_SECONDS = 0.1


def get(path="/metrics", listen=targets.ADMIN, headers=None, seconds=60):
    """(body, seconds it took, connection included)."""
    begun = time.monotonic()
    connection = http.client.HTTPConnection(listen, timeout=seconds)
    try:
        connection.request("GET", path, headers=headers or {})
        answer = connection.getresponse()
        body = answer.read()
    finally:
        connection.close()
    if answer.status != 200:
        raise OSError(f"{path}: {answer.status} {answer.reason}")
    return body, time.monotonic() - begun


class Metrics:
    """One scrape, samples summed over all labels but le."""

    def __init__(self, text):
        self._sums = collections.defaultdict(float)
        self._buckets = collections.defaultdict(float)
        self._by = collections.defaultdict(collections.Counter)
        for line in text.split("\n"):
            if not line or line[0] == "#":
                continue
            name, value = re.split(r"[{ ]", line, maxsplit=1)[0], line.rsplit(" ", 1)[1]
            bound = re.search(r'[{,]le="([^"]+)"', line) if name.endswith("_bucket") else None
            told = re.search(r'[{,](reason|result)="([^"]+)"', line)
            if told:
                self._by[name, told.group(1)][told.group(2)] += float(value)
            if bound:
                self._buckets[name, float(bound.group(1))] += float(value)
            else:
                self._sums[name] += float(value)

    def __getitem__(self, name):
        return self._sums.get(name, 0.0)

    def reasons(self, name):
        """A counter's samples by their label reason."""
        return self._by[name, "reason"]

    def results(self, name):
        """A counter's samples by their label result."""
        return self._by[name, "result"]

    def over(self, histogram, seconds):
        """(observations over the bucket bound nearest to that, that bound)."""
        bounds = [bound for name, bound in self._buckets if name == histogram + "_bucket"]
        if not bounds:
            return 0.0, seconds
        nearest = min(bounds, key=lambda bound: abs(bound - seconds))
        return self[histogram + "_count"] - self._buckets[histogram + "_bucket", nearest], nearest


def metrics():
    return Metrics(get()[0].decode())


class Held:
    """What a daemon did between two scrapes, against what its schedule wanted."""

    def __init__(self, before, after, wanted):
        def grown(name):
            return after[name] - before[name]

        late_before, self.bound = before.over("kald_schedule_delay_seconds", LATE_SECONDS)
        late_after, _ = after.over("kald_schedule_delay_seconds", LATE_SECONDS)
        self.wanted = wanted
        self.probes = grown("kald_probes_total")
        self.skipped = grown("kald_probes_skipped_total")
        self.not_probed = grown("kald_probes_not_probed_total")
        self.failed = grown("kald_probe_failures_total")
        self.late = late_after - late_before
        self.reasons = {
            reason: count
            for name in ("kald_probes_not_probed_total", "kald_probe_failures_total")
            for reason, count in (after.reasons(name) - before.reasons(name)).items()
        }
        self.events_dropped = grown("kald_events_dropped_total")

    def missed(self):
        """Share of slots that were skipped, not probed, or late."""
        return (self.skipped + self.not_probed + self.late) / self.wanted


def start_steps(text, until):
    """When what had been reached, from the log of a start: {step: seconds since the epoch}."""
    steps = {}
    for message, when in log_times(text):
        if when > until:
            break
        took = re.search(r"\bdaemon-ms=(\d+)", message)
        if took:
            steps["configuration read"] = when - int(took.group(1)) / 1e3
        steps[message.split(":")[0]] = when
    return steps


def log_times(text):
    """(message, seconds since the epoch) of each line of a logfmt log."""
    for stamp, message in re.findall(r'^ts=(\S+) .*?\bmsg=("(?:[^"\\]|\\.)*"|\S+)', text, re.MULTILINE):
        when = datetime.datetime.fromisoformat(stamp.replace("Z", "+00:00"))
        yield message.strip('"'), when.timestamp()
