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
        # Streams that have changed and have no line yet; those that were removed to be added again.
        self._awaited, self._carried = set(), {}

    def config(self):
        return self._configs[self._version][1]

    def take(self, row, raw):
        self.reach(row)
        name, change = row["keepalive"], row["change"]
        self._story.count["configured"] += 1
        old, new = self._story.watched.get(name), self.config().streams.get(name)
        if name not in self._awaited and not (change == "added" and name in self._carried):
            self._story.say(row, name, "configured: only what changed", "no line", change, raw)
        self._awaited.discard(name)
        if old:
            self._settle(row, old)
        if change == "removed":
            self._removed(row, raw, old, new)
        elif new is None:
            self._story.say(row, name, "configured: what the file has", "removed", change, raw)
        else:
            self._configured(row, raw, old, new)

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
        self._carried = {}

    def all_taken(self, row):
        for name in sorted(self._awaited):
            self._story.say(row, name, "configured: each change has a line", "a line", "none")
        self._awaited = set()

    def _removed(self, row, raw, old, new):
        name, at = row["keepalive"], row["mono"]
        if old is None:
            self._story.say(row, name, "configured", "nothing to remove", "removed", raw)
            return
        self._ended(row, old)
        del self._story.watched[name]
        if new:
            self._carried[name] = old
        else:
            self._story.forget_tally(at, name)
        self._forget_gone(at, old)

    def _forget_gone(self, at, old):
        for service in old.stream.services():
            if service not in self.config().stream_of:
                self._story.forget_service(at, service)

    def _configured(self, row, raw, old, new):
        name, at = row["keepalive"], row["mono"]
        if sorted(row["services"]) != sorted(new.services()):
            said = sorted(new.services()), sorted(row["services"])
            self._story.say(row, name, "configured: services", *said, raw)
        before = old or self._carried.get(name)
        same_probe = before is not None and before.stream.probe == new.probe
        watched = self._watched(row, before, new, same_probe)
        watched.last = raw
        self._story.watched[name] = watched
        if not same_probe or name not in self._story.tallies:
            self._story.count_anew(at, name)
        self._story.tallies[name].in_row(at, watched.machine.failures)
        was = before.stream.services() if before else ()
        for service, suspended in new.followers:
            self._story.follow(at, watched, service, suspended, service not in was or not same_probe)
        if before:
            self._forget_gone(at, before)

    def _watched(self, row, before, new, same_probe):
        """Another rule keeps what is known, another probe does not."""
        same = same_probe and before.stream.rule == new.rule
        machine = before.machine if same_probe else Machine(new.rule)
        machine.rule = new.rule
        watched = before if same else Watched(new, machine)
        ran = before is not None and before.runs()
        watched.stream = new
        if not new.runs():
            watched.stop()
        elif not ran or not same:
            watched.begin(row["mono"], BEGINS_WITHIN if self._version else FIRST_START_WITHIN)
        return watched
