"""The state diagrams of docs/lifecycle.md, drawn from the tables (Mermaid). A test keeps the document true."""

from __future__ import annotations

from schemas.states import COPY_MOVES, COPY_STATES, PLAN_STATES, TRANSITIONS, CopyState, PlanState


def plan_diagram() -> str:
    """How a plan moves, as a Mermaid state diagram. Nullification, which every state allows, is drawn once."""
    lines = ["stateDiagram-v2", f"    [*] --> {_name(PlanState.INITIATED)}"]
    for (start, event), end in TRANSITIONS.items():
        if end is not PlanState.NULLIFIED:
            lines.append(f"    {_name(start)} --> {_name(end)}: {event.value}")
    lines.append(f"    {_name(PlanState.NULLIFIED)}: nullified (from every state, found-wrong)")
    lines += [f"    {_name(state)} --> [*]" for state, row in PLAN_STATES.items() if row.final]
    return "\n".join(lines)


def copy_diagram() -> str:
    """How one recipient's copy moves, as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    {_name(start)} --> {_name(end)}" for start in CopyState for end in _in_order(start)]
    lines += [f"    {_name(state)} --> [*]" for state, row in COPY_STATES.items() if row.final]
    return "\n".join(lines)


def plan_table() -> str:
    """The plan's states as a Markdown table."""
    rows = ["| state | svenska | CarePlan.status | copies leave | ends the plan |", "|---|---|---|---|---|"]
    for state, row in PLAN_STATES.items():
        leave, final = _yes(row.copies_leave), _yes(row.final)
        rows.append(f"| `{state.value}` | {row.sv} | `{row.status.value}` | {leave} | {final} |")
    return "\n".join(rows)


def copy_table() -> str:
    """The copy's states as a Markdown table."""
    rows = ["| state | svenska | set by | final | answer |", "|---|---|---|---|---|"]
    for state, row in COPY_STATES.items():
        rows.append(f"| `{state.value}` | {row.sv} | {row.set_by.value} | {_yes(row.final)} | {row.answer.value} |")
    return "\n".join(rows)


def _in_order(start: CopyState) -> list[CopyState]:
    return [state for state in CopyState if state in COPY_MOVES[start]]


def _name(state: PlanState | CopyState) -> str:
    return state.value.replace("-", "_")


def _yes(value: bool) -> str:
    return "yes" if value else "no"
