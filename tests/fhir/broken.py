"""Messages broken in one way each, with the code that says so and the end of its path."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Json = dict[str, Any]


def _of(bundle: Json, kind: str) -> Json:
    return next(each["resource"] for each in bundle["entry"] if each["resource"]["resourceType"] == kind)


def _set(kind: str, name: str, value: Any) -> Callable[[Json], None]:
    return lambda bundle: _of(bundle, kind).__setitem__(name, value)


def _drop(kind: str, name: str) -> Callable[[Json], None]:
    def change(bundle: Json) -> None:
        del _of(bundle, kind)[name]

    return change


def _in(kind: str, *steps: str | int, to: Any) -> Callable[[Json], None]:
    def change(bundle: Json) -> None:
        place: Any = _of(bundle, kind)
        for step in steps[:-1]:
            place = place[step]
        place[steps[-1]] = to

    return change


def _add(kind: str, extension: Json) -> Callable[[Json], None]:
    return lambda bundle: _of(bundle, kind).setdefault("extension", []).append(extension)


_OURS = "https://w3id.org/samspel/fhir/StructureDefinition/"
BROKEN: list[tuple[str, Callable[[Json], None], str, str]] = [
    ("an unknown element", _set("CarePlan", "colour", "blue"), "SIP170", "colour"),
    ("an unknown element below", _in("Patient", "name", 0, "colour", to="x"), "SIP170", "name[0].colour"),
    ("a known element of another type", _set("Goal", "activity", [{}]), "SIP170", "activity"),
    ("a misspelt choice", _set("Observation", "valueColour", "x"), "SIP170", "valueColour"),
    ("an element that the profile forbids", _in("CarePlan", "extension", 0, "valueFoo", to=1), "SIP170", "valueFoo"),
    ("a type that no message has", _set("Binary", "resourceType", "Medication"), "SIP170", "resourceType"),
    ("no type", _drop("Binary", "resourceType"), "SIP170", "resourceType"),
    ("no status", _drop("CarePlan", "status"), "SIP171", "status"),
    ("no subject", _drop("Condition", "subject"), "SIP171", "subject"),
    ("no identifier, which the profile wants", _drop("ServiceRequest", "identifier"), "SIP171", "identifier"),
    ("no agent", _drop("Provenance", "agent"), "SIP171", "agent"),
    ("no content type", _drop("Binary", "contentType"), "SIP171", "contentType"),
    (
        "an extension that must stand is gone",
        _set("CarePlan", "extension", [{"url": "urn:x", "valueString": "x"}]),
        "SIP177",
        "resource",
    ),
    ("one thing in place of a list", _in("Patient", "name", to={"text": "x"}), "SIP172", "name"),
    ("a list in place of one thing", _set("CarePlan", "title", ["x"]), "SIP172", "title"),
    ("a text in place of an object", _set("Condition", "subject", "Patient/1"), "SIP172", "subject"),
    ("an object in place of a text", _set("CarePlan", "title", {"x": "y"}), "SIP172", "title"),
    ("a number in place of a text", _set("CarePlan", "title", 7), "SIP172", "title"),
    (
        "a boolean in quotes",
        _in("CarePlan", "extension", 0, to={"url": f"{_OURS}no-other-measures", "valueBoolean": "true"}),
        "SIP172",
        "valueBoolean",
    ),
    ("a number in quotes", _add("CarePlan", {"url": "urn:x", "valueInteger": "3"}), "SIP172", "valueInteger"),
    (
        "a fraction where a whole number stands",
        _add("CarePlan", {"url": "urn:x", "valueInteger": 3.5}),
        "SIP172",
        "valueInteger",
    ),
    ("true where a number stands", _add("CarePlan", {"url": "urn:x", "valueInteger": True}), "SIP172", "valueInteger"),
    (
        "a whole number of 32 bits and more",
        _add("CarePlan", {"url": "urn:x", "valueInteger": 2**31}),
        "SIP172",
        "valueInteger",
    ),
    ("a negative count", _add("CarePlan", {"url": "urn:x", "valueUnsignedInt": -1}), "SIP172", "valueUnsignedInt"),
    (
        "nought where one is the least",
        _add("CarePlan", {"url": "urn:x", "valuePositiveInt": 0}),
        "SIP172",
        "valuePositiveInt",
    ),
    ("a decimal in quotes", _add("CarePlan", {"url": "urn:x", "valueDecimal": "1.5"}), "SIP172", "valueDecimal"),
    ("30 February", _set("CarePlan", "created", "2025-02-30"), "SIP172", "created"),
    ("29 February of no leap year", _set("CarePlan", "created", "2025-02-29"), "SIP172", "created"),
    ("a 13th month", _set("CarePlan", "created", "2025-13"), "SIP172", "created"),
    ("a date with slashes", _set("CarePlan", "created", "2025/02/03"), "SIP172", "created"),
    ("a time without zone", _set("CarePlan", "created", "2025-02-03T10:00:00"), "SIP172", "created"),
    ("a time without seconds", _set("CarePlan", "created", "2025-02-03T10:00+01:00"), "SIP172", "created"),
    ("an hour that is none", _set("CarePlan", "created", "2025-02-03T25:00:00Z"), "SIP172", "created"),
    ("a day where an instant stands", _set("Appointment", "start", "2025-02-03"), "SIP172", "start"),
    ("a time where a date stands", _in("Goal", "statusDate", to="2025-02-03T10:00:00Z"), "SIP172", "statusDate"),
    ("an address with white space", _in("CarePlan", "identifier", 0, "system", to="urn: x"), "SIP172", "system"),
    ("an id with a slash", _set("CarePlan", "id", "a/b"), "SIP172", "id"),
    ("a long id", _set("CarePlan", "id", "a" * 65), "SIP172", "id"),
    ("a code with white space around", _set("Binary", "contentType", " text/plain"), "SIP172", "contentType"),
    ("Base64 that is none", _set("Binary", "data", "@@@"), "SIP172", "data"),
    ("an empty text", _set("CarePlan", "title", ""), "SIP173", "title"),
    ("nothing", _set("CarePlan", "title", None), "SIP173", "title"),
    ("an empty object", _set("CarePlan", "period", {}), "SIP173", "period"),
    ("an empty list", _set("CarePlan", "activity", []), "SIP173", "activity"),
    ("nothing in a list", _in("Patient", "name", 0, "given", to=[None]), "SIP173", "given"),
    ("a text of white space", _set("CarePlan", "title", "  "), "SIP172", "title"),
    ("a code of no list", _set("CarePlan", "status", "started"), "SIP174", "status"),
    ("a code in capitals", _set("CarePlan", "status", "ACTIVE"), "SIP174", "status"),
    ("an intent that the profile does not let stand", _set("ServiceRequest", "intent", "order"), "SIP174", "intent"),
    (
        "a code of ours that is none",
        _in("ServiceRequest", "category", 0, to={"coding": [{"system": "urn:x", "code": "y"}]}),
        "SIP174",
        "category",
    ),
    (
        "a list's code without its system",
        _in("ServiceRequest", "category", 0, to={"text": "insats"}),
        "SIP174",
        "category",
    ),
    (
        "a reference to the wrong type",
        lambda b: _set("Condition", "subject", {"reference": b["entry"][0]["fullUrl"]})(b),
        "SIP175",
        "subject.reference",
    ),
    (
        "a reference that names the wrong type",
        _set("Condition", "subject", {"type": "Goal", "display": "x"}),
        "SIP175",
        "subject.type",
    ),
    (
        "a reference that leads nowhere",
        _set("Condition", "subject", {"reference": "urn:uuid:0"}),
        "SIP136",
        "subject.reference",
    ),
    (
        "a reference into nothing contained",
        _set("Condition", "subject", {"reference": "#p"}),
        "SIP136",
        "subject.reference",
    ),
    (
        "two values of a choice",
        lambda b: _of(b, "Condition").update(onsetString="x", onsetDateTime="2025"),
        "SIP176",
        "onset[x]",
    ),
    (
        "two times of a choice",
        lambda b: _of(b, "Provenance").update(occurredDateTime="2025", occurredPeriod={"start": "2025"}),
        "SIP176",
        "occurred[x]",
    ),
    (
        "too many of a kind",
        lambda b: _of(b, "ServiceRequest")["identifier"].append({"value": "x"}),
        "SIP177",
        "identifier",
    ),
    (
        "one of our extensions twice",
        lambda b: _of(b, "CarePlan")["extension"].extend(
            2 * [each for each in _of(b, "CarePlan")["extension"] if each["url"].endswith("plan-state")]
        ),
        "SIP177",
        "resource",
    ),
    ("an extension without address", _add("CarePlan", {"valueString": "x"}), "SIP178", "extension"),
    ("an extension without value", _add("CarePlan", {"url": "urn:x"}), "SIP178", "extension"),
    (
        "an extension of ours that there is not",
        _add("CarePlan", {"url": f"{_OURS}colour", "valueString": "x"}),
        "SIP178",
        "extension",
    ),
    (
        "an extension with a value and extensions",
        _add("CarePlan", {"url": "urn:x", "valueString": "x", "extension": [{"url": "urn:y", "valueString": "z"}]}),
        "SIP178",
        "extension",
    ),
    (
        "an extension of ours with a value of another type",
        _add("Patient", {"url": f"{_OURS}communication-support", "valueBoolean": True}),
        "SIP170",
        "valueBoolean",
    ),
    (
        "a code of ours in an extension that is none",
        _in(
            "Condition", "extension", to=[{"url": f"{_OURS}need-area", "valueCoding": {"system": "urn:x", "code": "y"}}]
        ),
        "SIP174",
        "valueCoding",
    ),
    (
        "a part of an extension that it has not",
        _add("CarePlan", {"url": f"{_OURS}refusal", "extension": [{"url": "colour", "valueString": "x"}]}),
        "SIP178",
        "extension",
    ),
    ("what stands beside a value is no object", _set("CarePlan", "_title", "x"), "SIP172", "_title"),
    ("what stands beside values is a shorter list", _in("Patient", "name", 0, "_given", to=[]), "SIP172", "_given"),
    ("something beside an object", _set("CarePlan", "_subject", {"id": "x"}), "SIP170", "_subject"),
]
