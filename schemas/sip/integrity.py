"""References inside a document: which field may point at what, and which do not resolve.

Theory of operation. Nearly every document is whole, and it is asked often. So one pass along precompiled rows answers
yes or no; only when the answer is no does a second one find every fault with its path.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum, auto
from functools import cache
from typing import Any, NamedTuple

from schemas.findings import Finding, finding
from schemas.identifiers import PERSON
from schemas.sip.base import Part
from schemas.sip.consent import Consent
from schemas.sip.plan import Plan
from schemas.sip.walk import Path, fields_with_parts, walk


class Target(Enum):
    """What a reference can point at."""

    PERSON = auto()
    GUARDIAN = auto()
    REPRESENTATIVE = auto()
    RELATIVE = auto()
    SUPPORTER = auto()
    PARTICIPANT = auto()
    ORGANISATION = auto()
    MEETING = auto()
    NEED = auto()
    SUB_GOAL = auto()
    OVERALL_GOAL = auto()
    ATTACHMENT = auto()


_KIN = {Target.PERSON, Target.GUARDIAN, Target.REPRESENTATIVE, Target.RELATIVE, Target.SUPPORTER}
_ANYBODY = _KIN | {Target.PARTICIPANT}
_ANYONE = _ANYBODY | {Target.ORGANISATION}
_ORGANISATION = {Target.ORGANISATION}
_RECIPIENT = {Target.ORGANISATION, Target.PERSON, Target.GUARDIAN}

REFERENCES: dict[tuple[str, str], set[Target]] = {
    ("Organisation", "part_of"): _ORGANISATION,
    ("Organisation", "acts_for"): _ORGANISATION,
    ("Supporter", "organisation"): _ORGANISATION,
    ("Participant", "organisation"): _ORGANISATION,
    ("RelatedPlan", "organisation"): _ORGANISATION,
    ("CurrentSupport", "organisation"): _ORGANISATION,
    ("PlacementAssessment", "organisation"): _ORGANISATION,
    ("Placement", "decided_by"): _ORGANISATION,
    ("FixedCareContact", "organisation"): _ORGANISATION,
    ("FixedCareContact", "participant"): {Target.PARTICIPANT},
    ("Intervention", "responsible_huvudman"): _ORGANISATION,
    ("Intervention", "performers"): {Target.ORGANISATION, Target.PARTICIPANT},
    ("Intervention", "needs"): {Target.NEED},
    ("Intervention", "goals"): {Target.SUB_GOAL, Target.OVERALL_GOAL},
    ("OtherMeasure", "performed_by"): _ANYONE,
    ("OtherMeasure", "needs"): {Target.NEED},
    ("OtherMeasure", "goals"): {Target.SUB_GOAL, Target.OVERALL_GOAL},
    ("SubGoal", "expressed_by"): _ANYONE,
    ("Request", "by"): _ANYONE,
    ("Initiative", "by"): _ANYONE,
    ("Preparation", "information_given_by"): _ANYONE,
    ("Refusal", "by"): _ANYONE,
    ("Call", "convener"): _ANYONE,
    ("Call", "meeting"): {Target.MEETING},
    ("CalledParty", "party"): _ANYONE,
    ("Meeting", "leader"): _ANYONE,
    ("Meeting", "secretary"): _ANYONE,
    ("Attendee", "who"): _ANYONE,
    ("PlannedFollowUp", "convener"): _ANYONE,
    ("FollowUp", "meeting"): {Target.MEETING},
    ("Signature", "who"): _ANYBODY,
    ("Signature", "attachment"): {Target.ATTACHMENT},
    ("Closure", "decided_by"): _ANYONE,
    ("Closure", "consulted"): _ANYONE,
    ("Plan", "lead_huvudman"): _ORGANISATION,
    ("Plan", "coordinator"): {Target.PARTICIPANT},
    ("ConsentGiver", "who"): {Target.PERSON, Target.GUARDIAN, Target.REPRESENTATIVE},
    ("ConsentGiver", "attachment"): {Target.ATTACHMENT},
    ("Permission", "recipient"): _RECIPIENT,
    ("Withdrawal", "by"): _ANYONE,
    ("Withdrawal", "recipients"): _RECIPIENT,
}
"""(part, field) → what it may point at. Exclusions of consent are not here: an excluded party need not be in the plan,
and an organisation that reports a withdrawal need not take part any more."""

_KIND_OF = {
    "Guardian": Target.GUARDIAN,
    "Representative": Target.REPRESENTATIVE,
    "Relative": Target.RELATIVE,
    "Supporter": Target.SUPPORTER,
    "Participant": Target.PARTICIPANT,
    "Organisation": Target.ORGANISATION,
    "Meeting": Target.MEETING,
    "Need": Target.NEED,
    "SubGoal": Target.SUB_GOAL,
    "OverallGoal": Target.OVERALL_GOAL,
    "Attachment": Target.ATTACHMENT,
}


_NAME_OF = {Target.PERSON: "Person", **{target: name for name, target in _KIND_OF.items()}}


class BrokenReference(NamedTuple):
    """A reference that does not resolve (SIP201), points at the wrong kind (SIP202), or an id used twice (SIP203)."""

    code: str
    path: Path
    allowed: frozenset[Target] = frozenset()

    def as_finding(self, path: str = "") -> Finding:
        """As a finding that says what may be pointed at."""
        names = (_NAME_OF[each] for each in Target if each in self.allowed)
        return finding(self.code, path, expected=", ".join(names))


def _parts(plan: Plan, consents: tuple[Consent, ...]) -> Iterator[tuple[Path, Part]]:
    yield from walk(plan, ("plan",))
    for position, consent in enumerate(consents):
        yield from walk(consent, ("consents", position))


def references_of(part: Part) -> Iterator[tuple[str, int | None, str, set[Target]]]:
    """Every reference that a part holds itself: field, position in the field, id, and what it may point at."""
    for name, allowed in _references_in(type(part)):
        value = getattr(part, name)
        if isinstance(value, tuple):
            for position, each in enumerate(value):
                yield name, position, each, allowed
        elif value is not None:
            yield name, None, value, allowed


@cache
def _references_in(part: type[Part]) -> tuple[tuple[str, set[Target]], ...]:
    owner = part.__name__
    return tuple((name, REFERENCES[owner, name]) for name in part.model_fields if (owner, name) in REFERENCES)


class _Row(NamedTuple):
    """What the quick pass asks of one part: its kind when others may point at it, its references, the parts within."""

    kind: str | None
    references: tuple[tuple[str, frozenset[str]], ...]
    within: tuple[str, ...]


_ROWS: dict[type[Part], _Row] = {}


def _row(part: type[Part]) -> _Row:
    named = "id" in part.model_fields and part is not Consent
    references = tuple((name, frozenset(target.name for target in allowed)) for name, allowed in _references_in(part))
    own = _KIND_OF.get(part.__name__)
    row = _Row((own.name if own else "") if named else None, references, fields_with_parts(part))
    return _ROWS.setdefault(part, row)


def is_whole(plan: Plan, consents: tuple[Consent, ...] = ()) -> bool:
    """Whether every reference inside the document holds and no id is used twice."""
    kinds: dict[str, str] = {PERSON: Target.PERSON.name}
    references: list[tuple[Any, frozenset[str]]] = []
    waiting: list[Part] = [plan, *consents]
    named = 1
    for part in waiting:  # which grows meanwhile
        row = _ROWS.get(type(part)) or _row(type(part))
        fields = part.__dict__
        if row.kind is not None:
            kinds[fields["id"]] = row.kind
            named += 1
        for name, allowed in row.references:
            if value := fields[name]:
                references.append((value, allowed))
        for name in row.within:
            if value := fields[name]:
                waiting += value if type(value) is tuple else (value,)
    return len(kinds) == named and _all_hold(references, kinds)


def _all_hold(references: list[tuple[Any, frozenset[str]]], kinds: dict[str, str]) -> bool:
    for value, allowed in references:
        for each in value if type(value) is tuple else (value,):
            if kinds.get(each) not in allowed:
                return False
    return True


def broken_references(plan: Plan, consents: tuple[Consent, ...] = ()) -> list[BrokenReference]:
    """All references that do not hold, in the order of the document; empty when the document is whole."""
    return [] if is_whole(plan, consents) else _every_broken(plan, consents)


def _every_broken(plan: Plan, consents: tuple[Consent, ...]) -> list[BrokenReference]:
    kinds: dict[str, Target | None] = {PERSON: Target.PERSON}
    broken: list[BrokenReference] = []
    parts = list(_parts(plan, consents))
    for path, part in parts:
        own = getattr(part, "id", None)
        if own is None or type(part).__name__ == "Consent":
            continue
        if own in kinds:
            broken.append(BrokenReference("SIP203", (*path, "id")))
        else:
            kinds[own] = _KIND_OF.get(type(part).__name__)
    for path, part in parts:
        for name, position, target, allowed in references_of(part):
            where = (*path, name) if position is None else (*path, name, position)
            if target not in kinds:
                broken.append(BrokenReference("SIP201", where, frozenset(allowed)))
            elif kinds[target] not in allowed:
                broken.append(BrokenReference("SIP202", where, frozenset(allowed)))
    return broken
