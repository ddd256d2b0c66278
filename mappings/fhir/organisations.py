"""The organisations of a plan, and the bodies answerable by law."""

from __future__ import annotations

from mappings.codes import concept
from mappings.fhir.constants import ORGANISATION_NUMBER, SID_SCHOOL_UNIT, Json, made
from mappings.fhir.extensions import REF, read_value, write_value
from mappings.fhir.identifiers import ORGANISATION_SYSTEMS, by_system
from mappings.fhir.labels import housekeeping, meta
from mappings.fhir.node import Found
from mappings.fhir.people import contact_json, read_contact
from mappings.fhir.reader import Reader, Resource, said_by
from mappings.fhir.urls import Urls, organisation_identifier
from schemas.codes import OrganisationKind
from schemas.sip.organisations import Organisation


def organisation_from_sip(urls: Urls, organisation: Organisation) -> Json:
    """An organisation; its directory id is the `official` identifier, a number beside it is `secondary`."""
    number, unit = organisation.organisation_number, organisation.school_unit_code
    identifiers: list[Json] = [{"use": "official", **organisation_identifier(organisation.id)}]
    if number is not None:
        identifiers.append({"use": "secondary", "system": ORGANISATION_NUMBER, "value": number})
    if unit is not None:
        identifiers.append({"use": "secondary", "system": SID_SCHOOL_UNIT, "value": unit})
    return {
        "resourceType": "Organization",
        "meta": meta("organization"),
        **made(
            extension=write_value(urls, "acts-for", REF, organisation.acts_for),
            identifier=identifiers,
            type=[concept(organisation.kind)],
            name=organisation.name,
            **contact_json(organisation.contact),
            partOf=urls.reference(organisation.part_of) if organisation.part_of else None,
        ),
    }


def directory_id(resource: Resource) -> Found | None:
    """The directory id: the official identifier, or else the first of a system that we know."""
    node = resource.node
    if not node.has("identifier"):
        return None
    official = by_system(node, ORGANISATION_SYSTEMS, use="official")
    return official or by_system(node, ORGANISATION_SYSTEMS)


def sip_from_organisation(reader: Reader, resource: Resource) -> Json:
    """An organisation; one whose kind is not said in our codes cannot be placed, and SIP142 says so."""
    node = resource.node
    housekeeping(node)
    kinds = [kind for each in node.children("type") if (kind := reader.concept(each, OrganisationKind))]
    said = said_by(
        node,
        id=resource.ref,
        name=node.string("name"),
        kind=kinds[0] if kinds else None,
        organisation_number=by_system(node, (ORGANISATION_NUMBER,), use="secondary"),
        school_unit_code=by_system(node, (SID_SCHOOL_UNIT,)),
        contact=read_contact(node),
        part_of=reader.ref_in(node, "partOf"),
        acts_for=read_value(reader, node, "acts-for", REF),
    )
    if not kinds:
        reader.log.find("SIP142", node.at("type"))
    return said
