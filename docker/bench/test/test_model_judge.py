"""Whether a journal that breaks a rule, and only such a one, is told from what the model says."""

import copy
import dataclasses
import json
import types
import unittest

from model import plan
from model.counters import Comparison
from model.judge import Judge
from model.known import Span
from model.servers import History
from model.settings import MS, Config, Probe, Rule, Stream

HOST = "127.1.0.1"
RULE = Rule(1000, 3, 500, 400)


def stream(rule=RULE, suspended=False, host=HOST, name="a", followers=None):
    return Stream(name, bool(followers), Probe("tcp", host), rule, followers or ((name, suspended),))


def configured(at, change="added", services=("a",), name="a"):
    return row(at, "configured", keepalive=name, change=change, services=list(services))


def row(at, event, **fields):
    return {"event": event, "mono": int(at * MS), **fields}


def probe(due, outcome, state, took=1.0, reason="", name="a", late=2.0):
    fields = {"keepalive": name, "outcome": outcome, "reason": reason, "state": state, "detail": ""}
    fields.update(rtt=None, after=None)
    fields["rtt" if outcome == "answered" else "after"] = took / 1e3
    return row(due + late + took, "probe", due=int(due * MS), sent=int((due + late) * MS), **fields)


def transition(after, old, new, counted, reason, service="a", name="a"):
    fields = {"from": old, "to": new, "counted": counted, "reason": reason}
    return {**row(0, "transition", service=service, keepalive=name, **fields), "mono": after["mono"]}


def good():
    """One keepalive from its beginning: it answers, is refused until it is DOWN, and answers again."""
    rows = [configured(0), probe(10, "answered", "alive")]
    rows.append(transition(rows[-1], "unknown", "alive", True, "answered"))
    rows += [probe(700, "answered", "alive"), probe(1700, "rejected", "dying", reason="refused")]
    rows.append(transition(rows[-1], "alive", "dying", False, "1 failure: refused"))
    rows += [probe(2200, "rejected", "dying", reason="refused"), probe(2700, "rejected", "down", reason="refused")]
    rows.append(transition(rows[-1], "dying", "down", True, "3 failures: refused"))
    rows += [probe(3200, "unanswered", "down", 400, "silent"), probe(3700, "answered", "alive")]
    rows.append(transition(rows[-1], "down", "alive", True, "answered"))
    rows += [probe(4700, "answered", "alive"), row(4800, "stop")]
    return rows


def run(*configs, stops=(), truth=()):
    """configs: (milliseconds when it is taken, streams)."""
    taken = [(Span(int((at - 1) * MS), int((at + 100) * MS)), Config(streams)) for at, streams in configs]
    history = History()
    for at, way in truth:
        history.add(int(at * MS), int(at * MS), way)
    stops = [Span(int(first * MS), int(last * MS)) for first, last in stops]
    hosts = {HOST: history, "127.1.0.2": History()}
    return types.SimpleNamespace(configs=taken, stops=stops, stalls=[], truth=hosts, scrapes=[])


def judged(rows, made=None):
    return Judge(made or run((0, [stream()]))).judge([(json.dumps(one), one) for one in copy.deepcopy(rows)])


def rules(rows, made=None):
    return [one.rule for one in judged(rows, made)]


class Case(unittest.TestCase):
    def agrees(self, rows, made=None):
        self.assertEqual([], [one.text() for one in judged(rows, made)])

    def differs(self, rule, rows, made=None):
        found = rules(rows, made)
        self.assertTrue(found, f"nothing found that breaks: {rule}")
        self.assertTrue(found[0].startswith(rule), found)


