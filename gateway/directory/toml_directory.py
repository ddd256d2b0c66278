"""The shared directory as a TOML file: import, export, and an object in memory that answers from it.

Theory of operation. The file is the trust root (who can change a key can read), so it is read whole and checked whole.
What the embedded default adds by itself, routing keys and public keys of the organisations hosted here, is written back
by `write_directory` through a new file that replaces the old one, so that no reader sees half of it.
"""

from __future__ import annotations

import json
import os
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from gateway.directory.entries import Entry
from gateway.directory.written import Written, WrittenOrganisation, facts_of, is_twice, places
from schemas.errors import InvalidDocument
from schemas.findings import finding

FORMAT = "samspel-directory-0.9"


class _File(Written):
    format: str = Field(FORMAT, pattern=f"^{FORMAT}$")
    organisation: tuple[WrittenOrganisation, ...] = ()


class TomlDirectory:
    """A `Directory` over entries in memory."""

    def __init__(self, entries: Iterable[Entry]) -> None:
        self._entries = {entry.id: entry for entry in entries}
        self._keys = {entry.routing_key: entry for entry in self._entries.values() if entry.routing_key}

    def find(self, organisation: str) -> Entry | None:
        """The organisation with exactly that id, or None."""
        return self._entries.get(organisation)

    def holds(self, organisation: str) -> bool:
        """Whether there is an organisation with exactly that id."""
        return organisation in self._entries

    def with_number(self, organisation_number: str) -> Sequence[str]:
        """Ids of all organisations on that organisation number."""
        return [each for each in sorted(self._entries) if number_of(each) == organisation_number]

    def handles_protected(self, organisation: str) -> bool:
        """Whether the organisation has confirmed that it can handle protected identity."""
        entry = self.find(organisation)
        return entry is not None and entry.handles_protected

    def by_routing_key(self, routing_key: str) -> Entry | None:
        """The organisation whose queues have that key."""
        return self._keys.get(routing_key)

    def all(self) -> Sequence[Entry]:
        """Everybody, by id."""
        return [self._entries[each] for each in sorted(self._entries)]


def number_of(organisation: str) -> str:
    """The organisation number within an id: `SE2120000001-A1`, `2120000001.UNIT` and `2120000001` give the same."""
    head = organisation.split("-")[0].split(".")[0]
    return head.removeprefix("SE").removeprefix("TSTNMT")[-10:]


def read_directory(path: Path) -> TomlDirectory:
    """Read the file. Raises InvalidDocument (SIP655) with the place of everything that is wrong."""
    try:
        read = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise InvalidDocument(findings=(finding("SIP654"),)) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError):  # the last: arrays in arrays in arrays
        raise InvalidDocument(findings=(finding("SIP655"),)) from None
    except ValidationError as faults:
        raise InvalidDocument(findings=places(faults, "SIP655")) from None
    if is_twice(read.organisation):
        raise InvalidDocument(findings=(finding("SIP656"),))
    return TomlDirectory(each.entry() for each in read.organisation)


def write_directory(path: Path, entries: Iterable[Entry]) -> None:
    """Write the file anew; a reader sees the old one or the new one. The same entries give the same bytes."""
    text = directory_text(entries)
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def directory_text(entries: Iterable[Entry]) -> str:
    """The directory as TOML."""
    return "\n".join([f"format = {json.dumps(FORMAT)}", *(line for entry in entries for line in _lines(entry)), ""])


def _lines(entry: Entry) -> list[str]:
    facts = facts_of(entry)
    keys = facts.pop("keys")
    lines = ["", "[[organisation]]", *(f"{name} = {_said(value)}" for name, value in facts.items())]
    for key in keys:
        lines += ["", "[[organisation.keys]]"]
        lines += [f"{name} = {_said(value)}" for name, value in key.items() if value is not None]
    return lines


def _said(value: Any) -> str:
    """A value in TOML: strings, booleans, lists of strings, and one flat table."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_said(each)}" for name, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
