"""A whole document: from the SIP to the entries of a bundle, and from the resources of a bundle to the SIP."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from mappings.codes import Item, Role
from mappings.fhir.care_plan import care_plan_from_sip, has_team, sip_from_care_plan
from mappings.fhir.care_team import care_team_from_sip, sip_from_care_team
from mappings.fhir.consent import consent_from_sip, sip_from_consent
from mappings.fhir.constants import Json
from mappings.fhir.documents import binary_from_sip, document_reference_from_sip, sip_from_document_reference
from mappings.fhir.measures import (
    interventions_from_details,
    is_other,
    service_request_from_sip,
    sip_from_service_request,
)
from mappings.fhir.meetings import (
    appointment_from_call,
    appointment_from_follow_up,
    call_from_appointment,
    encounter_from_meeting,
    follow_up_from_appointment,
    item_of,
    meeting_from_encounter,
)
from mappings.fhir.needs import (
    attainment_from_observation,
    condition_from_need,
    goal_from_overall_goal,
    goal_from_resource,
    goal_from_sub_goal,
    is_overall,
    need_from_condition,
    observation_from_attainment,
)
from mappings.fhir.node import Said
from mappings.fhir.organisations import organisation_from_sip, sip_from_organisation
from mappings.fhir.parties import Parties
from mappings.fhir.people import (
    Related,
    patient_from_sip,
    practitioner_from_sip,
    practitioner_role_from_sip,
    related_person_from_sip,
    role_of,
    sip_from_patient,
    sip_from_practitioner_role,
    sip_from_related_person,
)
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.signatures import provenance_from_giver, provenance_from_signature, signature_from_provenance
from mappings.fhir.urls import Urls
from schemas.identifiers import PERSON
from schemas.sip.consent import Consent
from schemas.sip.content import Intervention, OtherMeasure
from schemas.sip.document import SipDocument
from schemas.sip.plan import Plan

_LIST_OF_ROLE = {
    Role.GUARDIAN: "guardians",
    Role.REPRESENTATIVE: "representatives",
    Role.RELATIVE: "relatives",
    Role.SUPPORTER: "supporters",
}


def entries_from_sip(document: SipDocument, urls: Urls, *, redacted: bool = False) -> list[Json]:
    """Every resource of a document, in the order of DESIGN's table."""
    plan = document.plan
    said = chain(
        _people(urls, plan),
        _consents(urls, document.consents),
        ((urls.of("care-plan"), care_plan_from_sip(urls, plan, redacted=redacted)),),
        _content(urls, plan),
        _process(urls, plan),
        _provenances(urls, document),
        _documents(urls, plan),
    )
    return [{"fullUrl": url, "resource": resource} for url, resource in said]


Entries = Iterator[tuple[str, Json]]


def _people(urls: Urls, plan: Plan) -> Entries:
    yield urls.of(PERSON), patient_from_sip(urls, plan.person)
    near: list[Related] = [*plan.guardians, *plan.representatives, *plan.relatives, *plan.supporters]
    for related in near:
        yield urls.of(related.id), related_person_from_sip(urls, related)
    for organisation in plan.organisations:
        yield urls.of(organisation.id), organisation_from_sip(urls, organisation)
    for participant in plan.participants:
        yield urls.of(participant.id, "practitioner"), practitioner_from_sip(urls, participant)
        yield urls.of(participant.id), practitioner_role_from_sip(urls, participant)
    team = care_team_from_sip(urls, plan) if has_team(plan) else None
    if team is not None:
        yield urls.of("care-team"), team


def _consent_key(consents: tuple[Consent, ...], place: int) -> tuple[str | int, ...]:
    """A consent's own id, and which of those with that id here (two versions of one can stand side by side)."""
    own = consents[place].id
    if own is None:  # only before its home has taken it in
        return "consent", place
    before = sum(1 for each in consents[:place] if each.id == own)
    return ("consent", own, before) if before else ("consent", own)


def _consents(urls: Urls, consents: tuple[Consent, ...]) -> Entries:
    for count, consent in enumerate(consents):
        yield urls.of(*_consent_key(consents, count)), consent_from_sip(urls, consent)


def _content(urls: Urls, plan: Plan) -> Entries:
    parties = Parties(plan)
    for need in plan.needs:
        yield urls.of(need.id), condition_from_need(urls, need)
    for overall in plan.overall_goals:
        yield urls.of(overall.id), goal_from_overall_goal(urls, overall, plan.state)
    for need in plan.needs:
        for goal in need.sub_goals:
            yield urls.of(goal.id), goal_from_sub_goal(urls, parties, goal, need, plan.state)
    measures: list[Intervention | OtherMeasure] = [*plan.interventions, *plan.other_measures]
    for measure in measures:
        yield urls.of(measure.id), service_request_from_sip(urls, measure)


