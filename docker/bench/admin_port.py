#!/usr/bin/env python3
"""What clients that mean harm can do to the admin port, and to probing.

    docker/bench/admin_port.py [KALD [SECONDS]]

starts KALD (./kald of this checkout) with 1,000 TCP services a second on this machine, and for SECONDS (15) each:
nobody, 500 clients that send half a request, 100 that ask for /metrics and never read, 2,000 that only connect, and
all of them together, each opened again when kald closes it. Prints what a health check waited on a connection of its
own, how late the schedule was, and the memory of the process. Needs Python 3.9 and 4,000 descriptors.
"""

import os
import pathlib
import resource
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time

HALF = b"GET /metrics HTTP/1.1\r\nHost: local"
METRICS = b"GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"
HEALTHY = b"GET /-/healthy HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
REOPENED_A_SECOND = 500


def attack(port, kinds, stop):
    """Holds these connections open; one process of its own."""
    looked = selectors.DefaultSelector()

    def open_one(kind):
        client = socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.connect(("127.0.0.1", port))
        if kind:
            client.send(kind)
        if kind == METRICS:
            kept.append(client)
        else:
            looked.register(client, selectors.EVENT_READ, kind)

    kept = []
    for kind, count in kinds:
        for _ in range(count):
            open_one(kind)
    while not stop.is_set():
        began, again = time.monotonic(), 0
        for key, _ in looked.select(0.1):
            try:
                gone = not key.fileobj.recv(4096)
            except OSError:
                gone = True
            if gone and again < REOPENED_A_SECOND / 10:
                looked.unregister(key.fileobj)
                key.fileobj.close()
                open_one(key.data)
                again += 1
        time.sleep(max(0, 0.1 - (time.monotonic() - began)))
    for key in list(looked.get_map().values()):
        key.fileobj.close()
    for client in kept:
        client.close()


def ask(port, request):
    with socket.create_connection(("127.0.0.1", port), 30) as client:
        client.sendall(request)
        said = b""
        while part := client.recv(65536):
            said += part
        return said.decode()


def delays(port):
    """The histogram of the schedule's lateness: upper bounds and counts."""
    text = ask(port, METRICS.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
    found = {}
    for line in text.splitlines():
        if line.startswith("kald_schedule_delay_seconds_bucket"):
            bound = line.split('le="')[1].split('"')[0]
            found[float(bound.replace("+Inf", "inf"))] = float(line.split()[-1])
    return found


def share(before, after, part):
    total = after[float("inf")] - before[float("inf")]
    for bound in sorted(after):
        if after[bound] - before.get(bound, 0) >= part * total:
            return bound
    return float("nan")


def memory(pid):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    return 0


def phase(port, pid, name, kinds, seconds):
    stop = threading.Event()
    attacker = os.fork() if kinds else 0
    if kinds and attacker == 0:
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        attack(port, kinds, stop)
        os._exit(0)
    time.sleep(3 if kinds else 0)
    before, waits, most = delays(port), [], 0
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        if "Healthy" not in ask(port, HEALTHY):
            raise SystemExit("admin_port.py: kald said something else than Healthy")
        waits.append(time.monotonic() - began)
        most = max(most, memory(pid))
        time.sleep(0.02)
    after = delays(port)
    if attacker:
        os.kill(attacker, signal.SIGTERM)
        os.waitpid(attacker, 0)
    waits.sort()
    print(
        f"{name:<26} health ms p50 {1e3 * waits[len(waits) // 2]:6.1f}  p99 {1e3 * waits[len(waits) * 99 // 100]:6.1f}"
        f"  worst {1e3 * waits[-1]:6.1f}  of {len(waits):5d} | late, p99 <= {1e3 * share(before, after, .99):g} ms"
        f", p999 <= {1e3 * share(before, after, .999):g} ms | RSS {most:.0f} MiB",
        flush=True,
    )


def main(kald, seconds):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 8192), hard))
    target, free = socket.socket(), socket.socket()
    target.bind(("127.0.0.1", 0))
    target.listen(4096)
    free.bind(("127.0.0.1", 0))
    port, served = free.getsockname()[1], target.getsockname()[1]
    free.close()
    with tempfile.TemporaryDirectory() as work:
        config = pathlib.Path(work, "kald.yaml")
        config.write_text(
            f"web: {{listen: '127.0.0.1:{port}'}}\ndefaults: {{type: tcp,"
            " tcp-close: half-open, frequency: 1s, retryperiod: 1s, timeout: 900ms}\nservices:\n"
            + "".join(f"  - {{name: s{i}, host: 127.0.0.1, port: {served}}}\n" for i in range(1000))
        )
        daemon = subprocess.Popen([kald, "run", "--config.file", config], stderr=subprocess.DEVNULL)
        try:
            for _ in range(300):
                try:
                    if "Ready" in ask(port, HEALTHY.replace(b"healthy", b"ready")):
                        break
                except OSError:
                    pass
                time.sleep(0.1)
            time.sleep(5)
            slow, unread, idle = (HALF, 500), (METRICS, 100), (b"", 2000)
            phase(port, daemon.pid, "nobody", [], seconds)
            phase(port, daemon.pid, "500 half requests", [slow], seconds)
            phase(port, daemon.pid, "100 unread /metrics", [unread], seconds)
            phase(port, daemon.pid, "2,000 idle", [idle], seconds)
            phase(port, daemon.pid, "all together", [slow, unread, idle], seconds)
            phase(port, daemon.pid, "nobody", [], seconds)
        finally:
            daemon.terminate()
            daemon.wait(30)
    target.close()


if __name__ == "__main__":
    root = pathlib.Path(__file__).resolve().parents[2]
    main(sys.argv[1] if len(sys.argv) > 1 else str(root / "kald"), float(sys.argv[2]) if len(sys.argv) > 2 else 15)
