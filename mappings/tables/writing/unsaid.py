"""What is not written and stands in the plan all the same when the document is read again."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any

from mappings.tables.writing.account import Outcomes
from mappings.tables.writing.parts import Planned
from schemas.sip.base import Part
from schemas.sip.ids_given import UNASSIGNED


def tell_the_unsaid(top: Planned, outcomes: Outcomes) -> None:
    """The model's own defaults, where the table says nothing else, and ids that reading gave."""
    for part in top.walk():
        if not part.stands:
            continue
        said = {each.field for each in part.rule.values if each.constant is not None or each.otherwise is not None}
        for name, value in _defaults(part.rule.part).items():
            path = (*part.path, name)
            if name not in said and part.data.get(name) == value and not outcomes.is_held(path):
                outcomes.usual(path)
        given = str(part.data.get("id", "")).startswith(UNASSIGNED)
        if given and not any(each.field == "id" for each in part.rule.values):
            outcomes.given((*part.path, "id"))


@cache
def _defaults(cls: type[Part]) -> dict[str, Any]:
    """The values that fields have when nothing is said, as plain data."""
    usual = {name: info.default for name, info in cls.model_fields.items() if not info.is_required()}
    return {
        name: each.value if isinstance(each, Enum) else each
        for name, each in usual.items()
        if each is not None and each != ()
    }
