"""Reads kald's journal (agent's JOURNAL.md)."""

import calendar
import glob
import json
import os
import time


def lines(directory):
    """Every line of every file, oldest first."""
    for path in sorted(glob.glob(os.path.join(directory, "*.jsonl"))):
        with open(path) as file:
            for line in file:
                yield json.loads(line)


def epoch(at):
    """Seconds since the epoch of a date such as 2026-11-21T15:48:41.710705Z."""
    whole, _, rest = at.rstrip("Z").partition(".")
    return calendar.timegm(time.strptime(whole, "%Y-%m-%dT%H:%M:%S")) + float("0." + (rest or "0"))


class Story:
    """What a judge needs of a journal; times are seconds since the epoch."""

    def __init__(self, rows):
        self.transitions, self.phones, self.skipped, self.lost = [], [], [], []
        self.not_probed, self.lateness, self.failures, self.gaps = [], [], [], []
        self.lines = self.probes = 0
        self._last_due = {}
        self._known = {}
        for row in rows:
            self.lines += 1
            row["t"] = self._epoch(row["at"])
            self._take(row)

    def _epoch(self, at):
        """As epoch(); strptime for each of a million lines would take longer than everything else."""
        second = at[:19]
        if second not in self._known:
            self._known[second] = epoch(second)
        return self._known[second] + float("0" + at[19:-1])

    def _take(self, row):
        event = row["event"]
        if event == "probe":
            self._probe(row)
        elif event == "transition":
            self.transitions.append(row)
        elif event == "skipped":
            self.skipped.append(row)
            self._last_due.pop(row["keepalive"], None)
        elif event == "configured":
            self._last_due.pop(row["keepalive"], None)
        elif event == "lost":
            self.lost.append(row)
        elif event.startswith("sccp-") and event != "sccp-keepalive":
            self.phones.append(row)

    def _probe(self, row):
        self.probes += 1
        if row["outcome"] == "not-probed":
            self.not_probed.append(row)
        else:
            self.lateness.append((row["t"], (row["sent_mono"] - row["due_mono"]) / 1e9))
        if row["kind"] == "sccp":
            return
        if row["outcome"] in ("rejected", "unanswered"):
            self.failures.append(row)
        before = self._last_due.get(row["keepalive"])
        if before is not None:
            self.gaps.append((row["keepalive"], row["t"], (row["due_mono"] - before) / 1e9))
        self._last_due[row["keepalive"]] = row["due_mono"]
