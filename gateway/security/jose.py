"""JOSE as we speak it: joserfc registries of our own, and a strict look at headers.

joserfc's default registries allow many algorithms and headers and refuse messages of our size (128 kB signed,
64 kB encrypted); ours are the other way round. `read_header` and the two questions after it look at a header
before joserfc does: exactly our members, no `zip`, no `crit`, no key or address to fetch a key from, no
member twice.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from joserfc.jwe import JWERegistry
from joserfc.jwk import GuestProtocol, Key, KeyCallable
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter
from joserfc.util import urlsafe_b64decode

from gateway.security.keys import CURVE
from mappings.limits import MAX_BODY_BYTES

SIGNATURE = "ES256"
KEY_WRAP = "ECDH-ES+A256KW"
CONTENT = "A256GCM"
SEALED_TYPE = "samspel-sealed-1"  # the outer token: all that a broker can read, besides the receiver's key id
SIGNED_TYPE = "samspel-signed-1"

MIB = 1024 * 1024
BODY_CAP = MAX_BODY_BYTES  # FHIR bytes; what it becomes when sealed stays under RabbitMQ's default limit of 16 MiB
HEADER_CAP = 8192  # base64 bytes; our nine texts of at most 256 letters make half of that
SIGNATURE_CAP = 86  # base64 bytes of two 32-byte numbers


def _base64_length(size: int) -> int:
    return (size * 4 + 2) // 3


_SIGNED_CAP = HEADER_CAP + _base64_length(BODY_CAP) + SIGNATURE_CAP + 2

_TEXTS = ("iss", "aud", "jti", "message_id", "message_type", "message_version", "content_hash")
SIGNED_REQUIRED = frozenset({"alg", "kid", "typ", "iat", *_TEXTS})
SIGNED_OPTIONAL = frozenset({"copy_id"})
SEALED_REQUIRED = frozenset({"alg", "enc", "kid", "epk", "typ"})
_EPK = frozenset({"kty", "crv", "x", "y"})


class SignedRegistry(JWSRegistry):
    """What we sign and verify with."""

    max_header_length = HEADER_CAP
    max_payload_length = _base64_length(BODY_CAP)
    max_signature_length = SIGNATURE_CAP


class SealedRegistry(JWERegistry):
    """What we encrypt and decrypt with."""

    max_protected_header_length = 1024
    max_encrypted_key_length = 54  # a wrapped 256-bit key
    max_initialization_vector_length = 16
    max_ciphertext_length = _base64_length(_SIGNED_CAP)
    max_auth_tag_length = 22


def _signed() -> SignedRegistry:
    registry = SignedRegistry(algorithms=[SIGNATURE])
    texts = SIGNED_REQUIRED | SIGNED_OPTIONAL
    registry.header_registry = {
        name: HeaderParameter(name, "int" if name == "iat" else "str", name in SIGNED_REQUIRED) for name in texts
    }
    return registry


def _sealed() -> SealedRegistry:
    registry = SealedRegistry(algorithms=[KEY_WRAP, CONTENT])
    registry.header_registry = {name: HeaderParameter(name, "str", required=True) for name in SEALED_REQUIRED - {"epk"}}
    return registry


SIGNED = _signed()
SEALED = _sealed()
SEALED_CAP = (
    SEALED.max_protected_header_length
    + SEALED.max_encrypted_key_length
    + SEALED.max_initialization_vector_length
    + SEALED.max_ciphertext_length
    + SEALED.max_auth_tag_length
    + 4  # the dots
)


@contextmanager
def lent(key: Key) -> Iterator[KeyCallable]:
    """A key for one sealed message, which is let go of afterwards.

    joserfc's message and its recipient hold each other, and the message several times over: left so, it stays in
    memory until the collector looks for rings, which it does by the number of objects, whatever they weigh.
    """
    asked: list[GuestProtocol] = []

    def given(recipient: GuestProtocol) -> Key:
        asked.append(recipient)
        return key

    try:
        yield given
    finally:
        for each in asked:
            vars(each).clear()


def header_of(token: bytes, count: int) -> bytes:
    """The first part of a compact token, without copying the others. Raises ValueError if there are not `count`."""
    if token.count(b".") != count - 1:
        raise ValueError("not a compact token")
    return token[: token.index(b".")]


def payload_length(token: bytes) -> int:
    """How long the second of three parts is."""
    return token.rindex(b".") - token.index(b".") - 1


def read_header(segment: bytes) -> dict[str, Any]:
    """A header as JSON. Raises ValueError for anything but one JSON object without a member twice."""
    if len(segment) > HEADER_CAP:
        raise ValueError("header too long")
    try:
        header = json.loads(urlsafe_b64decode(segment), object_pairs_hook=_no_member_twice)
    except RecursionError:
        raise ValueError("header too deep") from None
    if not isinstance(header, dict):
        raise ValueError("header is no object")  # noqa: TRY004 - the caller asks whether it is a header of ours
    return header


def is_sealed_header(header: dict[str, Any]) -> bool:
    """Whether the outer header is exactly ours."""
    epk = header.get("epk")
    return (
        header.keys() == SEALED_REQUIRED
        and (header["alg"], header["enc"], header["typ"]) == (KEY_WRAP, CONTENT, SEALED_TYPE)
        and isinstance(header["kid"], str)
        and isinstance(epk, dict)
        and epk.keys() == _EPK
        and all(isinstance(each, str) for each in epk.values())
        and (epk["kty"], epk["crv"]) == ("EC", CURVE)
    )


def is_signed_header(header: dict[str, Any]) -> bool:
    """Whether the inner header has exactly our members and our algorithm; limits of texts are not asked."""
    return (
        SIGNED_REQUIRED <= header.keys() <= SIGNED_REQUIRED | SIGNED_OPTIONAL
        and (header["alg"], header["typ"]) == (SIGNATURE, SIGNED_TYPE)
        and type(header["iat"]) is int
        and all(isinstance(header[name], str) for name in header.keys() - {"iat"})
    )


def _no_member_twice(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    pairs = list(pairs)
    read = dict(pairs)
    if len(read) != len(pairs):
        raise ValueError("a member twice")
    return read
