"""What is signed outside messages: the shared directory, the platform's change of key, an organisation's entry.

Theory of operation. A compact JWS, ES256 on P-256, whose protected header has exactly four members: algorithm, type,
and the public key with its thumbprint. The signature proves that the holder of that key has said it, and no more;
whoever reads it decides by the key's fingerprint whether that holder is somebody to believe. A fingerprint is the
RFC 7638 thumbprint with SHA-256, written as sixteen groups of four hexadecimal digits, so that it can be read out.
"""

from __future__ import annotations

import json
import re
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError
from joserfc.jwk import ECKey
from joserfc.jws import JWSRegistry
from joserfc.registry import HeaderParameter
from joserfc.util import urlsafe_b64decode

ALGORITHM = "ES256"
CURVE = "P-256"
DOCUMENT_CAP = 16 * 2**20
"""Bytes of what is signed: a thousand organisations, with keys of three rotations each, are two million."""

_HEADER_CAP = 2048
_MEMBERS = {"alg", "typ", "kid", "jwk"}
_JWK = {"kty", "crv", "x", "y"}
_GROUP = 4


class NotSigned(ValueError):
    """No token of ours, or one whose signature is not by the key that it names."""


class _Registry(JWSRegistry):
    max_header_length = _HEADER_CAP
    max_payload_length = DOCUMENT_CAP * 4 // 3 + 4
    max_signature_length = 86


def _registry() -> _Registry:
    registry = _Registry(algorithms=[ALGORITHM])
    kinds = {name: "jwk" if name == "jwk" else "str" for name in _MEMBERS}
    registry.header_registry = {name: HeaderParameter(name, kind, required=True) for name, kind in kinds.items()}
    return registry


_REGISTRY = _registry()


def public_part(key: ECKey) -> dict[str, str]:
    """The public JWK, exactly its four members."""
    return {name: str(value) for name, value in key.as_dict(private=False).items() if name in _JWK}


def fingerprint(key: ECKey) -> str:
    """The key's fingerprint in groups, as it is read out."""
    return grouped(key.thumbprint())


def grouped(thumbprint: str) -> str:
    """A base64url thumbprint (a `kid`) as a fingerprint in groups."""
    digits = urlsafe_b64decode(thumbprint.encode()).hex().upper()
    return " ".join(digits[place : place + _GROUP] for place in range(0, len(digits), _GROUP))


def same_fingerprint(one: str, other: str) -> bool:
    """Whether two written fingerprints are the same, however they are grouped."""
    return _digits(one) == _digits(other) != ""


def _digits(written: str) -> str:
    digits = re.sub(r"[\s:.\-]", "", written).upper()
    return digits if re.fullmatch(r"[0-9A-F]{64}", digits) else ""


def sign(said: dict[str, Any], key: ECKey, kind: str) -> str:
    """The token that says it. Signed twice it gives two tokens that say the same."""
    payload = json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
    if len(payload) > DOCUMENT_CAP:
        raise ValueError("more than anybody would read")
    header = {"alg": ALGORITHM, "typ": kind, "kid": key.thumbprint(), "jwk": public_part(key)}
    return jws.serialize_compact(header, payload, key, registry=_REGISTRY)


def read(token: str, kind: str) -> tuple[Any, ECKey]:
    """What was said, and the key of whoever said it. Raises NotSigned; nothing of the token is in its text."""
    key = _key_in(token, kind)
    try:
        payload = jws.deserialize_compact(token, key, registry=_REGISTRY).payload
    except (JoseError, ValueError, TypeError):
        raise NotSigned("the signature is not that of the key") from None
    try:
        return json.loads(payload), key
    except (ValueError, RecursionError):
        raise NotSigned("what is signed is no JSON") from None


def key_of(jwk: Any) -> ECKey:
    """A public key from its JWK. Raises NotSigned for anything else than exactly that."""
    if not isinstance(jwk, dict) or set(jwk) != _JWK or (jwk["kty"], jwk["crv"]) != ("EC", CURVE):
        raise NotSigned("no public key of ours")
    try:
        return ECKey.import_key({name: str(value) for name, value in jwk.items()})
    except (JoseError, ValueError, TypeError):
        raise NotSigned("no public key of ours") from None


def _key_in(token: str, kind: str) -> ECKey:
    head = token.split(".", 1)[0]
    if len(head) > _HEADER_CAP or not token.isascii():
        raise NotSigned("no token of ours")
    try:
        header = json.loads(urlsafe_b64decode(head.encode()))
    except (ValueError, RecursionError):
        raise NotSigned("no token of ours") from None
    if not isinstance(header, dict) or set(header) != _MEMBERS or (header["alg"], header["typ"]) != (ALGORITHM, kind):
        raise NotSigned("no token of ours")
    key = key_of(header["jwk"])
    if header["kid"] != key.thumbprint():
        raise NotSigned("the key id is not that of the key")
    return key
