"""What routines ask of how a plan came about, is followed and ends. Sources are in the county profiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.rules.consent_givers import age_of
from gateway.rules.deadlines import due_dates
from gateway.rules.situation import AGREED, Check, Found, Situation
from schemas.codes import ConsentForm, Content, Known, MeetingKind, OrganisationKind
from schemas.dates import last_day
from schemas.identifiers import PERSON
from schemas.sip.plan import Plan
from schemas.states import PlanState


def _secretary(situation: Situation) -> Iterator[Found]:
    for at, meeting in enumerate(situation.plan.meetings):
        if meeting.kind is MeetingKind.FOLLOW_UP and not (meeting.secretary or meeting.secretary_name):
            yield Found("SIP406", f"/plan/meetings/{at}/secretary")


def _leader(situation: Situation) -> Iterator[Found]:
    for at, meeting in enumerate(situation.plan.meetings):
        if meeting.kind is MeetingKind.SIP and not (meeting.leader or meeting.leader_name):
            yield Found("SIP439", f"/plan/meetings/{at}/leader")


def _took_part(situation: Situation) -> Iterator[Found]:
    for at, meeting in enumerate(situation.plan.meetings):
        held = meeting.start is None or last_day(meeting.start) < situation.today
        if held and meeting.kind is not MeetingKind.PRE_MEETING and meeting.person_took_part is None:
            yield Found("SIP432", f"/plan/meetings/{at}/person_took_part")


def _continues(situation: Situation) -> Iterator[Found]:
    for at, each in enumerate(situation.plan.follow_ups):
        if each.continues and situation.plan.state is not PlanState.REPLACED:
            yield Found("SIP433", f"/plan/follow_ups/{at}/continues")


def _consulted(situation: Situation) -> Iterator[Found]:
    for at, call in enumerate(situation.plan.calls):
        if call.consulted_on is None:
            yield Found("SIP430", f"/plan/calls/{at}/consulted_on")


def _contact(situation: Situation) -> Iterator[Found]:
    for at, call in enumerate(situation.plan.calls):
        for number, party in enumerate(call.parties):
            if party.established_contact is not Known.YES and situation.organisation(party.party) is not None:
                yield Found("SIP431", f"/plan/calls/{at}/parties/{number}/established_contact")


def _oral(situation: Situation) -> Iterator[Found]:
    for at, consent in enumerate(situation.document.consents):
        if consent.noted_by is None and any(each.form is ConsentForm.ORAL for each in consent.givers):
            yield Found("SIP436", f"/consents/{at}/noted_by")


def _consent(situation: Situation) -> Iterator[Found]:
    if not situation.document.consents and situation.plan.state in AGREED:
        yield Found("SIP437", "/consents")


def _closed_with_person(situation: Situation) -> Iterator[Found]:
    plan = situation.plan
    if plan.state is not PlanState.CLOSED or plan.closure is None:
        return
    if not {PERSON, *(one.id for one in plan.guardians)} & {*plan.closure.decided_by, *plan.closure.consulted}:
        yield Found("SIP438", "/plan/closure/decided_by")


_FACTS: tuple[tuple[PlanState, str, Callable[[Plan], object]], ...] = (
    (PlanState.CALLED, "calls", lambda plan: plan.calls),
    (PlanState.FOLLOWED_UP, "follow_ups", lambda plan: plan.follow_ups),
    (PlanState.CLOSED, "closure", lambda plan: plan.closure),
    (PlanState.REFUSED, "refusal", lambda plan: plan.refusal),
    (PlanState.INITIATED, "initiative", lambda plan: plan.initiative),
)


def _state_facts(situation: Situation) -> Iterator[Found]:
    if situation.plan.content is Content.DOCUMENT:
        return  # the document says them
    for state, field, is_there in _FACTS:
        if situation.plan.state is state and not is_there(situation.plan):
            yield Found("SIP443", f"/plan/{field}", (("state", state.value), ("field", field)))


def _refusal(situation: Situation) -> Iterator[Found]:
    refusal = situation.plan.refusal
    if situation.plan.state is PlanState.REFUSED and (refusal is None or not (refusal.by and refusal.reason)):
        yield Found("SIP445", "/plan/refusal")


def _presumed(situation: Situation) -> Iterator[Found]:
    initiative = situation.plan.initiative
    if initiative is None or initiative.presumed_group is None:
        return
    if situation.plan.state in (PlanState.REFUSED, PlanState.NOT_NEEDED):
        yield Found("SIP446", "/plan/state")


def _in_time(situation: Situation) -> Iterator[Found]:
    for each in due_dates(situation.plan, situation.county):
        if each.is_late(situation.today):
            code = "SIP412" if each.limit.duty else "SIP413"
            words = (("limit", each.limit.id), ("days", each.limit.days), ("source", each.limit.source))
            yield Found(code, f"/plan/{'calls' if each.limit.done == 'call' else 'meetings'}", words)


def _initiator(situation: Situation) -> Iterator[Found]:
    initiative, table = situation.plan.initiative, situation.county.initiators
    if initiative is None or table is None:
        return
    source = (("source", table.source),)
    request = initiative.requested_by
    if request is not None and request.kind not in table.requesters:
        yield Found("SIP415", "/plan/initiative/requested_by", source)
    organisation = situation.organisation(initiative.by)
    if organisation is None or organisation.kind in table.kinds:
        return
    if table.ages is None or organisation.kind not in table.within_ages:
        yield Found("SIP414", "/plan/initiative/by", source)
        return
    youngest, oldest = table.ages
    age = age_of(situation.plan, situation.today)
    if age is not None and not youngest <= age <= oldest:
        yield Found("SIP416", "/plan/initiative/by", (*source, ("youngest", youngest), ("oldest", oldest)))


def _reports(situation: Situation) -> Iterator[Found]:
    initiative = situation.plan.initiative
    organisation = situation.organisation(initiative.by) if initiative is not None else None
    if organisation is None or organisation.kind is not OrganisationKind.CARE_PROVIDER:
        return
    huvudman = situation.organisation(situation.huvudman(organisation))
    if huvudman is not None and huvudman.kind is OrganisationKind.MUNICIPALITY:
        yield Found("SIP417", "/plan/initiative/by")


def _informed(situation: Situation) -> Iterator[Found]:
    preparation = situation.plan.preparation
    if situation.agreed and (preparation is None or preparation.information_given_on is None):
        yield Found("SIP440", "/plan/preparation/information_given_on")


CHECKS: dict[str, Check] = {
    "secretary_at_follow_up": _secretary,
    "in_time": _in_time,
    "initiator": _initiator,
    "ordinary_housing_reports": _reports,
    "consulted_before_call": _consulted,
    "established_contact": _contact,
    "person_took_part": _took_part,
    "continue_is_new_plan": _continues,
    "oral_consent_noted": _oral,
    "consent_given": _consent,
    "closed_with_person": _closed_with_person,
    "meeting_leader": _leader,
    "information_given": _informed,
    "state_facts": _state_facts,
    "refusal_reason": _refusal,
    "presumed_group": _presumed,
}
"""Name in the profiles → the check."""
