"""Cuts a document down to one recipient's share, following the table in `travel`.

Theory of operation. First pass: which people, organisations and meetings appear, by following the references that pull
from parts that travel, until nothing new appears. Second pass: the document is built anew, field by field; what is left
out is listed with its place in the source and the reason. What a copy says depends on the consent and on what travels,
never on what is left out (non-interference): removing a withheld part from the source changes no byte of the copy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple, TypeVar

from gateway.rules.travel import REFERENCE_ROWS, TRAVEL, Travel
from schemas.codes import AttachmentKind, Subject
from schemas.identifiers import PERSON
from schemas.sip.base import Part
from schemas.sip.checked import with_changed
from schemas.sip.content import Attachment
from schemas.sip.document import SipDocument
from schemas.sip.integrity import references_of
from schemas.sip.process import Call, Meeting
from schemas.sip.walk import Path, fields_with_parts, pointer

REASON_AT_HOME = "Skälet finns hos den som samordnar planen."
"""Stands in for the reason why a plan is not shown to the person, where the reason itself does not travel."""

P = TypeVar("P", bound=Part)


class Reason(StrEnum):
    """Why something stays behind."""

    UNCLASSIFIED = "unclassified"
    SUBJECTS = "subjects-not-permitted"
    SPANS_PLAN = "spans-the-plan"
    NOT_REFERRED = "not-referred-to"
    REFERS_TO_LEFT_OUT = "refers-to-what-is-left-out"
    NOT_CALLED = "recipient-not-called"
    PROTECTED = "protected-identity"
    ATTACHMENT = "attachments-do-not-travel"
    HOME_ONLY = "stays-home"
    EXTRACT = "consent-as-extract"


NOT_MARKED = frozenset({Reason.HOME_ONLY, Reason.EXTRACT})
"""Reasons that hold for every recipient always: they alone do not mark a copy as redacted."""


class LeftOut(NamedTuple):
    """Something that stays behind: JSON Pointer into the source document, and why. No content."""

    path: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Scope:
    """What one recipient may get."""

    recipient: str
    home: str | None
    everything: bool
    subjects: frozenset[Subject]
    protected: bool
    attachments: frozenset[AttachmentKind]


class Minimised(NamedTuple):
    """The recipient's share, still with the ids of the source, and what stays behind."""

    document: SipDocument
    left_out: tuple[LeftOut, ...]


def is_protected(document: SipDocument) -> bool:
    """Whether any natural person of the plan has protected identity (SIP.md §7)."""
    return any(each.protection for each in document.plan.natural_persons)


def minimise(document: SipDocument, scope: Scope) -> Minimised:
    """The share of `document` that `scope` lets through. `document.consents` are to be extracts already.

    The result's references all resolve. Raises ValueError (pydantic's) when they do not: a defect of ours.
    """
    cut = _Cut(document, scope)
    plan = cut.share_of(document.plan, ("plan",))
    consents = tuple(cut.share_of(each, ("consents", at)) for at, each in enumerate(document.consents))
    if plan is None or None in consents:
        raise ValueError("a plan and its consents have no reference that they cannot be without")
    return Minimised(SipDocument.model_validate({"plan": plan, "consents": consents}), tuple(cut.left_out))


class _Cut:
    """One minimisation: what is present, and what has been left out so far."""

    def __init__(self, document: SipDocument, scope: Scope) -> None:
        self.scope = scope
        self.left_out: list[LeftOut] = []
        self._own = self._ids_of_recipient(document)
        self._visible = self._own | ({scope.home} if scope.home else set()) | {PERSON}
        self._present: set[str] = set()
        self._follow_pulls(document)

    def _ids_of_recipient(self, document: SipDocument) -> set[str]:
        staff = {one.id for one in document.plan.participants if one.organisation == self.scope.recipient}
        return {self.scope.recipient, *staff}

    def _follow_pulls(self, document: SipDocument) -> None:
        travelling = self._travelling(document)
        while not self.scope.everything:  # else nothing stays behind for want of a reference
            pulled = {target for part in travelling for target in _pulled_by(part)}
            if pulled <= self._visible:
                break
            self._visible |= pulled
            travelling = self._travelling(document)
        ids = {getattr(part, "id", None) for part in travelling}
        self._present = {PERSON} | {each for each in ids if each is not None}

    def _travelling(self, document: Part) -> list[Part]:
        found = [document]
        for part in found:  # it grows meanwhile
            for name, rule in _parts_within(type(part)):
                value = getattr(part, name)
                items = value if isinstance(value, tuple) else (value,)
                travels = [
                    each for each in items if isinstance(each, Part) and (rule is None or rule(self, each) is None)
                ]
                found.extend(travels)
        return found

    def why_left_out(self, row: Travel, item: Any) -> Reason | None:
        """Why a value, or one item of a list, stays behind; None when it travels."""
        rule = _RULES.get(row)
        return None if rule is None else rule(self, item)

    def is_visible(self, item: Any) -> bool:
        """Whether a part that travels pulls it in, or it is a meeting that the recipient itself is listed at."""
        if isinstance(item, Meeting) and any(one.who in self._own for one in item.attendance):
            return True
        return item.id in self._visible

    def calls_recipient(self, call: Call) -> bool:
        """Whether the recipient, or somebody of it, is among those called."""
        return any(party.party in self._own for party in call.parties)

    def share_of(self, part: P, path: Path) -> P | None:
        """The part as it travels; None when it cannot be without a reference that is left out."""
        changed: dict[str, Any] = {}
        listed = len(self.left_out)
        for name, row in _may_stay(type(part)):
            value = getattr(part, name)
            if value is None or (isinstance(value, tuple) and not value):
                continue
            kept = self._share_of_value(part, name, row, (*path, name))
            if kept is None and type(part).model_fields[name].is_required():
                del self.left_out[listed:]
                return self._stay(path, Reason.REFERS_TO_LEFT_OUT)  # type: ignore[no-any-return]
            if kept is not value:
                changed[name] = kept
                if row is Travel.PLACE and self.scope.protected:
                    changed["place_told_by_phone"] = True
        return with_changed(part, changed) if changed else part

    def _share_of_value(self, part: Part, name: str, row: Travel, path: Path) -> Any:
        value = getattr(part, name)
        if row is Travel.REASON:
            return value if self.scope.everything else self._stay(path, Reason.SPANS_PLAN, REASON_AT_HOME)
        if isinstance(value, tuple):
            shares = [self._share_of_item(row, item, (*path, at)) for at, item in enumerate(value)]
            kept = tuple([share for share in shares if share is not None])
            return value if len(kept) == len(value) and all(map(_same, kept, value)) else kept
        share = self._share_of_item(row, value, path)
        if share is None:
            field = type(part).model_fields[name]
            return None if field.is_required() else field.get_default(call_default_factory=True)
        emptied = _is_empty(share) and (share is not value or not self.scope.everything)
        return None if emptied else share

    def _share_of_item(self, row: Travel, item: Any, path: Path) -> Any:
        if row in REFERENCE_ROWS:
            return item if item in self._present else self._stay(path, Reason.REFERS_TO_LEFT_OUT)
        reason = self.why_left_out(row, item)
        if reason is not None:
            return self._stay(path, reason)
        return self.share_of(item, path) if isinstance(item, Part) else item

    def _stay(self, path: Path, reason: Reason, instead: Any = None) -> Any:
        self.left_out.append(LeftOut(pointer(path), reason))
        return instead


