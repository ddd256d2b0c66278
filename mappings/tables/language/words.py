"""The words of a table that are no fields of the model."""

from __future__ import annotations

from schemas.sip.integrity import Target

TOP_WORDS = (
    "table",
    "says",
    "format",
    "encoding",
    "root",
    "namespaces",
    "delimiter",
    "quote",
    "bom",
    "zone",
    "nothing",
    "known_organisations",
    "codes",
    "ignore",
    "not_carried",
    "order",
    "budget",
)
"""What stands at the top, beside `plan` and `consents`."""

PART_WORDS = ("from", "each", "group", "where")
"""Where a part stands."""

VALUE_WORDS = ("from", "as", "value", "otherwise", "nothing", "joined_by", "split_by", "by", "to", "person", "marked")
"""Where a value stands, and how; beside them stand the options of its transformation."""

BUDGET_WORDS = ("not_understood", "warnings", "lost")

COLLECTIONS = {
    Target.GUARDIAN: "guardians",
    Target.REPRESENTATIVE: "representatives",
    Target.RELATIVE: "relatives",
    Target.SUPPORTER: "supporters",
    Target.PARTICIPANT: "participants",
    Target.ORGANISATION: "organisations",
    Target.MEETING: "meetings",
    Target.NEED: "needs",
    Target.SUB_GOAL: "sub_goals",
    Target.OVERALL_GOAL: "overall_goals",
    Target.ATTACHMENT: "attachments",
}
"""What a reference may point at → the field of the model in which such parts stand."""
