"""Foreign input: what others write of a care plan, as far as it can honestly be read as a SIP.

Only what a SIP can name is read: persons with Swedish numbers, organisations with a directory id and a kind, the needs,
goals and measures that the CarePlan itself points at. Everything else stays unread and stands in the account.
"""

from __future__ import annotations

from collections.abc import Iterator

from mappings.fhir.node import Node
from mappings.fhir.reader import Reader, Resource

_BY_PLAN = {"Condition": "addresses", "Goal": "goal"}
_ONLY_OURS = ("Encounter", "Appointment", "DocumentReference")


def settle(reader: Reader, care_plan: Resource | None) -> None:
    """Take from the model's names the resources that a SIP has no place for, before anything is read."""
    wanted = {id(each) for each in _pointed_at(reader, care_plan)} if care_plan is not None else None
    for resource in reader.resources:
        if not _has_place(reader, resource) or (
            wanted is not None and resource.kind in {*_BY_PLAN, "ServiceRequest"} and id(resource) not in wanted
        ):
            resource.ref = None


def _pointed_at(reader: Reader, care_plan: Resource) -> Iterator[Resource]:
    node = care_plan.node
    references: list[Node | None] = [each for name in _BY_PLAN.values() for each in node.children(name)]
    references += [activity.child("reference") for activity in node.children("activity")]
    for reference in references:
        if (found := reader.peek_target(reference)) is not None:
            yield found


def _has_place(reader: Reader, resource: Resource) -> bool:
    node = resource.node
    if resource.kind == "Organization":
        return resource.ref is not None and _names_kind(node)
    if resource.kind == "PractitionerRole":
        organisation = reader.peek_target(node.child("organization"))
        person = reader.peek_target(node.child("practitioner"))
        named = person is not None and person.node.has("name")
        return named and organisation is not None and organisation.ref is not None and _names_kind(organisation.node)
    if resource.kind in _ONLY_OURS:
        return False
    if resource.kind == "RelatedPerson":
        return node.has("name")
    return True


def _names_kind(node: Node) -> bool:
    return any(
        (each.peek("system") or "").endswith("/organisation-kind")
        for kind in node.children("type")
        for each in kind.children("coding")
    )
