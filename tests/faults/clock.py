"""A process whose clock is not right: `python -m tests.faults.clock FILE -- samspel arguments…`.

The program gets its time from a clock that is passed in; here it is the true time and as many seconds more (or less) as
stand in FILE. When that number changes, the clock jumps, as one does that is set. What has passed (time-outs, waits) is
measured by another clock that never jumps, here as on any machine. Each new number that a process has read is written
down in `FILE.read`: so a jump is proved.
"""

from __future__ import annotations

import os
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path


class Clock:
    """Aware UTC times, off by what the file says; a file that is not there says nothing."""

    def __init__(self, file: Path) -> None:
        self._file, self._known = file, 0.0
        self._lock = threading.Lock()

    def __call__(self) -> datetime:
        """The time."""
        return datetime.now(UTC) + timedelta(seconds=self._offset())

    def _offset(self) -> float:
        try:
            said = float(self._file.read_text(encoding="ascii"))
        except (OSError, ValueError):  # it is being written
            return self._known
        with self._lock:
            if said != self._known:
                self._known = said
                with read_by(self._file).open("a", encoding="ascii") as told:
                    told.write(f"{os.getpid()} {said}\n")
        return said


def read_by(file: Path) -> Path:
    """Where the processes that follow a file write down what they have read."""
    return file.with_name(f"{file.name}.read")


def jump(file: Path, seconds: float) -> None:
    """From now on whoever follows the file is off by so many seconds."""
    part = file.with_name(f"{file.name}.part")
    part.write_text(str(float(seconds)), encoding="ascii")
    part.replace(file)


def has_jumped(file: Path, seconds: float) -> set[int]:
    """The pids of those that have read that number."""
    if not read_by(file).exists():
        return set()
    lines = (line.split() for line in read_by(file).read_text(encoding="ascii").splitlines())
    return {int(pid) for pid, said in lines if float(said) == seconds}


def follow(file: Path) -> None:
    """Let every gateway that this process opens follow the file."""
    from gateway.bootstrap.opening import open_gateway
    from gateway.broker.embedded import EmbeddedBroker

    clock = Clock(file)
    for opens in (open_gateway, EmbeddedBroker.__init__):
        defaults = opens.__kwdefaults__
        if defaults is None or "clock" not in defaults:
            raise RuntimeError("the clock is passed in by another name")
        defaults["clock"] = clock


def main(file: str, dashes: str, *arguments: str) -> None:
    """Run `samspel` with arguments, by the clock of the file."""
    assert dashes == "--"
    follow(Path(file))
    sys.argv = ["samspel", *arguments]
    from gateway.cli import main as samspel

    samspel()


if __name__ == "__main__":
    main(*sys.argv[1:])
