"""The other side of TCP probes, one port a process, so that it can be stopped alone.

    python3 -m soak.listener PORT BACKLOG

Accepts on every address of both families, waits until the caller is gone, closes.
"""

import selectors
import signal
import socket
import sys


def listen(port, backlog):
    server = socket.socket(socket.AF_INET6)
    server.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    server.bind(("::", port))
    server.listen(backlog)
    return server


def serve(server):
    watched = selectors.DefaultSelector()
    watched.register(server, selectors.EVENT_READ)
    while True:
        for key, _ in watched.select():
            if key.fileobj is server:
                watched.register(server.accept()[0], selectors.EVENT_READ)
            elif not heard(key.fileobj):
                watched.unregister(key.fileobj)
                key.fileobj.close()


def heard(caller):
    try:
        return caller.recv(4096)
    except OSError:
        return b""


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    serve(listen(int(sys.argv[1]), int(sys.argv[2])))
