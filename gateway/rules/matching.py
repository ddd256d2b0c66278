"""Stable ids for parts that a source system gave none: matched to the version before by kind, exact text and owner.

Theory of operation. Reading gives every part without an id a provisional one (`unassigned-...`). At the home each such
part takes the id of the part of the previous version that says the same and has the same owner; parts that say the
same are taken in order. What matches nothing is new. Nothing is guessed: a text that was changed by one letter is a new
part, and the account says so (DESIGN "Home, versions, reports").
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

from gateway.rules.aliases import own_id, renamed
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.ids_given import UNASSIGNED
from schemas.sip.plan import Plan
from schemas.sip.walk import Path, pointer, walk

Key = tuple[object, ...]


class Match(StrEnum):
    """What became of a part when a version was taken in."""

    MATCHED = "matched"
    NEW = "new"
    GONE = "gone"


class IdNote(NamedTuple):
    """A line for the account: JSON Pointer (for GONE: into the previous version), kind of part, what became of it."""

    path: str
    kind: str
    match: Match


class Assigned(NamedTuple):
    """The document with ids for good, and the notes for the account."""

    document: SipDocument
    notes: tuple[IdNote, ...]


class _Earlier(NamedTuple):
    """A part of the previous version that has not been found again yet."""

    id: str
    note: IdNote


def assign_ids(new: SipDocument, previous: SipDocument | None, new_id: Callable[[], str]) -> Assigned:
    """Give every provisional id of `new` its id for good and say all references by it.

    Ids that the source gave itself are kept. With the same previous version, matched parts get the same ids each time;
    only new parts ask for `new_id()`. A document without provisional ids comes back as it is, without notes.
    """
    taken = {own for _, part in walk(new.plan) if (own := own_id(part)) is not None}
    earlier = _earlier_parts(previous.plan, taken) if previous is not None else {}
    before = {each.id for same in earlier.values() for each in same}
    ids: dict[str, str] = {}
    notes: list[IdNote] = []
    for path, part, owner in _with_owner(new.plan):
        own = own_id(part)
        if own is None or not own.startswith(UNASSIGNED):
            continue
        same = earlier.get(_key(part, ids.get(owner, owner)))
        ids[own] = same.pop(0).id if same else new_id()
        match = Match.MATCHED if ids[own] in before else Match.NEW
        notes.append(IdNote(pointer(path), type(part).__name__, match))
    if not ids:
        return Assigned(new, ())
    notes += [each.note for same in earlier.values() for each in same]
    plan = renamed(new.plan, ids)
    consents = tuple(renamed(each, ids) for each in new.consents)
    return Assigned(SipDocument.model_validate({"plan": plan, "consents": consents}), tuple(notes))


def _earlier_parts(plan: Plan, taken: set[str]) -> dict[Key, list[_Earlier]]:
    """The parts of the previous version by what they say, without those that the new one names itself."""
    found: dict[Key, list[_Earlier]] = {}
    for path, part, owner in _with_owner(plan):
        own = own_id(part)
        if own is not None and own not in taken:
            note = IdNote(pointer(path), type(part).__name__, Match.GONE)
            found.setdefault(_key(part, owner), []).append(_Earlier(own, note))
    return found


def _with_owner(plan: Plan) -> list[tuple[Path, Part, str]]:
    """Every part with its path and the id of the part that it lies in (a sub-goal's need), else ""."""
    parts = dict(walk(plan, ("plan",)))
    return [(path, part, getattr(parts.get(path[:-2]), "id", None) or "") for path, part in parts.items()]


_SAYS: dict[str, tuple[str, ...]] = {
    "Guardian": ("name",),
    "Representative": ("name", "mandate"),
    "Relative": ("name",),
    "Supporter": ("name", "kind"),
    "Participant": ("name", "organisation"),
    "Call": ("sent_on", "channel", "purpose"),
    "Meeting": ("kind", "start"),
    "Strength": ("text",),
    "CurrentSupport": ("text", "organisation"),
    "OverallGoal": ("text", "whose"),
    "Need": ("text",),
    "SubGoal": ("text",),
    "Intervention": ("text", "responsible_huvudman"),
    "OtherMeasure": ("text", "performer", "performer_name"),
    "Placement": ("kind", "start"),
    "PlacementAssessment": ("text", "organisation"),
    "FollowUp": ("on",),
    "Attachment": ("kind", "title", "data"),
}
"""Kind of part → what must be the same: its text (or what stands for it) and its owner (a sub-goal's is its need)."""


def _key(part: Part, owner: str) -> Key:
    kind = type(part).__name__
    return (kind, owner, *(_comparable(getattr(part, name)) for name in _SAYS[kind]))


def _comparable(value: Any) -> object:
    if isinstance(value, bytes):
        return hashlib.sha256(value).digest()
    return value.model_dump_json() if isinstance(value, Part) else value
