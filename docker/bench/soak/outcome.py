"""Makes figures and checks of a soak."""

import collections

from measure.figures import Check, Result, number
from soak import plan
from soak.fleet import OTHER_RULE
from soak.judge import OwnFaults, Services
from soak.judge_phones import Phones, Stays
from soak.steady import heap_growth

# Half of the shortest frequency: what is later is skipped.
LATE_SECONDS = 0.5
# A shorter run is a gate for every change, and must not hang on how busy its machine is.
JUDGED_SECONDS = 600
GROWTH = 0.05
LEAST_DESCRIPTORS = 20
ZERO = (
    ("events dropped", "kald_events_dropped_total"),
    ("journal lines lost", "kald_journal_lines_lost_total"),
    ("journal write failures", "kald_journal_write_failures_total"),
    ("faults of kald itself", "kald_faults_total"),
)


def result(soak, story):
    """soak: a finished Soak."""
    out = Result("soak", f"{soak.fleet.services():,} services and {len(soak.fleet.phones):,} phones, with faults")
    out.effort = f"{soak.pace.seconds:.0f} s of faults, seed {soak.seed}"
    own = OwnFaults(soak.injected)
    judged = {
        "services": Services(soak.fleet, soak.injected, soak.changed, soak.ready, soak.ended).judge(story),
        "phones": Phones(soak.fleet, soak.injected, soak.changed, soak.pace, soak.ended).judge(story),
    }
    _faults(out, soak)
    for who, verdict in judged.items():
        _verdict(out, who, verdict)
    _schedule(out, story, own, soak)
    _memory(out, soak.samples)
    _zero(out, soak, story)
    _final(out, soak, story)
    return out


def _faults(out, soak):
    counted = collections.Counter(one.fault.kind.name for one in soak.injected)
    hit = sum(len(one.fault.targets) for one in soak.injected)
    out.figure("faults", "", [sum(counted.values())])
    out.figure("targets they met", "", [hit])
    stalls = [one.last - one.first for one in soak.injected if one.fault.kind is plan.STALL]
    out.figure("the machine let nothing run for more than 0.25 s: how often", "", [len(stalls)])
    out.figure("the same, together", "s", [sum(stalls)])
    out.note("Faults: " + ", ".join(f"{count} x {name}" for name, count in sorted(counted.items())) + ".")


def _verdict(out, who, verdict):
    out.figure(f"{who}: told, and explained by a fault", "", [verdict.explained])
    _none(out, f"{who}: told, and not explained by any fault", verdict.unexplained)
    out.figure(f"{who}: had to be told", "", [verdict.expected])
    _none(out, f"{who}: had to be told, and was not", verdict.missed)
    by_kind = collections.defaultdict(list)
    for kind, seconds, latest in verdict.detected:
        by_kind[kind].append((seconds, latest))
    for kind, found in sorted(by_kind.items()):
        out.figure(f"{kind}, after", "s", [seconds for seconds, _ in found])
        shares = [seconds / latest for seconds, latest in found if latest > 0]
        if shares:
            out.figure(f"{kind}, of the latest its rule allows", "", shares)


def _none(out, what, found):
    out.check(Check(what, "0", number(len(found)), not found))
    for sentence in found[:20]:
        out.note(f"{what}: {sentence}")


def _schedule(out, story, own, soak):
    everything = sorted(late for _, late in story.lateness)
    start = soak.settled
    alone = sorted(late for t, late in story.lateness if t >= start and not own.covers(t - late, t))
    out.figure("probes", "", [story.probes])
    out.figure("slots skipped while kald started", "", [sum(r["count"] for r in story.skipped if r["t"] < start)])
    out.figure("schedule, late by (p99), kald's own stops included", "ms", [_percentile(everything, 0.99) * 1e3])
    p99 = _percentile(alone, 0.99)
    out.figure("schedule, late by (p50)", "ms", [_percentile(alone, 0.5) * 1e3])
    out.figure("schedule, late by (p99)", "ms", [p99 * 1e3])
    limit = f"<= {LATE_SECONDS * 1e3:.0f} ms"
    out.figure("slots skipped", "", [sum(row["count"] for row in story.skipped)])
    awake = [row for row in story.skipped if row["t"] >= start and not own.covers(row["t"])]
    if soak.pace.seconds < JUDGED_SECONDS:
        out.figure("slots skipped while kald was not stopped", "", [len(awake)])
        return
    out.check(Check("schedule, late by (p99)", limit, f"{p99 * 1e3:.1f} ms", p99 <= LATE_SECONDS))
    told = [f"{row['at']} {row['keepalive']}: {row['count']}" for row in awake]
    _none(out, "slots skipped while kald was not stopped", told)
    awake = [row for row in story.not_probed if not own.covers(row["t"])]
    told = [f"{row['at']} {row['keepalive']}: {row['reason']} {row['detail']}" for row in awake]
    _none(out, "probes not sent while kald was not stopped", told)
    _none(out, "probes missing in the journal", list(_missing(story, own, soak)))


