"""How a journal system of a run is to behave: said in a file that may change any time; and what its journal holds."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any


class Behaviour(StrEnum):
    """How a journal system may behave. Those that take seconds are given them by `behave`."""

    WELL = "well"
    DEAD = "dead"
    """Nothing is imported, nothing is said."""
    AWAY = "away"
    """Its folder has gone: the adapter raises."""
    SLOW = "slow"
    """So many seconds for each document."""
    REFUSING = "refusing"
    """Every copy is rejected, with a receipt that says so."""
    LYING_NO_ENTRY = "lying-no-entry"
    """A receipt with an entry id, and no entry."""
    LYING_HASH = "lying-hash"
    """An entry, and a receipt about another content."""
    LYING_UNKNOWN = "lying-unknown"
    """As well, and a receipt for a copy that it never got."""
    LOST = "lost"
    """An entry, and no receipt ever."""
    LATE = "late"
    """A receipt so many seconds after the entry."""
    REPEATED = "repeated"
    """Two receipts at once, and the same again after so many seconds."""


@dataclass(frozen=True, slots=True)
class Control:
    """What stands in a control file."""

    behaviour: Behaviour = Behaviour.WELL
    seconds: float = 0.0


def behave(folder: Path, organisation: str, behaviour: Behaviour, seconds: float = 0.0) -> None:
    """Let that organisation's journal system behave so from its next document on."""
    file = folder / f"{organisation}.behaviour"
    new = file.with_suffix(".new")
    new.write_text(f"{behaviour.value} {seconds}\n", encoding="ascii")
    new.replace(file)


def behaviour_of(folder: Path, organisation: str) -> Control:
    """How it is to behave now: well, unless something else was said."""
    file = folder / f"{organisation}.behaviour"
    if not file.exists():
        return Control()
    name, _, seconds = file.read_text(encoding="ascii").strip().partition(" ")
    return Control(Behaviour(name), float(seconds or 0))


def journal_lines(folder: Path, organisation: str) -> list[dict[str, Any]]:
    """Everything that an organisation's journal holds; a last line that was cut off is none."""
    file = folder / f"{organisation}.jsonl"
    if not file.exists():
        return []
    return [json.loads(line) for line in file.read_bytes().split(b"\n")[:-1]]
