"""Reading what a JVM says of its heap."""

import unittest

from measure.jvm import histogram
from measure.process import Failed

PRINTED = """4711:
 num     #instances         #bytes  class name (module)
-------------------------------------------------------
   1:         20000         640000  [B (java.base@17.0.15)
   2:         10000         240000  io.kald.probe.phone.Link
Total         30000         880000
"""


class JvmTest(unittest.TestCase):
    def test_should_read_the_total_and_each_class(self):
        self.assertEqual((880000, {"[B": 640000, "io.kald.probe.phone.Link": 240000}), histogram(PRINTED))

    def test_should_refuse_what_has_no_total(self):
        with self.assertRaises(Failed):
            histogram("4711:\njava.io.IOException: no such process")


if __name__ == "__main__":
    unittest.main()
