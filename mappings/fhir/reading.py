"""From FHIR to a document: all findings at once, with FHIRPath-like paths, and the account of every leaf."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from mappings.account import Places
from mappings.fhir.account import account_of, origin, places, unread
from mappings.fhir.bundles import is_ours, read_resources
from mappings.fhir.constants import Json
from mappings.fhir.document import sip_from_resources
from mappings.fhir.foreign import settle
from mappings.fhir.labels import housekeeping
from mappings.fhir.node import Said
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.refusals import refuse
from mappings.reading import Format, Reading
from schemas.errors import InvalidDocument
from schemas.findings import Finding, finding, has_errors
from schemas.sip.document import SipDocument
from schemas.sip.reading import parse_document
from schemas.sip.walk import sayable


def read_fhir(value: Any, *, count: int | None = None, harmless: bool = False) -> Reading:
    """Read parsed FHIR JSON: a message of ours, or any other resource or bundle as far as it honestly can be a SIP.

    `count` is the number of its leaves, and `harmless` says that there is nothing to refuse, as far as that is known.
    """
    if not isinstance(value, dict) or not isinstance(value.get("resourceType"), str):
        return Reading(None, None, findings=(finding("SIP001"),))
    path = sayable(value["resourceType"])
    ours = is_ours(value)
    reader = read_resources(value, path, lenient=not ours)
    if not harmless:
        refuse(value, path, reader.log)
    care_plan = the_care_plan(reader, path)
    if not ours:
        settle(reader, care_plan)
    data = sip_from_resources(reader, care_plan)
    _envelope(reader)
    document = made_document(reader, data, path) if care_plan is not None else None
    return reading_of(reader, value, path, data, document, count)


def the_care_plan(reader: Reader, path: str) -> Resource | None:
    """The one plan of the document; SIP143, SIP150 or SIP152 when there is none or more."""
    plans = reader.of("CarePlan")
    if len(plans) == 1:
        return plans[0]
    known = any(reader.resources)
    reader.log.find("SIP150" if plans else ("SIP143" if path == "Bundle" or not known else "SIP152"), path)
    return None


_HEADER = ("eventCoding", "destination", "sender", "source", "focus", "response", "definition")
_TASK = ("identifier", "status", "intent", "code", "focus", "for", "requester", "owner", "input")


def _envelope(reader: Reader) -> None:
    """What tells a message on its way, and nothing of the plan."""
    for each in reader.of("MessageHeader", "Task"):
        housekeeping(each.node)
        if (below := each.node.child("meta")) is not None:
            below.ignore("security", "the envelope, not the plan")
        for name in _HEADER if each.kind == "MessageHeader" else _TASK:
            each.node.ignore(name, "the envelope, not the plan")


def made_document(reader: Reader, data: Said, path: str) -> SipDocument | None:
    """The document of plain data; faults of the model get the path of what said them."""
    parsed = parse_document(data, without_none=True)
    reader.log.findings += [replace(each, path=origin(data, where, path)) for where, each in parsed.findings]
    return parsed.document


def reading_of(
    reader: Reader, value: Json, path: str, data: Any, document: SipDocument | None, count: int | None = None
) -> Reading:
    """The account of every leaf and all findings; no document beside an error."""
    findings: list[Finding] = list(dict.fromkeys(reader.log.findings))
    if has_errors(findings):
        document = None
    if left := unread(value, reader.log.marks, count):
        findings.append(finding("SIP153", path, count=left))
    account = account_of(value, path, reader.log, data)
    where = Places(lambda: {"": path, **dict(places(data))})
    return Reading(Format.FHIR_JSON, document, account, tuple(findings), where)


def document_from_fhir(bundle: Json) -> SipDocument:
    """The document of a bundle of ours. Raises InvalidDocument with all findings when there is none."""
    reading = read_fhir(bundle)
    if reading.document is None:
        raise InvalidDocument(findings=reading.findings)
    return reading.document
