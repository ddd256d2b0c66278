"""Task: record this copy; a withdrawal, nullification, end of participation, hand-over; what became of a copy."""

from __future__ import annotations

from typing import Any

from mappings.codes import Coding, Detail, concept, concept_map
from mappings.fhir.constants import BASE, SID_COPY, SID_ENTRY, URI, Json, made
from mappings.fhir.extensions import COUNT, PARTY, TEXT, Kind, code
from mappings.fhir.header import instant
from mappings.fhir.identifiers import by_system
from mappings.fhir.labels import housekeeping, meta
from mappings.fhir.node import Found, Node, Said
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.urls import Urls, logical
from schemas.codes import Subject, WithdrawalScope
from schemas.identifiers import PERSON
from schemas.messages import ControlMessage, Copy, Evidence, MessageKind, StatusMessage
from schemas.states import CopyState

FINDINGS = f"{BASE}/CodeSystem/finding"

ENTRY = Kind(
    lambda _, entry: {"valueIdentifier": {"system": SID_ENTRY, "value": entry}},
    lambda _, node: _entry(node.child("valueIdentifier")),
)
_COPY = {"version_digest": (Detail.VERSION_DIGEST, TEXT), "previous_version": (Detail.PREVIOUS_VERSION, COUNT)}
_CONTROL = {
    "scope": (Detail.SCOPE, code(WithdrawalScope)),
    "subjects": (Detail.SUBJECT, code(Subject)),
    "by": (Detail.BY, TEXT),
    "new_home": (Detail.NEW_HOME, PARTY),
    "ended_with_version": (Detail.ENDED_WITH_VERSION, COUNT),
}
_STATUS_IN = {"content_hash": (Detail.CONTENT_HASH, TEXT)}
_STATUS_OUT = {"entry_id": (Detail.ENTRY, ENTRY), "evidence": (Detail.EVIDENCE, code(Evidence))}
"""Field of the message → what it is called in the Task, and how it is said."""


_REPEATED = frozenset({"subjects", "versions"})


def _entry(node: Node | None) -> Found | None:
    if node is None or node.peek("system") != SID_ENTRY:
        return None
    node.take("system")
    return node.string("value")


def details(rows: dict[str, tuple[Detail, Kind]], said: Any) -> list[Json]:
    """The inputs or outputs of a Task for the fields of the table that hold something."""
    nowhere = Urls("")
    found: list[Json] = []
    for field, (detail, kind) in rows.items():
        value = getattr(said, field)
        values = value if isinstance(value, tuple) else (() if value is None else (value,))
        found += [{"type": concept(detail), **kind.write(nowhere, each)} for each in values]
    return found


def read_details(reader: Reader, node: Node, name: str, rows: dict[str, tuple[Detail, Kind]]) -> Said:
    """The other way."""
    said = Said()
    for each in node.children(name):
        called = reader.concept(each.child("type"), Detail)
        for field, (detail, kind) in rows.items():
            if called == detail.value and field in _REPEATED:
                said.setdefault(field, []).append(kind.read(reader, each))
            elif called == detail.value:
                said[field] = kind.read(reader, each)
    return said


def task(kind: MessageKind, status: str, *labels: Json) -> Json:
    """What every Task of ours says first."""
    return {
        "resourceType": "Task",
        "meta": meta("task", (), (), *labels),
        "status": status,
        "intent": "order",
        "code": concept(kind),
    }


def task_from_copy(urls: Urls, copied: Copy) -> Json:
    """Record your copy: which, of whom, to whom, and which one was sent before."""
    return {
        **task(MessageKind.PLAN, "requested"),
        "identifier": [{"system": SID_COPY, "value": str(copied.copy_id)}],
        "focus": urls.reference("care-plan"),
        "for": urls.reference(PERSON),
        "requester": logical(copied.sender),
        "owner": logical(copied.receiver),
        "input": details(_COPY, copied),
    }


def copy_from_task(reader: Reader, resource: Resource) -> Said:
    """The fields of a copy beside its document; `copy_id` is the id that it carries."""
    node = resource.node
    common(reader, node)
    said = read_details(reader, node, "input", _COPY)
    said |= {
        "sender": reader.logical(node.child("requester")),
        "receiver": reader.logical(node.child("owner")),
        "copy_id": by_system(node, (SID_COPY,)),
    }
    reader.target(node.child("focus"))
    reader.target(node.child("for"))
    said.path = node
    return said


def task_from_control(message: ControlMessage) -> Json:
    """A control message: ids, dates and codes, no plan content."""
    return {
        **task(message.header.kind, "requested"),
        "focus": {"type": "CarePlan", "identifier": {"system": URI, "value": message.plan_id}},
        "authoredOn": instant(message.at),
        "requester": logical(message.header.sender),
        "owner": logical(message.header.receiver),
        **made(input=details(_CONTROL, message)),
    }


def control_from_task(reader: Reader, resource: Resource) -> Said:
    """The other way."""
    node = resource.node
    common(reader, node)
    said = read_details(reader, node, "input", _CONTROL)
    said |= {"plan_id": _plan(node.child("focus")), "at": node.string("authoredOn")}
    for name in ("requester", "owner"):
        node.ignore(name, "the header says it")
    said.path = node
    return said


def _plan(focus: Node | None) -> Found | None:
    identifier = focus.child("identifier") if focus is not None else None
    if focus is None or identifier is None or identifier.peek("system") != URI:
        return None
    focus.take("type")
    identifier.take("system")
    return identifier.string("value")


def task_from_status(message: StatusMessage) -> Json:
    """What became of a copy; `completed` means recorded, and the output is the journal's own entry."""
    reasons = tuple(Coding(FINDINGS, each) for each in message.finding_codes)
    return {
        **task(MessageKind.STATUS, concept_map("copy-state-to-task").forward[message.state].code),
        "identifier": [{"system": SID_COPY, "value": message.copy_of}],
        **made(statusReason=concept(more=reasons)),
        "businessStatus": concept(message.state),
        "lastModified": instant(message.at),
        "owner": logical(message.header.sender),
        "input": details(_STATUS_IN, message),
        **made(output=details(_STATUS_OUT, message)),
    }


def status_from_task(reader: Reader, resource: Resource) -> Said:
    """The other way."""
    node = resource.node
    common(reader, node)
    said = read_details(reader, node, "input", _STATUS_IN)
    said |= read_details(reader, node, "output", _STATUS_OUT)
    reason = node.child("statusReason")
    said |= {
        "copy_of": by_system(node, (SID_COPY,)),
        "state": reader.concept(node.child("businessStatus"), CopyState),
        "at": node.string("lastModified"),
        "finding_codes": finding_codes(reason.children("coding") if reason is not None else []),
    }
    node.ignore("owner", "the header says it")
    said.path = node
    return said


def finding_codes(codings: list[Node]) -> list[Found]:
    """The codes of findings among Codings."""
    found = []
    for each in codings:
        if each.peek("system") == FINDINGS and (value := each.string("code")) is not None:
            each.take("system")
            found.append(value)
    return found


def common(reader: Reader, node: Node) -> None:
    """Take what every Task of ours says, and that no field of a message is made of."""
    housekeeping(node)
    reader.concept(node.child("code"), MessageKind)
    for name in ("status", "intent"):
        node.ignore(name, "follows from the kind of message and the state of the copy")