def _process(urls: Urls, plan: Plan) -> Entries:
    parties = Parties(plan)
    for meeting in plan.meetings:
        yield urls.of(meeting.id), encounter_from_meeting(urls, parties, meeting, plan)
    for call in plan.calls:
        yield urls.of(call.id), appointment_from_call(urls, parties, call, plan)
    if plan.follow_up is not None:
        yield urls.of("planned-follow-up"), appointment_from_follow_up(urls, parties, plan.follow_up)
    for need in plan.needs:
        for goal in need.sub_goals:
            for count, _ in enumerate(goal.attainments):
                yield urls.of(goal.id, "attainment", count), observation_from_attainment(urls, goal, need, count)


def _provenances(urls: Urls, document: SipDocument) -> Entries:
    for count, signature in enumerate(document.plan.signatures):
        yield urls.of("signature", count), provenance_from_signature(urls, signature)
    for place, consent in enumerate(document.consents):
        key = _consent_key(document.consents, place)
        for count, giver in enumerate(consent.givers):
            yield urls.of(*key, "given", count), provenance_from_giver(urls, giver, urls.reference(*key))


def _documents(urls: Urls, plan: Plan) -> Entries:
    for attachment in plan.attachments:
        yield urls.of(attachment.id), document_reference_from_sip(urls, attachment)
        yield urls.of(attachment.id, "binary"), binary_from_sip(attachment)


def sip_from_resources(reader: Reader, care_plan: Resource | None) -> Said:
    """Plain data of the document that the resources say; every resource is read, whether it can be used or not."""
    plan = sip_from_care_plan(reader, care_plan) if care_plan is not None else Said()
    patients = [sip_from_patient(reader, each) for each in reader.of("Patient") if each.ref is not None]
    plan["person"] = patients[0] if patients else None
    for field in _LIST_OF_ROLE.values():
        plan[field] = []
    for each in reader.of("RelatedPerson"):
        if each.ref is not None:
            plan[_LIST_OF_ROLE[role_of(reader, each)]].append(sip_from_related_person(reader, each))
    plan["organisations"] = [sip_from_organisation(reader, each) for each in reader.of("Organization") if each.ref]
    plan["participants"] = [
        sip_from_practitioner_role(reader, each) for each in reader.of("PractitionerRole") if each.ref
    ]
    for team in reader.of("CareTeam"):
        plan |= sip_from_care_team(reader, team)
    _read_content(reader, plan, care_plan)
    _read_process(reader, plan, care_plan)
    consents = [sip_from_consent(reader, each) for each in reader.of("Consent")]
    return Said(plan=plan, consents=[each for each in consents if each is not None])


def _read_content(reader: Reader, plan: Said, care_plan: Resource | None) -> None:
    plan["needs"] = [need_from_condition(reader, each) for each in reader.of("Condition") if each.ref]
    plan["overall_goals"] = []
    needs = {str(need["id"]): need for need in plan["needs"]}
    for need in plan["needs"]:
        need["sub_goals"] = []
    for each in reader.of("Goal"):
        if each.ref is None:
            continue
        goal = goal_from_resource(reader, each, lambda judged: attainment_from_observation(reader, judged))
        if is_overall(each):
            plan["overall_goals"].append(goal)
            continue
        need = next((needs[ref] for ref in goal.pop("needs") if ref in needs), None)
        if need is None:
            reader.log.find("SIP149", each.node.path, soft=True)
            reader.log.forget(each.node.value)
        else:
            need["sub_goals"].append(goal)
    plan["interventions"], plan["other_measures"] = [], []
    for each in reader.of("ServiceRequest"):
        if each.ref is not None:
            measures = plan["other_measures" if is_other(each) else "interventions"]
            measures.append(sip_from_service_request(reader, each))
    if care_plan is not None:
        plan["interventions"] += interventions_from_details(reader, care_plan.node)


def _read_process(reader: Reader, plan: Said, care_plan: Resource | None) -> None:
    plan["meetings"] = [meeting_from_encounter(reader, each) for each in reader.of("Encounter") if each.ref]
    plan["calls"] = []
    for each in reader.of("Appointment"):
        item = item_of(reader, each)
        if item == Item.CALL.value:
            plan["calls"].append(call_from_appointment(reader, each))
        elif item == Item.PLANNED_FOLLOW_UP.value:
            plan["follow_up"] = follow_up_from_appointment(reader, each)
    signed = [] if care_plan is None else reader.pointing("Provenance", "target", care_plan)
    plan["signatures"] = [signature_from_provenance(reader, each) for each in signed]
    documents = [each for each in reader.of("DocumentReference") if each.ref]
    plan["attachments"] = [sip_from_document_reference(reader, each) for each in documents]
