"""Parties where R4 lets only some kinds of resource stand: the others stand in an extension beside."""

from __future__ import annotations

from mappings.fhir.constants import Json
from mappings.fhir.extensions import REF, read_value, write_value
from mappings.fhir.node import Found, Node
from mappings.fhir.reader import Reader
from mappings.fhir.urls import Urls
from schemas.identifiers import PERSON
from schemas.sip.plan import Plan


class Parties:
    """What type of resource each party of the plan is."""

    def __init__(self, plan: Plan) -> None:
        near = (plan.guardians, plan.representatives, plan.relatives, plan.supporters)
        self._types = {
            PERSON: "Patient",
            **{each.id: "RelatedPerson" for people in near for each in people},
            **{each.id: "PractitionerRole" for each in plan.participants},
            **{each.id: "Organization" for each in plan.organisations},
        }

    def type_of(self, ref: str) -> str:
        """The resource type that the party is said as."""
        return self._types[ref]


def party(urls: Urls, parties: Parties, ref: str | None, field: str, allowed: tuple[str, ...]) -> Json:
    """The party in `field` if its type may stand there, else in the extension `party`."""
    if ref is None:
        return {}
    if parties.type_of(ref) in allowed:
        return {field: urls.reference(ref)}
    return {"extension": write_value(urls, "party", REF, ref)}


def read_party(reader: Reader, node: Node, field: str) -> Found | None:
    """The party in the field or in the extension."""
    return reader.ref_in(node, field) or read_value(reader, node, "party", REF)


def extended(said: Json, *extensions: list[Json]) -> Json:
    """The same object with more extensions, and with what else stands beside them."""
    more = [each for some in extensions for each in some]
    return {**said, "extension": [*said.get("extension", []), *more]} if more else said


def merged(said: Json, more: Json) -> Json:
    """Both objects in one; their extensions are added, never replaced."""
    fields = {name: value for name, value in more.items() if name != "extension"}
    return extended({**said, **fields}, more.get("extension", []))