Rows = tuple[tuple[str, Travel], ...]
Rule = Callable[[_Cut, Any], Reason | None]


@cache
def _may_stay(part: type[Part]) -> Rows:
    """Fields of which something can stay behind. All others are as they are."""
    within = fields_with_parts(part)
    return tuple(
        (name, row) for name, row in TRAVEL[part.__name__].items() if name in within or row in _RULES or row in _ASKED
    )


@cache
def _parts_within(part: type[Part]) -> tuple[tuple[str, Rule | None], ...]:
    """Fields that hold parts, each with the rule that can leave some of them out."""
    rows = TRAVEL[part.__name__]
    return tuple((name, _RULES.get(rows[name])) for name in fields_with_parts(part) if name in rows)


def _same(one: Any, other: Any) -> bool:
    return one is other


def _is_empty(share: Any) -> bool:
    """Whether nothing is left of a part that has neither an id nor a field that it must have."""
    if not isinstance(share, Part):
        return False
    fields = type(share).model_fields
    return not any(row.is_required() for row in fields.values()) and all(
        getattr(share, name) == row.get_default(call_default_factory=True) for name, row in fields.items()
    )


def _pulled_by(part: Part) -> Iterator[str]:
    rows = TRAVEL[type(part).__name__]
    for name, _, target, _ in references_of(part):
        if rows[name] is Travel.PULLS:
            yield target


def _by_subjects(cut: _Cut, item: Any) -> Reason | None:
    if cut.scope.everything:
        return None
    if not item.subjects:
        return Reason.UNCLASSIFIED
    return None if set(item.subjects) <= cut.scope.subjects else Reason.SUBJECTS


def _spans_plan(cut: _Cut, _: Any) -> Reason | None:
    return None if cut.scope.everything else Reason.SPANS_PLAN


def _if_referred(cut: _Cut, item: Any) -> Reason | None:
    return None if cut.scope.everything or cut.is_visible(item) else Reason.NOT_REFERRED


def _if_own(cut: _Cut, item: Any) -> Reason | None:
    return None if cut.scope.everything or cut.calls_recipient(item) else Reason.NOT_CALLED


def _contact(cut: _Cut, _: Any) -> Reason | None:
    return Reason.PROTECTED if cut.scope.protected else None


def _place(cut: _Cut, item: Any) -> Reason | None:
    return _contact(cut, item) or _spans_plan(cut, item)


def _attached(cut: _Cut, item: Attachment) -> Reason | None:
    if not cut.scope.everything:
        return Reason.SPANS_PLAN
    if cut.scope.protected:
        return Reason.PROTECTED
    return None if item.kind in cut.scope.attachments else Reason.ATTACHMENT


def _home_only(_: _Cut, __: Any) -> Reason | None:
    return Reason.HOME_ONLY


_ASKED = REFERENCE_ROWS | {Travel.REASON}
"""Rows without a rule of which something can stay behind."""

_RULES: dict[Travel, Rule] = {
    Travel.BY_SUBJECTS: _by_subjects,
    Travel.SPANS_PLAN: _spans_plan,
    Travel.IF_REFERRED: _if_referred,
    Travel.IF_OWN: _if_own,
    Travel.CONTACT: _contact,
    Travel.PLACE: _place,
    Travel.ATTACHED: _attached,
    Travel.HOME_ONLY: _home_only,
}
"""The rows that can leave something out, each with its rule. All other rows travel."""
