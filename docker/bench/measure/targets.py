"""Writes what each contender reads: N targets, 127.1.0.1 and up."""

FIRST_ADDRESS = 0x7F010001
FIRST_PORT = 8080
ADMIN = "127.0.0.1:9942"
CALL_MANAGER = "127.0.0.1:2000"
CONTROL = "127.0.0.1:9943"


def address(i):
    a = FIRST_ADDRESS + i
    return f"{a >> 24}.{a >> 16 & 255}.{a >> 8 & 255}.{a & 255}"


def kald(path, count, kind="tcp", frequency="5s", close="half-open", per_service="full", ports=1, wire=""):
    """A configuration for kald; target i uses the ports in turn."""
    with open(path, "w") as out:
        out.write(f"web: {{listen: {ADMIN}}}\nmetrics: {{per-service: {per_service}}}\n")
        if wire:
            out.write(f"witness: {{enabled: true, interfaces: lo, directory: {wire}}}\n")
        out.write("services:\n")
        for i in range(count):
            tcp = f", port: {FIRST_PORT + i % ports}, tcp-close: {close}" if kind == "tcp" else ""
            name, what = f"svc-{i + 1:05d}", f"type: {kind}{tcp}"
            out.write(f"- {{name: {name}, host: {address(i)}, {what}, frequency: {frequency}}}\n")
    return path


def phones(path, count, per_service="full"):
    """A configuration for kald: phones that all want the same call manager."""
    with open(path, "w") as out:
        out.write(f"web: {{listen: {ADMIN}}}\nmetrics: {{per-service: {per_service}}}\nphones:\n")
        for i in range(count):
            what = f"device: SEP{i + 1:012X}, nodes: ['{CALL_MANAGER}']"
            out.write(f"- {{name: phone-{i + 1:05d}, {what}}}\n")
    return path


HAPROXY = """global
  nbthread 1
  maxconn 100
  no strict-limits
defaults
  mode tcp
  timeout connect 2s
  timeout client 10s
  timeout server 10s
frontend unused
  bind 127.0.0.1:7999
  default_backend services
backend services
"""


def haproxy(path, count, inter="5s"):
    with open(path, "w") as out:
        out.write(HAPROXY)
        for i in range(count):
            out.write(f"  server svc-{i + 1:05d} {address(i)}:{FIRST_PORT} check inter {inter} fall 3\n")
    return path


def addresses(path, count):
    """One address a line, for fping."""
    with open(path, "w") as out:
        out.writelines(address(i) + "\n" for i in range(count))
    return path


def blackbox(path):
    with open(path, "w") as out:
        out.write("modules:\n  tcp: {prober: tcp, timeout: 2s}\n  icmp: {prober: icmp, timeout: 2s}\n")
    return path


