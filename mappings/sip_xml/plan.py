"""The elements of a plan and of the document around it. One row per field of the model, in the order of the schema."""

from __future__ import annotations

from mappings.sip_xml.rows import SAID_BY_THE_ROOT, Table
from schemas.sip.document import SipDocument
from schemas.sip.plan import Plan, Source

PLAN: Table = {
    SipDocument: {"format": SAID_BY_THE_ROOT, "version": "@version", "plan": "Plan", "consents": "Consent"},
    Source: {"system": "System", "plan_id": "PlanId", "revision": "Revision"},
    Plan: {
        "plan_id": "PlanId",
        "version": "Version",
        "source": "Source",
        "parent": "Parent",
        "kind": "Kind",
        "trigger": "Trigger",
        "content": "Content",
        "state": "State",
        "replaces": "Replaces",
        "related_plans": "RelatedPlan",
        "person": "Person",
        "guardians": "Guardian",
        "representatives": "Representative",
        "relatives": "Relative",
        "supporters": "Supporter",
        "organisations": "Organisation",
        "participants": "Participant",
        "initiative": "Initiative",
        "calls": "Call",
        "preparation": "Preparation",
        "meetings": "Meeting",
        "refusal": "Refusal",
        "discharge": "Discharge",
        "strengths": "Strength",
        "current_support": "CurrentSupport",
        "overall_goals": "OverallGoal",
        "needs": "Need",
        "interventions": "Intervention",
        "other_measures": "OtherMeasure",
        "no_other_measures": "NoOtherMeasures",
        "placement": "Placement",
        "placement_assessments": "PlacementAssessment",
        "crisis_plan": "CrisisPlan",
        "summary": "Summary",
        "lead_huvudman": "LeadHuvudman",
        "coordinator": "Coordinator",
        "fixed_care_contact": "FixedCareContact",
        "follow_up": "PlannedFollowUp",
        "signatures": "Signature",
        "established_on": "EstablishedOn",
        "approved_for_person": "ApprovedForPerson",
        "not_approved_reason": "NotApprovedReason",
        "follow_ups": "FollowUp",
        "closure": "Closure",
        "attachments": "Attachment",
    },
}
