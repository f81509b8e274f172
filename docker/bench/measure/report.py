"""Keeps results as JSON and shows them as Markdown."""

import dataclasses
import json
import os

from measure.figures import Check, Figure, Result

VERDICTS = {True: "yes", False: "**no**", None: "not measured"}


def load(path):
    """(machine, results by line) of earlier runs; empty where there are none."""
    if not os.path.exists(path):
        return {}, {}
    with open(path) as file:
        kept = json.load(file)
    return kept["machine"], {row["line"]: _result(row) for row in kept["lines"]}


def _result(row):
    figures = [Figure(**f) for f in row.pop("figures")]
    checks = [Check(**c) for c in row.pop("checks")]
    return Result(figures=figures, checks=checks, **row)


def save(path, machine, results):
    kept = {"machine": machine, "lines": [dataclasses.asdict(r) for r in results.values()]}
    os.makedirs(os.path.dirname(os.path.abspath(path)), exist_ok=True)
    with open(path + ".new", "w") as file:
        json.dump(kept, file, indent=1)
        file.write("\n")
    os.replace(path + ".new", path)


def markdown(machine, results):
    out = ["# Results", "", "Made by `docker/bench/run.sh`; [README.md](README.md) says how each line is measured.", ""]
    out += ["| | |", "|---|---|"] + [f"| {key} | {_cell(value)} |" for key, value in machine.items()]
    out += ["", "## What must be reached", "", "Median, and the range where there are several values.", ""]
    out += ["| line | what | must be | measured | reached |", "|---|---|---|---|---|"]
    for result in results.values():
        for check in result.checks:
            cells = (result.line, _cell(check.what), check.limit, check.found, VERDICTS[check.met])
            out.append("| " + " | ".join(cells) + " |")
    for result in results.values():
        out += _details(result)
    return "\n".join(out) + "\n"


def _details(result):
    out = ["", f"## {result.line}", "", result.title, ""]
    out += [f"{result.date}, effort {result.effort}, took {result.seconds:.0f} s. {_quiet(result.others)}", ""]
    out += ["| figure | unit | median (min - max) | n |", "|---|---|---|---|"]
    out += [f"| {_cell(f.name)} | {f.unit} | {f.text()} | {len(f.values)} |" for f in result.figures]
    out += [""] if result.notes else []
    return out + [f"- {_cell(note)}" for note in result.notes]


def _quiet(others):
    return f"Other processes of the machine used {others * 100:.0f} % of one core meanwhile."


def _cell(text):
    return str(text).replace("|", "\\|").replace("\n", " ")
