"""What apart.sh makes is gone when the script that sourced it is ended by a signal."""

import os
import signal
import subprocess
import tempfile
import unittest
from pathlib import Path

APART = Path(__file__).resolve().parent.parent / "apart.sh"
SCRIPT = f"""
set -euo pipefail
. {APART} test
NEEDED=()
tidy_at_end
make_namespace kald-apart-$$
run_apart 60 sh -c 'echo "$1 $2"; exec sleep 59' sh "$namespace" "$scratch"
"""


@unittest.skipUnless(
    os.geteuid() == 0 and subprocess.run(["unshare", "-n", "true"]).returncode == 0,
    "not run: needs root, for a network namespace",
)
class ApartTest(unittest.TestCase):
    def test_leaves_nothing_behind_when_signalled(self):
        for number, code in ((signal.SIGHUP, 129), (signal.SIGINT, 130), (signal.SIGTERM, 143)):
            with self.subTest(number.name), tempfile.TemporaryDirectory() as temporary:
                with subprocess.Popen(
                    ["bash", "-c", SCRIPT],
                    stdout=subprocess.PIPE,
                    text=True,
                    env={**os.environ, "TMPDIR": temporary},
                ) as script:
                    namespace, scratch = script.stdout.readline().split()
                    self.assertTrue(Path(scratch).is_dir())
                    script.send_signal(number)
                    # The end of the output is the end of everything that could write there.
                    self.assertEqual("", script.stdout.read())
                self.assertEqual(code, script.returncode)
                self.assertEqual([], os.listdir(temporary))
                self.assertFalse(Path("/run/netns", namespace).exists())


if __name__ == "__main__":
    unittest.main()
