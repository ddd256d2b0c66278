"""CareTeam: who stands around the person, who coordinates, who is the fixed care contact."""

from __future__ import annotations

from mappings.codes import Role, concept
from mappings.fhir.constants import Json, made
from mappings.fhir.extensions import REF, read_value, write_value
from mappings.fhir.labels import housekeeping, meta
from mappings.fhir.node import Node, Said
from mappings.fhir.parties import extended
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.urls import Urls
from schemas.identifiers import PERSON
from schemas.sip.plan import Plan
from schemas.sip.process import FixedCareContact

_TAKES_PART = [concept(Role.PARTICIPANT)]
_COORDINATES = [concept(Role.PARTICIPANT), concept(Role.COORDINATOR)]


def care_team_from_sip(urls: Urls, plan: Plan) -> Json | None:
    """The team; None when the plan names nobody but the person."""
    related = (
        (Role.GUARDIAN, plan.guardians),
        (Role.REPRESENTATIVE, plan.representatives),
        (Role.RELATIVE, plan.relatives),
        (Role.SUPPORTER, plan.supporters),
    )
    members: list[Json] = []
    for person in plan.participants:
        role = _COORDINATES if person.id == plan.coordinator else _TAKES_PART
        members.append({"role": role, "member": urls.to[person.id]})
    for kind, people in related:
        members += [{"role": [concept(kind)], "member": urls.to[each.id]} for each in people]
    if plan.fixed_care_contact is not None:
        members.append(_fixed(urls, plan.fixed_care_contact))
    if not members:
        return None
    return {
        "resourceType": "CareTeam",
        "meta": meta("care-team"),
        "status": "active",
        "subject": urls.reference(PERSON),
        "participant": members,
    }


def _fixed(urls: Urls, contact: FixedCareContact) -> Json:
    who = urls.reference(contact.participant) if contact.participant else {}
    said = {"role": [concept(Role.FIXED_CARE_CONTACT)], **made(member=made(**who, display=contact.name))}
    return extended(said, write_value(urls, "organisation", REF, contact.organisation))


def sip_from_care_team(reader: Reader, resource: Resource) -> Json:
    """Coordinator and fixed care contact; that the others are members follows from what they are themselves."""
    node = resource.node
    housekeeping(node)
    node.ignore("status", "the team is that of the plan")
    reader.ref_in(node, "subject")
    said: Json = {}
    for each in node.children("participant"):
        roles = {str(found): found for role in each.children("role") if (found := reader.concept(role, Role))}
        if Role.FIXED_CARE_CONTACT in roles:
            said["fixed_care_contact"] = _read_fixed(reader, each)
        else:
            member = reader.ref_in(each, "member")
            if Role.COORDINATOR in roles:
                said["coordinator"] = member
    return said


def _read_fixed(reader: Reader, node: Node) -> Said:
    member = node.child("member")
    name = member.string("display") if member is not None and member.has("display") else None
    said = Said(
        participant=reader.ref(member) if member is not None and member.has("reference") else None,
        name=name,
        organisation=read_value(reader, node, "organisation", REF),
    )
    said.path = node
    return said
