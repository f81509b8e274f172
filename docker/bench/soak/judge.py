"""Holds what kald told of services against the faults they met. Times are seconds since the epoch."""

import collections
import dataclasses

from soak import plan

# What a machine that others share may take longer than the rule says.
SLACK = 1.5
EDGE = 0.3
# The hand of the schedule catches up at twice its pace and more.
AFTER_STOP = 1.0


@dataclasses.dataclass
class Verdict:
    """unexplained, missed, early: sentences, one for each case. detected: (kind, seconds, the rule's latest)."""

    explained: int = 0
    unexplained: list = dataclasses.field(default_factory=list)
    missed: list = dataclasses.field(default_factory=list)
    expected: int = 0
    detected: list = dataclasses.field(default_factory=list)

    def good(self):
        return not self.unexplained and not self.missed


class OwnFaults:
    """When kald itself was stopped, by us."""

    def __init__(self, injected):
        self._stops = [i for i in injected if i.fault.kind in plan.OWN]
        self._reloads = [i for i in injected if i.fault.kind is plan.RELOAD]

    def covers(self, begun, ended=None):
        """Whether some of that span lies in a stop, or so soon after that it is made up for."""
        ended = begun if ended is None else ended
        return any(s.first <= ended and begun <= s.last + AFTER_STOP + (s.last - s.first) for s in self._stops)

    def delay(self, begun, ended, rule_seconds):
        """How much later something may be known: the stops that began in that span, as long as they lasted, and for
        each a probe that was lost in it."""
        stops = [s for s in self._stops if s.first <= ended and begun <= s.last]
        return sum(s.last - s.first + rule_seconds * (s.fault.kind is not plan.COLLECT) for s in stops)

    def reloaded(self, at, after):
        """Whether a reload began or ended at most so many seconds before."""
        edges = [edge for r in self._reloads for edge in (r.began, r.ended)]
        return any(before - EDGE <= at <= done + after for before, done in edges)


class Services:
    """Judges the transitions and failures of streams."""

    def __init__(self, fleet, injected, changed, ready, ended):
        """ready: when kald was; ended: when it was told to stop."""
        self._fleet = fleet
        self._own = OwnFaults(injected)
        self._changed = changed
        self._ready = ready
        self._ended = ended
        self._by_stream = collections.defaultdict(list)
        for one in injected:
            if one.fault.kind in plan.BY_ADDRESS + plan.BY_PORT:
                for name in one.fault.targets:
                    self._by_stream[name].append(one)

    def judge(self, story):
        verdict = Verdict()
        seen = collections.defaultdict(list)
        for row in story.transitions:
            if row["keepalive"] not in self._fleet.streams:
                continue
            seen[row["service"]].append(row)
            self._note(verdict, row, self._why(row))
        for row in story.failures:
            why = self._while_failing(row["keepalive"], row["t"])
            self._note(verdict, {**row, "service": "a probe", "from": "sent", "to": row["outcome"]}, why)
        for name, faults in self._by_stream.items():
            for one, next_ in zip(faults, [later.first for later in faults[1:]] + [self._ended]):
                for service in self._fleet.streams[name].services:
                    self._must_be_seen(verdict, self._fleet.streams[name], one, seen[service])
                    self._must_recover(verdict, self._fleet.streams[name], one, seen[service], next_)
        return verdict

    def _note(self, verdict, row, why):
        if why:
            verdict.explained += 1
        else:
            verdict.unexplained.append(
                f"{row['at']} {row['service']} ({row['keepalive']}): {row['from']} -> {row['to']}: {row['reason']}"
            )

    def _why(self, row):
        name, at, old, new = row["keepalive"], row["t"], row["from"], row["to"]
        if name in self._changed.all() and self._own.reloaded(at, 30):
            return new in ("alive", "suspended", "unknown")
        if old == "unknown":
            return new == "alive" and at <= self._ready + 30
        if new in ("dying", "down"):
            return self._while_failing(name, at) and (new == "dying" or self._not_too_early(name, at))
        return new == "alive" and self._after_fault(name, at)

    def _while_failing(self, name, at):
        """Whether a probe that failed by then may have met a fault."""
        wait = self._fleet.streams[name].rule.longest_wait()
        return any(
            one.first - EDGE <= at <= one.last + wait + SLACK + self._own.delay(one.first, at, 0)
            for one in self._by_stream[name]
        )

    def _not_too_early(self, name, at):
        """Whether maxfailure probes fitted between the fault and then."""
        rule = self._fleet.streams[name].rule
        began = [one for one in self._by_stream[name] if one.first - EDGE <= at]
        return any(
            at >= one.first + rule.down_after(one.fault.kind.silent) - EDGE - rule.retry / 2
            or self._own.covers(one.first, at)
            for one in began
        )

    def _after_fault(self, name, at):
        """Whether it may have answered again then: not in the midst of a fault, and soon enough afterwards."""
        rule = self._fleet.streams[name].rule
        for one in self._by_stream[name]:
            surely, until = one.surely
            latest = one.last + rule.alive_by() + SLACK + self._own.delay(one.first, at, rule.frequency)
            if one.first <= at <= latest:
                return not surely + EDGE <= at <= until - EDGE
        return False

    def _must_be_seen(self, verdict, stream, one, rows):
        rule, silent = stream.rule, one.fault.kind.silent
        begun, until = one.surely
        for to, due in (("down", rule.down_by(silent)), ("dying", rule.dying_by(silent))):
            until = min(until, self._ended)
            limit = due + SLACK + self._own.delay(one.first, until, rule.frequency + rule.longest_wait())
            if to == "dying" and rule.maxfailure == 1 or begun + limit > until:
                continue
            verdict.expected += 1
            found = [row["t"] for row in rows if row["to"] == to and one.first - EDGE <= row["t"] <= begun + limit]
            if found:
                verdict.detected.append((f"{one.fault.kind.name}: {to}", max(0.0, found[0] - begun), limit - SLACK))
            else:
                what = f"{one.fault.kind.name} of {stream.name} for {until - begun:.1f} s"
                verdict.missed.append(f"{what}: {to} not told within {limit:.1f} s ({rule})")

    def _must_recover(self, verdict, stream, one, rows, next_):
        """Who was dying or down because of it must be alive again, if nothing else came before that: next_ is when."""
        rule = stream.rule
        limit = rule.alive_by() + SLACK
        limit += self._own.delay(one.last - rule.longest_wait(), one.last + limit, rule.frequency + rule.longest_wait())
        if one.last + limit > next_:
            return
        during = [row for row in rows if one.first - EDGE <= row["t"] <= one.last + limit]
        if during and during[-1]["to"] != "alive":
            what = f"{one.fault.kind.name} of {stream.name}"
            verdict.missed.append(f"{what}: not alive {limit:.1f} s after it, but {during[-1]['to']}")
