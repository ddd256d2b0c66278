"""What answers a message: `MessageHeader.response` with its OperationOutcome, on the wire and back."""

from __future__ import annotations

from mappings.fhir.constants import SID_COPY, Json, made
from mappings.fhir.header import copy_reference, uuid_of
from mappings.fhir.labels import housekeeping, meta
from mappings.fhir.node import Found, Node, Said
from mappings.fhir.reader import Reader
from mappings.fhir.tasks import FINDINGS, finding_codes
from mappings.fhir.urls import Urls
from schemas.messages import Response, ResponseCode


def answered_part(message_id: str) -> Json:
    """`MessageHeader.response` of what answers the message of that id by what it carries."""
    return {"identifier": uuid_of(message_id), "code": ResponseCode.OK.value}


def response_parts(urls: Urls, message: Response) -> Json:
    """What the header of an answer says besides: `response`, and the copy that it is about in `focus`."""
    details = urls.reference("outcome") if message.finding_codes else None
    answer = {"identifier": uuid_of(message.answers), "code": message.code.value, **made(details=details)}
    return {"response": answer, **made(focus=[copy_reference(message.copy_of)] if message.copy_of else None)}


def outcome_entries(urls: Urls, message: Response) -> list[Json]:
    """The OperationOutcome that says the codes of what was found; no entry when nothing was."""
    issues = [
        {"severity": "error", "code": "processing", "details": {"coding": [{"system": FINDINGS, "code": each}]}}
        for each in message.finding_codes
    ]
    resource = {"resourceType": "OperationOutcome", "meta": meta("outcome"), "issue": issues}
    return [{"fullUrl": urls.of("outcome"), "resource": resource}] if issues else []


def read_answered(reader: Reader) -> Found | None:
    """The id of the message that this one answers by what it carries."""
    response = reader.resources[0].node.child("response")
    if response is None:
        return None
    response.ignore("code", "an answer of this kind is always ok")
    answered = response.string("identifier")
    return Found(f"urn:uuid:{answered}", answered.path) if answered is not None else None


def read_response(reader: Reader) -> Said:
    """What an answer says: of which message and copy, with which code, and what was found."""
    node = reader.resources[0].node
    response = node.child("response")
    said = Said(copy_of=_copy_of(node), finding_codes=[])
    said.path = node
    if response is not None:
        answered = response.string("identifier")
        said["answers"] = Found(f"urn:uuid:{answered}", answered.path) if answered is not None else None
        said["code"] = response.string("code")
        outcome = reader.target(response.child("details"))
        for issue in outcome.node.children("issue") if outcome is not None else []:
            for name in ("severity", "code"):
                issue.ignore(name, "the code of the finding says it")
            details = issue.child("details")
            said["finding_codes"] += finding_codes(details.children("coding") if details is not None else [])
        if outcome is not None:
            housekeeping(outcome.node)
    return said


def _copy_of(node: Node) -> Found | None:
    for each in node.children("focus"):
        identifier = each.child("identifier")
        if identifier is not None and identifier.peek("system") == SID_COPY:
            each.take("type")
            identifier.take("system")
            return identifier.string("value")
    return None
