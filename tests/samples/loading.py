"""Reads the sample folders: documents in their order, the directory, and what the law and the routines expect."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@dataclass(frozen=True)
class Version:
    """One document of a lifecycle, and what is expected of it at one time.

    `name` is the file's without ending. `by_hand` are consents (SIP XML) entered beside the document.
    """

    name: str
    folder: Path
    expected: Mapping[str, Any]

    @property
    def document(self) -> bytes:
        """The document as the journal system hands it in."""
        return (self.folder / f"{self.expected['document']}.xml").read_bytes()

    @property
    def by_hand(self) -> tuple[bytes, ...]:
        """Consents that a person enters, since the document holds none."""
        return tuple((self.folder / name).read_bytes() for name in self.expected.get("consents", ()))

    @property
    def number(self) -> int:
        """The version that the home's gateway gives the document."""
        return int(self.expected["version"])

    @property
    def now(self) -> datetime:
        """When the document is handed in, or the consent entered."""
        return datetime.fromisoformat(self.expected["now"])

    @property
    def recipients(self) -> Mapping[str, Any]:
        """Recipient → what is to become of its copy."""
        return self.expected["recipient"]


@dataclass(frozen=True)
class Sample:
    """One folder: a person's plan from the first document to the last."""

    folder: Path

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.folder.name

    @cached_property
    def expected(self) -> Mapping[str, Any]:
        """What is written by hand from the law and the routines (`expected.toml`)."""
        with (self.folder / "expected.toml").open("rb") as file:
            return tomllib.load(file)

    @property
    def home(self) -> str:
        """The organisation that keeps the plan."""
        return str(self.expected["home"])

    @property
    def directory(self) -> Path:
        """The shared directory as TOML."""
        return self.folder / "directory.toml"

    @property
    def steps(self) -> list[Version]:
        """Every document, and every consent entered by hand, in the order in which they come."""
        return [Version(each["name"], self.folder, each) for each in self.expected["step"]]

    @property
    def versions(self) -> list[bytes]:
        """The documents in the order in which the journal system hands them in, each once."""
        names = dict.fromkeys(each["document"] for each in self.expected["step"])
        return [(self.folder / f"{name}.xml").read_bytes() for name in names]


def samples() -> list[Sample]:
    """The six samples, in order."""
    return [Sample(path) for path in sorted(FOLDER.iterdir()) if (path / "expected.toml").exists()]
