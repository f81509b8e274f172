"""Holds what kald told of phones against the faults their nodes met. Times are seconds since the epoch."""

import collections

from soak import plan
from soak.judge import EDGE, SLACK, OwnFaults, Verdict
from soak.rules import DELAYED_SECONDS, MISSED_ACKS, NORMAL_FACTOR

# Registering elsewhere, while hundreds of others do.
REGISTER = 5.0
FIRST_INTERVAL = 0.3
# What is told when a node did not register a phone, in place of not being there.
REFUSALS = ("rejected", "register-timeout", "restart-asked", "closed", "reset", "timeout")
# A node that did so is left alone for up to so long.
BACK_OFF = 60.0


class Phones:
    """Judges registrations, failovers and states of phones."""

    def __init__(self, fleet, injected, changed, pace, ended):
        self._fleet = fleet
        self._pace = pace
        self._changed = changed
        self._ended = ended
        self._own = OwnFaults(injected)
        self._by_node = collections.defaultdict(list)
        for one in injected:
            if one.fault.kind in plan.BY_NODE:
                self._by_node[one.fault.targets[0]].append(one)

    def judge(self, story):
        verdict = Verdict()
        stays = Stays(self._fleet, story.phones)
        for row in story.phones:
            if row["event"] == "sccp-failover":
                self._note(verdict, row, self._why(row), f"{row['from']} -> {row['to']}: {row['cause']}")
            elif row["event"] == "sccp-registration-failed":
                self._note(verdict, row, self._failed(row), f"{row['node']}: {row['result']} {row['detail']}")
        for row in story.transitions:
            if row["keepalive"] in self._fleet.phones:
                what = f"{row['from']} -> {row['to']}: {row['reason']}"
                self._note(verdict, {**row, "group": row["keepalive"]}, self._state(row), what)
        self._must_be_seen(verdict, story, stays)
        return verdict

    def _note(self, verdict, row, why, what):
        if why:
            verdict.explained += 1
        else:
            verdict.unexplained.append(f"{row['at']} {row['group']}: {what}")

    def _why(self, row):
        if row["cause"] == "Failback":
            return self._may_go_back(row)
        latest = self._pace.keepalive * (MISSED_ACKS + 1) + DELAYED_SECONDS + REGISTER
        return any(
            row["cause"] in one.fault.kind.causes and one.first - EDGE <= row["t"] <= one.last + latest
            for one in self._by_node[row["from"]]
        )

    def _may_go_back(self, row):
        """Not before the better node was well for as long as the phone watches it.

        A node that hangs looks well from a link that is not registered; it answers at the end of the hang that the
        phone may come back.
        """
        ended = [one for one in self._by_node[row["to"]] if one.fault.kind.causes and one.ended[0] <= row["t"]]
        monitor = 0 if ended and ended[-1].fault.kind is plan.NODE_HANG else self._pace.monitor
        return bool(ended) and row["t"] >= ended[-1].ended[0] + monitor - EDGE

    def _failed(self, row):
        return any(one.first - EDGE <= row["t"] <= one.last + 30 for one in self._by_node[row["node"]])

    def _state(self, row):
        if row["keepalive"] in self._changed.suspended and self._own.reloaded(row["t"], 30):
            if row["to"] in ("alive", "suspended", "unknown"):
                return True
        if row["to"] == "dying":
            cause, _, node = row["reason"].partition(" at ")
            return self._why({**row, "cause": cause, "from": node})
        return row["to"] == "alive" and row["from"] in ("unknown", "dying")

    def _must_be_seen(self, verdict, story, stays):
        left = collections.defaultdict(list)
        for row in story.phones:
            if row["event"] == "sccp-failover":
                left[row["group"], row["from"]].append(row)
        for node, faults in self._by_node.items():
            for one in faults:
                for phone in self._fleet.phones.values():
                    if one.fault.kind.causes and phone.name not in self._changed.suspended:
                        self._must_leave(verdict, phone, node, one, left[phone.name, node], stays)

    def _must_leave(self, verdict, phone, node, one, departures, stays):
        begun, until = one.surely
        if not stays.at(phone.name, node, one.first - 1, begun):
            return
        due = self._detection(phone, one.fault.kind, stays.first_interval(phone.name, begun))
        limit = due + REGISTER + SLACK + self._own.delay(one.first, min(until, self._ended), self._pace.keepalive)
        # One node is away at a time: the others are there, and tried at once if they have not refused the phone.
        limit += min(stays.left_alone(phone.name, to, begun) for to in phone.nodes if to != node)
        lasting = one.fault.kind in (plan.NODE_HANG, plan.NODE_DROP)
        if begun + limit > (min(until, self._ended) if lasting else self._ended):
            return
        found = [row for row in departures if one.first - EDGE <= row["t"] <= begun + limit]
        if found and found[0]["cause"] == "Failback":
            return  # it had gone to a better node before it could notice
        verdict.expected += 1
        if found:
            told = found[0]["t"] - (found[0]["outage"] or 0) + found[0]["detection"]
            what = f"{one.fault.kind.name}: {found[0]['cause']}"
            verdict.detected.append((what, max(0.0, told - begun), limit - REGISTER - SLACK))
        else:
            verdict.missed.append(f"{one.fault.kind.name} of {node}: {phone.name} did not leave within {limit:.1f} s")

    def _detection(self, phone, kind, first_interval):
        if kind is plan.NODE_HANG:
            return self._pace.keepalive * (MISSED_ACKS + 1)
        if kind is plan.NODE_DROP:
            return self._pace.keepalive + (DELAYED_SECONDS if phone.delayed else first_interval * NORMAL_FACTOR)
        return 0.0


class Stays:
    """Where each phone was registered when, who had refused it, and what its Normal detection had learned."""

    def __init__(self, fleet, rows):
        self._moves = collections.defaultdict(list)
        self._refused = collections.defaultdict(list)
        self._learned = collections.defaultdict(list)
        for row in rows:
            if row["event"] == "sccp-registered":
                self._moves[row["group"]].append((row["t"], row["node"]))
            elif row["event"] == "sccp-unregistered":
                self._moves[row["group"]].append((row["t"], ""))
            elif row["event"] == "sccp-failover" and not row["to"]:
                self._moves[row["group"]].append((row["t"], ""))
            elif row["event"] == "sccp-registration-failed" and row["result"] in REFUSALS:
                self._refused[row["group"], row["node"]].append((row["t"], min(row["retry"], BACK_OFF)))
            elif row["event"] == "sccp-baseline":
                self._learned[row["group"]].append((row["t"], row["first_interval"]))

    def at(self, phone, node, begun, ended):
        """Whether it was registered there throughout."""
        return self._last(phone, begun) == node and not any(begun <= t <= ended for t, _ in self._moves[phone])

    def _last(self, phone, when):
        return next((node for t, node in reversed(self._moves[phone]) if t <= when), "")

    def home(self, phone):
        """Where it was in the end."""
        return self._last(phone, float("inf"))

    def left_alone(self, phone, node, when):
        """For how long from then on it asks that node nothing, which has not registered it."""
        return max((t + wait - when for t, wait in self._refused[phone, node] if t <= when < t + wait), default=0.0)

    def first_interval(self, phone, when):
        return next((value for t, value in reversed(self._learned[phone]) if t <= when), FIRST_INTERVAL)
