"""Sealing between gateways: signed by the sender, then encrypted to the receiver, so that a broker sees
nothing.

Theory of operation. The body is the payload of a JWS whose protected header says from whom, to whom, when and
which ids; the JWS is the plaintext of a JWE whose header says nothing but how to open it and with which of
the receiver's keys. Because the audience is signed, a receiver cannot pass a message on as if the sender had
meant it for somebody else.

Opening goes from the outside in and trusts nothing before the signature is verified: size, outer header, our
key, decryption, inner header, sender and its key, signature, audience, times, content hash. Every refusal is
a `CannotOpen` with a code of its own (SIP700–SIP712) and nothing of the message in it. Whether a message was
seen before is not asked here: the inbox knows the ids.

A queue may hold a message for weeks, so age is no reason to refuse unless `max_age` is given; a time ahead of
ours is, beyond `CLOCK_SKEW`. The signing key must have counted at the signed time. The encryption key need
not: a sender with last week's directory has done no harm, and refusing would lose the message.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, cast

from cryptography.exceptions import InvalidTag
from joserfc import jwe, jws
from joserfc.errors import BadSignatureError, JoseError

from gateway.security import jose
from gateway.security.keys import Generation, KeyRing, KeyUse, PublicKeys
from schemas.errors import CannotOpen, InvalidDocument, UnknownRecipient
from schemas.findings import finding

CLOCK_SKEW = timedelta(minutes=5)  # what gateways without a shared clock are off by in practice
ID_CAP = 256  # characters; ours are at most a uuid, a version, an HSA-id and a kind
_FIELDS = {
    "iss": "issuer",
    "aud": "audience",
    "jti": "envelope_id",
    "message_id": "message_id",
    "message_type": "message_type",
    "message_version": "message_version",
    "copy_id": "copy_id",
}


@dataclass(frozen=True, slots=True)
class SealHeader:
    """What the sender signs beside the body. Organisations by id; `copy_id` is absent for most control
    messages.
    """

    issuer: str
    audience: str
    envelope_id: str
    message_id: str
    message_type: str
    message_version: str
    copy_id: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened message: all of it is what the issuer signed. `issued_at` is in whole seconds, UTC.

    `signed_with` and `sealed_to` are the fingerprints of the keys that were used.
    """

    header: SealHeader
    body: bytes
    issued_at: datetime
    content_hash: str
    signed_with: str = ""
    sealed_to: str = ""


def content_hash(body: bytes) -> str:
    """The hash of frozen bytes, as it is signed and kept: `sha256:` and 64 hexadecimal digits."""
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def seal(
    body: bytes,
    header: SealHeader,
    sender: KeyRing,
    receiver: PublicKeys,
    now: datetime,
    *,
    hash_of: Callable[[bytes], str] = content_hash,
) -> bytes:
    """Sign and encrypt a body. Sealed twice it gives two different messages that open to the same.

    `hash_of` tells the content hash of a body; give one that hashes only the frozen part if the body carries
    more than that, and the same one to `unseal`. Raises InvalidDocument (SIP701) for a body above the cap,
    UnknownRecipient (SIP713) when the directory has no key of the receiver that counts now, Unavailable
    (SIP714) when the sender has none.
    """
    if (header.issuer, header.audience) != (sender.organisation, receiver.organisation):
        raise ValueError("the keys are not those of the header's organisations")
    if len(body) > jose.BODY_CAP:
        raise InvalidDocument(findings=(finding("SIP701", limit=jose.BODY_CAP),))
    signing = sender.in_use(KeyUse.SIGN, now)
    encryption = receiver.in_use(KeyUse.ENCRYPT, now)
    if encryption is None:
        raise UnknownRecipient(findings=(finding("SIP713"),))
    signed = jws.serialize_compact(
        _signed_header(header, signing.kid, now, hash_of(body)), body, signing.key, registry=jose.SIGNED
    )
    outer = {"alg": jose.KEY_WRAP, "enc": jose.CONTENT, "kid": encryption.kid, "typ": jose.SEALED_TYPE}
    with jose.lent(encryption.key) as key:
        return jwe.encrypt_compact(outer, signed, key, registry=jose.SEALED).encode()


