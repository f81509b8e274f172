"""A way that takes its time: gives each packet it is given back after a delay.

    slow_path.py INTERFACE MILLISECONDS

makes a TUN interface. Packets that are routed to it come out of it again, that much later, to be routed on.
"""

import collections
import fcntl
import os
import select
import struct
import sys
import time

TUNSETIFF = 0x400454CA
IFF_TUN = 0x0001
IFF_NO_PI = 0x1000
LONGEST = 65536


def open_tun(name):
    tun = os.open("/dev/net/tun", os.O_RDWR)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH14x", name.encode(), IFF_TUN | IFF_NO_PI))
    return tun


def carry(tun, delay):
    on_the_way = collections.deque()
    while True:
        wait = max(0.0, on_the_way[0][0] - time.monotonic()) if on_the_way else None
        if select.select([tun], [], [], wait)[0]:
            on_the_way.append((time.monotonic() + delay, os.read(tun, LONGEST)))
        while on_the_way and on_the_way[0][0] <= time.monotonic():
            os.write(tun, on_the_way.popleft()[1])


def main():
    tun = open_tun(sys.argv[1])
    print("ready")
    carry(tun, float(sys.argv[2]) / 1000)


main()