def _missing(story, own, soak):
    for name, t, gap in story.gaps:
        rule = soak.fleet.streams[name].rule
        longest = max(rule.frequency, OTHER_RULE.frequency * (name in soak.changed.other_rule))
        if t - gap >= soak.settled and gap > longest + 0.5 and not own.covers(t - gap, t):
            yield f"{name}: {gap:.1f} s between two slots ({rule})"


def _percentile(values, share):
    return values[min(len(values) - 1, int(len(values) * share))] if values else 0.0


def _memory(out, samples):
    out.figure("heap that lives", "MiB", [s.heap / 2**20 for s in samples])
    grown, allowed = (value / 2**20 for value in heap_growth(samples))
    what = "heap that lives: grown after the warm-up"
    out.check(Check(what, f"<= {number(round(allowed, 2))} MiB", f"{number(round(grown, 3))} MiB", grown <= allowed))
    open_ = out.figure("descriptors", "", [s.descriptors for s in samples]).values
    allowed, grown = max(GROWTH * open_[0], LEAST_DESCRIPTORS), open_[-1] - open_[0]
    what = "descriptors: more at the end than before the first fault"
    out.check(Check(what, f"<= {number(round(allowed))}", number(grown), grown <= allowed))
    out.figure("resident", "MiB", [s.resident for s in samples])
    out.figure("threads", "", [s.threads for s in samples])


def _zero(out, soak, story):
    for what, name in ZERO:
        found = soak.metrics[name]
        out.check(Check(what, "0", number(found), found == 0))
    _none(out, "lines missing, says the journal", [str(row) for row in story.lost])
    _none(out, "errors in the log", soak.errors)
    _none(out, "counters that fell", soak.counters.fallen)
    out.figure("series that may only grow", "", [soak.counters.series])
    out.figure("scrapes", "", [soak.scrapes])
    out.figure("journal lines", "", [story.lines])
    written = soak.metrics["kald_journal_lines_total"]
    what = "journal lines found, of those counted before the end"
    out.check(Check(what, f">= {number(written)}", number(story.lines), story.lines >= written))


def _final(out, soak, story):
    states = collections.Counter({row["service"]: row["to"] for row in story.transitions}.values())
    all_, alive = soak.fleet.services() + len(soak.fleet.phones), states["alive"]
    out.check(Check("services and phones alive at the end", number(all_), number(alive), alive == all_))
    stays = Stays(soak.fleet, [row for row in story.phones if row["t"] < soak.ended])
    home = sum(stays.home(phone.name) == phone.nodes[0] for phone in soak.fleet.phones.values())
    out.figure("phones with their first node at the end", "", [home])
    quiet = soak.ended - max((i.last for i in soak.injected if i.fault.kind in plan.BY_NODE), default=0)
    if quiet >= soak.pace.tail and soak.pace.tail >= 100:
        all_ = len(soak.fleet.phones)
        out.check(Check("phones with their first node at the end", number(all_), number(home), home == all_))


def text(out):
    """A short report."""
    words = {True: "ok  ", False: "FAIL"}
    rows = [f"{words[check.met]}  {check.what}: {check.found} (must be {check.limit})" for check in out.checks]
    rows += [f"      {figure.name}: {figure.text()} {figure.unit}".rstrip() for figure in out.figures]
    return "\n".join(rows + [f"      {note}" for note in out.notes])
