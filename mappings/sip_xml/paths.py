"""From a path in the model to the path in the XML document: findings point at what the sender wrote."""

from __future__ import annotations

from mappings.sip_xml.table import ROOTS, TABLE
from schemas.sip.base import Part
from schemas.sip.shapes import shapes_of
from schemas.sip.walk import Path, sayable


def xml_path(root: str, model: Path) -> str:
    """`("plan", "needs", 1, "text")` in `SipPlan` is `/SipPlan/Plan/Need[2]/Text`."""
    shown = f"/{root}"
    cls: type[Part] | None = ROOTS[root]
    for step in model:
        if isinstance(step, int):
            shown += f"[{step + 1}]"
        elif cls is not None and step in TABLE[cls]:
            shown += f"/{TABLE[cls][step]}" if TABLE[cls][step] else ""
            cls = shapes_of(cls)[step].part
        else:
            shown += f"/{sayable(step)}"
    return shown
