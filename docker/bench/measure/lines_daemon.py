"""The daemon as a whole: memory, start, scrapes; and a peer from the Prometheus world."""

import concurrent.futures
import http.client
import time

from measure import daemon, kernel, targets
from measure.capture import Capture, read
from measure.figures import at_most
from measure.process import Process
from measure.turns import begin, report, window

MEMORY_LIMITS = {10_000: 160, 100_000: 320}
SCRAPES = 10


def memory(bench, result):
    """5: resident memory after a minute of probing and a scrape."""
    if bench.wants("haproxy"):
        with bench.acceptors():
            resident(bench, result, bench.haproxy("haproxy 10,000", 10_000), scrape=False)
    if not bench.wants("kald"):
        result.note("Not measured: kald is not there.")
        return
    for count, limit in MEMORY_LIMITS.items():
        for per_service in ("full", "state"):
            name = f"kald {count:,} {per_service}"
            contender = bench.daemon(name, count, per_service=per_service, ports=4)
            with bench.acceptors(4):
                found = resident(bench, result, contender, scrape=True)
            result.check(at_most(f"{count:,} services, per-service: {per_service}", limit, found, " MiB"))


def resident(bench, result, contender, scrape):
    process = Process(contender.name, contender.argv, bench.scratch, cores=bench.cores)
    try:
        begin(process, contender, bench.effort, at_least=bench.effort.settle)
        process.fail_if_ended()
        if scrape:
            daemon.get()
            time.sleep(2)
        found = result.figure(f"{contender.name}: resident", "MiB", [kernel.memory_mib(process.pid)])
        result.figure(f"{contender.name}: most", "MiB", [kernel.memory_mib(process.pid, "VmHWM")])
        bench.say(f"{contender.name}: {found.median:.0f} MiB")
        return found
    finally:
        process.stop()


def start(bench, result):
    """7: from the command to the first SYN with 10,000 services, and where the time goes."""
    contenders = []
    if bench.wants("kald"):
        contenders.append(bench.daemon("kald", 10_000))
    if bench.wants("haproxy"):
        contenders.append(bench.haproxy("haproxy", 10_000))
    if bench.wants("c"):
        contenders.append(bench.c_tcp("c", 10_000, "-i", "5"))
    found = {c.name: [] for c in contenders}
    splits = {c.name: {} for c in contenders}
    with bench.acceptors():
        for attempt in range(bench.effort.starts + 1):
            for contender in contenders:
                begun, syn, steps = first_syn(bench, contender)
                if attempt == 0:
                    continue  # the files were not in memory yet
                found[contender.name].append((syn - begun) * 1e3)
                for step, when in steps.items():
                    splits[contender.name].setdefault(step, []).append((when - begun) * 1e3)
    for name, values in found.items():
        for step, times in splits[name].items():
            result.figure(f"{name}: until '{step}'", "ms", times)
        figure = result.figure(f"{name}: start to first SYN", "ms", values)
        bench.say(f"{name}: {figure.text()} ms to the first SYN")
        if name == "kald":
            result.check(at_most("start to first SYN", 1000, figure, " ms"))


def first_syn(bench, contender, seconds=60):
    """(when it was started, when its first SYN left, {step: when}), seconds since the epoch."""
    capture = Capture(bench.path("start.pcap"), bench.scratch, bench.other_core)
    sent = kernel.probes_sent("tcp")
    process = Process(contender.name, contender.argv, bench.scratch, cores=None)
    steps = {}
    try:
        deadline = time.monotonic() + seconds
        while kernel.probes_sent("tcp") == sent:
            process.fail_if_ended()
            if time.monotonic() > deadline:
                raise process.failed(f"sent nothing in {seconds} s")
            if contender.java and "java runs" not in steps and process.runs("java"):
                steps["java runs"] = time.time()
            time.sleep(0.002)
        time.sleep(0.3)
    finally:
        process.stop()
        capture.stop()
    syn = min(when for when, _ in read(capture.path))
    if contender.java:
        steps.update(daemon.start_steps(process.output(), syn + 0.25))
    return process.started_epoch, syn, steps


