"""What a command gave back, and running one in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources
from typing import Any

import orjson

HOME = "TSTNMT2120000142-SOC"
REGION = "TSTNMT2321000156-BUP"
SCHOOL = "TSTNMT2120000142-SKOLA"
PLAN = resources.files("gateway.demo").joinpath("plan.xml").read_bytes()


@dataclass(frozen=True)
class Outcome:
    """What a command gave back."""

    code: int
    out: bytes
    err: str

    @property
    def json(self) -> Any:
        return orjson.loads(self.out)

    @property
    def text(self) -> str:
        return self.out.decode("utf-8")


def in_its_own_process(*arguments: object, stdin: bytes = b"", seconds: float = 10, lang: str = "en") -> Outcome:
    """Run a command line in a process of its own, with a hang guard."""
    done = subprocess.run(
        [sys.executable, "-c", "from gateway.cli import main; main()", *map(str, arguments), "--lang", lang],
        input=stdin,
        capture_output=True,
        timeout=seconds,
        check=False,
    )
    return Outcome(done.returncode, done.stdout, done.stderr.decode("utf-8", "replace"))


Run = Callable[..., Outcome]
"""Runs a command line in this process."""


def states(samspel: Run, *options: str) -> dict[str, str]:
    lines = samspel("ledger", "--json", "--as", HOME, *options).out.splitlines()
    return {row["recipient"]: row["state"] for row in map(orjson.loads, lines)}
