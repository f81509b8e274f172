"""What kald is configured with, as the model sees it. Times are nanoseconds unless a name has another unit."""

import dataclasses
import typing

MS = 1_000_000
SECOND = 1000 * MS
ADMIN = "127.0.0.1:9942"
PORT = 9000


@dataclasses.dataclass(frozen=True)
class Rule:
    """The keys of CONFIGURATION.md that decide about times and states; milliseconds as in the file."""

    frequency_ms: int = 5000
    maxfailure: int = 3
    retry_ms: int = 5000
    timeout_ms: typing.Optional[int] = None
    local_fail: bool = False

    def keys(self):
        yield f"frequency: {self.frequency_ms}ms"
        yield f"maxfailure: {self.maxfailure}"
        yield f"retryperiod: {self.retry_ms}ms"
        if self.timeout_ms is not None:
            yield f"timeout: {self.timeout_ms}ms"
        if self.local_fail:
            yield "local-failures: fail"


@dataclasses.dataclass(frozen=True)
class Probe:
    """What is asked, and of whom. one_syn: with `syn-retries: 0`; reset_fails: with `reset-is: rejected`; cannot: a key
    that keeps each probe, or some, from being sent; or ''."""

    kind: str
    host: str
    close: str = "rst"
    one_syn: bool = False
    reset_fails: bool = False
    cannot: str = ""

    def keys(self):
        yield f"type: {self.kind}"
        yield f"host: {self.host}"
        if self.kind == "tcp":
            yield f"port: {PORT}"
            yield f"tcp-close: {self.close}"
        if self.one_syn:
            yield "syn-retries: 0"
        if self.reset_fails:
            yield "reset-is: rejected"
        if self.cannot:
            yield self.cannot

    def target(self):
        """As kald shows it."""
        return f"{self.host}:{PORT}" if self.kind == "tcp" else self.host


@dataclasses.dataclass(frozen=True)
class Stream:
    """A probe stream and who follows it: (service, whether it is suspended). A stream that is not named has one
    follower, of its own name."""

    name: str
    named: bool
    probe: Probe
    rule: Rule
    followers: typing.Tuple[typing.Tuple[str, bool], ...]

    def runs(self):
        return not all(suspended for _, suspended in self.followers)

    def services(self):
        return tuple(service for service, _ in self.followers)


class Config:
    """Streams by name. Not changed once it is made."""

    def __init__(self, streams):
        self.streams = {stream.name: stream for stream in streams}
        self.stream_of = {s: stream.name for stream in streams for s, _ in stream.followers}

    def write(self, path, journal):
        with open(path, "w") as out:
            out.write(f"web: {{listen: '{ADMIN}'}}\njournal: {{directory: {journal}, total-size: 4GiB}}\n")
            for section, named in (("keepalives", True), ("services", False)):
                out.write(f"{section}:\n")
                for stream in self.streams.values():
                    if stream.named is named:
                        out.write(f"- {{name: {stream.name}, {_keys(stream)}{_suspend(stream)}}}\n")
            for stream in self.streams.values():
                for service, suspended in stream.followers if stream.named else ():
                    out.write(f"- {{name: {service}, keepalive: {stream.name}{', suspend: true' * suspended}}}\n")


def _keys(stream):
    return ", ".join([*stream.probe.keys(), *stream.rule.keys()])


def _suspend(stream):
    return ", suspend: true" * (not stream.named and stream.followers[0][1])
