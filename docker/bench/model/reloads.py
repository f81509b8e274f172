"""Holds `configured` lines against the files that kald was given."""

from model.rules import Machine
from model.settings import MS, SECOND
from model.story import Watched

BEGINS_WITHIN = 400 * MS
FIRST_START_WITHIN = 3 * SECOND


class Reloads:
    """configs: (span in which it was taken, configuration), the first one that of the start."""

    def __init__(self, story, configs, settle, ended):
        """settle, ended: what to do with a stream to which something happens, and with one that ends."""
        self._story, self._configs = story, configs
        self._settle, self._ended = settle, ended
        self._version = -1
        # Streams that have changed and have no line yet.
        self._awaited = set()

    def config(self):
        return self._configs[self._version][1]

    def take(self, row, raw):
        self.reach(row)
        name, change = row["keepalive"], row["change"]
        self._story.count["configured"] += 1
        old, new = self._story.watched.get(name), self.config().streams.get(name)
        expected = self._change(old and old.stream, new) if name in self._awaited else "no line"
        if change != expected:
            self._story.say(row, name, "configured: only what changed, and how", expected, change, raw)
        self._awaited.discard(name)
        if old:
            self._settle(row, old)
        if new is None and old:
            self._removed(row, old)
        elif new:
            self._configured(row, raw, old, new)

    @staticmethod
    def _change(old, new):
        """How a stream has changed; where several things have, what weighs most."""
        if old is None or new is None:
            return "added" if new else "removed"
        if old.probe != new.probe:
            return "probe-changed"
        return "services-changed" if old.rule == new.rule else "rule-changed"

    def reach(self, row):
        """Goes on to the reload this line belongs to."""
        version = self._version
        while version + 1 < len(self._configs) and self._configs[version + 1][0].first <= row["mono"]:
            version += 1
        if version == self._version:
            return
        self.all_taken(row)
        before = self.config().streams if self._version >= 0 else {}
        self._version = version
        now = self.config().streams
        self._awaited = {n for n in before.keys() | now.keys() if before.get(n) != now.get(n)}

    def moves(self, service, at):
        """Whether a reload that is under way lets a service follow another stream."""
        for (_, before), (span, config) in zip(self._configs, self._configs[1:]):
            if span.first <= at <= span.last:
                return config.stream_of.get(service) not in (None, before.stream_of.get(service))
        return False

    def all_taken(self, row):
        for name in sorted(self._awaited):
            self._story.say(row, name, "configured: each change has a line", "a line", "none")
        self._awaited = set()

    def _removed(self, row, old):
        name, at = row["keepalive"], row["mono"]
        self._ended(row, old)
        del self._story.watched[name]
        self._story.forget_tally(at, name)
        self._forget_gone(at, old.stream.services())

    def _forget_gone(self, at, services):
        for service in services:
            if service not in self.config().stream_of:
                self._story.forget_service(at, service)

    def _configured(self, row, raw, old, new):
        name, at = row["keepalive"], row["mono"]
        if sorted(row["services"]) != sorted(new.services()):
            said = sorted(new.services()), sorted(row["services"])
            self._story.say(row, name, "configured: services", *said, raw)
        same_probe = old is not None and old.stream.probe == new.probe
        was = old.stream.services() if old else ()
        watched = self._watched(row, old, new, same_probe)
        watched.last = raw
        self._story.watched[name] = watched
        if not same_probe:
            self._story.count_anew(at, name)
        self._story.tallies[name].in_row(at, watched.machine.failures)
        for service, suspended in new.followers:
            self._story.follow(at, watched, service, suspended)
        self._forget_gone(at, was)

    def _watched(self, row, old, new, same_probe):
        """Another rule keeps what is known, another probe does not."""
        same = same_probe and old.stream.rule == new.rule
        machine = old.machine if same_probe else Machine(new.rule)
        machine.rule = new.rule
        watched = old if same else Watched(new, machine)
        ran = old is not None and old.runs()
        watched.stream = new
        if not new.runs():
            watched.stop()
        elif not ran or not same:
            within = BEGINS_WITHIN if self._version else FIRST_START_WITHIN
            watched.begin(self._configs[self._version][0].first, row["mono"] + within)
        return watched
