"""The other side: a listener on each address, the packet filter, and what each server did when."""

import bisect
import selectors
import socket
import struct
import subprocess
import threading
import time

from model import plan
from model.settings import PORT
from measure.process import Failed

BACKLOG = 128
RESET_AT_ONCE = struct.pack("ii", 1, 0)
# The first SYN of a connection to a slow server is lost, its repetition is not.
TABLE = """table inet model {
  set to_drop { type ipv4_addr; }
  set to_prohibit { type ipv4_addr; }
  set to_slow { type ipv4_addr; }
  set seen {
    type ipv4_addr . inet_service
    size 65536
    flags dynamic
    timeout 5s
  }
  chain input {
    type filter hook input priority 0;
    ip daddr @to_drop drop
    ip daddr @to_prohibit reject with icmp admin-prohibited
    ip daddr @to_slow tcp flags & (syn|ack) == syn ip daddr . tcp sport != @seen add @seen { ip daddr . tcp sport } drop
  }
}
"""
FILTERED = (plan.DROP, plan.PROHIBIT, plan.SLOW)


class Servers:
    """Sockets belong to a thread of their own; change() is called by one other thread. truth: {host: History}."""

    def __init__(self, targets, ways):
        _nft(TABLE)
        self._kinds = targets
        self.truth = {host: History() for host in targets}
        self._listeners = {h: Listener(h, self.truth[h]) for h, kind in targets.items() if kind == "tcp"}
        self._ways = {}
        self._lock = threading.Lock()
        self._selector = selectors.DefaultSelector()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self.change(tuple(ways.items()))
        self._thread.start()

    def change(self, ways):
        """In force when this returns."""
        before = time.monotonic_ns()
        # First, so that what fills a queue is not filtered.
        _nft("".join(self._filter(host, way) for host, way in ways))
        with self._lock:
            for host, way in ways:
                if self._kinds[host] == "tcp":
                    self._listeners[host].become(way, self._selector)
        self._ways.update(ways)
        after = time.monotonic_ns()
        for host, way in ways:
            self.truth[host].add(before, after, way)

    def _filter(self, host, way):
        was = self._ways.get(host)
        if was == way:
            return ""
        gone = f"delete element inet model to_{was} {{ {host} }}\n" if was in FILTERED else ""
        return gone + (f"add element inet model to_{way} {{ {host} }}\n" if way in FILTERED else "")

    def end(self):
        self._ended.set()
        self._thread.join(10)
        for listener in self._listeners.values():
            listener.close(self._selector)

    def _serve(self):
        while not self._ended.is_set():
            ready = self._selector.select(0.1)
            with self._lock:
                for key, _ in ready:
                    key.data(key.fileobj)


class Listener:
    """One address. Everything is called under the lock of Servers."""

    def __init__(self, host, history):
        self._host, self._history = host, history
        self._socket = None
        self._knocks = []
        self._accepting = False
        self._way = None

    def become(self, way, selector):
        self._way = way
        self._selector = selector
        if way == plan.REFUSE:
            self.close(selector)
            return
        if self._socket is None:
            self._socket = socket.socket()
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            self._socket.bind((self._host, PORT))
            self._socket.setblocking(False)
        if way == plan.FULL:
            self._fill()
        else:
            self._open()

    def close(self, selector):
        self._release()
        if self._socket:
            self._pause()
            self._socket.close()
            self._socket = None

    def _open(self):
        self._socket.listen(BACKLOG)
        self._release()
        if not self._accepting:
            self._selector.register(self._socket, selectors.EVENT_READ, self._accept)
            self._accepting = True

    def _fill(self):
        """Leaves no room in the queue of connections nobody has accepted, so that SYNs are dropped."""
        self._pause()
        self._socket.listen(0)
        while len(self._knocks) < 3:
            knock = socket.socket()
            knock.setblocking(False)
            knock.connect_ex((self._host, PORT))
            self._knocks.append(knock)

    def _pause(self):
        if self._accepting:
            self._selector.unregister(self._socket)
            self._accepting = False

    def _release(self):
        while self._knocks:
            self._knocks.pop().close()

    def _accept(self, server):
        if server is not self._socket or not self._accepting:
            return
        try:
            connection, _ = server.accept()
        except (BlockingIOError, ConnectionError):
            return
        if self._way == plan.RESET:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_AT_ONCE)
            connection.close()
            self._history.resets.append(time.monotonic_ns())
        else:
            connection.setblocking(False)
            self._selector.register(connection, selectors.EVENT_READ, self._hear)

    def _hear(self, connection):
        try:
            heard = connection.recv(4096)
        except BlockingIOError:
            return
        except OSError:
            heard = b""
        if not heard:
            self._selector.unregister(connection)
            connection.close()


class History:
    """What a server did: each change with the time before it was begun and the time it was in force; when it reset."""

    def __init__(self):
        self._begun, self._changes, self.resets = [], [], []

    def add(self, before, after, way):
        if self._changes and self._changes[-1][2] == way:
            return
        self._begun.append(before)
        self._changes.append((before, after, way))

    def during(self, first, last):
        """What it certainly did all the time from first to last; None when it changed meanwhile."""
        at = bisect.bisect_right(self._begun, last) - 1
        if at < 0 or self._changes[at][1] > first:
            return None
        return self._changes[at][2]

    def reset_within(self, first, last):
        at = bisect.bisect_left(self.resets, first)
        return at < len(self.resets) and self.resets[at] <= last


def _nft(commands):
    if not commands:
        return
    done = subprocess.run(["nft", "-f", "-"], input=commands, capture_output=True, text=True, timeout=30)
    if done.returncode:
        raise Failed(f"nft: {done.stderr.strip()[-300:]}")
