"""What the kernel knows: processor time, memory, packets, this machine."""

import os
import platform
import resource
import subprocess
import time

TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


def cpu_seconds(pid):
    """Processor time of a process and all threads it ever had (clock id: see clock_getcpuclockid(3))."""
    return time.clock_gettime((~pid << 3) | 2)


class OwnCpu:
    """Splits the machine's processor time, from now on, into the benchmark's and everybody else's.

    All that the benchmark starts is a child of this process, so its share is known when it ended.
    """

    def __init__(self):
        self._own, self._machine, self._begun = _own_seconds(), _machine_seconds(), time.monotonic()

    def others_share(self):
        """Cores that others kept busy, stolen time included, on average; call it when all have ended."""
        own, machine_ = _own_seconds() - self._own, _machine_seconds() - self._machine
        return max(0.0, machine_ - own) / (time.monotonic() - self._begun)


def _own_seconds():
    used = os.times()
    return used.user + used.system + used.children_user + used.children_system


def _machine_seconds():
    with open("/proc/stat") as stat:
        user, nice, system, _, _, irq, softirq, steal = [int(x) for x in stat.readline().split()[1:9]]
    return (user + nice + system + irq + softirq + steal) / TICKS_PER_SECOND


def memory_mib(pid, key="VmRSS"):
    """A line of the process's status: VmRSS is resident now, VmHWM was the most."""
    with open(f"/proc/{pid}/status") as status:
        for line in status:
            if line.startswith(key + ":"):
                return int(line.split()[1]) / 1024
    raise ValueError(f"{key}: not in the status of {pid}")


def snmp():
    """The counters of this network namespace, such as snmp()["Tcp"]["ActiveOpens"]."""
    with open("/proc/self/net/snmp") as lines:
        rows = [line.split() for line in lines]
    return {
        names[0].rstrip(":"): dict(zip(names[1:], map(int, values[1:])))
        for names, values in zip(rows[::2], rows[1::2])
    }


def probes_sent(kind):
    """TCP connections opened, or echo requests sent, in this namespace."""
    counters = snmp()
    return counters["Tcp"]["ActiveOpens"] if kind == "tcp" else counters["IcmpMsg"].get("OutType8", 0)


def cores():
    return sorted(os.sched_getaffinity(0))


def _first_line(argv):
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return "not there"
    return done.stdout.strip().split("\n")[0].strip()


def _read(path, key):
    with open(path) as lines:
        return next((line.split(":", 1)[1].strip() for line in lines if line.startswith(key)), "unknown")


def machine(kald):
    """Where and with what this is measured."""
    return {
        "processor": f"{len(cores())} x {_read('/proc/cpuinfo', 'model name')}",
        "memory": f"{int(_read('/proc/meminfo', 'MemTotal').split()[0]) / 2**20:.0f} GiB",
        "kernel": platform.release(),
        "descriptors": resource.getrlimit(resource.RLIMIT_NOFILE)[0],
        "kald": _first_line([kald, "--version"]) if kald else "not there",
        "java": _first_line(["java", "-version"]),
        "gcc": _first_line(["gcc", "--version"]),
        "haproxy": _first_line(["haproxy", "-v"]),
        "fping": _first_line(["fping", "-v"]),
        "blackbox_exporter": _first_line(["prometheus-blackbox-exporter", "--version"]),
        "tcpdump": _first_line(["tcpdump", "--version"]),
    }
