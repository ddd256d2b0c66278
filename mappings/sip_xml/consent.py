"""The elements of a consent and of the document that holds one. One row per field, in the order of the schema."""

from __future__ import annotations

from typing import Literal

from mappings.sip_xml.rows import Table
from schemas.sip.base import Part
from schemas.sip.consent import Consent, ConsentGiver, Permission, Withdrawal


class ConsentDocument(Part):
    """SipConsent: one consent on its own. Who it speaks of is in the plan that it is tied to."""

    version: Literal["0.9"] = "0.9"
    consent: Consent


CONSENT: Table = {
    ConsentDocument: {"version": "@version", "consent": "Consent"},
    ConsentGiver: {
        "who": "Who",
        "mandate": "Mandate",
        "given_at": "GivenAt",
        "form": "Form",
        "attachment": "AttachmentId",
    },
    Permission: {"recipient": "To", "subjects": "Subject"},
    Withdrawal: {
        "at": "At",
        "by": "By",
        "scope": "Scope",
        "recipients": "Recipient",
        "subjects": "Subject",
        "reported_by": "ReportedBy",
    },
    Consent: {
        "id": "Id",
        "version": "Version",
        "plan_id": "PlanId",
        "stage": "Stage",
        "plan_version": "PlanVersion",
        "givers": "Giver",
        "basis": "Basis",
        "judged_by": "JudgedBy",
        "valid_until": "ValidUntil",
        "recipients": "Recipient",
        "subjects": "Subject",
        "excluded_parties": "ExcludedParty",
        "excluded_subjects": "ExcludedSubject",
        "exclusion_text": "ExclusionText",
        "exclusion_classified_by": "ExclusionClassifiedBy",
        "statutes": "Statute",
        "refused_at": "RefusedAt",
        "withdrawals": "Withdrawal",
        "noted_by": "NotedBy",
    },
}
