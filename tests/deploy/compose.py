"""docker-compose.yml as values: what a container would be given, service by service."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
OURS = "samspel:0.1.0"


@dataclass(frozen=True)
class Mount:
    """Something that is laid over a path of the container. `source` is a path of the repository or a volume's name."""

    source: str
    target: str
    read_only: bool

    @property
    def is_volume(self) -> bool:
        return not self.source.startswith(".")


@dataclass(frozen=True)
class Service:
    """One service of the file."""

    name: str
    said: dict[str, Any]

    @property
    def ours(self) -> bool:
        return bool(self.said["image"] == OURS)

    @property
    def lasts(self) -> bool:
        """Whether it is there until it is stopped, or runs once."""
        return bool(self.said.get("restart") == "unless-stopped")

    @property
    def by_hand(self) -> bool:
        """Whether it starts only when it is asked for by name."""
        return "profiles" in self.said

    @property
    def command(self) -> list[str]:
        return list(self.said.get("command", []))

    @property
    def health(self) -> list[str]:
        """The words of its health check."""
        kind, *words = self.said["healthcheck"]["test"]
        assert kind == "CMD", "a shell is asked for"
        return words

    @property
    def mounts(self) -> list[Mount]:
        parts = [each.split(":") for each in self.said.get("volumes", [])]
        return [Mount(source, target, mode == ["ro"]) for source, target, *mode in parts]

    @property
    def secrets(self) -> dict[str, str]:
        """Path in the container → name."""
        found = {}
        for each in self.said.get("secrets", []):
            name, target = (each, each) if isinstance(each, str) else (each["source"], each["target"])
            found[target if target.startswith("/") else f"/run/secrets/{target}"] = name
        return found

    @property
    def waits_for(self) -> dict[str, str]:
        """Service → condition."""
        return {name: each["condition"] for name, each in self.said.get("depends_on", {}).items()}


@cache
def whole() -> dict[str, Any]:
    """The file."""
    read: dict[str, Any] = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    return read


def services() -> dict[str, Service]:
    """Every service of it, by name."""
    return {name: Service(name, said) for name, said in whole()["services"].items()}


def in_order() -> list[Service]:
    """Those that `up` starts, each after what it waits for."""
    known = {name: each for name, each in services().items() if not each.by_hand}
    ordered: list[Service] = []
    while len(ordered) < len(known):
        there = {each.name for each in ordered}
        ready = [each for each in known.values() if each.name not in there and each.waits_for.keys() <= there]
        assert ready, "services wait for each other"
        ordered += ready
    return ordered
