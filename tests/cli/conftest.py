"""Running a command as the shell does, in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.cli.run import run
from tests.cli.commands import HOME, PLAN, REGION, SCHOOL, Outcome, Run


class _Stdin:
    def __init__(self, body: bytes) -> None:
        self.buffer = io.BytesIO(body)


@pytest.fixture
def samspel(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """Run a command line in this process."""
    monkeypatch.setenv("SAMSPEL_LANG", "en")

    def command(*arguments: object, stdin: bytes = b"") -> Outcome:
        capsysbinary.readouterr()
        monkeypatch.setattr(sys, "stdin", _Stdin(stdin))
        code = run([str(each) for each in arguments])
        out, err = capsysbinary.readouterr()
        return Outcome(code, out, err.decode("utf-8"))

    return command


@pytest.fixture
def data(samspel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "gateway"
    hosts = [f"{HOME}:municipal-board:Exempelby", f"{REGION}:care-provider:BUP", f"{SCHOOL}:municipal-school:Skolan"]
    made = samspel("init", "--at-once", "--data", folder, *(text for host in hosts for text in ("--host", host)))
    assert made.code == 0, made.err
    monkeypatch.setenv("SAMSPEL_DATA", str(folder))
    return folder


@pytest.fixture
def plan(samspel: Run, data: Path) -> str:
    sent = samspel("send", "-", "--from", HOME, stdin=PLAN)
    assert sent.code == 0, sent.err
    return sent.text.split()[0]
