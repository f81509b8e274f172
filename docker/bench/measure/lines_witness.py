"""What it costs to capture one's own probes and to hold every result against the packets."""

from measure import daemon
from measure.figures import at_most
from measure.turns import in_turn, report

SERVICES = 10_000
PLAIN, WATCHED = "kald", "kald with a witness"


def witness(bench, result):
    """2,000 probes a second, with and without a witness, packets kept on disk."""
    if not bench.wants("kald"):
        result.note("Not measured: kald is not there.")
        return
    contenders = [
        bench.daemon(PLAIN, SERVICES, close="rst"),
        bench.daemon(WATCHED, SERVICES, close="rst", wire=bench.path("wire")),
    ]
    told = []

    def inspect(contender, _):
        if contender.name == WATCHED:
            told.append(daemon.metrics())

    with bench.acceptors():
        rounds = in_turn(bench, contenders, [bench.core], inspect)
    report(result, rounds)
    shares = {name: [share(found) for found in all_found] for name, all_found in rounds.items()}
    for name, values in shares.items():
        result.figure(f"{name}: of a core", "%", values)
    more = [watched - plain for watched, plain in zip(shares[WATCHED], shares[PLAIN])]
    figure = result.figure("what a witness takes of a core", "%", more)
    bench.say(f"a witness takes {figure.text()} % of a core")
    result.check(at_most("a witness at 2,000 probes/s", 5, figure, " % of a core"))
    judged(bench, result, told)


def judged(bench, result, told):
    for what in ("confirmed", "not_on_wire", "verdict_differs", "unknown", "unrecorded", "dropped_packets"):
        counts = [scrape[f"kald_witness_{what}_total"] for scrape in told]
        figure = result.figure(f"witness: {what.replace('_', ' ')}", "", counts)
        bench.say(f"{what}: {figure.text()}")


def share(windows):
    """Processor time over time, in per cent."""
    return 100 * sum(w.cpu for w in windows) / sum(w.seconds for w in windows)
