"""An organisation's entry for the shared directory: made and signed where it works, judged where the platform is.

Theory of operation. Whoever can put a key into the directory can read what is sent to that organisation. So an entry
is signed by the organisation, and believed for one of two reasons: a key that the directory holds for it already has
signed it, or the fingerprint of the key that did was heard by another way (first contact; also after all keys are
lost). Of a known organisation only what it says of its own gateway is taken: name, kind, huvudman and routing key are
the platform's.

When it was signed stands in the directory: an entry that was signed before the one in force is refused, for ever. Else
whoever has kept it could hand it in again, and bring a stolen key back that has been taken out since.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import AwareDatetime, Field, ValidationError

from gateway.directory.entries import Directory, Entry
from gateway.directory.signing import NotSigned, fingerprint, read, same_fingerprint, sign
from gateway.directory.written import Written, WrittenOrganisation, facts_of
from gateway.security.keys import Generation, KeyRing, KeyUse, PublicKeys
from schemas.errors import InvalidDocument
from schemas.findings import finding

FORMAT = "samspel-entry-0.9"
ENTRY = "samspel-entry-1"
COUNTS_FOR = timedelta(days=30)
"""An entry that is handed in later is made anew: an old one could take back a change of keys."""
_SKEW = timedelta(minutes=5)


class _Document(Written):
    format: str = Field(pattern=f"^{FORMAT}$")
    issued_at: AwareDatetime
    organisation: WrittenOrganisation


def signed_entry(entry: Entry, ring: KeyRing, published: PublicKeys | None, now: datetime) -> bytes:
    """The entry with the ring's public keys, signed. `published` are the keys that the directory in force holds.

    Of the keys that count now, one that is published already signs, so that it is believed without a telephone call.
    Raises Unavailable (SIP714) when no key counts.
    """
    said = replace(entry, keys=tuple(ring.public().as_json()))
    document = {"format": FORMAT, "issued_at": now.isoformat(), "organisation": facts_of(said)}
    token = sign(document, _signing(ring, published, now).key, ENTRY)
    return json.dumps({"format": FORMAT, "signed": token}, indent=1).encode() + b"\n"


def signer_of(body: bytes) -> str:
    """The fingerprint of the key that signed an entry. Raises InvalidDocument (SIP690)."""
    return _read(body)[1]


def is_signed_by(body: bytes, published: PublicKeys, now: datetime) -> bool:
    """Whether one of those keys that counts now has signed an entry: then it is believed without a telephone call.

    Raises InvalidDocument (SIP690).
    """
    return _counts(published, signer_of(body), now)


def _signing(ring: KeyRing, published: PublicKeys | None, now: datetime) -> Generation:
    if published is not None:
        known = ring.published(published).generations
        counting = [each for each in known if each.use is KeyUse.SIGN and each.valid_at(now)]
        if counting:
            return max(counting, key=lambda each: each.valid_from)
    return ring.in_use(KeyUse.SIGN, now)


def take_entry(
    directory: Directory, body: bytes, told: str | None, now: datetime, new_routing_key: Callable[[], str]
) -> tuple[list[Entry], Entry]:
    """All entries with the organisation's new one among them, and that one.

    `told` is the fingerprint that was heard by another way. Raises InvalidDocument: SIP690 for no entry of ours, a
    wrong signature, or one that is too old or older than the one taken in before; SIP691 when the key is not known and
    no fingerprint was heard; SIP658 when another one was, also where the key is known; SIP656 for a
    routing key that is another's.
    """
    said, signer, issued_at = _read(body)
    if not now - COUNTS_FOR <= issued_at <= now + _SKEW:
        raise InvalidDocument(findings=(finding("SIP690"),))
    before = directory.find(said.id)
    if before is not None and before.stated_at is not None and issued_at < before.stated_at:
        raise InvalidDocument(findings=(finding("SIP690"),))
    known = before is not None and _holds(before, signer, now)
    if told is not None and not same_fingerprint(told, signer):
        raise InvalidDocument(findings=(finding("SIP658"),))
    if not known and told is None:
        raise InvalidDocument(findings=(finding("SIP691"),))
    new = replace(_merged(said, before), stated_at=issued_at)
    if new.routing_key is None:
        new = replace(new, routing_key=new_routing_key())
    others = [each for each in directory.all() if each.id != new.id]
    if any(each.routing_key == new.routing_key for each in others):
        raise InvalidDocument(findings=(finding("SIP656"),))
    return sorted([*others, new], key=lambda each: each.id), new


def _merged(said: Entry, before: Entry | None) -> Entry:
    if before is None:
        return said
    return replace(
        before,
        routing_key=before.routing_key or said.routing_key,
        keys=said.keys,
        message_versions=said.message_versions,
        handles_protected=said.handles_protected,
        gateway=said.gateway,
        sdk_address=said.sdk_address or before.sdk_address,
    )


def _holds(entry: Entry, signer: str, now: datetime) -> bool:
    """Whether the directory has that key for the organisation, to sign with, and it counts now."""
    return _counts(PublicKeys.from_json(entry.id, entry.keys), signer, now)


def _counts(keys: PublicKeys, signer: str, now: datetime) -> bool:
    signing = (each for each in keys.generations if each.use is KeyUse.SIGN and each.valid_at(now))
    return any(fingerprint(each.key) == signer for each in signing)


def _read(body: bytes) -> tuple[Entry, str, datetime]:
    """The entry, the fingerprint of who signed it, and when; the key is among those that the entry brings."""
    try:
        outer: Any = json.loads(body)
        said, key = read(outer["signed"], ENTRY)
        document = _Document.model_validate(said)
        entry = document.organisation.entry()
        keys = PublicKeys.from_json(entry.id, entry.keys)
    except (NotSigned, ValidationError, InvalidDocument, ValueError, TypeError, KeyError, AttributeError):
        raise InvalidDocument(findings=(finding("SIP690"),)) from None
    if keys.named(KeyUse.SIGN, key.thumbprint()) is None:
        raise InvalidDocument(findings=(finding("SIP690"),))
    return entry, fingerprint(key), document.issued_at
