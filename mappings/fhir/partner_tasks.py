"""Ping and reconciling, with their answers, as Tasks: ids, hashes, codes and dates, never plan content.

What is asked or answered is one Task; a reconciling has one Task more for each copy, the shape of a status message.
"""

from __future__ import annotations

from typing import Any

from mappings.codes import Detail, concept, concept_map
from mappings.fhir.constants import SID_COPY, Json, made
from mappings.fhir.extensions import COUNT, PARTY, TEXT, Kind, code
from mappings.fhir.header import instant
from mappings.fhir.identifiers import by_system
from mappings.fhir.labels import TEST, has_label
from mappings.fhir.node import Said
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.tasks import ENTRY, common, details, read_details, task
from mappings.fhir.urls import Urls, logical
from schemas.messages import (
    Again,
    Evidence,
    KnownCopy,
    MessageKind,
    Ping,
    PingAnswer,
    Reconcile,
    ReconcileAnswer,
    Side,
)
from schemas.states import CopyState

INSTANT = Kind(lambda _, at: {"valueInstant": instant(at)}, lambda _, node: node.string("valueInstant"), "valueInstant")
_PING_ANSWER = {
    "program": (Detail.PROGRAM, TEXT),
    "versions": (Detail.MESSAGE_VERSION, TEXT),
    "signed_with": (Detail.SIGNED_WITH, TEXT),
    "sealed_to": (Detail.SEALED_TO, TEXT),
    "signs_with": (Detail.SIGNS_WITH, TEXT),
}
_RECONCILE = {"since": (Detail.SINCE, INSTANT), "after": (Detail.AFTER, TEXT), "until": (Detail.UNTIL, TEXT)}
_RECONCILE_ANSWER = {"part": (Detail.PART, COUNT), "parts": (Detail.PARTS, COUNT)}
_COPY_IN = {
    "side": (Detail.SIDE, code(Side)),
    "content_hash": (Detail.CONTENT_HASH, TEXT),
    "again": (Detail.AGAIN, code(Again)),
    "ended": (Detail.ENDED, code(MessageKind)),
    "ended_at": (Detail.ENDED_AT, INSTANT),
    "new_home": (Detail.NEW_HOME, PARTY),
}
_COPY_OUT = {"entry_id": (Detail.ENTRY, ENTRY), "evidence": (Detail.EVIDENCE, code(Evidence))}
"""Field of the message → what it is called in the Task, and how it is said."""

Partner = Ping | PingAnswer | Reconcile | ReconcileAnswer


def entries_from_partner(urls: Urls, message: Partner) -> list[Json]:
    """The entries of a message beside its header."""
    said: list[Json] = [{"fullUrl": urls.of("task"), "resource": _asked(message)}]
    for number, row in enumerate(message.rows if isinstance(message, Reconcile | ReconcileAnswer) else ()):
        said.append({"fullUrl": urls.of(f"copy-{number}"), "resource": _known_copy(message.header.kind, row)})
    return said


def _asked(message: Partner) -> Json:
    header = message.header
    if isinstance(message, Ping):
        return {
            **task(header.kind, "requested", TEST),
            "requester": logical(header.sender),
            "owner": logical(header.receiver),
        }
    if isinstance(message, PingAnswer):
        return {
            **task(header.kind, "completed", TEST),
            "lastModified": instant(message.at),
            "owner": logical(header.sender),
            "output": details(_PING_ANSWER, message),
        }
    if isinstance(message, Reconcile):
        return {
            **task(header.kind, "requested"),
            "requester": logical(header.sender),
            "owner": logical(header.receiver),
            "input": details(_RECONCILE, message),
        }
    return {
        **task(header.kind, "completed"),
        "owner": logical(header.sender),
        "output": details(_RECONCILE_ANSWER, message),
    }


def _known_copy(kind: MessageKind, row: KnownCopy) -> Json:
    return {
        **task(kind, concept_map("copy-state-to-task").forward[row.state].code),
        "identifier": [{"system": SID_COPY, "value": row.copy_of}],
        "businessStatus": concept(row.state),
        "lastModified": instant(row.at),
        "input": details(_COPY_IN, row),
        **made(output=details(_COPY_OUT, row)),
    }


def partner_from_tasks(reader: Reader, kind: MessageKind, tasks: list[Resource]) -> Said:
    """The other way; SIP741 for a test message without its label."""
    first, *rows = tasks
    node = first.node
    common(reader, node)
    for name in ("requester", "owner"):
        node.ignore(name, "the header says it")
    said = read_details(reader, node, "input", _RECONCILE if kind is MessageKind.RECONCILE else {})
    table: dict[str, Any] = {}
    if kind in (MessageKind.PING, MessageKind.PING_ANSWER):
        table = _PING_ANSWER if kind is MessageKind.PING_ANSWER else {}
        if not has_label(node, TEST):
            reader.log.find("SIP741", node.at("meta.security"))
    elif kind is MessageKind.RECONCILE_ANSWER:
        table = _RECONCILE_ANSWER
    said |= read_details(reader, node, "output", table)
    if kind is MessageKind.PING_ANSWER:
        said["at"] = node.string("lastModified")
    if kind in (MessageKind.RECONCILE, MessageKind.RECONCILE_ANSWER):
        said["rows"] = [_row(reader, each) for each in rows]
    elif rows:
        reader.log.find("SIP735", "Bundle.entry")
    said.path = node
    return said


def _row(reader: Reader, resource: Resource) -> Said:
    node = resource.node
    common(reader, node)
    said = read_details(reader, node, "input", _COPY_IN)
    said |= read_details(reader, node, "output", _COPY_OUT)
    said |= {
        "copy_of": by_system(node, (SID_COPY,)),
        "state": reader.concept(node.child("businessStatus"), CopyState),
        "at": node.string("lastModified"),
    }
    said.path = node
    return said
