"""Running a command as the shell does, in this process."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable

import pytest

from gateway.cli.run import run
from tests.cli.commands import Outcome


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
