"""Ids of parts in a copy: random for each recipient, stable over the versions that it gets.

Running numbers, and ids shared between recipients, would tell that something was left out, or let two recipients lay
their copies side by side (SIP.md §4). `person` and the ids of organisations are the same for all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple, TypeVar

from gateway.rules.travel import TRAVEL, Travel
from schemas.sip.base import Part
from schemas.sip.checked import with_changed
from schemas.sip.document import SipDocument
from schemas.sip.integrity import REFERENCES
from schemas.sip.walk import fields_with_parts

P = TypeVar("P", bound=Part)

_REFERENCES = frozenset(REFERENCES) | {("Consent", "excluded_parties")}
"""Fields that name a part: also those that never travel, since ids are settled at home with the same function."""


class Aliased(NamedTuple):
    """The document with the recipient's ids, and all aliases of this recipient and plan: keep them for next time."""

    document: SipDocument
    aliases: dict[str, str]


def with_aliases(document: SipDocument, aliases: Mapping[str, str], new_id: Callable[[], str]) -> Aliased:
    """Say every id of a part by its alias. A part without one gets `new_id()`, in the order of the document.

    The same document with the aliases that came back is said the same way and asks for no new id. Only parts of the
    document that is given get aliases, so what was left out leaves no trace in the order of ids. Raises ValueError
    (pydantic's) when two parts share an alias.
    """
    known = dict(aliases)
    for part in _parts_of(document):
        own = own_id(part)
        if own is not None and own not in known:
            known[own] = new_id()
    plan = renamed(document.plan, known)
    consents = tuple(renamed(each, known) for each in document.consents)
    return Aliased(SipDocument.model_validate({"plan": plan, "consents": consents}), known)


def own_id(part: Part) -> str | None:
    """The id of a part that has one of its own kind: not an organisation's, not a consent's."""
    return getattr(part, "id", None) if _has_own_id(type(part)) else None


@cache
def _has_own_id(part: type[Part]) -> bool:
    return TRAVEL.get(part.__name__, {}).get("id") is Travel.ID  # parts that never travel have no row


def _parts_of(part: Part) -> Iterator[Part]:
    """Every part, outermost first, in the order of the model."""
    waiting = [part]
    while waiting:
        part = waiting.pop()
        yield part
        below = [getattr(part, name) for name in fields_with_parts(type(part))]
        for value in reversed(below):
            if isinstance(value, Part):
                waiting.append(value)
            elif value:
                waiting.extend(reversed(value))


def renamed(part: P, known: Mapping[str, str]) -> P:
    """The part with every id and reference that `known` holds said by its new name; all else as it is."""
    changed: dict[str, Any] = {}
    for name, names in _fields(type(part)):
        value = getattr(part, name)
        if isinstance(value, tuple):
            each = [_said(item, known, names=names) for item in value]
            if any(said is not item for said, item in zip(each, value, strict=True)):
                changed[name] = tuple(each)
        elif value is not None and (said := _said(value, known, names=names)) is not value:
            changed[name] = said
    return with_changed(part, changed) if changed else part


@cache
def _fields(part: type[Part]) -> tuple[tuple[str, bool], ...]:
    """Fields that hold parts, or names of parts (true)."""
    owner, within = part.__name__, fields_with_parts(part)
    naming = {name: row is Travel.ID or (owner, name) in _REFERENCES for name, row in TRAVEL[owner].items()}
    return tuple((name, names) for name, names in naming.items() if names or name in within)


def _said(value: Any, known: Mapping[str, str], *, names: bool) -> Any:
    if isinstance(value, Part):
        return renamed(value, known)
    return known.get(value, value) if names and isinstance(value, str) else value
