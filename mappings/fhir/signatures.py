"""Provenance: signatures under the plan, and by whom, when and how each consent was given.

`Provenance.recorded` is an instant that R4 demands and a SIP does not know: it says that it is unknown. When it was
stands in `occurredDateTime`, with the precision that came. `signature` is written for electronic ones with a full time.
"""

from __future__ import annotations

from mappings.codes import concept
from mappings.fhir.constants import ABSENT, Json, absent, made
from mappings.fhir.labels import housekeeping, meta
from mappings.fhir.node import Node, Said
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.urls import Urls
from schemas.codes import ConsentForm, Mandate, SignatureForm, SignatureRole
from schemas.sip.consent import ConsentGiver
from schemas.sip.process import Signature

_AUTHOR = {"system": "urn:iso-astm:E1762-95:2013", "code": "1.2.840.10065.1.12.1.1"}


def _provenance(urls: Urls, profile: str, target: Json, on: str | None, attachment: str | None) -> Json:
    source = [{"role": "source", "what": urls.reference(attachment)}] if attachment else None
    return {
        "resourceType": "Provenance",
        "meta": meta(profile),
        "target": [target],
        **made(occurredDateTime=on),
        "_recorded": absent(),
        **made(entity=source),
    }


def provenance_from_signature(urls: Urls, signature: Signature) -> Json:
    """A signature under the plan."""
    who = urls.reference(signature.who)
    said = _provenance(urls, "signature", urls.reference("care-plan"), signature.on, signature.attachment)
    said["activity"] = concept(signature.form)
    said["agent"] = [{"role": [concept(signature.role)], "who": who}]
    if signature.form is SignatureForm.ELECTRONIC and "T" in (signature.on or ""):
        said["signature"] = [{"type": [_AUTHOR], "when": signature.on, "who": who}]
    return said


def provenance_from_giver(urls: Urls, giver: ConsentGiver, consent: Json) -> Json:
    """One who gave a consent: by what right, when and how; the signed form is the source."""
    said = _provenance(urls, "consent-given", consent, giver.given_at, giver.attachment)
    said["activity"] = concept(giver.form)
    said["agent"] = [{"role": [concept(giver.mandate)], "who": urls.reference(giver.who)}]
    return said


def _common(reader: Reader, node: Node) -> tuple[Node | None, Said]:
    housekeeping(node)
    recorded = node.child("_recorded")
    if recorded is not None and (nothing := recorded.extension(ABSENT)) is not None:
        nothing.ignore("valueCode", "a SIP does not say when it was noted down")
    agent, entity = node.first("agent"), node.first("entity")
    attachment = reader.ref(entity.child("what")) if entity is not None else None
    if entity is not None and attachment is not None:
        entity.take("role")
    who = reader.ref(agent.child("who")) if agent is not None else None
    said = Said(who=who, attachment=attachment)
    said.path = node
    return agent, said


def signature_from_provenance(reader: Reader, resource: Resource) -> Said:
    """A signature under the plan."""
    node = resource.node
    agent, said = _common(reader, node)
    said["form"] = reader.concept(node.child("activity"), SignatureForm)
    said["role"] = reader.concept(agent.first("role"), SignatureRole) if agent is not None else None
    said["on"] = node.string("occurredDateTime")
    for each in node.children("signature"):
        for name in ("type", "when", "who"):
            each.ignore(name, "the agent and the time of the Provenance say it")
    return said


def giver_from_provenance(reader: Reader, resource: Resource) -> Said:
    """One who gave a consent."""
    node = resource.node
    agent, said = _common(reader, node)
    said["form"] = reader.concept(node.child("activity"), ConsentForm)
    said["mandate"] = reader.concept(agent.first("role"), Mandate) if agent is not None else None
    said["given_at"] = node.string("occurredDateTime")
    return said
