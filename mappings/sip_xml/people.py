"""The elements of people and organisations. One row per field of the model, in the order of the schema."""

from __future__ import annotations

from mappings.sip_xml.rows import Table
from schemas.identifiers import PersonIdentity
from schemas.sip.organisations import Organisation
from schemas.sip.people import (
    Address,
    Contact,
    Guardian,
    Name,
    Participant,
    Person,
    Relative,
    Representative,
    Supporter,
)

_NATURAL_PERSON = {"name": "Name", "contact": "Contact", "protection": "Protection"}

PEOPLE: Table = {
    PersonIdentity: {"kind": "Kind", "value": "Value", "assigner": "Assigner"},
    Name: {"given": "Given", "family": "Family"},
    Address: {"lines": "Line", "postal_code": "PostalCode", "city": "City"},
    Contact: {"address": "Address", "phones": "Phone", "emails": "Email"},
    Person: {
        "identity": "Identity",
        "earlier_identities": "EarlierIdentity",
        **_NATURAL_PERSON,
        "languages": "Language",
        "interpreter_needed": "InterpreterNeeded",
        "communication_support": "CommunicationSupport",
    },
    Guardian: {
        "id": "Id",
        "identity": "Identity",
        **_NATURAL_PERSON,
        "languages": "Language",
        "interpreter_needed": "InterpreterNeeded",
    },
    Representative: {
        "id": "Id",
        "mandate": "Mandate",
        "valid_from": "ValidFrom",
        "valid_until": "ValidUntil",
        "identity": "Identity",
        **_NATURAL_PERSON,
    },
    Relative: {"id": "Id", "relation": "Relation", **_NATURAL_PERSON},
    Supporter: {"id": "Id", "kind": "Kind", "organisation": "Organisation", **_NATURAL_PERSON},
    Participant: {
        "id": "Id",
        "organisation": "Organisation",
        "role": "Role",
        "hsa_id": "HsaId",
        **_NATURAL_PERSON,
    },
    Organisation: {
        "id": "Id",
        "name": "Name",
        "kind": "Kind",
        "organisation_number": "OrganisationNumber",
        "school_unit_code": "SchoolUnitCode",
        "part_of": "PartOf",
        "acts_for": "ActsFor",
        "contact": "Contact",
    },
}
