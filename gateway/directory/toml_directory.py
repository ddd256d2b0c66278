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

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from gateway.directory.entries import Entry
from gateway.settings import GATEWAY_NAME
from schemas.codes import OrganisationKind
from schemas.errors import InvalidDocument
from schemas.findings import Finding, finding
from schemas.identifiers import OrganisationId
from schemas.messages import MESSAGE_VERSION
from schemas.sip.base import Line
from schemas.sip.walk import pointer

FORMAT = "samspel-directory-0.9"


class _Key(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    jwk: dict[str, str]
    valid_from: str
    valid_until: str | None = None


class _Organisation(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    id: OrganisationId
    name: Line
    kind: OrganisationKind
    routing_key: str | None = Field(None, pattern=r"^[A-Za-z0-9_-]{16,64}$")
    huvudman: OrganisationId | None = None
    acts_for: OrganisationId | None = None
    keys: tuple[_Key, ...] = ()
    message_versions: tuple[str, ...] = (MESSAGE_VERSION,)
    handles_protected: bool = False
    gateway: str | None = Field(None, pattern=GATEWAY_NAME)


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    format: str = Field(FORMAT, pattern=f"^{FORMAT}$")
    organisation: tuple[_Organisation, ...] = ()


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
    except (tomllib.TOMLDecodeError, UnicodeDecodeError):
        raise InvalidDocument(findings=(finding("SIP655"),)) from None
    except ValidationError as faults:
        raise InvalidDocument(findings=_places(faults)) from None
    _refuse_twice(read.organisation)
    return TomlDirectory(_entry(each) for each in read.organisation)


def _places(faults: ValidationError) -> tuple[Finding, ...]:
    found = faults.errors(include_input=False, include_url=False, include_context=False)
    return tuple(finding("SIP655", pointer(tuple(each["loc"]))) for each in found)


def _refuse_twice(organisations: Sequence[_Organisation]) -> None:
    ids = [each.id for each in organisations]
    keys = [each.routing_key for each in organisations if each.routing_key]
    if len(set(ids)) != len(ids) or len(set(keys)) != len(keys):
        raise InvalidDocument(findings=(finding("SIP656"),))


def _entry(read: _Organisation) -> Entry:
    return Entry(
        read.id,
        read.name,
        read.kind,
        read.routing_key,
        read.huvudman,
        read.acts_for,
        tuple(key.model_dump() for key in read.keys),
        read.message_versions,
        read.handles_protected,
        read.gateway,
    )


def write_directory(path: Path, entries: Iterable[Entry]) -> None:
    """Write the file anew; a reader sees the old one or the new one. The same entries give the same bytes."""
    text = "\n".join([f"format = {json.dumps(FORMAT)}", *(line for entry in entries for line in _lines(entry)), ""])
    new = path.with_name(path.name + ".new")
    with new.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    new.replace(path)


def _lines(entry: Entry) -> list[str]:
    facts: dict[str, Any] = {
        "id": entry.id,
        "name": entry.name,
        "kind": entry.kind.value,
        "routing_key": entry.routing_key,
        "huvudman": entry.huvudman,
        "acts_for": entry.acts_for,
        "message_versions": list(entry.message_versions),
        "handles_protected": entry.handles_protected,
        "gateway": entry.gateway,
    }
    lines = [
        "",
        "[[organisation]]",
        *(f"{name} = {_said(value)}" for name, value in facts.items() if value is not None),
    ]
    for key in entry.keys:
        lines += ["", "[[organisation.keys]]"]
        lines += [f"{name} = {_said(value)}" for name, value in key.items() if value is not None]
    return lines


def _said(value: Any) -> str:
    """A value in TOML: strings, booleans, lists of strings, and one flat table."""
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_said(each)}" for name, each in value.items()) + " }"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")
