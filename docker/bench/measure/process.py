"""Starts processes and makes sure that they end."""

import os
import subprocess
import time

_running = []


class Failed(Exception):
    """Something that was to be measured did not run; says what it wrote last."""


class Process:
    """A process with its output in a file. Ends with stop(), at the latest with stop_all()."""

    def __init__(self, name, argv, scratch, cores=None, fifo=False):
        prefix = ["chrt", "-f", "1"] if fifo else []
        if cores:
            prefix += ["taskset", "-c", ",".join(map(str, cores))]
        safe = "".join(c if c.isalnum() else "-" for c in name)
        self.name = name
        self.log = os.path.join(scratch, f"{safe}.{time.monotonic_ns()}.log")
        self.started_epoch = time.time()
        with open(self.log, "wb") as out:
            self._popen = subprocess.Popen(
                prefix + argv, stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.STDOUT, cwd=scratch
            )
        _running.append(self)

    @property
    def pid(self):
        """The process that does the work: a launcher may have started it instead of becoming it."""
        return _descendant(self._popen.pid)

    def output(self):
        with open(self.log, errors="replace") as out:
            return out.read()

    def ended(self):
        return self._popen.poll() is not None

    def failed(self, what):
        return Failed(f"{self.name} {what}: {self.output()[-600:].strip()}")

    def fail_if_ended(self):
        if self.ended():
            raise self.failed(f"ended with {self._popen.returncode}")

    def exit_code(self):
        """None while it runs."""
        return self._popen.poll()

    def runs(self, program):
        """Whether a launcher has become that program by now."""
        try:
            return _program(self.pid) == program
        except OSError:
            return False  # it was a helper of the launcher and is gone

    def wait_for_output(self, text, seconds=10):
        deadline = time.monotonic() + seconds
        while text not in self.output():
            self.fail_if_ended()
            if time.monotonic() > deadline:
                raise self.failed(f"did not say '{text}'")
            time.sleep(0.02)

    def stop(self, seconds=15):
        if self in _running:
            _running.remove(self)
        worker = self.pid
        if not self.ended():
            self._popen.terminate()
        try:
            self._popen.wait(seconds)
        except subprocess.TimeoutExpired:
            if worker != self._popen.pid:
                os.kill(worker, 9)
            self._popen.kill()
            self._popen.wait(5)


def stop_all():
    for process in list(_running):
        process.stop(5)


def _program(pid):
    with open(f"/proc/{pid}/comm") as comm:
        return comm.read().strip()


def _descendant(pid):
    """Follows a shell that waits for its only child."""
    try:
        if _program(pid) not in ("bash", "sh", "dash", "kald"):
            return pid
        with open(f"/proc/{pid}/task/{pid}/children") as children:
            below = children.read().split()
    except OSError:
        return pid
    return _descendant(int(below[-1])) if below else pid