class ProbesTest(Case):
    def test_should_agree_with_a_good_journal(self):
        self.agrees(good())

    def test_should_find_a_probe_that_is_due_at_another_time(self):
        for at in (4, 6, 7, 9, 12):
            for shift in (-2 * MS, 2 * MS):
                rows = good()
                rows[at]["due"] += shift
                rows[at]["sent"] += shift
                self.differs("due: due + ", rows)

    def test_should_find_small_errors_that_add_up(self):
        rows = [*good()[:4], *(probe(1700 + 1000 * i + 0.2 * i, "answered", "alive") for i in range(10))]
        self.differs("due: due + frequency", rows)

    def test_should_find_a_probe_that_is_missing(self):
        rows = good()
        del rows[6]
        self.differs("due: ", rows)
        rows = [one for one in good() if one["event"] != "stop"] + [row(9000, "stop")]
        self.differs("due: ", rows)

    def test_should_find_a_first_probe_that_waits(self):
        rows = [configured(0), probe(5000, "answered", "alive")]
        self.differs("due: the first probe", [*rows, transition(rows[-1], "unknown", "alive", True, "answered")])

    def test_should_find_maxfailure_off_by_one(self):
        rows = good()
        rows[6]["state"] = "down"
        rows.insert(7, transition(rows[6], "dying", "down", True, "2 failures: refused"))
        self.differs("state after a probe", rows)

    def test_should_find_each_field_of_a_transition_that_is_wrong(self):
        for field, wrong in (("from", "down"), ("to", "down"), ("counted", True), ("reason", "2 failures: refused")):
            rows = good()
            rows[5][field] = wrong
            self.differs("transition", rows)

    def test_should_find_a_transition_that_is_missing_and_one_too_many(self):
        rows = good()
        del rows[8]
        self.differs("transition: each change has a line", rows)
        rows = good()
        rows.insert(4, transition(rows[3], "alive", "alive", True, "answered"))
        self.differs("transition", rows)

    def test_should_find_a_timeout_that_is_not_the_rule_s(self):
        for took in (380, 900):
            rows = good()
            rows[9]["after"] = took / 1e3
            self.differs("timeout", rows)

    def test_should_find_a_probe_that_left_late_instead_of_being_skipped(self):
        rows = good()
        rows[12]["sent"] += 600 * MS
        self.differs("sent within half an interval", rows)
        rows = good()
        rows[3]["sent"] += 600 * MS
        self.agrees(rows)

    def test_should_find_what_was_not_probed_without_a_reason(self):
        rows = good()
        rows[3] = probe(700, "not-probed", "alive", reason="no-source-port")
        self.differs("not probed", rows)

    def test_should_find_silence_that_nobody_listened_to(self):
        rows = [*good()[:-2], probe(4700, "unanswered", "dying", 2400, "silent")]
        rows.append(transition(rows[-1], "alive", "dying", False, "1 failure: silent"))
        self.differs("silence while nobody listened", rows, run((0, [stream()]), stops=[(4800, 7000)]))

    def test_should_find_silence_that_is_not_counted_though_kald_was_hardly_late(self):
        for late, found in ((300, ["silence counts"]), (1001, [])):
            rows = [*good()[:-2], probe(4700, "not-probed", "alive", 400 + late, "stalled")]
            rows[-1].update(rtt=None, after=None)
            made = run((0, [stream()]), stops=[(4900, 5100 + late)])
            self.assertEqual(found, [rule[:14] for rule in rules(rows, made)])

    def test_should_find_an_outcome_that_the_server_did_not_bring_about(self):
        right = [(0, plan.ANSWER), (1600, plan.REFUSE), (3000, plan.DROP), (3650, plan.ANSWER)]
        self.agrees(good(), run((0, [stream()]), truth=right))
        for wrong in ([(0, plan.ANSWER)], [(0, plan.REFUSE)], [(600, plan.FULL), (750, plan.REFUSE)]):
            self.differs("outcome", good(), run((0, [stream()]), truth=wrong))

    def test_should_hold_an_answer_against_a_reset_that_came_in_time(self):
        fails = stream()
        fails = dataclasses.replace(fails, probe=dataclasses.replace(fails.probe, reset_fails=True))
        made = run((0, [fails]), truth=[(600, plan.RESET), (750, plan.REFUSE), (3000, plan.DROP), (3650, plan.ANSWER)])
        self.agrees(good(), made)
        made.truth[HOST].resets.append(702 * MS + 1)
        self.differs("outcome", good(), made)

    def test_should_not_judge_an_outcome_while_the_server_changed(self):
        meanwhile = [(1702.5, plan.PROHIBIT), (3203, plan.REFUSE), (3500, plan.ANSWER)]
        self.agrees(good(), run((0, [stream()]), truth=meanwhile))


class SkippedTest(Case):
    STOPPED = run((0, [stream()]), stops=[(5000, 8000)])

    def rows(self, count=2, due=7700):
        """Stopped from 5,000 to 8,000: 5,700 and 6,700 are skipped."""
        skipped = row(8000, "skipped", keepalive="a", count=count, **{"from": 5700 * MS})
        return [*good()[:-1], skipped, probe(due, "answered", "alive", late=301), row(8100, "stop")]

    def test_should_agree_with_slots_that_are_counted(self):
        self.agrees(self.rows(), self.STOPPED)

    def test_should_find_another_count(self):
        for count in (1, 3):
            self.differs("skipped", self.rows(count, 5700 + count * 1000), self.STOPPED)

    def test_should_find_slots_that_are_not_counted(self):
        rows = self.rows()
        del rows[-3]
        self.differs("due: due + frequency", rows, self.STOPPED)

    def test_should_find_a_place_that_moved(self):
        self.differs("due: the first slot", self.rows(due=7730), self.STOPPED)


