"""Compares kald with a model of its rules. Started by model.sh, inside its network namespace."""

import argparse
import collections
import glob
import json
import os
import pickle
import re
import shutil
import signal
import sys
import time

from measure.asked import seconds
from measure.process import Failed, stop_all
from model.counters import Comparison
from model.drive import Run
from model.judge import Judge
from model.plan import Plan

SHOWN = 3
NUMBERS = re.compile(r"\d+(\.\d+)?")


def journal(directory):
    """(text, row) of each line, in the order of the file."""
    for path in sorted(glob.glob(os.path.join(directory, "*.jsonl"))):
        with open(path) as file:
            for line in file:
                row = json.loads(line)
                # The model counts in monotonic nanoseconds.
                row.update({name: row[name + "_mono"] for name in ("due", "sent", "from") if name + "_mono" in row})
                yield line.rstrip("\n"), row


def keep(run, scratch, directory):
    shutil.copytree(scratch, directory, dirs_exist_ok=True)
    run.journal = os.path.join(directory, "journal")
    with open(os.path.join(directory, "run.pickle"), "wb") as out:
        pickle.dump(run, out)


def arguments():
    what = "kald's keepalives under random settings, faults, reloads and stops, compared with a model of the rules."
    parser = argparse.ArgumentParser(prog="docker/bench/model.sh", description=what)
    parser.add_argument("--for", dest="seconds", type=seconds, default=120, metavar="TIME", help="2m by default")
    parser.add_argument("--seed", type=int, default=None, metavar="N", help="the same settings and faults again")
    parser.add_argument("--share", type=float, default=1.0, help="a part of the keepalives, 0 to 1; or more of them")
    parser.add_argument("--keep", metavar="DIRECTORY", help="journal, log and metrics, for a closer look")
    parser.add_argument("--scratch", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--kald", required=True, help=argparse.SUPPRESS)
    return parser.parse_args()


def compare(run):
    """(disagreements, what was compared as a line)."""
    judge = Judge(run)
    judge.judge(journal(run.journal))
    metrics = Comparison(judge, run)
    found = sorted(judge.found + metrics.found, key=lambda one: one.at)
    for line in run.errors:
        print(line)
    counts = ", ".join(f"{judge.count[word]:,} {word}" for word in ("probes", "transitions", "skipped slots"))
    done = f"{counts}, {metrics.compared:,} values of metrics, {sum(judge.truths.values()):,} outcomes against servers"
    return found, f"{done}, {len(run.configs) - 1} reloads, {len(run.stops)} stops, {len(run.stalls)} stalls"


def tell(found):
    """The first of each rule, and how many there are."""
    by_rule = collections.defaultdict(list)
    for one in found:
        by_rule[NUMBERS.sub("N", one.rule)].append(one)
    for rule, some in by_rule.items():
        print(f"\n{len(some)} x {rule}")
        for one in some[:SHOWN]:
            print(one.text())


def main():
    asked = arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    seed = int(time.time()) if asked.seed is None else asked.seed
    print(f"model: {asked.seconds} s, --seed {seed}", file=sys.stderr, flush=True)
    run = Run(Plan(seed, asked.seconds, asked.share), asked.kald, asked.scratch)
    try:
        run.run(asked.seconds)
    except Failed as problem:
        print(f"model: {problem}", file=sys.stderr)
        return 2
    finally:
        stop_all()
        if asked.keep:
            keep(run, asked.scratch, asked.keep)
    found, done = compare(run)
    tell(found)
    print(f"model: seed {seed}: {done}: {len(found) or 'no'} disagreement{'s' * (len(found) != 1)}")
    return 1 if found or run.errors else 0


if __name__ == "__main__":
    sys.exit(main())
