"""The other side: listeners, packet filter and call managers, and how each is made to fail."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time

from measure import targets
from measure.process import Failed, Process
from soak import fleet as watched

# So few that a listener that is stopped answers nobody any more after some seconds, and enough for what kald sends at
# once when it was stopped itself.
BACKLOG = 64
FILLED_WITHIN = 30
TABLE = """table inet soak {
  set drop4 { type ipv4_addr; }
  set drop6 { type ipv6_addr; }
  set refuse4 { type ipv4_addr; }
  set refuse6 { type ipv6_addr; }
  set prohibit4 { type ipv4_addr; }
  set prohibit6 { type ipv6_addr; }
  chain input {
    type filter hook input priority 0;
    ip daddr @drop4 drop
    ip6 daddr @drop6 drop
    ip daddr @refuse4 meta l4proto tcp reject with tcp reset
    ip6 daddr @refuse6 meta l4proto tcp reject with tcp reset
    ip daddr @prohibit4 reject with icmp admin-prohibited
    ip6 daddr @prohibit6 reject with icmpv6 admin-prohibited
  }
}
"""


class Filter:
    """The packet filter of this network namespace."""

    def __init__(self):
        _nft(TABLE)

    def change(self, verb, name, hosts):
        """verb: add or delete; name: drop, refuse or prohibit. In force when this returns."""
        families = {"4": [h for h in hosts if ":" not in h], "6": [h for h in hosts if ":" in h]}
        _nft(
            "".join(
                f"{verb} element inet soak {name}{family} {{ {', '.join(some)} }}\n"
                for family, some in families.items()
                if some
            )
        )


def _nft(commands):
    done = subprocess.run(["nft", "-f", "-"], input=commands, capture_output=True, text=True, timeout=10)
    if done.returncode:
        raise Failed(f"nft: {done.stderr.strip()[-300:]}")


class Listeners:
    """A process for each TCP port."""

    def __init__(self, ports, scratch):
        self._scratch = scratch
        self._running = {port: self._started(port) for port in ports}
        self._knocks = {port: [] for port in ports}
        for port in ports:
            _await(lambda port=port: port in _listening(), f"nothing listens on port {port}")

    def close(self, port):
        self._running.pop(port).stop()

    def open(self, port):
        self._running[port] = self._started(port)
        _await(lambda: port in _listening(), f"nothing listens on port {port}")

    def halt(self, port):
        """Returns when the listener's queue is full and no connection is answered any more."""
        os.kill(self._running[port].pid, signal.SIGSTOP)
        _await(lambda: self._filled(port), f"port {port} is still answered", FILLED_WITHIN)

    def _filled(self, port):
        """Probes may be too few to fill it: most of a port's services can be half-open, or failing otherwise."""
        full = _listening().get(port, 0) > BACKLOG
        if not full:
            knock = socket.socket()
            knock.setblocking(False)
            knock.connect_ex(("127.0.0.1", port))
            self._knocks[port].append(knock)
        return full

    def resume(self, port):
        while self._knocks[port]:
            self._knocks[port].pop().close()
        os.kill(self._running[port].pid, signal.SIGCONT)
        _await(lambda: _listening().get(port, 0) <= BACKLOG, f"port {port} is still not answered")

    def _started(self, port):
        argv = [sys.executable, "-m", "soak.listener", str(port), str(BACKLOG)]
        return Process(f"listener {port}", argv, self._scratch)


def _listening():
    """Connections that wait to be accepted, by listening port (proc_net_tcp)."""
    with open("/proc/self/net/tcp6") as table:
        rows = [line.split() for line in list(table)[1:]]
    return {int(r[1].split(":")[1], 16): int(r[4].split(":")[1], 16) for r in rows if r[3] == "0A"}


def _await(condition, otherwise, seconds=10):
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise Failed(f"{otherwise} after {seconds} s")
        time.sleep(0.01)


class CallManagers:
    """kald's own simulator with three nodes."""

    def __init__(self, kald, scratch, keepalive):
        argv = [kald, "simulate", "cucm", "--control", targets.CONTROL]
        argv += ["--token-queue-depth", "50", "--token-wait", "2s"]
        for number, host in enumerate(watched.NODES):
            argv += ["--node", f"cucm{number + 1}={host}:{watched.NODE_PORT}"]
        argv += ["--keepalive", f"{keepalive}s", "--secondary-keepalive", f"{keepalive}s"]
        self.process = Process("simulator", argv, scratch)
        self.process.wait_for_output(targets.CONTROL, seconds=60)

    def fault(self, host, word):
        """In force when this returns."""
        name = f"cucm{watched.NODES.index(host) + 1}"
        connection = http.client.HTTPConnection(targets.CONTROL, timeout=10)
        try:
            connection.request("POST", f"/nodes/{name}/fault", body=word)
            answer = connection.getresponse()
            told = answer.read().decode(errors="replace")
        finally:
            connection.close()
        if answer.status != 200:
            raise Failed(f"simulator: {name}: {word}: {answer.status} {told[:200]}")
