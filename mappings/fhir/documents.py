"""Attachments: DocumentReference for what the document is, Binary for its bytes."""

from __future__ import annotations

from base64 import b64encode

from mappings.codes import concept
from mappings.fhir.constants import Json, made
from mappings.fhir.identifiers import part_identifier
from mappings.fhir.labels import housekeeping, meta, subjects_of
from mappings.fhir.node import Found, Node, Said
from mappings.fhir.reader import Reader, Resource
from mappings.fhir.urls import Urls
from mappings.text_bytes import STAND_IN, base64_text
from schemas.codes import AttachmentKind, Subject
from schemas.identifiers import PERSON
from schemas.sip.content import Attachment


def document_reference_from_sip(urls: Urls, attachment: Attachment) -> Json:
    """What the attached document is; the bytes are in the Binary."""
    content = made(
        contentType=attachment.media_type,
        url=urls.of(attachment.id, "binary"),
        title=attachment.title,
        creation=attachment.created,
    )
    return {
        "resourceType": "DocumentReference",
        "meta": meta("attachment", attachment.subjects),
        "identifier": [part_identifier(attachment.id)],
        "status": "current",
        "type": concept(attachment.kind),
        "subject": urls.reference(PERSON),
        "content": [{"attachment": content}],
    }


def binary_from_sip(attachment: Attachment) -> Json:
    """The bytes, labelled as the document is."""
    return {
        "resourceType": "Binary",
        "meta": meta("binary", attachment.subjects),
        "contentType": attachment.media_type,
        "data": b64encode(attachment.data).decode("ascii"),
    }


def sip_from_document_reference(reader: Reader, resource: Resource) -> Said:
    """The attachment with its bytes, which stand in a Binary of the bundle or (from others) beside its type."""
    node = resource.node
    housekeeping(node)
    reader.ref(node.child("subject"))
    node.ignore("status", "only current documents are attached")
    content = node.first("content")
    attachment = content.child("attachment") if content is not None else None
    said = Said(
        id=resource.ref,
        kind=reader.concept(node.child("type"), AttachmentKind),
        subjects=subjects_of(reader, node),
    )
    said.path = node
    if attachment is not None:
        said["media_type"] = attachment.string("contentType")
        said["title"] = attachment.string("title")
        said["created"] = attachment.string("creation")
        said["data"] = _bytes(reader, attachment)
    return said


def _bytes(reader: Reader, attachment: Node) -> object:
    if attachment.has("data"):
        return _strict(attachment)
    binary = reader.by_url.get(attachment.peek("url") or "")
    if binary is None:
        reader.log.find("SIP136", attachment.at("url"), soft=True)
        return None
    attachment.take("url")
    housekeeping(binary.node)
    if (below := binary.node.child("meta")) is not None:
        reader.codes(below.children("security"), Subject)
    binary.node.ignore("contentType", "the DocumentReference says it")
    return _strict(binary.node)


def _strict(node: Node) -> Found | None:
    """The Base64 in `data`; what is none is told (SIP109), for a decoder would drop what it does not know."""
    said = node.string("data")
    if said is None:
        return None
    content = base64_text(said)
    if content is None:
        node.log.find("SIP109", said.path, field="data")
        return Found(STAND_IN, said.path)
    return Found(content, said.path)
