"""Gateway processes that stop where they are told to, and are killed there."""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 60


class Warm:
    """Processes that have imported everything and wait: one is always warming up while another is used."""

    def __init__(self):
        self._waiting = [self._start()]

    def take(self):
        self._waiting.append(self._start())
        process = self._waiting.pop(0)
        assert process.stdout.readline() == "ready\n"
        return process

    @contextmanager
    def stopped_at(self, folder, step):
        """A process that has come to that step of the story; killed in the end."""
        process = self.take()
        try:
            process.stdin.write(f"{folder} {step.value}\n")
            process.stdin.flush()
            assert process.stdout.readline() == "reached\n", "the story never comes to this step"
            yield
        finally:
            _kill(process)

    def close(self):
        for process in self._waiting:
            _kill(process)

    @staticmethod
    def _start():
        return subprocess.Popen(
            [sys.executable, "-m", "tests.exchange.crash_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            cwd=REPOSITORY,
        )


def _kill(process):
    process.kill()
    process.wait(PATIENCE)
    process.stdin.close()
    process.stdout.close()
