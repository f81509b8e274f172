"""A soak. Started by soak.sh, inside its network namespace."""

import argparse
import json
import os
import re
import shutil
import signal
import sys
import threading
import time

from measure import daemon, kernel, report, targets
from measure.asked import seconds
from measure.process import Failed, Process, stop_all
from soak import outcome, plan
from soak.fleet import Fleet
from soak.inject import Configs, Injected, Injector
from soak.journal import Story, lines
from soak.peers import CallManagers, Filter, Listeners
from soak.steady import Stalls, Watch

SETTLE = 14
SCRAPE_EVERY = 5


class Soak:
    """One soak, and what there is to judge when it has run."""

    def __init__(self, scratch, kald, pace, seed, share):
        self.scratch, self.pace, self.seed = scratch, pace, seed
        self.fleet = Fleet(share)
        self.changed = plan.change(self.fleet)
        self.journal = os.path.join(scratch, "journal")
        self._kald_command = kald
        self._stopped = threading.Event()
        self._trouble = []

    def run(self):
        filter_ = Filter()
        listeners = Listeners(sorted(self.fleet.by_port()), self.scratch)
        managers = CallManagers(self._kald_command, self.scratch, self.pace.keepalive)
        configs = self._write_configs()
        self.stalls = Stalls()
        kald = self._start(configs)
        injector = Injector(self.fleet, kald, filter_, listeners, managers, configs)
        watch = Watch(kald, injector, self.changed.other_rule | self.changed.left_out)
        time.sleep(SETTLE)
        self.settled = time.time()
        watch.sample()
        watcher = threading.Thread(target=self._watch, args=(watch,))
        watcher.start()
        try:
            self._faults(injector, kald)
        finally:
            injector.end_all()
            self._stopped.set()
            watcher.join(60)
        if self._trouble:
            raise self._trouble[0]
        self._finish(watch, kald, injector)

    def _write_configs(self):
        def write(name, *change):
            return self.fleet.config(os.path.join(self.scratch, name), self.journal, self.pace.monitor, *change)

        return Configs(write("kald.yaml"), write("usual.yaml"), write("other.yaml", self.changed))

    def _start(self, configs):
        argv = [self._kald_command, "run", "--config.file", configs.in_force, "--admin.listen", targets.ADMIN]
        kald = Process("kald", argv, self.scratch)
        kald.wait_for_output("ready:", seconds=60)
        self.ready = time.time()
        return kald

    def _faults(self, injector, kald):
        """Brings faults about and ends them, each at its time or as soon as the one before is done."""
        steps = []
        for fault in plan.faults(self.fleet, self.pace, self.seed):
            steps += [(fault.at, injector.begin, fault), (fault.until(), injector.end, fault)]
        begun = time.monotonic()
        for at, step, fault in sorted(steps, key=lambda one: one[0]):
            self._sleep_until(begun + at)
            step(fault)
            kald.fail_if_ended()
        self._sleep_until(begun + self.pace.seconds)

    def _sleep_until(self, when):
        while time.monotonic() < when and not self._trouble:
            time.sleep(min(0.5, max(0.0, when - time.monotonic())))
        if self._trouble:
            raise self._trouble[0]

    def _watch(self, watch):
        try:
            sampled = time.monotonic()
            while not self._stopped.wait(SCRAPE_EVERY):
                watch.scrape()
                if time.monotonic() - sampled >= self.pace.sample:
                    sampled = time.monotonic()
                    watch.sample()
        except Exception as problem:  # told by the thread that waits
            self._trouble.append(problem)

    def _finish(self, watch, kald, injector):
        watch.sample()
        self.metrics = daemon.Metrics(watch.scrape())
        self.samples, self.counters, self.scrapes = watch.samples, watch.counters, watch.scrapes
        self.ended = time.time()
        kald.stop()
        if kald.exit_code() not in (0, 143):
            raise kald.failed(f"ended with {kald.exit_code()}")
        self.injected = injector.injected
        for begun, ended in self.stalls.end():
            self.injected.append(Injected(plan.Fault(plan.STALL, 0, 0), (begun, begun), (ended, ended)))
        self.errors = re.findall(r"^ts=\S+ level=error .*$", kald.output(), re.MULTILINE)


def arguments():
    what = "2,000 services and 500 phones, with faults."
    parser = argparse.ArgumentParser(prog="docker/bench/soak.sh", description=what)
    long = {"type": seconds, "default": 1200, "metavar": "TIME"}
    parser.add_argument("--for", dest="seconds", help="how long; 20m by default", **long)
    parser.add_argument("--seed", type=int, default=None, metavar="N", help="the same faults again")
    parser.add_argument("--share", type=float, default=1.0, help="a part of the services and phones, 0 to 1")
    parser.add_argument("--results", metavar="FILE", help="figures and checks as JSON")
    parser.add_argument("--markdown", metavar="FILE", help="the same as tables")
    parser.add_argument("--keep", metavar="DIRECTORY", help="journal, log and faults, for a closer look")
    parser.add_argument("--scratch", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--kald", required=True, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.seconds < 90:
        parser.error("--for: at least 90s, or nothing is detected in time")
    return asked


def keep(soak, directory):
    os.makedirs(directory, exist_ok=True)
    with open(os.path.join(directory, "faults.json"), "w") as out:
        json.dump([one.row() for one in getattr(soak, "injected", [])], out, indent=1)
    for name in os.listdir(soak.scratch):
        shutil.move(os.path.join(soak.scratch, name), os.path.join(directory, name))
    soak.journal = os.path.join(directory, os.path.basename(soak.journal))


def main():
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seed = int(time.time()) if asked.seed is None else asked.seed
    soak = Soak(asked.scratch, asked.kald, plan.Pace.of(asked.seconds), seed, asked.share)
    print(f"soak: {asked.seconds} s, --seed {seed}", file=sys.stderr, flush=True)
    begun, own, machine = time.monotonic(), kernel.OwnCpu(), kernel.machine(asked.kald)
    try:
        soak.run()
    except Failed as problem:
        print(f"soak: {problem}", file=sys.stderr)
        return 2
    finally:
        stop_all()
    if asked.keep:
        keep(soak, asked.keep)
    result = outcome.result(soak, Story(lines(soak.journal)))
    result.seconds, result.others = round(time.monotonic() - begun, 1), round(own.others_share(), 3)
    print(outcome.text(result))
    if asked.results:
        report.save(asked.results, machine, {result.line: result})
    if asked.markdown:
        with open(asked.markdown, "w") as out:
            out.write(report.markdown(machine, {result.line: result}))
    return 0 if all(check.met for check in result.checks) else 1


if __name__ == "__main__":
    sys.exit(main())
