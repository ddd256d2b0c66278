"""Three organisations with keys, and the ways in which a forger would put a message together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from joserfc import jwe, jws

from gateway.security.keys import KeyRing, KeyUse, PublicKeys
from gateway.security.seal import Opened, SealHeader, content_hash, seal, unseal
from schemas.errors import CannotOpen

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MADE = NOW - timedelta(days=30)
ALL = ["ES256", "HS256", "none", "ECDH-ES", "ECDH-ES+A128KW", "ECDH-ES+A256KW", "dir"]
ALL += ["A128GCM", "A256GCM", "A128CBC-HS256", "DEF"]


class _Anything(jws.JWSRegistry):
    max_header_length = max_payload_length = 10**9


class _AnythingSealed(jwe.JWERegistry):
    max_ciphertext_length = 10**9


@dataclass(frozen=True)
class Parties:
    """`municipality` sends, `region` receives, `school` is a known third; `stranger` is in no directory."""

    now: datetime
    rings: dict[str, KeyRing]

    def directory(self, organisation: str) -> PublicKeys | None:
        return self.rings[organisation].public() if organisation in self.rings else None

    def header(self, **changes: Any) -> SealHeader:
        header = SealHeader(
            issuer="municipality",
            audience="region",
            envelope_id="urn:uuid:0f4c1d5e-0000-4000-8000-000000000001",
            message_id="urn:uuid:0f4c1d5e-0000-4000-8000-000000000002",
            message_type="plan-copy",
            message_version="0.9",
            copy_id="urn:uuid:0f4c1d5e-0000-4000-8000-000000000003|2|region|plan",
        )
        return replace(header, **changes)

    def seal(self, body: bytes = b'{"resourceType":"Bundle"}', **changes: Any) -> bytes:
        header = self.header(**changes)
        return seal(body, header, self.rings[header.issuer], self.rings[header.audience].public(), now=self.now)

    def unseal(self, sealed: bytes, me: str = "region", **options: Any) -> Opened:
        given = {"ring": self.rings[me], "senders": self.directory, "now": self.now + timedelta(minutes=1)}
        return unseal(sealed, me=me, **{**given, **options})

    def code(self, sealed: bytes, me: str = "region", **options: Any) -> str:
        """The code that opening is refused with; fails if it is not refused, or if the text says more than codes."""
        with pytest.raises(CannotOpen) as refused:
            self.unseal(sealed, me, **options)
        assert str(refused.value) == refused.value.code
        assert [each.code for each in refused.value.findings] == [refused.value.code]
        assert refused.value.__cause__ is None
        return refused.value.code

    def claims(self, body: bytes, **changes: Any) -> dict[str, Any]:
        """The inner header as the municipality would sign it; a change to None leaves the member out."""
        claims = {
            "alg": "ES256",
            "kid": self.rings["municipality"].in_use(KeyUse.SIGN, self.now).kid,
            "typ": "samspel-signed-1",
            "iat": int(self.now.timestamp()),
            "iss": "municipality",
            "aud": "region",
            "jti": "envelope",
            "message_id": "message",
            "message_type": "plan-copy",
            "message_version": "0.9",
            "content_hash": content_hash(body),
        }
        return {name: value for name, value in {**claims, **changes}.items() if value is not None}

    def signed(self, claims: dict[str, Any], body: bytes, key: Any = None) -> bytes:
        key = key or self.rings["municipality"].in_use(KeyUse.SIGN, self.now).key
        registry = _Anything(algorithms=ALL, strict_check_header=False)
        return jws.serialize_compact(claims, body, key, registry=registry).encode()

    def wrapped(self, token: bytes, **changes: Any) -> bytes:
        """The token encrypted to the region, with whatever outer header."""
        receiver = self.rings["region"].in_use(KeyUse.ENCRYPT, self.now)
        header = {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": receiver.kid, "typ": "samspel-sealed-1"}
        header = {name: value for name, value in {**header, **changes}.items() if value is not None}
        registry = _AnythingSealed(algorithms=ALL, strict_check_header=False)
        return jwe.encrypt_compact(header, token, receiver.key, registry=registry).encode()


@pytest.fixture(scope="session")
def parties() -> Parties:
    return Parties(NOW, {name: KeyRing.generate(name, MADE) for name in ("municipality", "region", "school")})


@pytest.fixture(scope="session")
def stranger() -> KeyRing:
    return KeyRing.generate("stranger", MADE)


@pytest.fixture
def clock() -> Callable[[], datetime]:
    return lambda: NOW
