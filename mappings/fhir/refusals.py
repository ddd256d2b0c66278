"""What is never read as an ordinary plan, wherever it stands: changed meanings, other rules, marks of an error."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from mappings.codes import system_of
from mappings.fhir.constants import Json, extension
from mappings.fhir.node import Log
from schemas.sip.walk import sayable
from schemas.states import PlanState

_STATUS_FIELDS = ("status", "lifecycleStatus", "verificationStatus")
_TELLING = (b"modifierExtension", b"implicitRules", b"doNotPerform", b"entered-in-error")
_HIDING = re.compile(rb"\\u00[2-7]")
"""An escape that stands for a letter or sign of those words."""


def is_harmless(body: bytes) -> bool:
    """Whether the bytes of a JSON document show that `refuse` has nothing to find in it: none of its words is there."""
    if any(each in body for each in _TELLING):
        return False
    return rb"\u00" not in body or not _HIDING.search(body.replace(rb"\\", b""))


def refuse(value: Json, path: str, log: Log) -> None:
    """Find every modifierExtension (SIP131), implicitRules (SIP132), doNotPerform (SIP133) and error mark (SIP134)."""
    waiting: list[tuple[Any, str]] = [(value, path)]
    while waiting:
        each, where = waiting.pop()
        if isinstance(each, dict):
            for code, name in _refused(each):
                log.find(code, f"{where}.{name}")
            waiting += [(inner, f"{where}.{sayable(name)}") for name, inner in reversed(each.items())]
        elif isinstance(each, list):
            waiting += [(inner, f"{where}[{place}]") for place, inner in reversed(list(enumerate(each)))]


def _refused(value: Json) -> Iterator[tuple[str, str]]:
    if "modifierExtension" in value:
        yield "SIP131", "modifierExtension"
    if "implicitRules" in value:
        yield "SIP132", "implicitRules"
    if value.get("doNotPerform") not in (None, False):
        yield "SIP133", "doNotPerform"
    if "resourceType" in value:
        for name in _STATUS_FIELDS:
            if _in_error(value.get(name)) and not _is_our_nullified_plan(value):
                yield "SIP134", name


def _in_error(status: Any) -> bool:
    if isinstance(status, dict):
        codings = status.get("coding")
        return isinstance(codings, list) and any(
            isinstance(each, dict) and each.get("code") == "entered-in-error" for each in codings
        )
    return bool(status == "entered-in-error")


def _is_our_nullified_plan(resource: Json) -> bool:
    """A plan that its home has nullified says so in our own code too, and is read as what it is."""
    extensions = resource.get("extension")
    nullified = {"system": system_of(PlanState), "code": PlanState.NULLIFIED.value}
    mark = {"url": extension("plan-state"), "valueCoding": nullified}
    return resource.get("resourceType") == "CarePlan" and isinstance(extensions, list) and mark in extensions
