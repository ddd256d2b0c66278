"""A broker and a database of a run's own, which can be killed and started again where they were."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from pathlib import Path
from urllib.parse import urlsplit

from tests.services import postgresql, rabbitmq
from tests.services.ports import is_listening

NAME_SERVER_ENDS_WITHIN = 5.0  # seconds
STARTS = 3  # tries
PATIENCE = 90.0  # seconds; an Erlang machine on a busy computer


class Broker:
    """One RabbitMQ node."""

    def __init__(self, folder: Path) -> None:
        self.folder, told = _started(folder)
        self.port = int(urlsplit(told["SAMSPEL_TEST_RABBITMQ"]).port or 0)
        self.management = told["SAMSPEL_TEST_RABBITMQ_MANAGEMENT"]
        self.user, self.password = told["SAMSPEL_TEST_RABBITMQ_USER"], told["SAMSPEL_TEST_RABBITMQ_PASSWORD"]
        self._again: subprocess.Popen[bytes] | None = None

    @property
    def answers(self) -> bool:
        """Whether it takes connections."""
        return is_listening(self.port)

    def kill(self) -> None:
        """kill -9 of the node, all of it but its name server."""
        process = self._again or rabbitmq._STARTED[self.folder]
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(PATIENCE)

    def start_again(self) -> None:
        """Start it on what its disk holds; returns when it takes connections."""
        for left in reversed(range(STARTS)):
            try:
                self._start_again()
            except RuntimeError:
                if not left:
                    raise
            else:
                break

    def _start_again(self) -> None:
        out = (self.folder / "out").open("ab")
        self._again = subprocess.Popen(
            [rabbitmq.BIN / "rabbitmq-server"],
            env=rabbitmq.environment(self.folder),
            stdout=out,
            stderr=out,
            start_new_session=True,
        )
        out.close()
        management = int(urlsplit(self.management).port or 0)
        rabbitmq._wait(self.folder, self._again, self.port, management)

    def control(self, *words: str) -> str:
        """Let `rabbitmqctl` do something; what it says."""
        return rabbitmq.control(self.folder, *words)

    def stop(self) -> None:
        """End it for good: nothing in it is needed any more."""
        process = self._again or rabbitmq._STARTED.get(self.folder)
        if process is not None and process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(PATIENCE)
        rabbitmq._STARTED.pop(self.folder, None)
        _end_name_server(rabbitmq.environment(self.folder))


def _started(folder: Path) -> tuple[Path, dict[str, str]]:
    """A new node, in a folder in that one; again with other ports when it did not find its name server, or a port of
    its own was taken in the moment before."""
    for number in range(1, STARTS + 1):
        here = folder / str(number)
        try:
            return here, rabbitmq.start(here)
        except RuntimeError:
            _end_name_server(rabbitmq.environment(here))
            if number == STARTS:
                raise
    raise AssertionError


def _end_name_server(environment: dict[str, str]) -> None:
    """It refuses until it has noticed that its node is dead."""
    end = time.monotonic() + NAME_SERVER_ENDS_WITHIN
    while time.monotonic() < end:
        with contextlib.suppress(subprocess.TimeoutExpired, OSError):
            done = subprocess.run(["epmd", "-kill"], env=environment, capture_output=True, timeout=20, check=False)
            if done.returncode == 0:
                return
        time.sleep(0.1)


class Database:
    """One PostgreSQL server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        told = postgresql.start(folder)["SAMSPEL_TEST_POSTGRESQL"]
        self.port = int(urlsplit(told).port or 0)

    @classmethod
    def kept(cls, folder: Path) -> Database:
        """One that was ended before, started where it lies."""
        found = cls.__new__(cls)
        found.folder = folder
        found.port = postgresql.start_again(folder)
        return found

    def url(self, name: str, port: int | None = None) -> str:
        """A database there, straight or by another port."""
        return f"postgresql://samspel@127.0.0.1:{port or self.port}/{name}"

    @property
    def answers(self) -> bool:
        """Whether it takes connections."""
        return is_listening(self.port)

    def kill(self) -> None:
        """Stop it in the middle of everything, without a checkpoint: what was not committed is gone."""
        postgresql.stop(self.folder)

    def start_again(self) -> None:
        """Start it where it was; it recovers from its log."""
        end = time.monotonic() + PATIENCE
        while True:
            try:
                return postgresql.restart(self.folder)
            except RuntimeError:
                if time.monotonic() > end:
                    raise
                time.sleep(0.2)

    def stop(self) -> None:
        """End it for good."""
        with contextlib.suppress(RuntimeError):
            postgresql.stop(self.folder)
