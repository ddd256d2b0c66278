"""SIP JSON: the model itself as JSON. Reader and writer side by side, with the account of every key.

The reader is as strict as XML is: a number in quotes is no number, and what the model does not know is told (SIP210),
put in the account and not read.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import orjson

from mappings.account import AccountBuilder
from mappings.json_parser import parse_json
from mappings.part_ids import ids_to_leave_out
from mappings.reading import Format, Reading
from mappings.sip_xml.rows import Holds, Shape, shapes_of
from mappings.sip_xml.writer import said
from mappings.text_bytes import STAND_IN, base64_text
from schemas.findings import Finding, finding, has_errors
from schemas.sip.base import Part
from schemas.sip.document import FORMAT_VERSION, SipDocument
from schemas.sip.reading import parse_document
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
    reader = _Reader()
    document, faults = parse_document(reader.part(value, SipDocument, ()))
    found = (*reader.findings, *(each.at(pointer(path)) for path, each in faults))
    return Reading(Format.SIP_JSON, None if has_errors(found) else document, reader.account.build(), found)


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


@dataclass
class _Reader:
    account: AccountBuilder = field(default_factory=AccountBuilder)
    findings: list[Finding] = field(default_factory=list)

    def part(self, value: dict[str, Any], cls: type[Part], path: Path) -> dict[str, Any]:
        """The object without the keys that the model does not know."""
        self.account.mapped(pointer(path), pointer(path))
        shapes, made = shapes_of(cls), {}
        for name, inner in value.items():
            here = (*path, name)
            if name in shapes:
                made[name] = self._field(inner, shapes[name], here)
            else:
                self.account.not_understood(pointer(here), _UNKNOWN)
                self.findings.append(finding("SIP210", pointer(here)))
        return made

    def _field(self, value: Any, shape: Shape, path: Path) -> Any:
        if shape.many and isinstance(value, list):
            return [self._value(each, shape, (*path, place)) for place, each in enumerate(value)]
        return self._value(value, shape, path)

    def _value(self, value: Any, shape: Shape, path: Path) -> Any:
        if shape.part is not None and isinstance(value, dict):
            return self.part(value, shape.part, path)
        self.account.mapped(pointer(path), pointer(path))
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
