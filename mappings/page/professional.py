"""The page that lies beside an incoming copy: what this organisation shall do first, then the rest of its copy."""

from __future__ import annotations

from datetime import date

from mappings.page.consent import consent_lines
from mappings.page.contacts import people_to_ring, representatives_and_supporters
from mappings.page.measures import measure_lines, performed_by
from mappings.page.meetings import coming_meetings, place_is_secret
from mappings.page.names import Names, anybody_protected
from mappings.page.reader import Reader
from mappings.page.rendering import render
from mappings.page.wording import short_number
from mappings.swedish import sv
from schemas.codes import Content
from schemas.sip.document import SipDocument
from schemas.sip.people import NaturalPerson
from schemas.sip.plan import Plan
from schemas.states import PLAN_STATES, PlanState


def page_for_professional(
    document: SipDocument,
    *,
    organisation: str,
    sender_name: str,
    made_on: date,
    redacted: bool = False,
) -> bytes:
    """The page of one organisation's own copy (`organisation` is its id), as UTF-8 HTML that stands alone.

    It holds no more than the copy does, and less where somebody is protected: no place, no contact of theirs.
    A nullified plan shows which plan it was and nothing of what it said. The same input gives the same bytes.
    """
    plan = document.plan
    names = Names(plan, plan.person.name.full, "")
    lines = measure_lines(names)
    ours = [line for line in lines if performed_by(names, line, organisation) or _answers(plan, line.id, organisation)]
    reader = Reader(own=False, child=False, guardian=False, name=plan.person.name.given)
    return render(
        "professional.html",
        plan=plan,
        names=names,
        sv=sv,
        is_over=PLAN_STATES[plan.state].final,
        helpers=representatives_and_supporters(names, made_on),
        nullified=plan.state is PlanState.NULLIFIED,
        is_document=plan.content is Content.DOCUMENT,
        organisation_name=names.organisation_name(organisation),
        coordinates=plan.home == organisation,
        sender_name=sender_name,
        redacted=redacted,
        protected=anybody_protected(_people(plan)),
        secret_place=place_is_secret(plan),
        ours=ours,
        others=[line for line in lines if line not in ours],
        ring=people_to_ring(names),
        meetings=coming_meetings(names, made_on),
        consents=consent_lines(reader, document.consents),
        number=short_number(plan.plan_id),
        made_on=made_on,
    )


def _answers(plan: Plan, measure: str, organisation: str) -> bool:
    """Whether the organisation, or the huvudman behind it, answers for a measure without performer."""
    mine = next((each for each in plan.organisations if each.id == organisation), None)
    answering = {organisation, *filter(None, (mine.part_of, mine.acts_for) if mine else ())}
    return any(
        each.id == measure and not each.performers and each.responsible_huvudman in answering
        for each in plan.interventions
    )


def _people(plan: Plan) -> tuple[NaturalPerson, ...]:
    return (plan.person, *plan.guardians, *plan.representatives, *plan.relatives, *plan.supporters, *plan.participants)
