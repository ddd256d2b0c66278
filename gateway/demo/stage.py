"""How the demo speaks: plain lines of at most 80 columns, and the commands that it runs, as they can be typed."""

from __future__ import annotations

import re
import sys
import textwrap
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

WIDTH = 80
INTERRUPTED = 130
Command = Callable[[Sequence[str]], int]
"""Runs one command line of `samspel` in this process and gives its exit code."""


class Stage:
    """Says what happens and runs commands. `command` is the command line itself: nothing is done in another way.

    Once `plan_id` is set, commands say it as `$PLAN`.
    """

    def __init__(self, folder: Path, command: Command) -> None:
        self.folder = folder
        self.plan_id = ""
        self._command = command
        self._chapter = 0

    def chapter(self, title: str) -> None:
        """Begin a numbered part."""
        self._chapter += 1
        self.line()
        self.line(f"{self._chapter}. {title}")
        self.line("-" * len(f"{self._chapter}. {title}"))

    def say(self, text: str) -> None:
        """A paragraph."""
        for line in textwrap.wrap(" ".join(text.split()), WIDTH, break_long_words=False, break_on_hyphens=False):
            self.line(line)

    def line(self, text: str = "") -> None:
        """One line as it is; what the terminal cannot show becomes `?`."""
        encoding = sys.stdout.encoding or "utf-8"
        print(text.encode(encoding, "replace").decode(encoding), flush=True)

    def run(self, *arguments: str, shown: str | None = None) -> None:
        """Show a command as it can be typed (or in short, as `shown`), and run that very command."""
        for line in shown.splitlines() if shown else typed(("samspel", *arguments), self.plan_id):
            self.line(line)
        code = self._command([*arguments, "--lang", "en"])
        if code == INTERRUPTED:
            raise KeyboardInterrupt
        if code != 0:
            raise RuntimeError(f"samspel {arguments[0]} ended with {code}")

    def place(self, path: Path) -> str:
        """A path as seen from where the user stands, if it lies below; else whole."""
        try:
            return str(path.resolve().relative_to(Path.cwd()))
        except ValueError:
            return str(path)


def typed(words: Sequence[str], plan_id: str = "") -> Iterator[str]:
    """A command as it can be typed, the plan's id as `$PLAN`, broken before an option where it is too long."""
    said = [_quoted(word.replace(plan_id, "$PLAN") if plan_id else word) for word in words]
    line = "$"
    for position, word in enumerate(said):
        value = f" {said[position + 1]}" if word.startswith("--") and position + 1 < len(said) else ""
        if word.startswith("--") and len(f"{line} {word}{value} \\") > WIDTH:
            yield f"{line} \\"
            line = "   "
        line = f"{line} {word}"
    yield line


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[A-Za-z0-9_./:$@-]+", word) else f'"{word}"'
