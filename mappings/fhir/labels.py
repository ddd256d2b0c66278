"""Security labels in `meta.security`: what a part is about, who is protected, what was left out."""

from __future__ import annotations

from functools import lru_cache

from mappings.codes import coding, concept_map
from mappings.fhir.constants import ACT_CODE, ACT_REASON, OBSERVATION_VALUE, Constant, Json, made, profile
from mappings.fhir.node import Found, Node, ignore_in
from mappings.fhir.reader import Reader
from schemas.codes import Protection, Subject

REDACTED = {"system": OBSERVATION_VALUE, "code": "REDACTED"}
TEST = {"system": ACT_REASON, "code": "HTEST"}
"""Test data: what carries this label is never recorded."""
NOT_FOR_PERSON = {"system": ACT_CODE, "code": "NOPAT"}
NOT_FOR_PERSON_LATER = {"system": ACT_CODE, "code": "NOPATIENT"}
"""The code of later editions of the code system, which R4 lacks; accepted."""


def meta(
    profile_name: str,
    subjects: tuple[Subject, ...] = (),
    protection: tuple[Protection, ...] = (),
    *others: Json,
) -> Json:
    """The `meta` of a resource of ours; without `others` one object for all who use it: never to be changed."""
    said = _meta(profile_name, subjects, protection)
    return {**said, "security": [*said.get("security", []), *others]} if others else said


@lru_cache(maxsize=1024)
def _meta(profile_name: str, subjects: tuple[Subject, ...], protection: tuple[Protection, ...]) -> Json:
    labels = [concept_map("protection").forward[each].as_json() for each in protection]
    return Constant(made(profile=[profile(profile_name)], security=[*map(coding, subjects), *labels]))


def _labels(node: Node) -> list[Node]:
    said = node.value.get("meta")
    if type(said) is dict and "security" not in said:
        return []
    return [] if (below := node.child("meta")) is None else below.children("security")


def housekeeping(node: Node) -> None:
    """Leave out what a carrier says about the resource itself, and what repeats its content for the eye."""
    node.take("resourceType")
    node.ignore_each(_OF_CARRIER)
    if type(said := node.value.get("meta")) is dict:
        ignore_in(said, _OF_CARRIER_IN_META, node.log)
    else:
        node.child("meta")


_OF_CARRIER = {
    "id": "the carrier's own id",
    "text": "narrative: a rendering of what the fields say",
    "language": "the language the resource is written in changes no field",
}
_OF_CARRIER_IN_META = {
    "profile": "names the form, not the content",
    **dict.fromkeys(("versionId", "lastUpdated", "source", "tag"), "the carrier's own record of the resource"),
}
"""What a carrier says of a resource → why it is left out."""


def subjects_of(reader: Reader, node: Node) -> list[Found]:
    """The subjects that a resource is labelled with."""
    return reader.codes(_labels(node), Subject)


def protection_of(node: Node) -> list[Found]:
    """The protected identity that a person is labelled with."""
    table = concept_map("protection").backward
    found = []
    for label in _labels(node):
        for other, code in table.items():
            if (label.peek("system"), label.peek("code")) == other:
                label.take("system", "code")
                label.ignore("display", "the code says it")
                found.append(Found(code, label.at("code")))
    return found


def has_label(node: Node, label: Json) -> bool:
    """Whether a resource carries one certain label; marked as mapped when it does."""
    for each in _labels(node):
        if (each.peek("system"), each.peek("code")) == (label["system"], label["code"]):
            each.take("system", "code")
            return True
    return False
