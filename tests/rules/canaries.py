"""Canaries: every free text of a document made unique, and what may go to whom, said independently of the rules.

The tables here repeat nothing of `gateway.rules.travel`: they are written from SIP.md §2, §4 and §7, by hand, the other
way round (what stays), and people are found by looking for their ids in the raw data of the parts that may go.
"""

from __future__ import annotations

import base64
import itertools
from collections.abc import Collection, Iterator
from typing import Any

from pydantic import Base64Bytes

from schemas.sip.base import Line, Part, Text
from schemas.sip.document import SipDocument
from schemas.sip.walk import walk
from tests.generated_plans.building import kinds_of

Where = tuple[str | int, ...]

STAYS_HOME = {
    "Source.system",
    "Source.plan_id",
    "Consent.judged_by",
    "Consent.noted_by",
    "Consent.exclusion_text",
    "Consent.exclusion_classified_by",
}
SPANS_THE_PLAN = {
    "Plan.summary",
    "Plan.preparation",
    "Plan.related_plans",
    "Plan.refusal",
    "Plan.fixed_care_contact",
    "Plan.attachments",
    "Plan.not_approved_reason",
    "Person.communication_support",
    "Initiative.reason",
    "Call.purpose",
    "Call.long_term_goal",
    "Call.questions",
    "CalledParty.expected_contribution",
    "Meeting.place",
    "Meeting.leader_name",
    "Meeting.secretary_name",
    "Meeting.notes",
    "FollowUp.evaluation",
    "Closure.comment",
}
CLASSIFIED = {
    "strengths",
    "current_support",
    "overall_goals",
    "needs",
    "interventions",
    "other_measures",
    "placement",
    "placement_assessments",
    "crisis_plan",
}
PEOPLE = {"guardians", "representatives", "relatives", "supporters", "participants", "organisations"}
FINDABLE = {"contact", "place"}


def canaried(document: SipDocument) -> tuple[SipDocument, dict[str, Where]]:
    """The document with a unique canary in every free text and attachment; canary → where it is."""
    data = document.model_dump(mode="json")
    numbers = itertools.count(1)
    found: dict[str, Where] = {}
    for path, part in walk(document):
        for name, kind in kinds_of(type(part)).items():
            if getattr(part, name) in (None, ()) or kind.inner not in (Line, Text, Base64Bytes):
                continue
            holder = _at(data, path)
            for at in range(len(holder[name])) if kind.many else (None,):
                canary = f"KANARIE{next(numbers):05d}Q"
                found[canary] = (*path, name) if at is None else (*path, name, at)
                value = base64.b64encode(canary.encode()).decode() if kind.inner is Base64Bytes else canary
                if at is None:
                    holder[name] = value
                else:
                    holder[name][at] = value
    return SipDocument.model_validate(data), found


def written(canary: str) -> tuple[str, ...]:
    """The forms in which a canary can stand in bytes that are sent: itself, in Base64, in hexadecimal."""
    return canary, base64.b64encode(canary.encode()).decode().rstrip("="), canary.encode().hex()


def may_go(
    document: SipDocument,
    where: Where,
    *,
    recipient: str,
    home: str,
    everything: bool,
    subjects: Collection[str],
    protected: bool,
) -> bool:
    """Whether a text at a place in the source may stand in the recipient's copy, attachments switched off."""
    fields = _fields(document, where)
    if STAYS_HOME & fields or "Plan.attachments" in fields:
        return False
    if protected and FINDABLE & {str(step) for step in where}:
        return False
    if everything:
        return True
    if SPANS_THE_PLAN & fields:
        return False
    data = document.model_dump(mode="json")
    top = str(where[1])
    if top in CLASSIFIED:
        return _permitted(_top_part(data["plan"], where), subjects)
    if top in PEOPLE:
        return _top_part(data["plan"], where)["id"] in reachable(document, recipient, home, subjects)
    if top == "calls":
        return bool(
            _own(data["plan"], recipient) & {each["party"] for each in _top_part(data["plan"], where)["parties"]}
        )
    return True


def reachable(document: SipDocument, recipient: str, home: str, subjects: Collection[str]) -> set[str]:
    """Ids of people and organisations that a part that may go speaks of."""
    plan: dict[str, Any] = document.model_dump(mode="json")["plan"]
    known = {each["id"]: each for name in PEOPLE for each in plan[name]}
    speaking: list[Any] = [each for name in CLASSIFIED for each in _listed(plan[name]) if _permitted(each, subjects)]
    speaking += [plan["lead_huvudman"], plan["coordinator"], home, *_own(plan, recipient)]
    speaking += [each.who for consent in document.consents for each in consent.givers]
    found: set[str] = set()
    while speaking:
        for text in _strings(speaking.pop()):
            if text in known and text not in found:
                found.add(text)
                speaking.append({k: v for k, v in known[text].items() if k in ("organisation", "part_of", "acts_for")})
    return found


def _own(plan: dict[str, Any], recipient: str) -> set[str]:
    return {recipient} | {each["id"] for each in plan["participants"] if each["organisation"] == recipient}


def _permitted(part: dict[str, Any], subjects: Collection[str]) -> bool:
    return bool(part["subjects"]) and set(part["subjects"]) <= set(subjects)


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value] if value is not None else []


def _top_part(plan: dict[str, Any], where: Where) -> dict[str, Any]:
    value = plan[str(where[1])]
    return value[where[2]] if isinstance(value, list) else value


def _fields(document: SipDocument, where: Where) -> set[str]:
    """`Class.field` of every step on the way to a text."""
    value: Any = document
    steps: set[str] = set()
    for step in where:
        if isinstance(value, Part):
            steps.add(f"{type(value).__name__}.{step}")
            value = getattr(value, str(step))
        else:
            value = value[step]
    return steps


def _at(data: Any, path: Where) -> Any:
    for step in path:
        data = data[step]
    return data


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)
