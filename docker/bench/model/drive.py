"""Runs the real daemon through a plan, and keeps what there is to judge. All times are CLOCK_MONOTONIC, as kald's."""

import collections
import dataclasses
import http.client
import json
import os
import re
import signal
import threading
import time

from measure import daemon
from measure.process import Failed, Process
from model.known import Span
from model.servers import Servers
from model.settings import ADMIN, SECOND

# What the journal and the metrics may lag behind a probe.
SETTLE = 0.8

@dataclasses.dataclass
class Scrape:
    """The metrics and what the page asks for, and when they were asked for."""

    span: Span
    text: str
    page: list


class Run:
    """configs: (span in which it was taken, configuration). stops, stalls: spans in which kald, or the machine,
    stood still."""

    def __init__(self, plan, kald, scratch):
        self._plan, self._command, self._scratch = plan, kald, scratch
        self.journal = os.path.join(scratch, "journal")
        self._path = os.path.join(scratch, "kald.yaml")
        self.configs, self.stops, self.scrapes, self.stalls, self.errors, self.truth = [], [], [], [], [], {}
        self._reloads = Reloads(self.journal)
        self._scrape_at = []

    def run(self, seconds):
        stalls = Stalls()
        servers = Servers(self._plan.targets, self._plan.ways)
        try:
            self._plan.config.write(self._path, self.journal)
            before = time.monotonic_ns()
            self._kald = Process("kald", [self._command, "run", "--config.file", self._path], self._scratch)
            self._kald.wait_for_output("ready:", seconds=60)
            self.configs.append((Span(before, time.monotonic_ns()), self._plan.config))
            self._steps(servers, time.monotonic(), seconds)
            self._scrape()
            self._kald.stop()
            if self._kald.exit_code() not in (0, 143):
                raise self._kald.failed(f"ended with {self._kald.exit_code()}")
        finally:
            servers.end()
            self.stalls = stalls.end()
        self.truth = servers.truth
        self.errors = re.findall(r"^ts=\S+ level=error .*$", self._kald.output(), re.MULTILINE)

    def __getstate__(self):
        """What there is to judge."""
        return {key: value for key, value in vars(self).items() if key[0] != "_"}

    def _steps(self, servers, begun, seconds):
        for step in self._plan.steps:
            self._wait_until(begun + step.at)
            if step.ways:
                servers.change(step.ways)
            elif step.config:
                self._reload(step)
            elif step.stop:
                self._stop(step.stop)
        self._wait_until(begun + seconds)

    def _wait_until(self, when):
        """Scrapes meanwhile, a moment after each reload."""
        while time.monotonic() < when:
            self._kald.fail_if_ended()
            if self._scrape_at and self._scrape_at[0] <= time.monotonic():
                self._scrape_at.pop(0)
                self._scrape()
            time.sleep(max(0.0, min(0.1, when - time.monotonic())))

    def _scrape(self):
        before = time.monotonic_ns()
        text = daemon.get(listen=ADMIN)[0].decode()
        page = json.loads(daemon.get("/api/v1/services?limit=1000", ADMIN)[0])["services"]
        self.scrapes.append(Scrape(Span(before, time.monotonic_ns()), text, page))

    def _reload(self, step):
        step.config.write(self._path + ".new", self.journal)
        os.replace(self._path + ".new", self._path)
        before = time.monotonic_ns()
        if step.by_signal:
            os.kill(self._kald.pid, signal.SIGHUP)
        else:
            _post("/-/reload")
        self._await_reload()
        self.configs.append((Span(before, time.monotonic_ns()), step.config))
        self._scrape_at.append(time.monotonic() + SETTLE)

    def _await_reload(self):
        deadline = time.monotonic() + 20
        while self._reloads.taken() < len(self.configs):
            self._kald.fail_if_ended()
            if time.monotonic() > deadline:
                raise Failed(f"reload {len(self.configs)} has no line in the journal after 20 s")
            time.sleep(0.01)

    def _stop(self, seconds):
        before = time.monotonic_ns()
        os.kill(self._kald.pid, signal.SIGSTOP)
        time.sleep(seconds)
        os.kill(self._kald.pid, signal.SIGCONT)
        self.stops.append(Span(before, time.monotonic_ns()))


class Reloads:
    """Counts the reloads that the journal has a line of, reading each line once."""

    def __init__(self, journal):
        self._journal, self._read, self._taken = journal, collections.Counter(), 0

    def taken(self):
        for name in sorted(os.listdir(self._journal)):
            with open(os.path.join(self._journal, name)) as file:
                file.seek(self._read[name])
                for line in iter(file.readline, ""):
                    if not line.endswith("\n"):
                        break
                    self._read[name] += len(line.encode())
                    self._taken += '"event":"reload"' in line and self._accepted(line)
        return self._taken

    @staticmethod
    def _accepted(line):
        if not json.loads(line)["ok"]:
            raise Failed(f"a reload was refused: {line.strip()[:600]}")
        return True


def _post(path):
    connection = http.client.HTTPConnection(ADMIN, timeout=30)
    try:
        connection.request("POST", path)
        answer = connection.getresponse()
        told = answer.read().decode(errors="replace")
    finally:
        connection.close()
    if answer.status != 200:
        raise Failed(f"{path}: {answer.status} {told[:600]}")


class Stalls:
    """When this machine did not wake a thread that only sleeps: kald may have stood still as well."""

    STEP, LATE = 0.005, 0.015

    def __init__(self):
        self._found = []
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def end(self):
        self._ended.set()
        self._thread.join()
        return self._found

    def _watch(self):
        while not self._ended.is_set():
            before = time.monotonic_ns()
            time.sleep(self.STEP)
            now = time.monotonic_ns()
            if now - before > (self.STEP + self.LATE) * SECOND:
                self._found.append(Span(before, now))
