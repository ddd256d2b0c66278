"""What a transformation is given when a table is read, and what it must be able to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from mappings.tables.language.rules import Way
from schemas.sip.base import Part
from schemas.sip.shapes import Shape


class WrongOptionError(Exception):
    """An option of a transformation is wrong; what, in Swedish and English (SIP262)."""

    def __init__(self, sv: str, en: str) -> None:
        super().__init__(en)
        self.sv, self.en = sv, en


@dataclass(frozen=True, slots=True)
class CodeList:
    """One list under `codes`: our code → the system's texts for it; the first is written."""

    name: str
    theirs: dict[str, tuple[str | int | bool, ...]]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Field:
    """The field of the model that a value is for."""

    part: type[Part]
    name: str
    shape: Shape


@dataclass(frozen=True, slots=True)
class About:
    """What of the table a transformation may ask: the zone of its times, its code lists."""

    zone: str = "Europe/Stockholm"
    codes: Mapping[str, CodeList] = field(default_factory=dict)


class WayMaker(Protocol):
    """Makes a transformation for a field. `options` are the plain values under the rule, only names in `OPTIONS`."""

    OPTIONS: frozenset[str]

    def __call__(self, for_field: Field, options: Mapping[str, Any], about: About) -> Way:
        """Raises WrongOptionError."""
