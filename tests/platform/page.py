"""Runs what `docs/platform.md` says, block by block, as its reader would in a shell."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "platform.md"
STARTING = "## 7."
STOPPING = "## 10."


def blocks(of: str) -> str:
    """All that is to be run in a part of the page."""
    return "\n".join(re.findall(r"^```sh\n(.*?)^```", of, re.MULTILINE | re.DOTALL))


@dataclass
class Platform:
    """A folder in which the page is followed."""

    folder: Path
    environment: dict[str, str]
    page: str = field(default_factory=lambda: PAGE.read_text(encoding="utf-8"))

    def set_up_and_start(self, between: str) -> None:
        """Everything down to the stop; `between` is run after the set-up and before anything works."""
        before, starting, rest = self.page.partition(STARTING)
        working = (starting + rest).partition(STOPPING)[0]
        self.shell("\n".join([blocks(before), between, blocks(working)]))

    def stop(self) -> None:
        """What the page says last, and then nothing works any more."""
        pids = [int(pid) for pid in (self.folder / "running").read_text(encoding="utf-8").split()]
        self.shell(blocks(self.page.partition(STOPPING)[2]))
        assert until(lambda: not any(Path(f"/proc/{pid}").exists() for pid in pids), 60)

    def shell(self, script: str) -> None:
        """Run it; what it printed is shown when it fails."""
        with (self.folder / "shell.log").open("ab") as log:
            done = subprocess.run(
                ["bash", "-euo", "pipefail", "-c", script],
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                timeout=600,
                check=False,
            )
        assert done.returncode == 0, (self.folder / "shell.log").read_text(encoding="utf-8")[-4000:]

    def samspel(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of the program."""
        command = [str(Path(sys.executable).with_name("samspel")), *arguments]
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def ledger(self, gateway: str, *filters: str) -> list[dict[str, Any]]:
        """The rows of a gateway's ledger, sent and received."""
        told = self.samspel("ledger", "--data", gateway, "--json", "--limit", "10000", *filters)
        assert told.returncode == 0, told.stderr
        return [json.loads(line) for line in told.stdout.splitlines() if line.strip()]

    def journal(self, gateway: str, organisation: str) -> list[dict[str, Any]]:
        """What an organisation's practice system has written."""
        file = self.folder / gateway / "journals" / organisation / "practice-journal.jsonl"
        return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()] if file.exists() else []

    def logs(self) -> str:
        """Everything that the processes have logged."""
        return "\n".join(file.read_text(encoding="utf-8") for file in sorted(self.folder.glob("*.log")))


def until(holds: Callable[[], bool], seconds: float) -> bool:
    """Wait until it holds, at most so long; whether it does."""
    end = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > end:
            return False
        time.sleep(0.5)
    return True


def environment(**said: str) -> dict[str, str]:
    """That of a shell in which Samspel is installed."""
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    return {**os.environ, "PATH": path, "SAMSPEL": str(ROOT), "SAMSPEL_LANG": "en", **said}
