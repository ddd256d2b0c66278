"""MessageHeader: which message, from whom, to whom, and what it answers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar
from urllib.parse import quote, unquote

from pydantic import ValidationError

from mappings.codes import coding
from mappings.fhir.account import origin, plain
from mappings.fhir.bundles import definition, focus_of
from mappings.fhir.constants import BASE, SID_COPY, Json
from mappings.fhir.labels import housekeeping
from mappings.fhir.node import Found, Node, Said
from mappings.fhir.reader import Reader
from mappings.fhir.urls import logical
from schemas.messages import READABLE_MESSAGE_VERSIONS, Header, MessageKind, has_kind
from schemas.sip.base import Part

_ENDPOINT = "urn:samspel:"
_DEFINITION = re.compile(re.escape(BASE) + r"/MessageDefinition/([a-z-]+)\|([0-9.]+)")
P = TypeVar("P", bound=Part)


def instant(at: datetime) -> str:
    """A time as FHIR's instant, in UTC."""
    return at.astimezone(UTC).isoformat()


def uuid_of(urn: str) -> str:
    """The UUID of a `urn:uuid:`: the form of FHIR's own ids."""
    return urn.removeprefix("urn:uuid:").lower()


def header_json(header: Header, entries: list[Json], extra: Json | None = None) -> Json:
    """The header of a message about these entries. The endpoints are random routing keys that name nobody."""
    said: Json = {
        "resourceType": "MessageHeader",
        "id": uuid_of(header.message_id),
        "meta": {"profile": [f"{BASE}/StructureDefinition/sip-message-header"]},
        "eventCoding": coding(header.kind),
        "destination": [{"endpoint": _endpoint(header.receiver_key), "receiver": logical(header.receiver)}],
        "sender": logical(header.sender),
        "source": {"endpoint": _endpoint(header.sender_key)},
        "definition": definition(header.kind, header.version),
    }
    if focus := focus_of(entries):
        said["focus"] = focus
    return {**said, **(extra or {})}


def _endpoint(key: str) -> str:
    return _ENDPOINT + quote(key, safe="")


def read_header(reader: Reader, bundle: Node, readable: Sequence[str] = READABLE_MESSAGE_VERSIONS) -> Header | None:
    """The header of a message; SIP731 and SIP732 when it is not whole, SIP008 for a version that we do not read.

    SIP740 for a kind that its version does not have.
    """
    resource = reader.resources[0]
    node = resource.node
    housekeeping(node)
    source, sender, target = node.child("source"), node.child("sender"), node.first("destination")
    said = Said(
        message_id=_message_id(reader, node, resource.url),
        kind=reader.code(node.child("eventCoding"), MessageKind),
        sender=reader.logical(sender),
        sender_key=_key(source),
        created_at=bundle.string("timestamp"),
    )
    said.path = node
    if target is not None:
        said |= {"receiver": reader.logical(target.child("receiver")), "receiver_key": _key(target)}
    said["version"] = _version(reader, node, said["kind"], readable)
    for each in node.children("focus"):
        if each.has("reference"):
            reader.target(each)
    return validated(reader, Header, said, node.path)


def _message_id(reader: Reader, node: Node, url: str) -> Found | None:
    carried = node.string("id")
    if carried is None:
        return None
    if url and uuid_of(url) != carried.lower():
        reader.log.find("SIP733", node.at("id"))
    return Found(f"urn:uuid:{carried}", carried.path)


def _key(node: Node | None) -> Found | None:
    endpoint = node.string("endpoint") if node is not None else None
    if endpoint is None or not endpoint.startswith(_ENDPOINT):
        return None
    return Found(unquote(endpoint[len(_ENDPOINT) :]), endpoint.path)


def _version(reader: Reader, node: Node, kind: str | None, readable: Sequence[str]) -> Found | None:
    address = node.string("definition")
    parts = _DEFINITION.fullmatch(address or "")
    if parts is not None and parts[2] not in readable:
        reader.log.find("SIP008", node.at("definition"), known=", ".join(sorted(readable)))
    elif parts is None or kind is None or parts[1] != kind:
        reader.log.find("SIP731", node.at("definition"))
        return None
    elif not has_kind(parts[2], MessageKind(kind)):
        reader.log.find("SIP740", node.at("eventCoding"))
    return Found(parts[2], node.at("definition"))


def copy_reference(copy_id: str) -> Json:
    """A reference to the task of a copy, which the receiver of the answer has."""
    return {"type": "Task", "identifier": {"system": SID_COPY, "value": copy_id}}


def validated(reader: Reader, kind: type[P], said: Said, path: str) -> P | None:
    """A part of the message grammar of plain data; SIP732 for each field that is missing or wrong."""
    try:
        return kind.model_validate(plain(said))
    except ValidationError as faults:
        for fault in faults.errors(include_input=False, include_url=False, include_context=False):
            where: tuple[Any, ...] = fault["loc"]
            reader.log.find("SIP732", origin(said, where, path), field=str(where[0]) if where else "")
        return None
