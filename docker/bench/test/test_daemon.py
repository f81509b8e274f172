"""Reading what kald says of itself."""

import unittest

from measure.daemon import Held, Metrics, log_times, start_steps

SCRAPE = """# HELP kald_probes_total Probes finished.
kald_probes_total{probe="tcp"} %d
kald_probes_total{probe="icmp"} 5
kald_probes_skipped_total{keepalive="a",probe="tcp"} %d
kald_probes_not_probed_total{probe="tcp",reason="no-descriptor"} %d
kald_schedule_delay_seconds_bucket{probe="tcp",le="0.0512"} 90
kald_schedule_delay_seconds_bucket{probe="tcp",le="0.1024"} %d
kald_schedule_delay_seconds_bucket{probe="tcp",le="+Inf"} 100
kald_schedule_delay_seconds_count{probe="tcp"} 100
kald_schedule_delay_seconds_sum{probe="tcp"} 1.5
"""


class DaemonTest(unittest.TestCase):
    def test_should_sum_over_labels(self):
        self.assertEqual(105, Metrics(SCRAPE % (100, 3, 0, 97))["kald_probes_total"])
        self.assertEqual(0, Metrics(SCRAPE % (100, 3, 0, 97))["kald_other_total"])

    def test_should_count_late_probes_by_the_nearest_bound(self):
        self.assertEqual((3, 0.1024), Metrics(SCRAPE % (1, 1, 0, 97)).over("kald_schedule_delay_seconds", 0.1))

    def test_should_hold_counters_against_the_schedule(self):
        held = Held(Metrics(SCRAPE % (0, 3, 1, 99)), Metrics(SCRAPE % (980, 13, 5, 97)), 1000)
        self.assertEqual((980, 10, 2), (held.probes, held.skipped, held.late))
        self.assertEqual({"no-descriptor": 4}, held.reasons)
        self.assertAlmostEqual(0.016, held.missed())

    def test_should_sum_by_result(self):
        scrape = 'kald_sccp_keepalives_total{group="%s",link="active",result="%s"} %d'
        rows = [scrape % row for row in (("a", "sccp-acked", 3), ("b", "sccp-acked", 4), ("b", "not-acked", 1))]
        found = Metrics("\n".join(rows))
        self.assertEqual({"sccp-acked": 7, "not-acked": 1}, found.results("kald_sccp_keepalives_total"))
        self.assertEqual({}, found.reasons("kald_sccp_keepalives_total"))

    def test_should_read_the_times_of_log_lines(self):
        log = 'ts=2026-01-02T03:04:05.678Z level=info logger=daemon msg="is ready" ms=5\nnot a line\n'
        [(message, when)] = log_times(log)
        self.assertEqual("is ready", message)
        self.assertAlmostEqual(1767323045.678, when, places=3)

    def test_should_say_when_a_start_had_reached_what(self):
        log = 'ts=2026-01-02T03:04:05.678Z level=info msg="ready: services=2 daemon-ms=400"\n'
        log += "ts=2026-01-02T03:04:09.000Z level=info msg=stopped\n"
        steps = start_steps(log, 1767323046)
        self.assertEqual(["configuration read", "ready"], list(steps))
        self.assertAlmostEqual(0.4, steps["ready"] - steps["configuration read"], places=3)


if __name__ == "__main__":
    unittest.main()
