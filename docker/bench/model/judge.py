"""Holds the journal of a run against the model. What a probe met is taken from the journal; all that must follow from
it is the model's. Times are nanoseconds of the monotonic clock."""

import collections
import re

from model import rules, told, truth
from model.plan import ANSWER
from model.reloads import Reloads
from model.rules import ANSWERED, NOT_PROBED, UNANSWERED, Transition
from model.settings import MS, SECOND
from model.story import TICK, Stillness, Story, busy
from model.told import ms

EXACT = MS
# What a busy machine may delay between two steps of one process without a stall that is noticed.
SLACK = 60 * MS
# A probe that woke so much later than its timeout was not watched (probes/README.md).
SLEPT = SECOND
STARTS_WITHIN = 3 * SECOND
IN_CALL = 20 * MS
IN_CALL_WORDS = re.compile(r"stopped for (\d{3,}|[2-9]\d) ms while it sent")
# How much longer than the timeout a busy machine lets kald wait.
LONGER = 200 * MS


class Judge(Story):
    """Takes the journal's lines in order. run: configs, stops, stalls, truth (see Run)."""

    def __init__(self, run):
        super().__init__()
        self._run = run
        self._still = Stillness(run.stops + run.stalls)
        self._reloads = Reloads(self, run.configs, self._settle, self._not_late)
        self._places = {}
        # Until then everything begins at once, in a JVM that has compiled nothing yet.
        self._started = run.configs[0][0].last + STARTS_WITHIN
        self.truths = collections.Counter()

    def judge(self, lines):
        """lines: (text, row)."""
        lines = list(lines)
        self._busy = Stillness(self._run.stops + self._run.stalls + busy(row for _, row in lines))
        for raw, row in lines:
            take = getattr(self, "_on_" + row["event"], None)
            if take:
                take(row, raw)
        return self.found

    def _on_configured(self, row, raw):
        self._reloads.take(row, raw)

    def _on_probe(self, row, raw):
        watched = self._of_stream(row, raw)
        if watched is None:
            return
        self.count["probes"] += 1
        due = self._due(row, row["due"], raw, watched)
        if row["outcome"] == NOT_PROBED:
            self._not_probed(row, raw, watched)
        else:
            self._left_in_time(row, raw, watched)
            self._waited(row, raw, watched)
            self._true(row, raw, watched)
        fresh, wait = not watched.placed, watched.listened()
        change = watched.machine.result(row["outcome"], row["reason"])
        self.tallies[row["keepalive"]].add_probe(row["mono"], row["outcome"], watched.machine.failures)
        if change:
            watched.since = row["mono"]
            watched.expected = [(s, change) for s, suspended in watched.stream.followers if not suspended]
        if row["state"] != watched.machine.state:
            said = watched.machine.state, row["state"]
            self.say(row, row["keepalive"], "state after a probe", *said, watched.last, raw)
        self._plan(row, due, watched, fresh, wait)
        watched.last = raw

    def _of_stream(self, row, raw):
        watched = self.watched.get(row["keepalive"])
        if watched is None or not watched.runs():
            self.say(row, row["keepalive"], "only what is configured is probed", "nothing", row["event"], raw)
            return None
        self._settle(row, watched)
        return watched

    def _plan(self, row, due, watched, fresh, wait):
        ended, every = min(row["mono"], row["sent"] + wait), watched.every()
        if fresh and watched.machine.state == rules.ALIVE:
            watched.place(row["sent"] + int((row["rtt"] or 0) * SECOND), max(ended, due))
            return
        word = "frequency" if watched.machine.state == rules.ALIVE else "retryperiod"
        then = rules.next_due(watched.machine, due, ended)
        later = ", when the probe before has ended" if then != due + every else ""
        # It counts its end from when it was to be sent, which is before it was.
        waited = max(TICK, row["sent"] - row["due"]) if later else 0
        watched.next(then, f"due + {word} {every // MS} ms{later}", waited)

    def _due(self, row, due, raw, watched):
        """Returns the time that the next one is counted from: the model's own, so that small errors add up."""
        if watched.due is None:
            if not watched.least <= due <= watched.most and not self._still.touches(watched.least, due):
                said = f"{ms(watched.least)} to {ms(watched.most)}", ms(due)
                self.say(row, row["keepalive"], f"due: {watched.why}", *said, watched.last, raw)
            if watched.placed:
                self._place(row, raw, watched, due)
            return due
        if not watched.due - EXACT - watched.waited <= due <= watched.due + (TICK if watched.waited else EXACT):
            self.say(row, row["keepalive"], f"due: {watched.why}", ms(watched.due), ms(due), watched.last, raw)
            return due
        return due if watched.waited else watched.due

    def _place(self, row, raw, watched, due):
        """Only its name decides about a keepalive's place: about the same part of every period."""
        name, every = row["keepalive"], watched.every()
        known, place = self._places.setdefault(name, (every, due % every))
        allowed = EXACT if known == every else 2 * TICK * (1 + every / known)
        apart = abs(due % every - place * every / known)
        if min(apart, every - apart) > allowed:
            said = f"due: its own place in {every // MS} ms", ms(place * every / known), ms(due % every)
            self.say(row, name, *said, watched.last, raw)

    def _left_in_time(self, row, raw, watched):
        due, sent, half = row["due"], row["sent"], watched.every() / 2
        held_up = due < self._started or self._still.touches(due + half, sent)
        if sent - due < -EXACT or sent - due > half + SLACK and not held_up:
            rule = "sent within half an interval of its due time"
            self.say(row, row["keepalive"], rule, f"at most {ms(half)}", ms(sent - due), raw)

    def _waited(self, row, raw, watched):
        """An answer is waited for as long as the timeout in force, not less and not more."""
        name, outcome, sent, wait = row["keepalive"], row["outcome"], row["sent"], watched.listened()
        took = int((row["rtt"] if outcome == ANSWERED else row["after"]) * SECOND)
        # What a packet may lose within the call that sends it (probes/README.md), if the call took so long.
        lost = EXACT + min(max(0, sent - row["due"]), IN_CALL)
        early = outcome == UNANSWERED and took < wait - lost and not self._still.touches(row["due"], sent)
        if early or took > wait + LONGER and not self._busy.touches(sent + wait, row["mono"]):
            self.say(row, name, "timeout", f"{ms(wait)} waited for", ms(took), watched.last, raw)
        # Where the kernel gave up before kald woke, it has listened for so long.
        by_kernel = row["mono"] - sent - took > TICK
        if outcome == UNANSWERED and took > wait + SLEPT + SLACK and not by_kernel:
            said = f"not probed: it woke {ms(took - wait)} after the timeout"
            self.say(row, name, "silence while nobody listened proves nothing", said, outcome, raw)

    def _not_probed(self, row, raw, watched):
        due, sent, ended, name = row["due"], row["sent"], row["mono"], row["keepalive"]
        if not watched.stream.probe.cannot and not self._still.touches(due, ended):
            rule = "not probed: only for a reason of this machine"
            self.say(row, name, rule, "a probe", row["reason"], raw)
        late = ended - sent - watched.listened()
        in_call = IN_CALL_WORDS.search(row["detail"]) or self._still.touches(due, sent + SLACK)
        if row["reason"] == "stalled" and late < SLEPT - EXACT and not in_call:
            rule = "silence counts unless kald woke a second after the timeout"
            self.say(row, name, rule, f"unanswered: it woke {ms(late)} after", "not probed", watched.last, raw)

    def _true(self, row, raw, watched):
        probe, outcome = watched.stream.probe, row["outcome"]
        history = self._run.truth[probe.host]
        way = history.during(row["sent"], row["mono"])
        allowed = truth.outcomes(way, probe, watched.listened())
        if allowed is None or truth.excused(row, probe, way, history):
            return
        self.truths[way] += 1
        closed = row["detail"] == "closed-at-once"
        if outcome not in allowed or closed and way == ANSWER:
            rule = f"outcome: the server did '{way}' all the time"
            said = " or ".join(allowed), f"{outcome} {row['reason']} {row['detail']}"
            self.say(row, row["keepalive"], rule, *said, watched.last, raw)

    def _on_skipped(self, row, raw):
        watched = self._of_stream(row, raw)
        if watched is None:
            return
        every, first, now, count = watched.every(), row["from"], row["mono"], row["count"]
        first = self._due(row, first, raw, watched)
        least, most = rules.skipped(first, every, now - SLACK), rules.skipped(first, every, now)
        self.count["skipped slots"] += count
        if count == 0 or not least <= count <= most:
            rule = f"skipped: slots more than half of {every // MS} ms late at {ms(now)}"
            self.say(row, row["keepalive"], rule, f"{most} from {ms(first)}", count, watched.last, raw)
        self.tallies[row["keepalive"]].add_skipped(now, count)
        watched.next(first + count * every, f"the first slot of {every // MS} ms that was not skipped")
        watched.last = raw

    def _on_transition(self, row, raw):
        service, watched = row["service"], self.watched.get(row["keepalive"])
        known = self.services.get(service)
        self.count["transitions"] += 1
        if watched is None or known is None:
            self.say(row, service, "transition: only of what is configured", "none", "one", raw)
            return
        seen = Transition(row["from"], row["to"], row["counted"], row["reason"])
        expected = next((one for s, one in watched.expected if s == service), None)
        watched.expected = [(s, one) for s, one in watched.expected if s != service]
        if not told.alike(expected, seen):
            said = told.change(expected) if expected else f"none from {known.state}"
            self.say(row, service, "transition", said, told.change(seen), watched.last, raw)
        known.become(row["mono"], row["to"], row["counted"])

    def _settle(self, row, watched):
        """All transitions must have been told by the time something else happens to the stream."""
        for service, change in watched.expected:
            # A service that is on its way to another stream is told nothing more of this one.
            if not self._reloads.moves(service, watched.since):
                rule = "transition: each change has a line"
                self.say(row, service, rule, told.change(change), "none", watched.last)
                self.services[service].become(row["mono"], change.new, change.counted)
        watched.expected = []

    def _on_stop(self, row, raw):
        self._reloads.reach(row)
        self._reloads.all_taken(row)
        for watched in self.watched.values():
            self._settle(row, watched)
            self._not_late(row, watched)

    def _not_late(self, row, watched):
        """No probe is missing: the next one is still to come, or out."""
        if not watched.runs():
            return
        due, at = watched.most if watched.due is None else watched.due, row["mono"]
        latest = due + watched.every() / 2 + watched.timeout() + SLACK
        if at > latest and not self._still.touches(due, at):
            said = f"a probe at {ms(due)}", f"none by {ms(at)}"
            self.say(row, watched.stream.name, f"due: {watched.why}", *said, watched.last)
