"""`samspel work` in processes of their own: started, waited for, and told to stop."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

from tests.worker.running import BOUND

SLOW = Path(__file__).with_name("slow_process.py")
ROOT = Path(__file__).parents[2]
SAMSPEL = (sys.executable, "-u", "-c", "from gateway.cli import main; main()")


@contextmanager
def process(*command, **environment):
    """A process that is killed at the latest when the test has ended."""
    told = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    with subprocess.Popen(list(map(str, command)), cwd=ROOT, env={**os.environ, **environment}, **told) as started:
        try:
            yield started
        finally:
            started.kill()


@contextmanager
def working(folder, *options, log, ends=0, **environment):
    """`samspel work` on a gateway's folder, when it has said that it works; it is told to stop afterwards.

    What it logs goes into a file, which it cannot fill up.
    """
    command = [*SAMSPEL, "work", "--data", folder, *options, "--lang", "en"]
    with log.open("w", encoding="utf-8") as onto:
        started = subprocess.Popen(list(map(str, command)), cwd=ROOT, env={**os.environ, **environment}, stderr=onto)
        try:
            yield started
            started.send_signal(signal.SIGTERM)
            assert started.wait(BOUND) == ends
        finally:
            started.kill()
            started.wait()


@contextmanager
def slow(folder):
    """`samspel work` whose journals stop in `record`: reached when this yields, and going on when a line is written."""
    with process(sys.executable, SLOW, folder) as started:
        assert started.stdout.readline() == "reached\n", started.stderr.read()
        yield started
