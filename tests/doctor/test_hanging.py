"""What hangs is told in a bounded time, as a fault that says what to do, and once."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from gateway.doctor.examine import examine
from gateway.doctor.patient import Patient
from gateway.doctor.results import Level, Result
from tests.doctor.conftest import Examined, codes
from tests.doctor.test_database import use


def results_of(patient: Patient, longest: float) -> dict[str, Result]:
    try:
        return {each.check: each for each in examine(patient, longest)}
    finally:
        patient.close()


@pytest.fixture
def hanging() -> Iterator[threading.Event]:
    """Set when the test has ended: what hung goes on then."""
    event = threading.Event()
    yield event
    event.set()


def test_a_share_that_hangs_is_a_fault_and_the_others_are_still_examined(
    folder: Path, hanging: threading.Event
) -> None:
    def free(_place: Path) -> int:
        hanging.wait(60)
        return 0

    results = results_of(Patient(folder, free=free), longest=1.0)
    assert codes(results["disk"]) == ["SIP930"]
    assert {name for name, each in results.items() if each.level is Level.FAULT} == {"disk"}
    assert results["versions"].seen["samspel"]


def connections_to(server: socket.socket) -> int:
    """How many were made and not answered."""
    server.setblocking(False)
    made = 0
    with suppress(BlockingIOError):
        while True:
            server.accept()[0].close()
            made += 1
    return made


def test_a_database_that_hangs_is_one_fault_and_waited_for_once(folder: Path, examined: Examined) -> None:
    secret = folder / "keys-secret"
    secret.write_text("0" * 64, encoding="utf-8")
    secret.chmod(0o600)
    with socket.create_server(("127.0.0.1", 0)) as server:  # connections are taken, and nothing is ever said
        url = f"postgresql://hub@127.0.0.1:{server.getsockname()[1]}/samspel"
        use(folder, url, 'keys_secret_file = "keys-secret"')
        results = examined(folder)
        assert connections_to(server) == 1
    assert codes(results["database"]) == ["SIP907"]
    assert codes(results["keys"]) == codes(results["work"]) == codes(results["clock"]) == ["SIP902"]
    assert [name for name, each in results.items() if each.level is Level.FAULT] == ["database"]
