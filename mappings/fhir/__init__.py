"""SIP and FHIR R4 4.0.1: documents and messages, both ways. Light to import: the mapping comes with its first use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mappings.fhir.message import MessageReading
    from mappings.fhir.partner_tasks import Partner
    from mappings.reading import Reading, Writing
    from schemas.messages import ControlMessage, Copy, Header, Response, StatusMessage
    from schemas.sip.document import SipDocument


def fhir_from_sip(document: SipDocument) -> dict[str, Any]:
    """The document as a FHIR R4 message bundle that is addressed to nobody. The same document gives the same bundle."""
    from mappings.fhir.bundles import bundle_from_sip
    from mappings.fhir.envelope import unshared

    return unshared(bundle_from_sip(document))


def fhir_bytes_from_sip(document: SipDocument) -> bytes:
    """What `fhir_from_sip` gives, as JSON without white space: quicker than to have the objects and write them."""
    from mappings.fhir.bundles import bundle_from_sip
    from mappings.fhir.envelope import json_bytes

    return json_bytes(bundle_from_sip(document))


def sip_from_fhir(bundle: dict[str, Any]) -> SipDocument:
    """The document of a bundle; `sip_from_fhir(fhir_from_sip(d)) == d`. Raises InvalidDocument with every finding."""
    from mappings.fhir.reading import document_from_fhir

    return document_from_fhir(bundle)


def read_fhir_json(body: bytes) -> Reading:
    """Read any FHIR JSON. Never raises: a document, or the findings that say why there is none, and the account."""
    from mappings.fhir.reading import read_fhir
    from mappings.fhir.refusals import is_harmless
    from mappings.json_parser import parse_counted
    from mappings.reading import Format, Reading

    parsed = parse_counted(body)
    if parsed.findings:
        return Reading(Format.FHIR_JSON, None, findings=parsed.findings)
    return read_fhir(parsed.value, count=parsed.leaves, harmless=is_harmless(body))


def write_fhir_json(document: SipDocument) -> Writing:
    """The document as FHIR JSON, UTF-8. FHIR with our extensions can hold every field, so nothing is left over."""
    from mappings.fhir.bundles import bundle_from_sip
    from mappings.fhir.envelope import indented_bytes
    from mappings.reading import Writing

    return Writing(indented_bytes(bundle_from_sip(document)))


def frozen_copy(copied: Copy) -> bytes:
    """The frozen bytes of a copy, all of the message but its header: made once, hashed, sent as they are."""
    from mappings.fhir import message

    return message.frozen_copy(copied)


def content_hash(frozen: bytes) -> str:
    """`sha256:` and the SHA-256 over the frozen bytes."""
    from mappings.fhir import envelope

    return envelope.content_hash(frozen)


def wrap(frozen: bytes, header: Header, envelope_id: str) -> bytes:
    """A message around frozen bytes, which stand in it byte for byte; only header and envelope id are new each time."""
    from mappings.fhir import envelope

    return envelope.wrap(frozen, header, envelope_id)


def unwrap(wire: bytes) -> tuple[Header, bytes, dict[str, Any]]:
    """Header, exactly the frozen bytes, and the bundle. Raises InvalidDocument when it is no message of ours."""
    from mappings.fhir import message

    return message.unwrap(wire)


def copy_from_bundle(bundle: dict[str, Any]) -> Copy:
    """The copy in a message bundle. Raises InvalidDocument with every finding."""
    from mappings.fhir import message

    return message.copy_from_bundle(bundle)


def copy_from_frozen(frozen: bytes) -> Copy:
    """The copy in frozen bytes that were checked before. Raises InvalidDocument with every finding."""
    from mappings.fhir import message

    return message.copy_from_frozen(frozen)


def copy_as_checked(frozen: bytes, known_hash: str) -> Copy:
    """As `copy_from_frozen`, of bytes that were kept with the hash that they had when they were checked."""
    from mappings.fhir import message

    return message.copy_as_checked(frozen, known_hash)


def message_bundle(said: ControlMessage | Response | StatusMessage | Partner, envelope_id: str) -> bytes:
    """A message without plan content, on the wire: control, answer, ping, reconciling."""
    from mappings.fhir import message

    return message.message_bundle(said, envelope_id)


def message_from_wire(wire: bytes, readable: Sequence[str] | None = None) -> MessageReading:
    """Read any message of ours. Never raises: what cannot be taken has findings, and its header if that is whole.

    `readable` are the message versions that are taken; by default all that this program knows.
    """
    from mappings.fhir import message

    return message.message_from_wire(wire) if readable is None else message.message_from_wire(wire, readable)
