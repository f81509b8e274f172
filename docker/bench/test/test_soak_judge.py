"""Whether what kald told is held against what was done."""

import collections
import types
import unittest

from soak import outcome, plan
from soak.fleet import NODES, Change, Fleet
from soak.inject import Injected
from soak.journal import Story, epoch
from soak.judge import Services
from soak.judge_phones import Phones
from soak.rules import Rule
from soak.steady import Counters, Sample

FLEET = Fleet()
STREAM = "tcp4-rst-0000"
READY, ENDED = 1_000_000.0, 1_001_000.0
BEGAN, UNTIL = READY + 100, READY + 140


def row(at, old, new, reason="", name=STREAM):
    told = {"at": "then", "t": at, "service": name, "keepalive": name, "from": old, "to": new, "reason": reason}
    return {**told, "event": "transition"}


def injected(kind, targets, began=BEGAN, until=UNTIL):
    fault = plan.Fault(kind, 0, until - began, targets)
    return Injected(fault, (began, began + 0.01), (until, until + 0.01))


def story(transitions=(), phones=(), failures=()):
    told = Story([])
    told.transitions, told.phones, told.failures = list(transitions), list(phones), list(failures)
    return told


def services(transitions, faults, changed=Change()):
    return Services(FLEET, faults, changed, READY, ENDED).judge(story(transitions))


def whole(down=BEGAN + 14):
    return [
        row(READY, "unknown", "alive"),
        row(BEGAN + 4, "alive", "dying"),
        row(down, "dying", "down"),
        row(UNTIL + 3, "down", "alive"),
    ]


class ServicesTest(unittest.TestCase):
    def test_should_know_a_rule_of_a_css(self):
        rule = Rule(5, 3, 5)
        self.assertEqual((5, 15, 10), (rule.dying_by(False), rule.down_by(False), rule.down_after(False)))
        self.assertEqual((9, 19, 14), (rule.dying_by(True), rule.down_by(True), rule.down_after(True)))
        self.assertEqual(10 + 9 + 2 + 1, Rule(10, 3, 2).down_by(True))

    def test_should_explain_what_a_fault_brought_about(self):
        verdict = services(whole(), [injected(plan.REFUSE, (STREAM,))])
        self.assertTrue(verdict.good(), verdict)
        self.assertEqual((4, 2), (verdict.explained, verdict.expected))
        self.assertEqual(["refuse: down", "refuse: dying"], [kind for kind, _, _ in verdict.detected])

    def test_should_find_a_transition_without_a_fault(self):
        planted = [row(BEGAN - 30, "alive", "dying"), row(BEGAN - 29, "dying", "alive")]
        verdict = services(whole() + planted, [injected(plan.REFUSE, (STREAM,))])
        self.assertEqual(2, len(verdict.unexplained))

    def test_should_not_take_another_target_s_fault_for_it(self):
        planted = [row(BEGAN + 5, "alive", "dying", name="icmp4-echo-0001")]
        verdict = services(whole() + planted, [injected(plan.REFUSE, (STREAM,))])
        self.assertEqual(1, len(verdict.unexplained))
        self.assertIn("icmp4-echo-0001", verdict.unexplained[0])

    def test_should_allow_a_stop_of_kald_that_lasts_beyond_the_return(self):
        told = [*whole()[:-1], row(UNTIL + 33, "down", "alive")]
        faults = [injected(plan.REFUSE, (STREAM,)), injected(plan.FREEZE, (), UNTIL + 1, UNTIL + 31)]
        self.assertEqual([], services(told, faults).missed)
        self.assertEqual(1, len(services(told, faults[:1]).missed))

    def test_should_find_a_down_that_came_too_early(self):
        verdict = services(whole(down=BEGAN + 5), [injected(plan.REFUSE, (STREAM,))])
        self.assertEqual(1, len(verdict.unexplained))

    def test_should_find_an_answer_in_the_midst_of_a_fault(self):
        told = whole() + [row(BEGAN + 20, "down", "alive"), row(BEGAN + 21, "alive", "dying")]
        verdict = services(told, [injected(plan.REFUSE, (STREAM,))])
        self.assertEqual(1, len(verdict.unexplained))

    def test_should_miss_what_was_not_told(self):
        verdict = services([row(READY, "unknown", "alive")], [injected(plan.DROP, (STREAM,))])
        self.assertEqual(2, len(verdict.missed))

    def test_should_miss_the_way_back(self):
        verdict = services(whole()[:-1], [injected(plan.REFUSE, (STREAM,))])
        self.assertEqual(1, len(verdict.missed))

    def test_should_want_nothing_of_a_short_fault(self):
        verdict = services([row(READY, "unknown", "alive")], [injected(plan.DROP, (STREAM,), until=BEGAN + 2)])
        self.assertTrue(verdict.good())
        self.assertEqual(0, verdict.expected)

    def test_should_wait_longer_for_a_kald_that_was_stopped(self):
        faults = [injected(plan.REFUSE, (STREAM,)), injected(plan.FREEZE, (), BEGAN + 1, BEGAN + 6)]
        self.assertTrue(services(whole(down=BEGAN + 20), faults).good())
        self.assertFalse(services(whole(down=BEGAN + 20), faults[:1]).good())

    def test_should_explain_what_a_reload_changed(self):
        told = [row(BEGAN, "alive", "suspended"), row(UNTIL + 1, "suspended", "unknown")]
        faults = [injected(plan.RELOAD, ())]
        self.assertTrue(services(told, faults, Change(suspended=frozenset([STREAM]))).good())
        self.assertFalse(services(told, faults).good())

    def test_should_find_a_failed_probe_without_a_fault(self):
        failed = {"at": "then", "t": READY + 50, "keepalive": STREAM, "outcome": "unanswered", "reason": "silent"}
        verdict = Services(FLEET, [], Change(), READY, ENDED).judge(story(failures=[failed]))
        self.assertEqual(1, len(verdict.unexplained))


