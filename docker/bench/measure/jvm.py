"""Asks a running JVM what lives on its heap."""

import os
import re
import subprocess

from measure.process import Failed


def live_bytes(pid):
    """(bytes on the heap after a full collection, {class: bytes of it})."""
    jcmd = os.path.join(os.environ["JAVA_HOME"], "bin/jcmd") if os.environ.get("JAVA_HOME") else "jcmd"
    done = subprocess.run(
        [jcmd, str(pid), "GC.class_histogram"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=60,
    )
    if done.returncode != 0:
        raise Failed(f"jcmd {pid}: {done.stdout.strip()[-300:]}")
    return histogram(done.stdout)


def histogram(text):
    """Reads what jcmd GC.class_histogram prints."""
    total = re.search(r"^Total\s+\d+\s+(\d+)", text, re.MULTILINE)
    if not total:
        raise Failed(f"no total in the class histogram: {text.strip()[-300:]}")
    rows = re.findall(r"^\s*\d+:\s+\d+\s+(\d+)\s+(\S+)", text, re.MULTILINE)
    return int(total.group(1)), {name: int(size) for size, name in rows}
