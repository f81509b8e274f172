"""What every line is given: tools, places, effort."""

import contextlib
import json
import os
import sys
import time

from measure import kernel, targets
from measure.process import Process
from measure.turns import Contender

# As much of a JVM as the launcher gives the daemon.
JVM_OPTIONS = ["-XX:+UseSerialGC", "-Xms24m", "-Xmx768m", "-XX:-UsePerfData"]


class Bench:
    """A run of the benchmark."""

    def __init__(self, scratch, effort, kald, flat_out, wanted):
        self.scratch = scratch
        self.effort = effort
        self.kald = kald
        self.flat_out = flat_out
        self._wanted = wanted
        self._said = time.monotonic()
        cores = kernel.cores()
        if len(cores) < 2:
            sys.exit("bench: 1 processor (expected: 2, one for what is measured and one for the other side)")
        self.core, self.other_core = cores[0], cores[1]
        self.cores = cores[:2]

    def say(self, text):
        print(f"  {text}", file=sys.stderr, flush=True)

    def say_failures(self, contender, output):
        """A yardstick ends with its counts; probes that failed were cheaper than they should be."""
        if contender.argv[0].startswith(self.path("bin/")) and output.startswith("{"):
            counts = json.loads(output)
            failed = counts.get("failed", 0) + counts.get("lost", 0) + counts.get("unsent", 0)
            if failed > counts["probes"] / 1000:
                self.say(f"{contender.name}: {failed:,} of {counts['probes']:,} probes failed")

    def wants(self, name):
        """Whether a contender takes part; __main__ lists them."""
        there = {"kald": self.kald, "flat-out": self.flat_out}.get(name, True)
        return bool(there) and (not self._wanted or name in self._wanted)

    def path(self, name):
        return os.path.join(self.scratch, name)

    def tool(self, name):
        return self.path(f"bin/{name}")

    @contextlib.contextmanager
    def acceptors(self, count=1):
        """The other side of TCP probes, each with a port of its own."""
        running = []
        try:
            for i in range(count):
                argv = [self.tool("acceptor"), str(targets.FIRST_PORT + i)]
                cores = None if count > 1 else [self.other_core]
                running.append(Process(f"acceptor {i}", argv, self.scratch, cores=cores))
            time.sleep(0.2)
            for acceptor in running:
                acceptor.fail_if_ended()
            yield
        finally:
            for acceptor in running:
                acceptor.stop()

    def c_tcp(self, name, count, *options):
        ports = f"{targets.FIRST_PORT}-{targets.FIRST_PORT}"
        return Contender(name, [self.tool("tcp"), "-n", str(count), "-p", ports, *options])

    def c_icmp(self, name, count, *options):
        return Contender(name, [self.tool("icmp"), "-n", str(count), *options], kind="icmp")

    def haproxy(self, name, count, inter="5s"):
        config = targets.haproxy(self.path(f"haproxy.{count}.{inter}.cfg"), count, inter)
        return Contender(name, ["haproxy", "-db", "-f", config])

    def daemon(self, name, count, **keys):
        """The real daemon; keys as targets.kald takes them."""
        words = ".".join(str(v).replace("/", "") for v in keys.values())
        config = targets.kald(self.path(f"kald.{count}.{words}.yaml"), count, **keys)
        return self._run(name, config, kind=keys.get("kind", "tcp"))

    def phones(self, name, count, per_service="full"):
        """The real daemon with probe phones in place of services."""
        return self._run(name, targets.phones(self.path(f"phones.{count}.yaml"), count, per_service))

    def _run(self, name, config, **keys):
        argv = [self.kald, "run", "--config.file", config, "--admin.listen", targets.ADMIN]
        return Contender(name, argv, java=True, ready="ready:", **keys)

    def call_manager(self, keepalive):
        """kald's own simulator with one node."""
        argv = [self.kald, "simulate", "cucm", "--node", f"cucm1={targets.CALL_MANAGER}"]
        argv += ["--keepalive", f"{keepalive}s", "--control", targets.CONTROL]
        return Contender("simulator", argv, java=True, ready=targets.CONTROL)

    def flat_out_probers(self, name, *words):
        """The product's own probers without schedule, state and sinks."""
        return Contender(name, self._main("FlatOut", words), java=True, kind=words[0])

    def walk_capture(self, *words):
        """The product's own reader and table of connections, without a judgement."""
        return self._main("WalkCapture", words, "-XX:-BackgroundCompilation")

    def _main(self, name, words, *more):
        """A main among the tests of this module, which run.sh compiled; more for the JVM as the launcher has it."""
        java = os.path.join(os.environ["JAVA_HOME"], "bin/java") if os.environ.get("JAVA_HOME") else "java"
        options = [*JVM_OPTIONS, *more, f"-Djava.io.tmpdir={self.scratch}", "-cp", self.flat_out]
        return [java, *options, f"io.kald.docker.bench.{name}", *words]