class PhonesTest(unittest.TestCase):
    def setUp(self):
        self.phone = FLEET.phones["phone-0001"]
        self.registered = {"event": "sccp-registered", "group": self.phone.name, "node": NODES[0], "t": READY}

    def judge(self, phones, faults, transitions=()):
        pace = plan.Pace.of(1200)
        return Phones(FLEET, faults, Change(), pace, ENDED).judge(story(transitions, [self.registered, *phones]))

    def failover(self, at, cause, detection=0.0, **keys):
        told = {"event": "sccp-failover", "at": "then", "t": at, "group": self.phone.name, "from": NODES[0]}
        return {**told, "to": NODES[1], "cause": cause, "detection": detection, "outage": detection, **keys}

    def refusal(self, node, result, at, retry):
        told = {"event": "sccp-registration-failed", "at": "then", "t": at, "group": self.phone.name, "node": node}
        return {**told, "result": result, "detail": "", "retry": retry}

    def test_should_explain_a_failover_by_its_node_s_fault(self):
        verdict = self.judge([self.failover(BEGAN + 0.1, "CM-reset-TCP")], [injected(plan.NODE_KILL, NODES[:1])])
        self.assertTrue(verdict.good(), verdict)
        self.assertEqual(1, verdict.expected)

    def test_should_find_a_failover_for_another_cause(self):
        verdict = self.judge([self.failover(BEGAN + 0.1, "KeepaliveTO")], [injected(plan.NODE_KILL, NODES[:1])])
        self.assertEqual(1, len(verdict.unexplained))

    def test_should_find_a_failover_without_a_fault(self):
        verdict = self.judge([self.failover(BEGAN + 0.1, "CM-reset-TCP")], [injected(plan.NODE_KILL, NODES[1:2])])
        self.assertEqual(1, len(verdict.unexplained))

    def test_should_miss_a_phone_that_stays(self):
        verdict = self.judge([], [injected(plan.NODE_HANG, NODES[:1], until=BEGAN + 60)])
        self.assertEqual(1, len(verdict.missed))

    def test_should_miss_a_phone_that_waits_for_a_node_that_was_away_lately(self):
        faults = [injected(plan.NODE_KILL, NODES[1:2], BEGAN - 50, BEGAN - 5), injected(plan.NODE_KILL, NODES[:1])]
        self.assertEqual(1, len(self.judge([self.failover(BEGAN + 10, "CM-reset-TCP")], faults).missed))
        self.assertEqual([], self.judge([self.failover(BEGAN + 1, "CM-reset-TCP")], faults).missed)

    def test_should_allow_the_back_off_of_a_node_that_has_refused_the_phone(self):
        faults = [injected(plan.NODE_HANG, NODES[1:2], BEGAN - 50, BEGAN - 5), injected(plan.NODE_KILL, NODES[:1])]
        late = self.failover(BEGAN + 10, "CM-reset-TCP")
        for result, at, retry, missed in (
            ("register-timeout", BEGAN - 6, 14.0, 0),
            ("register-timeout", BEGAN - 6, 6.5, 1),
            ("connect-timeout", BEGAN - 6, 14.0, 1),
            ("register-timeout", BEGAN + 1, 14.0, 1),
        ):
            verdict = self.judge([self.refusal(NODES[1], result, at, retry), late], faults)
            self.assertEqual(missed, len(verdict.missed), (result, at, retry))

    def test_should_not_allow_it_where_a_third_node_has_not_refused_the_phone(self):
        self.phone = FLEET.phones["phone-0201"]
        self.assertEqual((NODES[1], NODES[0], NODES[2]), self.phone.nodes)
        self.registered["group"] = self.phone.name
        told = [self.refusal(NODES[1], "register-timeout", BEGAN - 6, 14.0)]
        told.append(self.failover(BEGAN + 10, "CM-reset-TCP", to=NODES[2]))
        self.assertEqual(1, len(self.judge(told, [injected(plan.NODE_KILL, NODES[:1])]).missed))

    def test_should_find_a_phone_that_goes_back_too_early(self):
        away = self.failover(BEGAN + 0.1, "CM-reset-TCP")
        faults = [injected(plan.NODE_KILL, NODES[:1])]
        for after, unexplained in ((19, 1), (21, 0)):
            back = self.failover(UNTIL + after, "Failback", **{"from": NODES[1], "to": NODES[0]})
            self.assertEqual(unexplained, len(self.judge([away, back], faults).unexplained), after)

    def test_should_find_a_phone_that_is_down(self):
        down = row(BEGAN + 5, "dying", "down", "no node", self.phone.name)
        away = self.failover(BEGAN + 0.1, "CM-reset-TCP")
        verdict = self.judge([away], [injected(plan.NODE_KILL, NODES[:1])], [down])
        self.assertEqual(1, len(verdict.unexplained))


