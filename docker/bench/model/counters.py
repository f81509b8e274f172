"""Holds metrics and page against what the model knows at the time they were asked for."""

import re

from model.rules import SUSPENDED
from model.settings import SECOND
from model.told import Disagreement

# Metrics follow the journal within this.
LAG = SECOND
SERIES = re.compile(r'(\w+)\{(.*)\} (\S+)$')
LABEL = re.compile(r'(\w+)="([^"]*)"')
# In the order of Tally.
STREAM = (
    "kald_probes_total",
    "kald_probe_failures_total",
    "kald_probes_not_probed_total",
    "kald_probes_skipped_total",
    "kald_probe_duration_seconds_count",
)
STATE, TRANSITIONS, INFO = "kald_service_state", "kald_service_transitions_total", "kald_service_info"


class Metrics:
    """One scrape: states, transitions and what is asked by service, sums of STREAM by keepalive."""

    def __init__(self, text):
        self.states, self.transitions, self.asked, self.streams = {}, {}, {}, {}
        for line in text.split("\n"):
            told = SERIES.match(line)
            if told:
                self._take(told.group(1), dict(LABEL.findall(told.group(2))), float(told.group(3)))

    def _take(self, name, labels, value):
        if name == STATE and value:
            self.states[labels["service"]] = self.states.get(labels["service"], ()) + (labels["state"],)
        elif name == TRANSITIONS:
            self.transitions[labels["service"]] = int(value)
        elif name == INFO:
            self.asked[labels["service"]] = labels["keepalive"], labels["probe"], labels["target"]
        elif name in STREAM:
            row = self.streams.setdefault(labels["keepalive"], [0] * len(STREAM))
            row[STREAM.index(name)] += int(value)


class Comparison:
    """found: the disagreements; compared: how many values."""

    def __init__(self, judge, run):
        self.found, self.compared = [], 0
        self._run = run
        for scrape in run.scrapes:
            metrics, (first, last) = Metrics(scrape.text), self._span(scrape.span)
            self._asked(metrics, last)
            self._services(metrics, _at(judge.services, judge.past, last, True), first, last)
            self._streams(metrics, _at(judge.tallies, judge.past, last, False), first, last)
            self._page(scrape.page, judge, first, last)

    def _span(self, span):
        first = span.first - LAG
        stops = [stop.first for stop in self._run.stops if stop.first <= span.last and stop.last >= first]
        return min([first, *stops]), span.last

    def _asked(self, metrics, last):
        config = [config for span, config in self._run.configs if span.first <= last][-1]
        for service, name in config.stream_of.items():
            probe = config.streams[name].probe
            self._hold(last, service, INFO, {(name, probe.kind, probe.target())}, metrics.asked.get(service))

    def _services(self, metrics, known, first, last):
        for service in sorted(metrics.states.keys() | known.keys()):
            may = known[service].within(first, last) if service in known else []
            states = {state for state, _ in may}
            seen = metrics.states.get(service, ())
            self._hold(last, service, STATE, states, seen[0] if len(seen) == 1 else seen)
            self._hold(last, service, TRANSITIONS, {c for _, c in may}, metrics.transitions.get(service))

    def _streams(self, metrics, known, first, last):
        for name in sorted(metrics.streams.keys() | known.keys()):
            may = known[name].within(first, last) if name in known else []
            seen = metrics.streams.get(name, (None,) * len(STREAM))
            for i, what in enumerate(STREAM):
                self._hold(last, name, what, {row[i] for row in may}, seen[i])

    def _page(self, page, judge, first, last):
        services = _at(judge.services, judge.past, last, True)
        streams = _at(judge.tallies, judge.past, last, False)
        shown = {one["name"]: one for one in page}
        for service in sorted(services.keys() | shown.keys()):
            may = services[service].within(first, last) if service in services else []
            seen = shown.get(service, {})
            self._hold(last, service, "page: state", {state for state, _ in may}, seen.get("state"))
            self._hold(last, service, "page: transitions_total", {c for _, c in may}, seen.get("transitions_total"))
            stream = streams.get(seen.get("keepalive"))
            if stream and SUSPENDED not in {state for state, _ in may}:
                rows = {row[-1] for row in stream.within(first, last)}
                self._hold(last, service, "page: failures_in_row", rows, seen.get("failures_in_row"))

    def _hold(self, at, name, what, may, seen):
        self.compared += 1
        if seen not in may:
            told = " or ".join(str(value) for value in sorted(may)) or "nothing"
            seen = "nothing" if seen in ((), None) else seen
            self.found.append(Disagreement(at, name, f"shown: {what}", told, str(seen), (f"asked for at {at}",)))


def _at(present, past, when, services):
    """What there was at that time: {name: timeline}."""
    found = {name: line for name, line in present.items() if line.since() <= when}
    for name, ended, line in past:
        if line.since() <= when < ended and _is_service(line) is services:
            found[name] = line
    return found


def _is_service(line):
    return hasattr(line, "state")