def unseal(
    sealed: bytes,
    *,
    me: str,
    ring: KeyRing,
    senders: Callable[[str], PublicKeys | None],
    now: datetime,
    hash_of: Callable[[bytes], str] = content_hash,
    max_age: timedelta | None = None,
) -> Opened:
    """Open a message that came for `me`, and believe it. Opened twice it gives the same.

    `senders` gives an organisation's public keys from the directory, None for a stranger. Raises CannotOpen
    with the code of what is wrong; what `senders` raises passes through (a directory that is away is no fault
    of the message).
    """
    if ring.organisation != me:
        raise ValueError("the ring is not that of the organisation that opens")
    token = _decrypted(sealed, ring)
    claims = _inner_header(token)
    signing = _signing_key(claims, senders)
    body = _verified(token, signing)
    if claims["aud"] != me:
        raise _cannot("SIP705")
    issued_at = _checked_time(claims["iat"], signing, now, max_age)
    if claims["content_hash"] != _hash_or_none(hash_of, body):
        raise _cannot("SIP712")
    header = SealHeader(**{field: claims[name] for name, field in _FIELDS.items() if name in claims})
    sealed_to = jose.read_header(jose.header_of(sealed, 5))["kid"]
    return Opened(header, body, issued_at, claims["content_hash"], signing.kid, sealed_to)


def _cannot(code: str) -> CannotOpen:
    return CannotOpen(findings=(finding(code),))


def _too_large() -> CannotOpen:
    return CannotOpen(findings=(finding("SIP701", limit=jose.BODY_CAP),))


def _signed_header(header: SealHeader, kid: str, now: datetime, content: str) -> dict[str, Any]:
    claims: dict[str, Any] = {name: getattr(header, field) for name, field in _FIELDS.items()}
    if header.copy_id is None:
        del claims["copy_id"]
    if not _texts_within_limits(claims.values()):
        raise ValueError("a text of the header is empty, too long or not plain ASCII")
    fixed = {"alg": jose.SIGNATURE, "kid": kid, "typ": jose.SIGNED_TYPE, "iat": int(now.timestamp())}
    return {**fixed, **claims, "content_hash": content}


def _texts_within_limits(texts: Any) -> bool:
    return all(0 < len(text) <= ID_CAP and text.isascii() and text.isprintable() for text in texts)


def _decrypted(sealed: bytes, ring: KeyRing) -> bytes:
    """The signed token inside. joserfc's own errors quote the header, so none of them is chained to ours."""
    if len(sealed) > jose.SEALED_CAP:
        raise _too_large()
    try:
        outer = jose.read_header(jose.header_of(sealed, 5))
    except ValueError:
        raise _cannot("SIP700") from None
    if not jose.is_sealed_header(outer):
        raise _cannot("SIP702")
    mine = ring.named(KeyUse.ENCRYPT, outer["kid"])
    if mine is None:
        raise _cannot("SIP703")
    try:
        with jose.lent(mine.key) as key:
            return cast(bytes, jwe.decrypt_compact(sealed, key, registry=jose.SEALED).plaintext)
    except (JoseError, InvalidTag, ValueError, TypeError):
        raise _cannot("SIP704") from None


def _inner_header(token: bytes) -> dict[str, Any]:
    try:
        claims = jose.read_header(jose.header_of(token, 3))
    except ValueError:
        raise _cannot("SIP702") from None
    if jose.payload_length(token) > jose.SIGNED.max_payload_length:
        raise _too_large()
    if not jose.is_signed_header(claims):
        raise _cannot("SIP702")
    if not _texts_within_limits(text for name, text in claims.items() if name != "iat"):
        raise _cannot("SIP702")
    return claims


def _signing_key(claims: dict[str, Any], senders: Callable[[str], PublicKeys | None]) -> Generation:
    """The key that the issuer itself has published; never one that the message brings."""
    published = senders(claims["iss"])
    if published is None or published.organisation != claims["iss"]:
        raise _cannot("SIP706")
    key = published.named(KeyUse.SIGN, claims["kid"])
    if key is None:
        raise _cannot("SIP707")
    return key


def _verified(token: bytes, signing: Generation) -> bytes:
    try:
        return jws.deserialize_compact(token, signing.key, registry=jose.SIGNED).payload
    except BadSignatureError:
        raise _cannot("SIP708") from None
    except (JoseError, ValueError, TypeError):
        raise _cannot("SIP702") from None


def _checked_time(iat: int, signing: Generation, now: datetime, max_age: timedelta | None) -> datetime:
    try:
        issued_at = datetime.fromtimestamp(iat, UTC)
    except (OverflowError, OSError, ValueError):
        raise _cannot("SIP702") from None
    if issued_at - now > CLOCK_SKEW:
        raise _cannot("SIP710")
    if not signing.valid_at(issued_at):
        raise _cannot("SIP709")
    if max_age is not None and now - issued_at > max_age:
        raise _cannot("SIP711")
    return issued_at


def _hash_or_none(hash_of: Callable[[bytes], str], body: bytes) -> str | None:
    """The hash, or None where the body has no part that could be hashed."""
    try:
        return hash_of(body)
    except ValueError:
        return None