class ReloadTest(Case):
    def reload(self, *rows):
        return [*good()[:-1], *rows, row(5900, "stop")]

    def changed(self, **what):
        return run((0, [stream()]), (4900, [stream(**what)]))

    def test_should_carry_the_state_over_to_another_rule(self):
        made = self.changed(rule=Rule(900, 1, 500, 400))
        taken, first = configured(4901, "rule-changed"), probe(4905, "answered", "alive")
        self.agrees(self.reload(taken, first), made)
        forgotten = transition(taken, "alive", "unknown", False, "reload")
        self.differs("transition", self.reload(taken, forgotten, first), made)
        lost = transition(first, "unknown", "alive", True, "answered")
        self.differs("transition", self.reload(taken, first, lost), made)

    def test_should_ask_at_once_by_another_rule(self):
        made = self.changed(rule=Rule(900, 1, 500, 400))
        rows = self.reload(configured(4901, "rule-changed"), probe(5600, "answered", "alive"))
        self.differs("due: the first probe", rows, made)

    def test_should_carry_failures_over_and_count_them(self):
        made = run((0, [stream()]), (1900, [stream(rule=Rule(1000, 2, 500, 400))]))
        rows = [*good()[:6], configured(1901, "rule-changed")]
        rows.append(probe(1905, "rejected", "down", reason="refused"))
        self.agrees([*rows, transition(rows[-1], "dying", "down", True, "2 failures: refused")], made)
        rows[-1]["state"] = "dying"
        self.differs("state after a probe", rows, made)

    def test_should_begin_anew_with_another_target(self):
        made = self.changed(host="127.1.0.2")
        taken, first = configured(4901, "probe-changed"), probe(4905, "answered", "alive")
        rows = [taken, transition(taken, "alive", "unknown", False, "target changed"), first]
        rows.append(transition(first, "unknown", "alive", True, "answered"))
        self.agrees(self.reload(*rows), made)
        del rows[1]
        self.differs("transition: each change has a line", self.reload(*rows), made)

    def test_should_want_a_line_of_each_change_and_of_nothing_else(self):
        self.differs("configured: each change", self.reload(), self.changed(host="127.1.0.2"))
        self.differs("configured: only what changed", self.reload(configured(4901, "services-changed")), self.changed())
        self.differs("configured: only what changed", self.reload(configured(4901)), self.changed(host="127.1.0.2"))
        others = configured(4901, "services-changed", ["b"])
        self.differs("configured: services", self.reload(others), self.changed(suspended=True))

    def test_should_not_probe_what_is_suspended(self):
        made = self.changed(suspended=True)
        rows = [configured(4901, "services-changed")]
        rows.append(transition(rows[0], "alive", "suspended", False, "suspended"))
        self.agrees(self.reload(*rows), made)
        self.differs("only what is configured", self.reload(*rows, probe(5700, "answered", "alive")), made)

    def test_should_count_an_activation_onto_an_alive_keepalive(self):
        made = run((0, [self.shared(True)]), (900, [self.shared(False)]))
        services = ("a", "b")
        rows = [configured(0, services=services, name="n")]
        rows.append(transition(rows[0], "unknown", "suspended", False, "suspended", "b", "n"))
        rows.append(probe(10, "answered", "alive", name="n"))
        rows.append(transition(rows[-1], "unknown", "alive", True, "answered", name="n"))
        rows += [probe(700, "answered", "alive", name="n"), configured(901, "services-changed", services, "n")]
        for counted in (True, False):
            told = transition(rows[-1], "suspended", "alive", counted, "activated", "b", "n")
            found = rules([*rows, told, row(1000, "stop")], made)
            self.assertEqual([] if counted else ["transition"], found)

    def test_should_give_a_service_the_state_of_what_it_follows_and_count_it(self):
        follower = stream(name="n", followers=(("a", False), ("new", False)), rule=Rule(1000, 1, 500, 400))
        before = stream(name="n", followers=(("a", False),), rule=Rule(1000, 1, 500, 400))
        made = run((0, [before]), (900, [follower]))
        rows = [configured(0, name="n"), probe(10, "answered", "alive", name="n")]
        rows.append(transition(rows[-1], "unknown", "alive", True, "answered", name="n"))
        rows.append(configured(901, "services-changed", ("a", "new"), "n"))
        told = transition(rows[-1], "unknown", "alive", True, "follows keepalive n", "new", "n")
        self.agrees([*rows, told, row(1000, "stop")], made)
        self.differs("transition: each change", [*rows, row(1000, "stop")], made)

    def test_should_ask_nothing_of_a_stream_about_services_that_are_leaving_it(self):
        made = run((0, [self.named("n")]), (900, [self.named("m")]))
        rows = [configured(0, name="n"), probe(10, "answered", "alive", name="n")]
        rows.append(transition(rows[-1], "unknown", "alive", True, "answered", name="n"))
        rows += [probe(901, "rejected", "dying", reason="refused", name="n"), configured(905, "removed", (), "n")]
        rows.append(configured(905, name="m"))
        rows.append(transition(rows[-1], "alive", "unknown", False, "follows keepalive m", name="m"))
        self.agrees([*rows, row(906, "stop")], made)
        still = run((0, [self.named("n")]), (5000, [self.named("m")]))
        self.differs("transition: each change", [*rows[:4], row(950, "stop")], still)

    def named(self, name):
        return stream(name=name, followers=(("a", False),))

    def shared(self, suspended):
        return stream(name="n", followers=(("a", False), ("b", suspended)))


