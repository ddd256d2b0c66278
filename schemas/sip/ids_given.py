"""Ids that reading gives to parts that have none."""

from __future__ import annotations

UNASSIGNED = "unassigned-"
"""Ids that begin so were given while reading, in document order; the home gives stable ones at accept."""

NEEDS_ID = {
    "guardians": "guardian",
    "representatives": "representative",
    "relatives": "relative",
    "supporters": "supporter",
    "participants": "participant",
    "calls": "call",
    "meetings": "meeting",
    "strengths": "strength",
    "current_support": "support",
    "overall_goals": "goal",
    "needs": "need",
    "sub_goals": "sub-goal",
    "interventions": "intervention",
    "other_measures": "other-measure",
    "placement": "placement",
    "placement_assessments": "assessment",
    "follow_ups": "follow-up",
    "attachments": "attachment",
}
