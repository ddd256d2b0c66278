"""SIP JSON: the model itself as JSON. Reader and writer side by side, with the account of every key.

The reader is as strict as XML is: a number in quotes is no number, and what the model does not know is told (SIP210),
put in the account and not read.

Theory of operation. A document in which every key is known and every value of the right sort needs no paths: it is
read in one pass without any (`_plainly`). At the first thing that is odd that pass gives up, and the careful reader
finds the words. It also writes the account, when somebody looks at it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import Any, NamedTuple

import orjson

from mappings.account import Account, AccountBuilder
from mappings.json_parser import parse_json
from mappings.part_ids import ids_to_leave_out
from mappings.reading import Format, Reading
from mappings.sip_xml.writer import said
from mappings.text_bytes import STAND_IN, base64_text
from schemas.findings import Finding, finding, has_errors
from schemas.sip.base import Part
from schemas.sip.document import FORMAT_VERSION, SipDocument
from schemas.sip.reading import parse_document
from schemas.sip.shapes import Holds, Shape, shapes_of
from schemas.sip.walk import Path, pointer

_TYPES: dict[Holds, type] = {Holds.BOOLEAN: bool, Holds.INTEGER: int}
_WRONG_KIND: list[Any] = []
_UNKNOWN = "not part of SIP JSON 0.9"


def read_sip_json(body: bytes) -> Reading:
    """Read a plan with its consents. Never raises: what is wrong stands in the findings, all of it at once."""
    value, findings = parse_json(body)
    return Reading(Format.SIP_JSON, None, findings=findings) if findings else read_sip_value(value)


def read_sip_value(value: Any) -> Reading:
    """As `read_sip_json`, of JSON that is parsed already."""
    if not isinstance(value, dict):
        return Reading(Format.SIP_JSON, None, findings=(finding("SIP001"),))
    if value.get("version", FORMAT_VERSION) != FORMAT_VERSION:
        return Reading(Format.SIP_JSON, None, findings=(finding("SIP008", "/version", known=FORMAT_VERSION),))
    told: tuple[Finding, ...] = ()
    try:
        data = _plainly(value, SipDocument)
        account = Account.later(lambda: _read_with_care(value).account.lists())
    except _OddError:
        reader = _Reader()
        data = reader.part(value, SipDocument, ())
        told = tuple(reader.findings)
        account = reader.account.build()
    document, faults = parse_document(data)
    found = (*told, *(each.at(pointer(path)) for path, each in faults))
    return Reading(Format.SIP_JSON, None if has_errors(found) else document, account, found)


def write_sip_json(document: SipDocument) -> bytes:
    """The plan with its consents; what is empty is left out. SIP JSON can say everything that the model can."""
    data = plain(document, ids_to_leave_out(document))
    return orjson.dumps(data, option=orjson.OPT_INDENT_2) + b"\n"


def plain(part: Part, leave_out: frozenset[str] = frozenset()) -> dict[str, Any]:
    """A part as JSON data, without what is empty and without the ids in `leave_out`."""
    made: dict[str, Any] = {}
    for name, shape in shapes_of(type(part)).items():
        value = getattr(part, name)
        if value is None or value == () or (name == "id" and value in leave_out):
            continue
        made[name] = [_plain(each, leave_out) for each in value] if shape.many else _plain(value, leave_out)
    return made


def _plain(value: Any, leave_out: frozenset[str]) -> Any:
    if isinstance(value, Part):
        return plain(value, leave_out)
    return value if isinstance(value, bool | int) else said(value)


class _OddError(Exception):
    """Something is not as the model has it: only the careful reader can say what."""


class _Field(NamedTuple):
    """What the quick pass asks of a field: whether it repeats, what part or what type of value it holds."""

    many: bool
    part: type[Part] | None
    expected: type | None
    is_bytes: bool

    @property
    def takes_anything(self) -> bool:
        """Whether the model alone judges the value."""
        return self.part is None and self.expected is None and not self.is_bytes


@cache
def _fields(cls: type[Part]) -> dict[str, _Field | None]:
    """The fields of a part by name; None for one whose value the model alone judges."""
    rows = {
        name: _Field(shape.many, shape.part, _TYPES.get(shape.holds), shape.holds is Holds.BYTES)
        for name, shape in shapes_of(cls).items()
    }
    return {name: None if row.takes_anything else row for name, row in rows.items()}


def _plainly(value: dict[str, Any], cls: type[Part]) -> dict[str, Any]:
    """The object as it is, when nothing about it is odd."""
    fields, made = _fields(cls), {}
    for name, inner in value.items():
        if name not in fields:
            raise _OddError
        field = fields[name]
        if field is None or inner is None:
            made[name] = inner
        elif field.many and isinstance(inner, list):
            made[name] = [_plain_value(each, field) for each in inner]
        else:
            made[name] = _plain_value(inner, field)
    return made


def _plain_value(value: Any, field: _Field) -> Any:
    if field.part is not None and isinstance(value, dict):
        return _plainly(value, field.part)
    if field.is_bytes and isinstance(value, str) and (content := base64_text(value)) is not None:
        return content
    if field.expected is not None and type(value) is field.expected:
        return value
    raise _OddError


def _read_with_care(value: dict[str, Any]) -> _Reader:
    reader = _Reader()
    reader.part(value, SipDocument, ())
    return reader


@dataclass
class _Reader:
    account: AccountBuilder = field(default_factory=AccountBuilder)
    findings: list[Finding] = field(default_factory=list)

    def part(self, value: dict[str, Any], cls: type[Part], path: Path) -> dict[str, Any]:
        """The object without the keys that the model does not know."""
        self._map(path)
        shapes, made = shapes_of(cls), {}
        for name, inner in value.items():
            here = (*path, name)
            if name in shapes:
                made[name] = self._field(inner, shapes[name], here)
            else:
                self.account.not_understood(pointer(here), _UNKNOWN)
                self.findings.append(finding("SIP210", pointer(here)))
        return made

    def _map(self, path: Path) -> None:
        where = pointer(path)
        self.account.mapped(where, where)

    def _field(self, value: Any, shape: Shape, path: Path) -> Any:
        if shape.many and isinstance(value, list):
            return [self._value(each, shape, (*path, place)) for place, each in enumerate(value)]
        return self._value(value, shape, path)

    def _value(self, value: Any, shape: Shape, path: Path) -> Any:
        if shape.part is not None and isinstance(value, dict):
            return self.part(value, shape.part, path)
        self._map(path)
        expected = _TYPES.get(shape.holds)
        if expected is not None and value is not None and type(value) is not expected:
            return _WRONG_KIND
        if shape.holds is Holds.BYTES and isinstance(value, str):
            content = base64_text(value)
            if content is None:
                self.findings.append(finding("SIP109", pointer(path), field=str(path[-1])))
                return STAND_IN
            return content
        return value