class OutcomeTest(unittest.TestCase):
    def soak(self):
        injected_ = [injected(plan.REFUSE, (STREAM,)), injected(plan.NODE_KILL, NODES[:1])]
        samples = [Sample(READY + i, 2**24, 100.0, 50, 20) for i in range(8)]
        metrics = collections.defaultdict(float)
        told = {"fleet": FLEET, "pace": plan.Pace.of(1200), "seed": 1, "injected": injected_, "changed": Change()}
        told.update(ready=READY, settled=READY + 14, ended=ENDED, samples=samples, metrics=metrics, errors=[])
        return types.SimpleNamespace(**told, counters=Counters(), scrapes=3)

    def checks(self, told):
        out = outcome.result(self.soak(), told)
        self.assertIn("services: told, and not explained by any fault", outcome.text(out))
        return {check.what: check.met for check in out.checks}

    def test_should_pass_and_fail_what_it_must(self):
        phone = {"group": "phone-0001", "at": "then"}
        moves = [
            {**phone, "event": "sccp-registered", "node": NODES[0], "t": READY},
            {**phone, "event": "sccp-failover", "from": NODES[0], "to": NODES[1], "cause": "CM-reset-TCP"},
        ]
        moves[1].update(t=BEGAN + 0.1, detection=0.0, outage=0.01)
        self.assertTrue(self.checks(story(whole(), moves))["services: told, and not explained by any fault"])
        planted = [row(BEGAN - 30, "alive", "dying")]
        found = self.checks(story(whole() + planted, moves))
        self.assertFalse(found["services: told, and not explained by any fault"])
        self.assertTrue(found["phones: told, and not explained by any fault"])


class JournalTest(unittest.TestCase):
    def test_should_read_dates(self):
        self.assertAlmostEqual(1767323045.678, epoch("2026-01-02T03:04:05.678Z"), places=6)

    def test_should_see_a_slot_that_nobody_tells_of(self):
        probe = {"event": "probe", "keepalive": STREAM, "kind": "tcp", "outcome": "answered"}
        probe["at"] = "2026-01-02T03:04:05.5Z"
        rows = [{**probe, "due_mono": due, "sent_mono": due + 10**6} for due in (0, 5 * 10**9, 15 * 10**9)]
        self.assertEqual([5.0, 10.0], [gap for _, _, gap in Story(rows).gaps])


if __name__ == "__main__":
    unittest.main()
