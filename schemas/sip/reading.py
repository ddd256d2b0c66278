"""From plain data (parsed JSON, or what a reader of another format made) to a document, with every fault at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from functools import lru_cache
from itertools import count
from typing import Any, NamedTuple, TypeVar, get_args, get_origin

from pydantic import ValidationError

from schemas.findings import Finding, finding
from schemas.sip.base import Part
from schemas.sip.consent import Consent
from schemas.sip.document import SipDocument
from schemas.sip.ids_given import NEEDS_ID, UNASSIGNED
from schemas.sip.integrity import broken_references
from schemas.sip.plan import Plan
from schemas.sip.quick_data import NotQuickError, quick_document
from schemas.sip.walk import Path, sayable

P = TypeVar("P", bound=Part)

_CODE_OF_ERROR = {
    "missing": "SIP101",
    "extra_forbidden": "SIP102",
    "enum": "SIP103",
    "partial_date": "SIP104",
    "moment": "SIP104",
    "day": "SIP104",
    "identity_personnummer": "SIP110",
    "identity_samordningsnummer": "SIP111",
    "identity_nationellt_reservnummer": "SIP112",
    "identity_stockholm_reservnummer": "SIP112",
    "identity_local": "SIP113",
    "identity_assigner": "SIP113",
    "hsa_id": "SIP114",
    "organisation_number": "SIP115",
    "organisation_id": "SIP116",
    "text_characters": "SIP105",
    "string_too_short": "SIP106",
    "string_too_long": "SIP107",
    "string_pattern_mismatch": "SIP108",
    "too_long": "SIP107",
    "not_approved_reason": "SIP120",
    "no_other_measures": "SIP121",
    "literal_error": "SIP103",
    "base64_decode": "SIP109",
}


_CODE_FILE = "schemas/xsd/sip-codes.xsd"


_LISTS = (list, tuple)


class Parsed(NamedTuple):
    """A document, or None with the findings that say why."""

    document: SipDocument | None
    findings: tuple[tuple[Path, Finding], ...]


def with_ids(data: Any, *, without_none: bool = False) -> Any:
    """A deep copy of plain data in which every part that needs an id has one; an id that stands there is not given.

    `without_none` leaves out what is None: for readers that note so what nothing was said of.
    """
    without: list[tuple[dict[Any, Any], str]] = []

    def filled(value: Any, kind: str | None) -> Any:
        if not isinstance(value, dict):
            return value
        made: dict[Any, Any] = {}
        for key, inner in value.items():
            if isinstance(inner, str):
                made[key] = inner
            elif isinstance(inner, dict):
                made[key] = filled(inner, NEEDS_ID.get(key))
            elif isinstance(inner, _LISTS):
                below = NEEDS_ID.get(key)
                made[key] = [filled(each, below) for each in inner if not (without_none and each is None)]
            elif inner is not None or not without_none:
                made[key] = inner
        if kind is not None and made.get("id") is None:
            without.append((made, kind))
        return made

    made = filled(data, None)
    if without:
        _give_ids(without, frozenset(_ids_in(data)))
    return made


def _give_ids(parts: list[tuple[dict[Any, Any], str]], taken: frozenset[str]) -> None:
    """Ids for parts that have none, counted for each kind in the order of the document."""
    counts = {kind: count(1) for _, kind in parts}
    for part, kind in parts:
        part["id"] = next(made for each in counts[kind] if (made := f"{UNASSIGNED}{kind}-{each}") not in taken)


def _ids_in(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        if isinstance(data.get("id"), str):
            yield data["id"]
        for inner in data.values():
            yield from _ids_in(inner)
    elif isinstance(data, list | tuple):
        for inner in data:
            yield from _ids_in(inner)


def parse_document(data: Mapping[str, Any], *, without_none: bool = False) -> Parsed:
    """Read plain data as a SIP document. All faults are collected; paths are those of the model."""
    try:
        return Parsed(quick_document(data, without_none=without_none), ())
    except NotQuickError:
        return parse_thoroughly(data, without_none=without_none)


def parse_thoroughly(data: Mapping[str, Any], *, without_none: bool = False) -> Parsed:
    """As `parse_document`, by the model as a whole."""
    filled = with_ids(data, without_none=without_none)
    try:
        document = SipDocument.model_validate(filled)
    except ValidationError as faults:
        found = [each for each in _found(faults, SipDocument) if each[1].code != "SIP200"]
        return Parsed(None, (*found, *_references(filled)) if not found else tuple(found))
    return Parsed(document, ())


def parse_part(cls: type[P], data: Mapping[str, Any]) -> tuple[P | None, tuple[tuple[Path, Finding], ...]]:
    """Read plain data as a part that stands on its own: a consent, a receipt. Faults as `parse_document` tells them."""
    try:
        return cls.model_validate(data), ()
    except ValidationError as faults:
        return None, tuple(_found(faults, cls))


def _found(faults: ValidationError, cls: type[Part]) -> list[tuple[Path, Finding]]:
    found = []
    for fault in faults.errors(include_input=False, include_url=False, include_context=False):
        path: Path = tuple(fault["loc"])
        code = "SIP200" if fault["type"] == "references" else _CODE_OF_ERROR.get(fault["type"], "SIP100")
        if code == "SIP200":
            found.append((path, finding("SIP200")))
        else:
            name = sayable(_field_of(path))
            fields = tuple(step for step in path if isinstance(step, str))
            listed: dict[str, Any] = {"list": code_list(cls, fields)} if code == "SIP103" else {}
            found.append((path, finding(code, field=name, **listed)))
    return found


def _field_of(path: Path) -> str:
    """The name of the field that a path leads to; of one of its values, the field."""
    return next((step for step in reversed(path) if isinstance(step, str)), "")


@lru_cache(maxsize=512)
def code_list(cls: type[Part], path: tuple[str, ...]) -> str:
    """Where the codes of a field stand (its path without positions): a list of our schemas, or their file."""
    kind: Any = cls
    for step in path:
        if isinstance(kind, type) and issubclass(kind, Part) and step in kind.model_fields:
            kinds = (each for each in _types_in(kind.model_fields[step].annotation) if issubclass(each, Part | Enum))
            kind = next(kinds, None)
    return f"{kind.__name__} ({_CODE_FILE})" if isinstance(kind, type) and issubclass(kind, Enum) else _CODE_FILE


def _types_in(annotation: Any) -> Iterator[type]:
    if get_origin(annotation) is None:
        if isinstance(annotation, type):
            yield annotation
    else:
        for inner in get_args(annotation):
            yield from _types_in(inner)


def _references(filled: Mapping[str, Any]) -> list[tuple[Path, Finding]]:
    plan = Plan.model_validate(filled["plan"])
    consents = tuple(Consent.model_validate(each) for each in filled.get("consents", ()))
    return [(broken.path, broken.as_finding()) for broken in broken_references(plan, consents)]
