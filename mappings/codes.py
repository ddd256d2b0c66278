"""The codes of the model in FHIR: our code systems, and the maps to those of others.

The maps are the ConceptMaps that we publish (`schemas/fhir/resources`), read once, when they are first needed. A code
without a row has no translation: nothing is ever guessed.
"""

from __future__ import annotations

import json
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import NamedTuple

from mappings.fhir.constants import BASE, Constant, Json
from schemas import codes, messages, states


class Role(StrEnum):
    """As what somebody stands in a resource."""

    PERSON = "person"
    GUARDIAN = "guardian"
    REPRESENTATIVE = "representative"
    RELATIVE = "relative"
    SUPPORTER = "supporter"
    PARTICIPANT = "participant"
    COORDINATOR = "coordinator"
    FIXED_CARE_CONTACT = "fixed-care-contact"
    CONVENER = "convener"
    PARTY = "party"
    LEADER = "leader"
    SECRETARY = "secretary"
    ATTENDEE = "attendee"


class Item(StrEnum):
    """What kind of item a resource is, where one type of R4 serves several of ours."""

    OVERALL_GOAL = "overall-goal"
    SUB_GOAL = "sub-goal"
    INTERVENTION = "intervention"
    OTHER_MEASURE = "other-measure"
    CALL = "call"
    PLANNED_FOLLOW_UP = "planned-follow-up"
    MEETING = "meeting"
    ATTAINMENT = "attainment"
    DENY_UNLESS_PERMITTED = "deny-unless-permitted"


class ConditionCategory(StrEnum):
    """The category of a Condition that is a need of a plan, and no diagnosis."""

    NEED = "need"


class Detail(StrEnum):
    """What an input or output of a Task is."""

    VERSION_DIGEST = "version-digest"
    PREVIOUS_VERSION = "previous-version"
    REDACTED = "redacted"
    SCOPE = "scope"
    SUBJECT = "subject"
    BY = "by"
    NEW_HOME = "new-home"
    ENDED_WITH_VERSION = "ended-with-version"
    CONTENT_HASH = "content-hash"
    ENTRY = "entry"
    EVIDENCE = "evidence"
    PROGRAM = "program"
    MESSAGE_VERSION = "message-version"
    SIGNED_WITH = "signed-with"
    SEALED_TO = "sealed-to"
    SIGNS_WITH = "signs-with"
    SINCE = "since"
    AFTER = "after"
    UNTIL = "until"
    PART = "part"
    PARTS = "parts"
    SIDE = "side"
    AGAIN = "again"
    ENDED = "ended"
    ENDED_AT = "ended-at"


CODE_SYSTEMS: dict[type[StrEnum], str] = {
    codes.Subject: "subject",
    codes.PlanKind: "plan-kind",
    codes.Trigger: "trigger",
    codes.Content: "content",
    codes.Protection: "protection",
    codes.OrganisationKind: "organisation-kind",
    codes.Mandate: "mandate",
    codes.SupporterKind: "supporter-kind",
    codes.RelatedPlanKind: "related-plan-kind",
    codes.RequesterKind: "requester-kind",
    codes.PresumedGroup: "presumed-group",
    codes.CallChannel: "call-channel",
    codes.Duty: "duty",
    codes.DutyBasis: "duty-basis",
    codes.Known: "known",
    codes.MeetingKind: "meeting-kind",
    codes.Attendance: "attendance",
    codes.PersonTookPart: "person-took-part",
    codes.StrengthKind: "strength-kind",
    codes.NeedArea: "need-area",
    codes.GoalOwner: "goal-owner",
    codes.MeasureStatus: "measure-status",
    codes.OtherPerformer: "other-performer",
    codes.PlacementKind: "placement-kind",
    codes.Attained: "attained",
    codes.SignatureForm: "signature-form",
    codes.SignatureRole: "signature-role",
    codes.ClosureReason: "closure-reason",
    codes.AttachmentKind: "attachment-kind",
    codes.ConsentForm: "consent-form",
    codes.ConsentBasis: "consent-basis",
    codes.ConsentStage: "consent-stage",
    codes.Statute: "statute",
    codes.WithdrawalScope: "withdrawal-scope",
    codes.Language: "language",
    states.PlanState: "plan-state",
    states.PlanEvent: "plan-event",
    states.CarePlanStatus: "care-plan-status",
    states.CopyState: "copy-state",
    states.SetBy: "set-by",
    states.Answer: "answer",
    messages.MessageKind: "message-kind",
    messages.CopyKind: "copy-kind",
    messages.Evidence: "evidence",
    messages.Side: "side",
    messages.Again: "again",
    Role: "role",
    Item: "item",
    ConditionCategory: "condition-category",
    Detail: "detail",
}


class Coding(NamedTuple):
    """A code of some system."""

    system: str
    code: str

    def as_json(self) -> Json:
        """As FHIR says it."""
        return {"system": self.system, "code": self.code}


class Map(NamedTuple):
    """One ConceptMap: our code → the others' code, and the others' → ours (where that is unambiguous)."""

    forward: dict[str, Coding]
    backward: dict[Coding, str]


def system_of(kind: type[StrEnum]) -> str:
    """Canonical address of the code system of an enumeration of ours."""
    return f"{BASE}/CodeSystem/{CODE_SYSTEMS[kind]}"


@cache
def codes_of(kind: type[StrEnum]) -> tuple[str, frozenset[str]]:
    """The address of the code system of an enumeration of ours, and its codes."""
    return system_of(kind), frozenset(member.value for member in kind)


@lru_cache(maxsize=None, typed=True)  # typed: members of two enumerations with the same value are equal
def coding(member: StrEnum) -> Json:
    """A code of ours as a Coding. One object for all who use it: never to be changed."""
    return Constant({"system": system_of(type(member)), "code": member.value})


def concept(*members: StrEnum, text: str | None = None, more: tuple[Coding, ...] = ()) -> Json:
    """Codes of ours, with translations of the same if there are any, as a CodeableConcept: never to be changed."""
    said = _concept(*members, more=more)
    return {**said, "text": text} if text else said


@lru_cache(maxsize=4096, typed=True)
def _concept(*members: StrEnum, more: tuple[Coding, ...]) -> Json:
    codings = [*map(coding, members), *(each.as_json() for each in more)]
    return Constant({"coding": codings}) if codings else {}


@cache
def concept_map(name: str) -> Map:
    """The published ConceptMap with that id. Backward goes only what the map calls the same, once."""
    source = files("schemas.fhir").joinpath("resources", f"ConceptMap-{name}.json").read_text("utf-8")
    forward: dict[str, Coding] = {}
    backward: dict[Coding, list[str]] = {}
    for group in json.loads(source)["group"]:
        for element in group["element"]:
            for target in element.get("target", ()):
                if "code" not in target:
                    continue
                other = Coding(group["target"], target["code"])
                forward[element["code"]] = other
                if target["equivalence"] in {"equal", "equivalent"}:
                    backward.setdefault(other, []).append(element["code"])
    return Map(forward, {other: same[0] for other, same in backward.items() if len(same) == 1})
