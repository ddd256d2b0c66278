"""The Dockerfile as values: its stages, and what each instruction says."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field

from tests.deploy.compose import ROOT


@dataclass
class Stage:
    """From one FROM to the next."""

    image: str
    name: str | None
    said: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        return [text for name, text in self.said if name == instruction]

    def one(self, instruction: str) -> str:
        (text,) = self.all(instruction)
        return text

    def words(self, instruction: str) -> list[str]:
        """An instruction in its form without a shell."""
        read: list[str] = json.loads(self.one(instruction))
        return read

    def copied(self) -> list[str]:
        """What is copied of the repository."""
        lines = [shlex.split(text) for text in self.all("COPY")]
        return [each for line in lines if not line[0].startswith("--from") for each in line[:-1]]


def stages() -> list[Stage]:
    """The stages, in order."""
    text = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    whole = re.sub(r"\\\n\s*", " ", "\n".join(line for line in text.splitlines() if not line.startswith("#")))
    found: list[Stage] = []
    for line in filter(None, whole.splitlines()):
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            image, _, name = rest.partition(" AS ")
            found.append(Stage(image, name or None))
        else:
            found[-1].said.append((instruction, rest.strip()))
    return found


def health_words(stage: Stage) -> list[str]:
    """The words of its health check."""
    read: list[str] = json.loads(stage.one("HEALTHCHECK").partition(" CMD ")[2])
    return read
