"""What captures say is checked with captures whose timing is known."""

import os
import random
import struct
import tempfile
import unittest

from measure.capture import Timing, read


def written(packets):
    """A nanosecond pcap of SYNs: (seconds, last byte of the address)."""
    out = [struct.pack("<IHHiIII", 0xA1B23C4D, 2, 4, 0, 0, 64, 1)]
    for when, host in packets:
        ip = bytes([0x45]) + bytes(8) + bytes([6]) + bytes(2) + bytes([127, 1, 0, 2, 127, 1, 0, host])
        frame = bytes(12) + b"\x08\x00" + ip + struct.pack(">HH", 40000, 8080) + bytes(20)
        nanos = round(when * 1e9)
        out.append(struct.pack("<IIII", nanos // 10**9, nanos % 10**9, len(frame), len(frame)) + frame)
    handle, path = tempfile.mkstemp(suffix=".pcap")
    with os.fdopen(handle, "wb") as file:
        file.write(b"".join(out))
    return path


def timing(packets, period=5.0):
    path = written(sorted(packets))
    try:
        return Timing(read(path), period)
    finally:
        os.unlink(path)


class CaptureTest(unittest.TestCase):
    def test_should_find_no_error_in_an_exact_schedule(self):
        found = timing([(1000 + h * 0.1 + k * 5, h) for h in range(10) for k in range(6)])
        self.assertEqual((60, 10), (found.packets, found.targets))
        self.assertAlmostEqual(0, found.grid_errors()[-1], delta=1e-6)
        self.assertAlmostEqual(0, found.interval_errors()[-1], delta=1e-6)
        self.assertAlmostEqual(5, found.mean_period(), delta=1e-7)
        self.assertEqual(0, found.missing())

    def test_should_tell_lateness_from_drift(self):
        late = timing([(1000 + h + k * 5 + (0.02 if k == 3 else 0), h) for h in range(4) for k in range(7)])
        self.assertAlmostEqual(0.02, late.grid_errors()[-1], delta=1e-6)
        self.assertAlmostEqual(5, late.mean_period(), delta=1e-6)
        drifting = timing([(1000 + h + k * 5.001, h) for h in range(4) for k in range(7)])
        self.assertAlmostEqual(5.001, drifting.mean_period(), delta=1e-6)
        self.assertAlmostEqual(0.001, drifting.interval_errors()[-1], delta=1e-6)
        self.assertAlmostEqual(0.003, drifting.grid_errors()[-1], delta=1e-6)

    def test_should_count_a_period_without_packet_and_not_shift_the_rest(self):
        found = timing([(1000 + k * 5, 1) for k in range(10) if k != 4])
        self.assertAlmostEqual(0.1, found.missing())
        self.assertAlmostEqual(0, found.grid_errors()[-1], delta=1e-6)
        self.assertAlmostEqual(5, found.mean_period(), delta=1e-7)

    def test_should_show_a_burst_in_its_bin(self):
        rng = random.Random(1)
        even = [(1000 + k * 0.01 + rng.random() * 0.001 + 0.004, k % 200) for k in range(1000)]
        even[0] = (1000, 0)
        burst = [(1005.5 + k * 1e-4, 201 + k % 50) for k in range(50)]
        self.assertEqual(1, max(timing(even).bins(0.01)))
        self.assertGreaterEqual(max(timing(even + burst).bins(0.01)), 50)


if __name__ == "__main__":
    unittest.main()
