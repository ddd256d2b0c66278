"""Generated cases for the laws of copies: a plan of any shape, a recipient, and a consent that limits or covers all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from schemas.codes import Subject
from schemas.sip.document import SipDocument
from schemas.sip.integrity import broken_references
from schemas.sip.plan import Plan
from tests.generated_plans.strategies import sip_documents
from tests.rules.examples import ADULT, CONSENT_ID, PLAN_ID

HOME = "2120000142.hem"
_PEOPLE = ("guardians", "representatives", "relatives", "supporters", "participants")


@dataclass(frozen=True)
class Case:
    """A document with one consent in force, and whom its copy is for. `subjects` None = all is covered."""

    document: SipDocument
    recipient: str
    subjects: frozenset[str] | None


def fitted(document: SipDocument, recipient: str, subjects: frozenset[str] | None, *, protected: bool = False) -> Case:
    """The document as an adult's agreed plan with one written consent for one recipient."""
    data = document.model_dump(mode="json")
    plan = data["plan"]
    plan |= {"state": "established", "content": "structured", "plan_id": PLAN_ID, "version": 3}
    plan["person"] |= {"identity": ADULT, "protection": ["sekretessmarkering"] if protected else []}
    for name in _PEOPLE:
        for each in plan[name]:
            each["protection"] = []
    data["consents"] = [
        {
            "id": CONSENT_ID,
            "version": 4,
            "plan_id": PLAN_ID,
            "givers": [{"who": "person", "form": "written", "given_at": "2026-03-02T10:00:00+01:00"}],
            "recipients": [{"recipient": recipient, "subjects": sorted(subjects or ())}],
            "noted_by": "Handläggare",
            "judged_by": "Läkare",
            "exclusion_text": "Inte allt",
            "exclusion_classified_by": "Handläggare",
            "excluded_parties": ["somebody-else"],
        }
    ]
    return Case(SipDocument.model_validate(data), recipient, subjects)


@st.composite
def cases(draw: Any, *, limited: bool, protected: bool = False) -> Case:
    """Any document, one of its organisations, and (when limited) a few subjects."""
    document = draw(sip_documents())
    recipient = draw(st.sampled_from([each.id for each in document.plan.organisations]))
    some = st.frozensets(st.sampled_from([each.value for each in Subject]), min_size=1, max_size=8)
    return fitted(document, recipient, draw(some) if limited else None, protected=protected)


def whole_again(data: dict[str, Any]) -> SipDocument:
    """The document without references to what was taken out of it, nor what cannot be without them."""
    while True:
        plan = Plan.model_validate(data["plan"])
        broken = broken_references(plan)
        if not broken:
            return SipDocument.model_validate(data)
        _take_out(data, broken[0].path)


def _take_out(data: dict[str, Any], path: tuple[str | int, ...]) -> None:
    holder: Any = data
    for step in path[:-1]:
        holder = holder[step]
    if isinstance(holder, list):
        holder.pop(path[-1])  # type: ignore[arg-type]
    elif path[-1] in ("who", "party", "organisation") and isinstance(path[-2], int):
        _take_out(data, path[:-1])
    else:
        holder[path[-1]] = None