def scrape(bench, result):
    """8: what a scrape takes and how large it is."""
    if not bench.wants("kald"):
        result.note("Not measured: kald is not there.")
        return
    for count in (10_000, 100_000):
        for per_service in ("full", "state", "none"):
            name = f"kald {count:,} {per_service}"
            contender = bench.daemon(name, count, per_service=per_service, ports=4)
            with bench.acceptors(4):
                scrapes(bench, result, contender)


def scrapes(bench, result, contender):
    process = Process(contender.name, contender.argv, bench.scratch, cores=bench.cores)
    try:
        begin(process, contender, bench.effort, at_least=12)
        daemon.get()
        idle = -kernel.cpu_seconds(process.pid)
        time.sleep(3)
        idle = (idle + kernel.cpu_seconds(process.pid)) / 3
        begun, cpu, bodies, times = time.monotonic(), kernel.cpu_seconds(process.pid), [], []
        for _ in range(SCRAPES):
            body, seconds = daemon.get()
            bodies.append(len(body))
            times.append(seconds * 1e3)
        cpu = kernel.cpu_seconds(process.pid) - cpu - idle * (time.monotonic() - begun)
        zipped = len(daemon.get(headers={"Accept-Encoding": "gzip"})[0])
        resident_now = kernel.memory_mib(process.pid)
    finally:
        process.stop()
    name = contender.name
    figure = result.figure(f"{name}: scrape", "ms", times)
    result.figure(f"{name}: CPU per scrape", "ms", [cpu * 1e3 / SCRAPES])
    result.figure(f"{name}: size", "KiB", [b / 1024 for b in bodies[-1:]])
    result.figure(f"{name}: size, gzip accepted", "KiB", [zipped / 1024])
    result.figure(f"{name}: resident", "MiB", [resident_now])
    bench.say(f"{name}: {figure.text()} ms, {bodies[-1] / 1024:,.0f} KiB")


def blackbox(bench, result):
    """9: blackbox_exporter, asked by a plain loop; its own processor time only."""
    if not bench.wants("blackbox"):
        result.note("Not measured: not asked for.")
        return
    config = targets.blackbox(bench.path("blackbox.yml"))
    listen = "127.0.0.1:9115"
    argv = ["prometheus-blackbox-exporter", f"--config.file={config}", f"--web.listen-address={listen}"]
    with bench.acceptors():
        process = Process("blackbox", argv, bench.scratch, cores=[bench.core])
        try:
            time.sleep(1)
            process.fail_if_ended()
            for kind, port in (("tcp", f":{targets.FIRST_PORT}"), ("icmp", "")):
                found = asked(bench, process.pid, listen, kind, port)
                report(result, {f"blackbox_exporter {kind}": [found]})
        finally:
            process.stop()


def asked(bench, pid, listen, kind, port):
    """Windows while four connections ask without a pause."""
    stop = []
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask, listen, kind, port, first, stop) for first in range(4)]
        try:
            time.sleep(bench.effort.warm)
            windows = bench.effort.windows * bench.effort.rounds
            return [window(pid, kind, bench.effort.seconds) for _ in range(windows)]
        finally:
            stop.append(True)
            for done in asking:
                done.result(timeout=30)


def ask(listen, kind, port, first, stop):
    connection = http.client.HTTPConnection(listen, timeout=20)
    i = first
    while not stop:
        connection.request("GET", f"/probe?module={kind}&target={targets.address(i % 10_000)}{port}")
        answer = connection.getresponse().read()
        if b"probe_success 1" not in answer:
            raise OSError(f"blackbox_exporter: {targets.address(i % 10_000)} did not answer")
        i += 4
    connection.close()
