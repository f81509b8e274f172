"""What is done to whom, and what is looked at meanwhile."""

import unittest

from soak import plan
from soak.fleet import Fleet
from soak.steady import Counters, Sample, heap_growth

FLEET = Fleet()
SCRAPE = """# TYPE kald_probes_total counter
kald_probes_total{keepalive="a",probe="tcp"} %d
# TYPE kald_services gauge
kald_services{state="alive"} %d
# TYPE kald_schedule_delay_seconds histogram
kald_schedule_delay_seconds_bucket{probe="tcp",le="0.1"} %d
"""


class PlanTest(unittest.TestCase):
    def test_should_watch_as_much_as_it_says(self):
        self.assertEqual((2000, 500), (FLEET.services(), len(FLEET.phones)))

    def test_should_repeat_itself_with_the_same_seed(self):
        pace = plan.Pace.of(120)
        self.assertEqual(plan.faults(FLEET, pace, 1), plan.faults(FLEET, pace, 1))
        self.assertNotEqual(plan.faults(FLEET, pace, 1), plan.faults(FLEET, pace, 2))

    def test_should_leave_each_target_in_peace_after_a_fault(self):
        for seconds in (120, 1200):
            pace = plan.Pace.of(seconds)
            until = {}
            for fault in plan.faults(FLEET, pace, 7):
                self.assertLessEqual(fault.until(), seconds - pace.tail)
                for name in fault.targets:
                    self.assertLessEqual(until.get(name, 0), fault.at, name)
                    until[name] = fault.until() + (plan.PEACE if name in FLEET.streams else 0)

    def test_should_bring_about_every_kind_in_a_long_run(self):
        kinds = {fault.kind for fault in plan.faults(FLEET, plan.Pace.of(1200), 7)}
        self.assertEqual({*plan.BY_ADDRESS, *plan.BY_PORT, *plan.BY_NODE, plan.FREEZE, plan.RELOAD}, kinds)

    def test_should_not_touch_what_a_reload_changes(self):
        changed = plan.change(FLEET).all()
        for fault in plan.faults(FLEET, plan.Pace.of(1200), 7):
            self.assertFalse(changed.intersection(fault.targets))


class SteadyTest(unittest.TestCase):
    def samples(self, *heaps):
        return [Sample(10.0 * i, heap * 2**20, 100, 50, 20) for i, heap in enumerate(heaps)]

    def test_should_find_a_heap_that_grows(self):
        grown, allowed = heap_growth(self.samples(*(20 + i for i in range(20))))
        self.assertGreater(grown, allowed)

    def test_should_pass_a_heap_that_warms_up_and_wavers(self):
        grown, allowed = heap_growth(self.samples(10, 14, 18, 20, *(20 + i % 2 for i in range(16))))
        self.assertLessEqual(grown, allowed)

    def test_should_find_a_counter_that_falls_and_no_gauge(self):
        counters = Counters()
        counters.take(SCRAPE % (5, 9, 3))
        counters.take(SCRAPE % (6, 2, 3))
        self.assertEqual([], counters.fallen)
        counters.take(SCRAPE % (5, 2, 2))
        self.assertEqual(2, len(counters.fallen))

    def test_should_let_those_fall_whose_rule_was_changed(self):
        counters = Counters(may_fall=frozenset(["a"]))
        counters.take(SCRAPE % (5, 9, 3))
        counters.take(SCRAPE % (1, 9, 3))
        self.assertEqual([], counters.fallen)


if __name__ == "__main__":
    unittest.main()
