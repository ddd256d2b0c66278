"""The parts of a plan that R4 has no element for: which extension each one is, and which field stands where in it."""

from __future__ import annotations

from mappings.fhir.extensions import ID, MOMENT, PARTY, REF, TEXT, YES_NO, Table, code, within
from schemas import codes
from schemas.sip import consent, content, process

_SUBJECTS = code(codes.Subject)

CLASSIFIED = Table("classified-text", process.ClassifiedText, {"text": TEXT, "subjects": _SUBJECTS})

_REQUEST = Table("requested-by", process.Request, {"kind": code(codes.RequesterKind), "by": REF, "on": MOMENT})

INITIATIVE = Table(
    "initiative",
    process.Initiative,
    {
        "by": REF,
        "need_noticed_on": MOMENT,
        "requested_by": within(_REQUEST),
        "presumed_group": code(codes.PresumedGroup),
        "urgent": YES_NO,
        "reason": TEXT,
    },
)
PREPARATION = Table(
    "preparation",
    process.Preparation,
    {
        "information_given_on": MOMENT,
        "information_given_by": REF,
        "important_to_me": TEXT,
        "consulted_on": MOMENT,
        "notes": TEXT,
    },
)
REFUSAL = Table("refusal", process.Refusal, {"by": REF, "on": MOMENT, "reason": TEXT})
DISCHARGE = Table("discharge", process.Discharge, {"ready_notice_at": MOMENT, "planned_on": MOMENT})
CLOSURE = Table(
    "closure",
    process.Closure,
    {
        "on": MOMENT,
        "reason": code(codes.ClosureReason),
        "decided_by": REF,
        "consulted": REF,
        "comment": TEXT,
    },
)
FOLLOW_UP = Table(
    "follow-up",
    process.FollowUp,
    {"id": ID, "on": MOMENT, "meeting": REF, "continues": YES_NO, "evaluation": within(CLASSIFIED)},
)
STRENGTH = Table(
    "strength",
    content.Strength,
    {"id": ID, "kind": code(codes.StrengthKind), "text": TEXT, "subjects": _SUBJECTS},
)
CURRENT_SUPPORT = Table(
    "current-support",
    content.CurrentSupport,
    {"id": ID, "organisation": REF, "text": TEXT, "subjects": _SUBJECTS},
)
PLACEMENT = Table(
    "placement",
    content.Placement,
    {
        "id": ID,
        "kind": code(codes.PlacementKind),
        "start": MOMENT,
        "end": MOMENT,
        "decided_by": REF,
        "text": TEXT,
        "subjects": _SUBJECTS,
    },
)
ASSESSMENT = Table(
    "placement-assessment",
    content.PlacementAssessment,
    {"id": ID, "organisation": REF, "text": TEXT, "on": MOMENT, "subjects": _SUBJECTS},
)
CRISIS_PLAN = Table("crisis-plan", content.CrisisPlan, {"text": TEXT, "subjects": _SUBJECTS})
RELATED_PLAN = Table(
    "related-plan",
    content.RelatedPlan,
    {"kind": code(codes.RelatedPlanKind), "organisation": REF, "reference": TEXT},
)
WITHDRAWAL = Table(
    "consent-withdrawal",
    consent.Withdrawal,
    {
        "at": MOMENT,
        "by": REF,
        "scope": code(codes.WithdrawalScope),
        "recipients": REF,
        "subjects": _SUBJECTS,
        "reported_by": PARTY,
    },
)

PLAN_PARTS = {
    "initiative": INITIATIVE,
    "preparation": PREPARATION,
    "refusal": REFUSAL,
    "discharge": DISCHARGE,
    "placement": PLACEMENT,
    "crisis_plan": CRISIS_PLAN,
    "closure": CLOSURE,
}
"""Field of the plan → the extension on CarePlan that holds it, at most one."""

PLAN_LISTS = {
    "related_plans": RELATED_PLAN,
    "strengths": STRENGTH,
    "current_support": CURRENT_SUPPORT,
    "placement_assessments": ASSESSMENT,
    "follow_ups": FOLLOW_UP,
}
"""Field of the plan → the extension on CarePlan that holds each of its parts."""

NESTED = (_REQUEST, CLASSIFIED)
TABLES = (*PLAN_PARTS.values(), *PLAN_LISTS.values(), WITHDRAWAL, CLASSIFIED)
"""Every complex extension with an address of its own."""
