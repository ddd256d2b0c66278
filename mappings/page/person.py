"""The printable page for the person, or for a guardian or representative: the plan in plain, large, friendly Swedish.

What is never shown: codes, ids (but for a short plan number), addresses, contacts of anybody but those to ring, places
when somebody is protected, what a consent excludes. A plan that is nullified may be about somebody else and one that is
not approved for the person may not be read: their pages hold no plan content. When the person has died there is nobody
to hand the page to: staff get a notice instead, with no name, no content and no reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from mappings.page.changes import Change, changes
from mappings.page.consent import consent_lines
from mappings.page.contacts import people_to_ring, representatives_and_supporters
from mappings.page.copies import Group, copy_lines
from mappings.page.headings import headings_for
from mappings.page.measures import measure_lines
from mappings.page.meetings import coming_meetings, place_is_secret
from mappings.page.names import Names
from mappings.page.reader import Reader, reader_of
from mappings.page.rendering import render, rendered_parts
from mappings.page.rows import LedgerRow
from mappings.page.shown import shown_parts
from mappings.page.wording import short_number
from mappings.swedish import sv
from schemas.codes import ClosureReason, Content, GoalOwner
from schemas.identifiers import PERSON
from schemas.sip.document import SipDocument
from schemas.sip.plan import Plan
from schemas.states import PLAN_STATES, PlanState

_SECTIONS = {
    "lage": "state_notice",
    "mal": "goals",
    "behov": "needs",
    "gora": "measures_part",
    "ring": "ring_part",
    "mote": "meetings_part",
    "mer": "more",
    "samtycke": "consent_part",
}
"""The sections that say what the plan says, with the part of the template that makes each."""

_CLOSURE = {
    ClosureReason.GOALS_MET: "Målen är nådda.",
    ClosureReason.NO_LONGER_RELEVANT: "Den behövs inte längre.",
    ClosureReason.NEEDS_MET: "Behoven är tillgodosedda.",
    ClosureReason.MOVED: "Det beror på en flytt.",
}
"""Why a plan ended, as a sentence."""


def page_for_person(
    document: SipDocument,
    ledger_rows: Iterable[LedgerRow],
    *,
    made_on: date,
    previous: SipDocument | None = None,
    language: str = "sv",
    reader: str = PERSON,
) -> bytes:
    """The page of one version, as UTF-8 HTML that stands alone and prints well; the same input gives the same bytes.

    `document` is the reader's own copy, `previous` the reader's copy of the version before; `reader` is `person`, or
    the element id of a guardian or representative. Rows of other plans are left out. Raises ValueError for another
    language than Swedish, and for a reader who is none of those.
    """
    if language != "sv":
        raise ValueError("the page is written in Swedish only")
    plan = document.plan
    voice = reader_of(plan, reader, made_on)
    if plan.closure is not None and plan.closure.reason is ClosureReason.DECEASED:
        return render("not_to_hand_out.html", number=short_number(plan.plan_id), made_on=made_on)
    names = Names(plan, voice.you, reader)
    view = _view(document, names, voice, made_on)
    compared = previous is not None and may_show(previous.plan)
    told = _changes(previous, document, voice, made_on) if previous and compared and may_show(plan) else ()
    return render(
        "person.html",
        **view,
        changes=told,
        has_previous=compared,
        copies=copy_lines(names, voice, ledger_rows),
        hide_copies=reader != PERSON and place_is_secret(plan),
        groups=Group,
        number=short_number(plan.plan_id),
        made_on=made_on,
    )


def may_show(plan: Plan) -> bool:
    """Whether the page may hold what the plan says."""
    return plan.approved_for_person and plan.state is not PlanState.NULLIFIED


def _view(document: SipDocument, names: Names, voice: Reader, on: date) -> dict[str, Any]:
    """What the sections about the plan are made of."""
    plan = document.plan
    over = PLAN_STATES[plan.state].final
    return {
        "v": voice,
        "h": headings_for(voice, over=over),
        "plan": plan,
        "names": names,
        "sv": sv,
        "closure_texts": _CLOSURE,
        "may_show": may_show(plan),
        "is_document": plan.content is Content.DOCUMENT,
        "is_over": over,
        "own_goals": [each for each in plan.overall_goals if each.whose is GoalOwner.PERSON],
        "family_goals": [each for each in plan.overall_goals if each.whose is GoalOwner.FAMILY],
        "measures": measure_lines(names),
        "ring": people_to_ring(names),
        "helpers": representatives_and_supporters(names, on),
        "meetings": coming_meetings(names, on),
        "consents": consent_lines(voice, document.consents),
    }


def _changes(previous: SipDocument, current: SipDocument, voice: Reader, on: date) -> tuple[Change, ...]:
    """What has changed of all that the page shows, both versions seen with the same eyes on the same day."""
    headings = headings_for(voice, over=PLAN_STATES[current.plan.state].final)
    seen = []
    for document in (previous, current):
        names = Names(document.plan, voice.you, voice.id)
        view = {**_view(document, names, voice, on), "h": headings}
        sections = {"namn": document.plan.person.name.full, **rendered_parts("person_parts.html", _SECTIONS, **view)}
        seen.append((shown_parts(names, headings, on), sections))
    (before, sections_before), (now, sections_now) = seen
    return changes(before, now, sections_before, sections_now, headings)
