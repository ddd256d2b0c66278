"""Envelopes: every sending gets a new one around the same bytes; opening one checks all that was signed.

Theory of operation. The message id names the message, the envelope id this sending of it. Both are signed, with
sender, receiver and copy id; what the message itself carries must be the same, else it is a protocol error (SIP630).
"""

from __future__ import annotations

from functools import lru_cache

from gateway.broker.protocol import Outgoing, Queue
from gateway.directory.entries import Directory, Entry
from gateway.exchange.locked import Told
from gateway.exchange.parts import Parts
from gateway.security.keys import KeyRing, PublicKeys
from gateway.security.seal import Opened, SealHeader, seal, unseal
from mappings import fhir
from schemas.errors import CannotOpen, UnknownRecipient
from schemas.findings import finding
from schemas.messages import ANSWER_KINDS, CONTROL_KINDS, CopyId, Header, Message, MessageKind, common_version, has_kind

_AS_ASKED = ANSWER_KINDS - {MessageKind.STATUS}
"""Answers that stay in the version of their question; a status is told later, and of a copy."""


def entry_of(directory: Directory, organisation: str) -> Entry:
    """The directory's entry with a routing key. Raises UnknownRecipient (SIP601)."""
    entry = directory.find(organisation)
    if entry is None or entry.routing_key is None:
        raise UnknownRecipient(findings=(finding("SIP601"),))
    return entry


def public_keys(directory: Directory, organisation: str) -> PublicKeys | None:
    """An organisation's public keys; None for a stranger."""
    entry = directory.find(organisation)
    return None if entry is None else _read_keys(entry)


@lru_cache(maxsize=1024)
def _keys_cached(organisation: str, said: tuple[str, ...]) -> PublicKeys:
    import json

    return PublicKeys.from_json(organisation, [json.loads(each) for each in said])


def _read_keys(entry: Entry) -> PublicKeys:
    import json

    return _keys_cached(entry.id, tuple(json.dumps(each, sort_keys=True) for each in entry.keys))


def version_for(parts: Parts, kind: MessageKind, receiver: str) -> str:
    """The message version to write to that organisation: the newest that both have.

    Raises UnknownRecipient: SIP601, SIP607 without common version, SIP742 where only newer ones have that kind.
    """
    theirs = entry_of(parts.directory, receiver).message_versions
    version = common_version(kind, parts.speaks, theirs)
    if version is None:
        plain = common_version(MessageKind.RESPONSE, parts.speaks, theirs)
        raise UnknownRecipient(findings=(finding("SIP607" if plain is None else "SIP742"),))
    return version


def header_to(
    parts: Parts, kind: MessageKind, sender: str, receiver: str, message_id: str, *, asked_in: str | None = None
) -> Header:
    """The header of a message from one organisation to another.

    An answer is written in the version of the question (`asked_in`), if that is one of ours. Raises UnknownRecipient
    (SIP601, SIP607, SIP742).
    """
    mine, theirs = entry_of(parts.directory, sender), entry_of(parts.directory, receiver)
    as_asked = asked_in if asked_in in parts.speaks and has_kind(asked_in, kind) else None
    return Header(
        message_id=message_id,
        kind=kind,
        version=as_asked or version_for(parts, kind, receiver),
        sender=sender,
        receiver=receiver,
        sender_key=mine.routing_key or "",
        receiver_key=theirs.routing_key or "",
        created_at=parts.clock(),
    )


def readdressed(parts: Parts, message: Told) -> Told:
    """A message that has waited, with where its receiver is reached now, and in a version that it reads now.

    A direct answer stays in the version of its question. Raises UnknownRecipient (SIP601, SIP607, SIP742).
    """
    header, theirs = message.header, entry_of(parts.directory, message.header.receiver)
    keep = header.kind in _AS_ASKED or header.version in theirs.message_versions
    version = header.version if keep else version_for(parts, header.kind, header.receiver)
    said = {"version": version, "receiver_key": theirs.routing_key or ""}
    return message.model_copy(update={"header": header.model_copy(update=said)})


def envelope_of_copy(parts: Parts, frozen: bytes, header: Header, copy_id: CopyId) -> Outgoing:
    """The frozen bytes in a new envelope, sealed."""
    envelope_id = parts.new_id()
    return _sealed(parts, fhir.wrap(frozen, header, envelope_id), header, envelope_id, str(copy_id))


def envelope_of(parts: Parts, message: Told) -> Outgoing:
    """A message without plan content in a new envelope, sealed."""
    envelope_id = parts.new_id()
    return _sealed(parts, fhir.message_bundle(message, envelope_id), message.header, envelope_id, copy_named(message))


def copy_named(message: Message) -> str | None:
    """The copy id that a message is about, written form."""
    if hasattr(message, "copied"):
        return str(message.copied.copy_id)
    return getattr(message, "copy_of", None)


def _sealed(parts: Parts, body: bytes, header: Header, envelope_id: str, copy_id: str | None) -> Outgoing:
    receiver = public_keys(parts.directory, header.receiver)
    if receiver is None:
        raise UnknownRecipient(findings=(finding("SIP601"),))
    signed = SealHeader(
        header.sender, header.receiver, envelope_id, header.message_id, header.kind.value, header.version, copy_id
    )
    sealed = seal(body, signed, _signing_ring(parts, header.sender), receiver, parts.clock())
    queue = Queue.CONTROL if header.kind in CONTROL_KINDS else Queue.COPIES
    return Outgoing(header.receiver_key, queue, envelope_id, sealed)


def _signing_ring(parts: Parts, sender: str) -> KeyRing:
    """The sender's keys that the directory shows: one that partners have not heard of would be refused for good."""
    ring, shown = parts.keys.ring(sender), public_keys(parts.directory, sender)
    return ring if shown is None else ring.published(shown)


def opened_for(parts: Parts, organisation: str, sealed: bytes) -> Opened:
    """Open an envelope for one of ours. Raises CannotOpen with the code of what is wrong."""
    return unseal(
        sealed,
        me=organisation,
        ring=parts.keys.ring(organisation),
        senders=lambda sender: public_keys(parts.directory, sender),
        now=parts.clock(),
    )


def check_signed_ids(signed: SealHeader, message: Message, envelope_id: str | None) -> None:
    """What is signed is what is carried. Raises CannotOpen (SIP630, SIP631)."""
    header = message.header
    carried = (header.sender, header.message_id, header.kind.value, header.version, copy_named(message))
    named = (signed.issuer, signed.message_id, signed.message_type, signed.message_version, signed.copy_id)
    if carried != named or (envelope_id is not None and envelope_id != signed.envelope_id):
        raise CannotOpen(findings=(finding("SIP630"),))
    if header.receiver != signed.audience:
        raise CannotOpen(findings=(finding("SIP631"),))
