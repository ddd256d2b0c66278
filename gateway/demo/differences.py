"""Two received copies of one plan side by side: which parts each holds. Read from the files that the journals got."""

from __future__ import annotations

from collections.abc import Iterator

from schemas.sip.document import SipDocument
from schemas.sip.plan import Plan

_TEXT, _YES = 46, 12


def differences(left: SipDocument, right: SipDocument, names: tuple[str, str]) -> Iterator[str]:
    """Lines of a table: one per part that either copy holds, in the order of the plan."""
    yield f"{'':<{_TEXT + 15}}{names[0]:<{_YES}}{names[1]}"
    mine, other = list(_parts(left.plan)), list(_parts(right.plan))
    for kind, text in [*mine, *(part for part in other if part not in mine)]:
        short = text if len(text) <= _TEXT - 2 else f"{text[: _TEXT - 5]}..."
        marks = ["yes" if (kind, text) in held else "-" for held in (mine, other)]
        yield f"{kind:<15}{short:<{_TEXT}}{marks[0]:<{_YES}}{marks[1]}"


def _parts(plan: Plan) -> Iterator[tuple[str, str]]:
    yield from (("own goal", each.text) for each in plan.overall_goals)
    for need in plan.needs:
        yield "need", need.text
        yield from (("  sub-goal", each.text) for each in need.sub_goals)
    yield from (("intervention", each.text) for each in plan.interventions)
    yield from (("by others", each.text) for each in plan.other_measures)
    yield from (("support now", each.text) for each in plan.current_support)
    yield from (("strength", each.text) for each in plan.strengths)
    yield from (("takes part", each.name.full) for each in plan.participants)
    if plan.summary is not None:
        yield "summary", plan.summary.text


def ids_of_shared_part(left: SipDocument, right: SipDocument) -> tuple[str, str] | None:
    """The ids that one and the same need has in two copies."""
    there = {need.text: need.id for need in right.plan.needs}
    return next(((need.id, there[need.text]) for need in left.plan.needs if need.text in there), None)
