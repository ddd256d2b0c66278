"""From places in the model to places in the document that was read: a finding points at what its sender wrote.

What rules find out about a plan has a path in the model (`/plan/interventions/1/performers`). The account of the
reading knows which element or leaf each field came from; a reader of FHIR says besides which resource each part came
from.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from mappings.reading import Format, Reading
from schemas.findings import Finding

_IN_THE_MODEL = ("/plan", "/consents")


def located(findings: Iterable[Finding], reading: Reading) -> tuple[Finding, ...]:
    """The findings with paths of the document: that of the field, or of the nearest thing around it that stands there.

    A path that is none of the model stays, so that doing it twice changes nothing. SIP JSON is the model itself:
    there every path stays.
    """
    found = tuple(findings)
    if reading.format is Format.SIP_JSON or not found:
        return found
    places = _places(reading)
    return tuple(replace(each, path=_nearest(each.path, places)) for each in found)


def _places(reading: Reading) -> Mapping[str, str]:
    """Pointer into the model → path in the document. Of several leaves that went to one field, the first."""
    places = dict(reading.places)
    for entry in reading.account.mapped:
        if entry.reason.startswith("/"):
            places.setdefault(entry.reason, entry.path)
    return places


def _nearest(pointer: str, places: Mapping[str, str]) -> str:
    if not pointer.startswith(_IN_THE_MODEL):
        return pointer
    while pointer and pointer not in places:
        pointer = pointer.rpartition("/")[0]
    return places.get(pointer, "")
