"""Periods. R4 wants the start before the end; a plan can hold them otherwise, or so vague that nobody can tell."""

from __future__ import annotations

from datetime import datetime

from mappings.fhir.constants import Json, extension
from mappings.fhir.node import Found, Node


def _in_order(start: str, end: str) -> bool:
    """Whether FHIRPath can see that start <= end: two times, or dates of which the shared part already tells."""
    if "T" in start and "T" in end:
        return datetime.fromisoformat(start) <= datetime.fromisoformat(end)
    if "T" in start or "T" in end:
        return False
    shared = min(len(start), len(end))
    return start == end or start[:shared] < end[:shared]


def period(start: str | None, end: str | None) -> Json:
    """A Period; where R4 cannot say it, both ends stand as written in an extension."""
    if start is None or end is None or _in_order(start, end):
        said: Json = {"start": start} if start else {}
        if end:
            said["end"] = end
        return said
    as_written = [{"url": "start", "valueDateTime": start}, {"url": "end", "valueDateTime": end}]
    return {"extension": [{"url": extension("period-as-written"), "extension": as_written}]}


def read_period(node: Node | None) -> tuple[Found | None, Found | None]:
    """Start and end of a Period."""
    if node is None:
        return None, None
    as_written = node.extension(extension("period-as-written"))
    if as_written is None:
        return node.string("start"), node.string("end")
    ends = (as_written.extension("start"), as_written.extension("end"))
    return tuple(None if each is None else each.string("valueDateTime") for each in ends)  # type: ignore[return-value]
