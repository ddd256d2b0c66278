"""What routines ask of what a plan says. Sources are in the county profiles, since several counties ask the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from gateway.rules.consent_givers import is_child
from gateway.rules.situation import Check, Found, Situation
from schemas.codes import OrganisationKind, SignatureRole, Trigger
from schemas.identifiers import PERSON
from schemas.sip.plan import Plan
from schemas.states import PlanState


def _absent(code: str, path: str, is_there: Callable[[Plan], object]) -> Check:
    """A check that an agreed plan has something."""

    def check(situation: Situation) -> Iterator[Found]:
        if situation.agreed and not is_there(situation.plan):
            yield Found(code, path)

    return check


def _signature(situation: Situation) -> Iterator[Found]:
    plan = situation.plan
    signing = {PERSON} | {one.id for one in plan.guardians} | {one.id for one in plan.representatives}
    if situation.agreed and not any(each.who in signing for each in situation.plan.signatures):
        yield Found("SIP403", "/plan/signatures")


def _sub_goals(situation: Situation) -> Iterator[Found]:
    for at, need in enumerate(situation.plan.needs):
        if situation.agreed and not need.sub_goals:
            yield Found("SIP404", f"/plan/needs/{at}/sub_goals")


def _target_dates(situation: Situation) -> Iterator[Found]:
    for at, need in enumerate(situation.plan.needs):
        for number, goal in enumerate(need.sub_goals):
            if situation.agreed and goal.target_date is None:
                yield Found("SIP405", f"/plan/needs/{at}/sub_goals/{number}/target_date")


def _attainment(situation: Situation) -> Iterator[Found]:
    for at, need in enumerate(situation.plan.needs):
        for number, goal in enumerate(need.sub_goals):
            if situation.plan.state is PlanState.FOLLOWED_UP and not goal.attainments:
                yield Found("SIP434", f"/plan/needs/{at}/sub_goals/{number}/attainments")


def _schedules(situation: Situation) -> Iterator[Found]:
    for at, measure in enumerate(situation.plan.interventions):
        if situation.agreed and measure.schedule is None:
            yield Found("SIP442", f"/plan/interventions/{at}/schedule")


def _responsible(situation: Situation) -> Iterator[Found]:
    units = {
        OrganisationKind.MUNICIPAL_BOARD,
        OrganisationKind.CARE_PROVIDER,
        OrganisationKind.MUNICIPAL_SCHOOL,
        OrganisationKind.PUPIL_HEALTH,
    }
    for at, measure in enumerate(situation.plan.interventions):
        answers = situation.organisation(measure.responsible_huvudman)
        if situation.agreed and answers is not None and answers.kind in units and not situation.huvudman(answers):
            yield Found("SIP444", f"/plan/interventions/{at}/responsible_huvudman")


def _participants(situation: Situation) -> Iterator[Found]:
    if situation.agreed and len({one.organisation for one in situation.plan.participants}) < 2:
        yield Found("SIP409", "/plan/participants")


def _lead_is_coordinators(situation: Situation) -> Iterator[Found]:
    plan = situation.plan
    if not situation.agreed or plan.coordinator is None or plan.lead_huvudman is None:
        return
    coordinators = situation.organisation(plan.coordinator)
    lead = situation.organisation(plan.lead_huvudman)
    if coordinators == lead or situation.huvudman(coordinators) == situation.huvudman(lead) is not None:
        return
    yield Found("SIP410", "/plan/lead_huvudman")


def _fixed_contact(situation: Situation) -> Iterator[Found]:
    if _is_discharge(situation.plan) and situation.plan.fixed_care_contact is None:
        yield Found("SIP420", "/plan/fixed_care_contact")


def _open_care(situation: Situation) -> Iterator[Found]:
    """An agreed discharge plan has somebody of the region; whether that is open care the model does not say."""
    if not _is_discharge(situation.plan):
        return
    parts = [situation.organisation(one.id) for one in situation.plan.participants]
    huvudmen = {situation.huvudman(each) for each in parts}
    regions = {one.id for one in situation.plan.organisations if one.kind is OrganisationKind.REGION}
    if situation.agreed and not huvudmen & regions:
        yield Found("SIP421", "/plan/participants")


def _is_discharge(plan: Plan) -> bool:
    return plan.trigger is Trigger.DISCHARGE or plan.discharge is not None


def _of_age(situation: Situation) -> Iterator[Found]:
    if is_child(situation.plan, situation.today):
        return
    for at, each in enumerate(situation.plan.signatures):
        if each.role is SignatureRole.GUARDIAN:
            yield Found("SIP435", f"/plan/signatures/{at}")


def _other_actors(situation: Situation) -> Iterator[Found]:
    others = {
        OrganisationKind.AUTHORITY,
        OrganisationKind.INDEPENDENT_SCHOOL,
        OrganisationKind.VOLUNTARY,
        OrganisationKind.OTHER,
    }
    named = {row.recipient for consent in situation.document.consents for row in consent.recipients}
    for at, one in enumerate(situation.plan.participants):
        organisation = situation.organisation(one.id)
        if organisation is not None and organisation.kind in others and organisation.id not in named:
            yield Found("SIP447", f"/plan/participants/{at}")


CHECKS: dict[str, Check] = {
    "coordinator": _absent("SIP401", "/plan/coordinator", lambda plan: plan.coordinator),
    "follow_up_date": _absent(
        "SIP402", "/plan/follow_up/on", lambda plan: plan.follow_up is not None and plan.follow_up.on
    ),
    "signature": _signature,
    "sub_goal_per_need": _sub_goals,
    "target_date": _target_dates,
    "overall_goals": _absent("SIP407", "/plan/overall_goals", lambda plan: plan.overall_goals),
    "needs": _absent("SIP408", "/plan/needs", lambda plan: plan.needs),
    "participants": _participants,
    "lead_is_coordinators": _lead_is_coordinators,
    "established_on": _absent("SIP411", "/plan/established_on", lambda plan: plan.established_on),
    "fixed_care_contact": _fixed_contact,
    "open_care_joins": _open_care,
    "attainment_at_follow_up": _attainment,
    "guardian_of_age": _of_age,
    "strengths": _absent("SIP441", "/plan/strengths", lambda plan: plan.strengths),
    "schedule": _schedules,
    "responsible_is_huvudman": _responsible,
    "other_actors_in_consent": _other_actors,
}
"""Name in the profiles → the check."""
