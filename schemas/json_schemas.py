"""The published JSON Schemas, made of the model: `python -m schemas.json_schemas` writes them to `schemas/json/`.

A schema says shapes; that a date is in the calendar, a number's check digit is right and a reference resolves, only the
reader can say. A reader takes also what the schema refuses for being unknown: it tells it (SIP210) and reads on.
"""

from __future__ import annotations

import json
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from pydantic import Base64Bytes

from schemas import dates, identifiers
from schemas.findings import Fault, Severity
from schemas.receipts import Receipt
from schemas.sip.base import Part
from schemas.sip.consent import Consent
from schemas.sip.document import FORMAT_VERSION, SipDocument

BASE = f"https://w3id.org/samspel/json/{FORMAT_VERSION}/"
_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DATE = r"[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?"
_TIME = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})"

_NAMED: tuple[tuple[Any, str, dict[str, Any]], ...] = (
    (dates.PartialDate, "PartialDate", {"pattern": f"^{_DATE}$", "description": "YYYY, YYYY-MM or YYYY-MM-DD"}),
    (
        dates.Moment,
        "Moment",
        {"pattern": f"^({_DATE}|{_TIME})$", "description": "a partial date, or a time with seconds and offset"},
    ),
    (
        identifiers.OrganisationId,
        "OrganisationId",
        {"pattern": r"^[A-Za-z0-9_.-]{1,32}$", "description": "HSA-id, ORGNR.UNIT or ORGNR"},
    ),
    (
        identifiers.OrganisationNumber,
        "OrganisationNumber",
        {"pattern": "^[0-9]{6}-?[0-9]{4}$", "description": "organisationsnummer, 10 digits"},
    ),
    (identifiers.HsaId, "HsaId", {"pattern": "^[A-Za-z0-9-]{1,32}$", "description": "HSA-id"}),
    (
        identifiers.UrnUuid,
        "UrnUuid",
        {
            "pattern": "^urn:uuid:[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$",
            "description": "a random urn:uuid:",
        },
    ),
    (Base64Bytes, "Base64", {"contentEncoding": "base64", "minLength": 4, "description": "bytes, Base64"}),
)
"""Types whose checks pydantic cannot show: named in every schema that uses them."""

_CODE = {"type": "string", "pattern": "^SIP[0-9]{3}$", "description": "stable, never reused"}
_FINDING = {
    "type": "object",
    "description": "One finding; the texts say what to do and never quote a value.",
    "required": ["severity", "code", "path", "sv", "en", "fault"],
    "additionalProperties": False,
    "properties": {
        "severity": {"enum": [each.value for each in Severity]},
        "code": _CODE,
        "path": {"type": "string", "description": "XPath, JSON Pointer or FHIRPath in the source document"},
        "sv": {"type": "string", "minLength": 1},
        "en": {"type": "string", "minLength": 1},
        "fault": {"enum": [each.value for each in Fault]},
        "rule": {"type": "string", "description": "table and line that were followed, where a mapping table was"},
    },
}
_ENTRIES = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["path", "reason"],
        "additionalProperties": False,
        "properties": {"path": {"type": "string"}, "reason": {"type": "string"}},
    },
}
_LISTS = ("mapped", "ignored", "not_understood")
_ACCOUNT = {
    "type": "object",
    "required": [*_LISTS, "summary"],
    "additionalProperties": False,
    "properties": {
        **dict.fromkeys(_LISTS, _ENTRIES),
        "summary": {
            "type": "object",
            "required": list(_LISTS),
            "additionalProperties": False,
            "properties": {key: {"type": "integer", "minimum": 0} for key in _LISTS},
        },
    },
}
_FINDINGS = {
    "type": "object",
    "required": ["valid", "format", "findings", "account"],
    "additionalProperties": False,
    "properties": {
        "valid": {"type": "boolean"},
        "format": {
            "type": ["string", "null"],
            "description": "sip-xml, sip-json, fhir-json, fhir-xml, table:NAME; null: none recognised",
        },
        "findings": {"type": "array", "items": _FINDING},
        "account": {"$ref": f"{BASE}account.schema.json"},
    },
}


def json_schemas() -> dict[str, dict[str, Any]]:
    """Every published schema, by file name."""
    made = {
        "sip-document": ("SIP JSON: a plan with its consents", _of_part(SipDocument)),
        "consent": ("A consent", _of_part(Consent)),
        "receipt": ("A receipt: what became of a copy", _of_part(Receipt)),
        "findings": ("What is said of a document", _FINDINGS),
        "account": ("What became of every element of a document", _ACCOUNT),
    }
    return {
        f"{name}.schema.json": {"$schema": _DIALECT, "$id": f"{BASE}{name}.schema.json", **body, "title": title}
        for name, (title, body) in made.items()
    }


def _of_part(cls: type[Part]) -> dict[str, Any]:
    body = cls.model_json_schema(mode="validation")
    definitions = body.setdefault("$defs", {})
    used: set[str] = set()
    for part in _parts_below(cls):
        shown = body if part is cls else definitions[part.__name__]
        for name, hint in get_type_hints(part, include_extras=True).items():
            _name_types(shown["properties"][name], hint, used)
        if part.model_fields.get("id") is not None and _inner(get_type_hints(part)["id"]) is str:
            shown["required"] = [
                each for each in shown.get("required", []) if each != "id" or part.__name__ == "Organisation"
            ]
    definitions.update({name: {"type": "string", **rest} for _, name, rest in _NAMED if name in used})
    body["$defs"] = dict(sorted(definitions.items()))
    return body


def _name_types(shown: dict[str, Any], hint: Any, used: set[str]) -> None:
    inner = _inner(hint)
    name = next((name for alias, name, _ in _NAMED if alias == inner), None)
    if name is None:
        return
    used.add(name)
    for holder in (shown, shown.get("items", {}), *shown.get("anyOf", [])):
        if holder.get("type") == "string":
            for key in [key for key in holder if key not in ("default", "description", "title")]:
                del holder[key]
            holder["$ref"] = f"#/$defs/{name}"


def _inner(hint: Any) -> Any:
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    bare = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    return get_args(bare)[0] if get_origin(bare) is tuple else hint


def _parts_below(cls: type[Part]) -> list[type[Part]]:
    found: list[type[Part]] = []
    waiting: list[type[Part]] = [cls]
    while waiting:
        each = waiting.pop()
        if each in found:
            continue
        found.append(each)
        inners = [_inner(hint) for hint in get_type_hints(each, include_extras=True).values()]
        waiting += [inner for inner in inners if isinstance(inner, type) and issubclass(inner, Part)]
    return found


def as_text(schema: dict[str, Any]) -> str:
    """A schema as it stands in its file."""
    return json.dumps(schema, ensure_ascii=False, indent=2) + "\n"


def main(folder: Path = Path(__file__).parent / "json") -> None:
    """Write every schema."""
    for name, schema in json_schemas().items():
        (folder / name).write_text(as_text(schema), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