class MetricsTest(Case):
    def found(self, at, text, page=None):
        """What is found when that is shown at that time; page: what it shows else than what is right at 1,650."""
        shown = {"name": "a", "keepalive": "a", "state": "alive", "transitions_total": 1, "failures_in_row": 0}
        made = run((0, [stream()]))
        span = Span(at * MS, (at + 5) * MS)
        made.scrapes = [types.SimpleNamespace(span=span, text=text, page=[{**shown, **(page or {})}])]
        judge = Judge(made)
        judge.judge([(json.dumps(one), one) for one in good()])
        return [one.rule for one in Comparison(judge, made).found]

    def text(self, state="alive", transitions=1, probes=2, failures=0, answers=2, port=9000):
        return (
            f'kald_service_state{{service="a",state="{state}"}} 1.0\n'
            'kald_service_state{service="a",state="dying"} 0.0\n'
            f'kald_service_transitions_total{{service="a"}} {transitions}.0\n'
            f'kald_service_info{{service="a",keepalive="a",probe="tcp",target="127.1.0.1:{port}"}} 1\n'
            f'kald_probes_total{{keepalive="a",probe="tcp"}} {probes}.0\n'
            f'kald_probe_failures_total{{keepalive="a",probe="tcp",reason="refused"}} {failures}.0\n'
            'kald_probes_skipped_total{keepalive="a",probe="tcp"} 0.0\n'
            f'kald_probe_duration_seconds_count{{keepalive="a",probe="tcp"}} {answers}\n'
        )

    def test_should_agree_with_what_is_known_at_that_time(self):
        self.assertEqual([], self.found(1650, self.text()))
        # Between two probes both are true for a moment.
        dying = {"state": "dying", "failures_in_row": 2}
        self.assertEqual([], self.found(2300, self.text("dying", 1, 4, 2), dying))
        self.assertEqual([], self.found(2300, self.text("alive", 1, 3, 1), {**dying, "failures_in_row": 1}))

    def test_should_find_each_value_that_is_wrong(self):
        wrong = {
            "kald_service_state": self.text("unknown"),
            "kald_service_transitions_total": self.text(transitions=2),
            "kald_probes_total": self.text(probes=7),
            "kald_probe_failures_total": self.text(failures=1),
            "kald_probe_duration_seconds_count": self.text(answers=9),
            "kald_service_info": self.text(port=9001),
        }
        for name, text in wrong.items():
            self.assertEqual([f"shown: {name}"], self.found(1650, text))
        for name, value in (("state", "unknown"), ("transitions_total", 0), ("failures_in_row", 1)):
            self.assertEqual([f"shown: page: {name}"], self.found(1650, self.text(), {name: value}))

    def test_should_find_what_is_not_shown_and_what_is_shown_for_nothing(self):
        self.assertEqual(8, len(self.found(1650, "")))
        self.assertEqual(2, len(self.found(1650, self.text() + self.text().replace('"a"', '"b"').split("\n")[0])))


if __name__ == "__main__":
    unittest.main()
