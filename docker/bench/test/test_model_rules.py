"""Whether the model's rules are those of a CSS, and whether a plan can be repeated."""

import os
import tempfile
import unittest

from model import plan, rules
from model.rules import ALIVE, ANSWERED, DOWN, DYING, NOT_PROBED, REJECTED, UNANSWERED, UNKNOWN, Machine
from model.settings import MS, SECOND, Rule

CSS = Rule()


def states(rule, outcomes, state=ALIVE):
    machine, found = Machine(rule, state), []
    for outcome in outcomes:
        machine.result(outcome, "refused")
        found.append(machine.state)
    return found


def down_after(rule, silent):
    """Seconds from the last good probe until DOWN."""
    machine, due = Machine(rule, ALIVE), rules.interval(rule, ALIVE)
    while True:
        ended = due + (rules.timeout(rule, machine.state) if silent else 0)
        machine.result(UNANSWERED if silent else REJECTED, "")
        if machine.state == DOWN:
            return ended / SECOND
        due = rules.next_due(machine, due, ended)


class RulesTest(unittest.TestCase):
    def test_should_have_the_times_of_a_css(self):
        self.assertEqual((19, 15), (down_after(CSS, True), down_after(CSS, False)))

    def test_should_wait_for_the_end_of_a_probe_that_is_longer_than_its_retry(self):
        self.assertEqual(11.25, down_after(Rule(5000, 3, 1500), True))

    def test_should_keep_the_place_of_an_alive_keepalive(self):
        machine = Machine(CSS, ALIVE)
        self.assertEqual(10 * SECOND, rules.next_due(machine, 5 * SECOND, 12 * SECOND))
        machine.state = DYING
        self.assertEqual(12 * SECOND, rules.next_due(machine, 5 * SECOND, 12 * SECOND))

    def test_should_take_the_timeout_from_the_interval_in_force(self):
        self.assertEqual([4 * SECOND, 4 * SECOND], [rules.timeout(CSS, state) for state in (ALIVE, DYING)])
        quick = Rule(3000, 3, 1500)
        found = [rules.timeout(quick, state) for state in (ALIVE, UNKNOWN, DYING, DOWN)]
        self.assertEqual([2 * SECOND, 750 * MS, 750 * MS, 750 * MS], found)
        self.assertEqual(1500 * MS, rules.timeout(Rule(3000, 3, 1500, timeout_ms=2500), DOWN))

    def test_should_take_maxfailure_failures_in_a_row(self):
        self.assertEqual([DYING, DYING, DOWN, DOWN], states(CSS, [REJECTED, UNANSWERED, REJECTED, REJECTED]))
        self.assertEqual([DYING, ALIVE, DYING, DYING], states(CSS, [REJECTED, ANSWERED, REJECTED, REJECTED]))
        self.assertEqual([UNKNOWN, UNKNOWN, DOWN], states(CSS, [REJECTED] * 3, UNKNOWN))
        self.assertEqual([DOWN], states(Rule(maxfailure=1), [REJECTED]))

    def test_should_hold_a_fault_of_this_machine_against_nobody(self):
        self.assertEqual([DYING, DYING, DYING, DYING], states(CSS, [REJECTED, NOT_PROBED, NOT_PROBED, REJECTED]))
        self.assertEqual([DYING, DOWN], states(Rule(maxfailure=2, local_fail=True), [NOT_PROBED] * 2))

    def test_should_count_alive_and_down(self):
        counted = [(ALIVE, DYING), (DYING, ALIVE), (DYING, DOWN), (DOWN, ALIVE), (UNKNOWN, ALIVE), (UNKNOWN, DOWN)]
        self.assertEqual([False, True, True, True, True, False], [rules.counts(*change) for change in counted])
        self.assertEqual([True, True], [rules.counts(rules.SUSPENDED, state) for state in (ALIVE, DOWN)])

    def test_should_skip_slots_that_are_more_than_half_an_interval_late(self):
        late = [0, 499, 500, 501, 1500, 1501, 3700]
        self.assertEqual([0, 0, 0, 1, 1, 2, 4], [rules.skipped(0, SECOND, ms * MS) for ms in late])


class PlanTest(unittest.TestCase):
    def test_should_be_the_same_from_the_same_seed(self):
        self.assertEqual(self._written(7), self._written(7))
        self.assertNotEqual(self._written(7), self._written(8))
        self.assertEqual(plan.Plan(7, 60).ways, plan.Plan(7, 60).ways)

    def test_should_ask_for_nothing_that_kald_refuses(self):
        made = plan.Plan(3, 120)
        configs = [made.config] + [step.config for step in made.steps if step.config]
        self.assertGreater(len(configs), 20)
        for config in configs:
            followers = [s for stream in config.streams.values() for s in stream.services()]
            self.assertEqual(len(followers), len(set(followers)))
            for stream in config.streams.values():
                self.assertTrue(stream.followers)
                self.assertLessEqual(stream.rule.timeout_ms or 0, stream.rule.frequency_ms)

    def test_should_do_something_of_everything(self):
        made = plan.Plan(3, 120)
        ways = {way for step in made.steps for _, way in step.ways}
        self.assertEqual(set(plan.TCP_WAYS + plan.ICMP_WAYS), ways)
        self.assertTrue([step for step in made.steps if step.stop > 1])
        self.assertTrue([step for step in made.steps if step.config and step.by_signal])

    def _written(self, seed):
        made, texts = plan.Plan(seed, 60), []
        with tempfile.TemporaryDirectory() as directory:
            for config in [made.config] + [step.config for step in made.steps if step.config]:
                config.write(os.path.join(directory, "kald.yaml"), "journal")
                with open(os.path.join(directory, "kald.yaml")) as file:
                    texts.append(file.read())
        return texts, [(step.at, step.ways, step.stop, step.by_signal) for step in made.steps]


if __name__ == "__main__":
    unittest.main()
