"""Addresses of everything of ours in FHIR, from one canonical base, and the systems of others that we use."""

from __future__ import annotations

from functools import cache
from typing import Any

Json = dict[str, Any]

BASE = "https://w3id.org/samspel/fhir"

SID_PART = f"{BASE}/sid/part"
"""Identifiers of the parts of a plan: unique within the plan, random for each recipient in a copy."""
SID_UNIT = f"{BASE}/sid/organisation-unit"
SID_SCHOOL_UNIT = f"{BASE}/sid/school-unit"
SID_PARTY = f"{BASE}/sid/party"
"""A party that the plan names by its id alone, and that need not take part in it."""
SID_COPY = f"{BASE}/sid/copy"
SID_HASH = f"{BASE}/sid/content-hash"
SID_ENTRY = f"{BASE}/sid/journal-entry"

URI = "urn:ietf:rfc:3986"
BCP47 = "urn:ietf:bcp:47"
HSA = "urn:oid:1.2.752.129.2.1.4.1"
HSA_SYSTEMS = frozenset({HSA, "urn:oid:1.2.752.29.4.19"})
"""Emit the national platform's, accept HL7 Sweden's as well: one id space (SIP.md §6)."""
ORGANISATION_NUMBER = "urn:oid:2.5.4.97"

PLAN_TYPE = "https://fhir.inera.se/CodeSystem/typeofcareplan-cs"
ACT_REASON = "http://terminology.hl7.org/CodeSystem/v3-ActReason"
ACT_CODE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
OBSERVATION_VALUE = "http://terminology.hl7.org/CodeSystem/v3-ObservationValue"
PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
CONSENT_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
ICF = "http://hl7.org/fhir/sid/icf"
ICF_SYSTEMS = frozenset({ICF, "http://hl7.org/fhir/sid/icf-nl", "http://who.int/icf"})

ABSENT = "http://hl7.org/fhir/StructureDefinition/data-absent-reason"
INTERPRETER = "http://hl7.org/fhir/StructureDefinition/patient-interpreterRequired"
PERTAINS_TO_GOAL = "http://hl7.org/fhir/StructureDefinition/resource-pertainsToGoal"


_NUMBERS = frozenset({bool, int})
"""Of these, what is false or nought is said too."""


class Constant(dict[str, Any]):
    """A JSON object that many share and nobody changes: a code of ours, the `meta` of a kind of resource."""

    __slots__ = ()

    def _never(self, *_: Any, **__: Any) -> Any:
        raise TypeError("a constant of the mapping is never changed: copy it")

    __setitem__ = __delitem__ = __ior__ = _never
    clear = pop = popitem = setdefault = update = _never


def profile(name: str) -> str:
    """Canonical address of a profile of ours."""
    return f"{BASE}/StructureDefinition/sip-{name}"


@cache
def extension(name: str) -> str:
    """Canonical address of an extension of ours."""
    return f"{BASE}/StructureDefinition/{name}"


def absent(reason: str = "unknown") -> Json:
    """The extension that says why nothing stands here; only where R4 or the model demands that something stands."""
    return {"extension": [{"url": ABSENT, "valueCode": reason}]}


def made(**fields: Any) -> Json:
    """A JSON object of the fields that hold something: FHIR knows no null, no empty object, array or string."""
    return {name: value for name, value in fields.items() if value or type(value) in _NUMBERS}
