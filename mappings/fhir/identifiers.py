"""Identifiers: persons' numbers, organisations, HSA-ids and the ids of parts, as FHIR Identifier and back."""

from __future__ import annotations

from collections.abc import Collection

from mappings.fhir.constants import HSA, HSA_SYSTEMS, ORGANISATION_NUMBER, SID_PART, SID_UNIT, Json
from mappings.fhir.node import Found, Node, Said
from schemas.identifiers import OID, IdentityKind, PersonIdentity

_NATIONAL = "http://electronichealth.se/identifier/"
SYSTEM = {
    IdentityKind.PERSONNUMMER: f"{_NATIONAL}personnummer",
    IdentityKind.SAMORDNINGSNUMMER: f"{_NATIONAL}samordningsnummer",
    IdentityKind.NATIONELLT_RESERVNUMMER: f"{_NATIONAL}nationelltReservnummer",
    IdentityKind.STOCKHOLM_RESERVNUMMER: f"urn:oid:{OID[IdentityKind.STOCKHOLM_RESERVNUMMER]}",
    IdentityKind.LOCAL: f"urn:oid:{OID[IdentityKind.LOCAL]}",
}
"""What we emit (SIP.md §6)."""

KIND = {
    **{system: kind for kind, system in SYSTEM.items()},
    f"urn:oid:{OID[IdentityKind.PERSONNUMMER]}": IdentityKind.PERSONNUMMER,
    f"urn:oid:{OID[IdentityKind.SAMORDNINGSNUMMER]}": IdentityKind.SAMORDNINGSNUMMER,
}
"""What we accept: the same, and RIV-TA's OIDs."""

ORGANISATION_SYSTEMS = HSA_SYSTEMS | {ORGANISATION_NUMBER, SID_UNIT}


def identity(number: PersonIdentity, use: str = "official") -> Json:
    """A person's number."""
    said: Json = {"use": use, "system": SYSTEM[number.kind], "value": number.value}
    if number.assigner is not None:
        said["assigner"] = {"identifier": hsa(number.assigner)}
    return said


def read_identity(node: Node) -> Said | None:
    """The number that an Identifier holds; None when its system names no person that we know of."""
    kind = KIND.get(node.peek("system") or "")
    if kind is None:
        return None
    node.take("system", "use")
    said = Said(kind=Found(kind.value, node.at("system")), value=node.string("value"))
    said.path = node
    assigner = node.child("assigner")
    inner = assigner.child("identifier") if assigner is not None else None
    if inner is not None and inner.peek("system") in HSA_SYSTEMS:
        inner.take("system")
        said["assigner"] = inner.string("value")
    return said


def hsa(value: str) -> Json:
    """An HSA-id."""
    return {"system": HSA, "value": value}


def part_identifier(element: str) -> Json:
    """The id of a part of the plan."""
    return {"system": SID_PART, "value": element}


def by_system(node: Node, systems: Collection[str], *, use: str | None = None) -> Found | None:
    """The value of the first identifier of one of these systems."""
    said = node.value.get("identifier")
    if type(said) is list and not any(_may_be(each, systems) for each in said):
        return None
    for each in node.children("identifier"):
        if each.peek("system") in systems and (use is None or each.peek("use") == use):
            each.take("system", "use")
            return each.string("value")
    return None


def _may_be(identifier: object, systems: Collection[str]) -> bool:
    """Whether an identifier is of one of these systems, or has to be looked at to tell."""
    system = identifier.get("system") if type(identifier) is dict else None
    return type(system) is not str or system in systems


def part_id(node: Node) -> Found | None:
    """The id of the part that a resource says."""
    return by_system(node, (SID_PART,))
