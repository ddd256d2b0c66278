"""Consent: deny unless permitted; one nested permit for each who may have the plan, with the subjects it covers.

A copy's extract is the same shape with fewer permits. When and how the consent was given stands in one Provenance per
giver, since Consent.dateTime is not the time of consent. What a provision says that we do not know of is never skipped:
it could be a limit, so such a consent is not used (SIP146).
"""

from __future__ import annotations

from mappings.codes import Item, coding, concept
from mappings.fhir.account import all_read
from mappings.fhir.constants import CONSENT_SCOPE, PARTICIPATION, URI, Json, made
from mappings.fhir.extensions import (
    COUNT,
    MOMENT,
    TEXT,
    URN,
    code,
    read_parts,
    read_value,
    read_values,
    write_parts,
    write_value,
)
from mappings.fhir.identifiers import by_system
from mappings.fhir.labels import housekeeping, meta
from mappings.fhir.node import Node, Said
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.signatures import giver_from_provenance
from mappings.fhir.tables import WITHDRAWAL
from mappings.fhir.urls import Urls, logical_party
from schemas.codes import ConsentBasis, ConsentStage, Statute, Subject, WithdrawalScope
from schemas.identifiers import PERSON
from schemas.sip.consent import Consent

_RECIPIENT = {"coding": [{"system": PARTICIPATION, "code": "IRCP"}]}
_EXTENSIONS = {
    "version": ("consent-version", COUNT),
    "plan_id": ("consent-plan", URN),
    "plan_version": ("consent-plan-version", COUNT),
    "basis": ("consent-basis", code(ConsentBasis)),
    "judged_by": ("judged-by", TEXT),
    "noted_by": ("noted-by", TEXT),
    "exclusion_text": ("exclusion-text", TEXT),
    "exclusion_classified_by": ("exclusion-classified-by", TEXT),
    "refused_at": ("refused-at", MOMENT),
}
"""Field of the consent → the extension on Consent that holds it."""


def consent_from_sip(urls: Urls, consent: Consent) -> Json:
    """A consent, or the extract of one."""
    said: list[Json] = []
    for field, (name, kind) in _EXTENSIONS.items():
        said += write_value(urls, name, kind, getattr(consent, field))
    said += write_value(urls, "statute", code(Statute), consent.statutes)
    said += write_parts(urls, WITHDRAWAL, consent.withdrawals)
    return {
        "resourceType": "Consent",
        "meta": meta("consent"),
        **made(extension=said, identifier=[{"system": URI, "value": consent.id}] if consent.id else None),
        "status": _status(consent),
        "scope": {"coding": [{"system": CONSENT_SCOPE, "code": "patient-privacy"}]},
        "category": [concept(consent.stage)],
        "patient": urls.reference(PERSON),
        **made(performer=[urls.reference(each) for each in dict.fromkeys(giver.who for giver in consent.givers)]),
        "policyRule": concept(Item.DENY_UNLESS_PERMITTED),
        **made(provision=_provision(urls, consent)),
    }


def _status(consent: Consent) -> str:
    if consent.refused_at is not None:
        return "rejected"
    whole = any(each.scope is WithdrawalScope.WHOLE for each in consent.withdrawals)
    return "inactive" if whole else "active"


def _provision(urls: Urls, consent: Consent) -> Json:
    permits = [
        {
            "type": "permit",
            "actor": [{"role": _RECIPIENT, "reference": urls.reference(each.recipient)}],
            **made(securityLabel=[coding(subject) for subject in each.subjects]),
        }
        for each in consent.recipients
    ]
    parties = [{"role": _RECIPIENT, "reference": logical_party(each)} for each in consent.excluded_parties]
    subjects = [coding(subject) for subject in consent.excluded_subjects]
    denials = [{"type": "deny", **each} for each in (made(actor=parties), made(securityLabel=subjects)) if each]
    return made(
        period=made(end=consent.valid_until),
        securityLabel=[coding(subject) for subject in consent.subjects],
        provision=[*permits, *denials],
    )


def sip_from_consent(reader: Reader, resource: Resource) -> Said | None:
    """A consent with its givers; None with a finding when it does not start from "deny unless permitted"."""
    node = resource.node
    housekeeping(node)
    if reader.concept(node.child("policyRule"), Item) != Item.DENY_UNLESS_PERMITTED.value:
        reader.log.find("SIP147", node.at("policyRule"), soft=True)
        return None
    for name in ("status", "scope"):
        node.ignore(name, "follows from refusal and withdrawals")
    for each in node.children("performer"):
        reader.target(each)
    reader.ref(node.child("patient"))
    givers = reader.pointing("Provenance", "target", resource)
    said = Said(
        id=by_system(node, (URI,)),
        stage=next(
            (found for each in node.children("category") if (found := reader.concept(each, ConsentStage))), None
        ),
        statutes=read_values(reader, node, "statute", code(Statute)),
        withdrawals=read_parts(reader, node, WITHDRAWAL),
        givers=[giver_from_provenance(reader, each) for each in givers],
    )
    said.path = node
    for field, (name, kind) in _EXTENSIONS.items():
        said[field] = read_value(reader, node, name, kind)
    if (root := node.child("provision")) is not None:
        _read_root(reader, root, said)
        if not all_read(root.value, reader.log.marks):
            reader.log.find("SIP146", root.path, soft=True)
            for unused in (resource, *givers):
                reader.log.forget(unused.node.value)
            return None
    return said


def _read_root(reader: Reader, root: Node, said: Said) -> None:
    period = root.child("period")
    said["valid_until"] = period.string("end") if period is not None else None
    said |= {"recipients": [], "excluded_parties": [], "excluded_subjects": []}
    if root.peek("type") == "permit" and root.has("actor"):
        _read_permit(reader, root, said)
    else:
        root.ignore("type", "the policy rule says what holds where no permit does")
        said["subjects"] = reader.codes(root.children("securityLabel"), Subject)
    for nested in root.children("provision"):
        if nested.peek("type") == "permit":
            _read_permit(reader, nested, said)
        elif nested.peek("type") == "deny":
            nested.take("type")
            said["excluded_parties"] += [party for each in nested.children("actor") if (party := _denied(reader, each))]
            said["excluded_subjects"] += reader.codes(nested.children("securityLabel"), Subject)


def _read_permit(reader: Reader, node: Node, said: Said) -> None:
    node.take("type")
    subjects = reader.codes(node.children("securityLabel"), Subject)
    for actor in node.children("actor"):
        if _is_recipient(actor) and (who := reader.ref(actor.child("reference"))) is not None:
            permission = Said(recipient=who, subjects=subjects)
            permission.path = actor
            said["recipients"].append(permission)


def _denied(reader: Reader, actor: Node) -> object:
    if not _is_recipient(actor):
        return None
    who = actor.child("reference")
    return reader.ref(who) if who is not None and who.has("reference") else reader.logical(who)


def _is_recipient(actor: Node) -> bool:
    role = actor.child("role")
    for each in role.children("coding") if role is not None else []:
        if each.peek("system") == PARTICIPATION and each.peek("code") == "IRCP":
            each.take("system", "code")
            return True
    return False
