"""The keys of one organisation, in generations: what it keeps to itself, and what the shared directory shows.

Theory of operation. An organisation signs with ES256 and is encrypted to with ECDH-ES+A256KW, both on P-256.
Ed25519 and X25519 would do as well; P-256 was chosen because every journal vendor has it at hand: hardware
modules, Java's and .NET's own libraries (.NET has no Ed25519), cloud key services, and because JOSE is
changing the name of Ed25519's algorithm (RFC 9864). It is also a little faster here.

A generation counts from `valid_from` (inclusive) to `valid_until` (exclusive; None: no end is set). The
generation in use is the youngest one that has begun. Rotation adds generations that begin later and gives the
old ones an end an overlap after that, since partners learn of the new keys at their own pace. Old private
encryption keys stay in the ring until the queues are past them, and old public keys stay in the directory as
long as messages signed with them may still arrive. A key that was stolen is taken out of the directory; an
end alone does not help, since a thief can date back.

`data` encrypts what is stored and keeps every generation for good; `index` is one secret that never changes,
since an index finds only what was written with the same secret.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol, Self, cast

from joserfc.errors import JoseError
from joserfc.jwk import ECKey

from schemas.errors import InvalidDocument, Unavailable
from schemas.findings import finding

CURVE = "P-256"
OVERLAP = timedelta(days=7)  # partners that pull the directory once a day, over a long weekend
SECRET_BYTES = 32
SECRET_ID_BYTES = 8


class KeyUse(StrEnum):
    """What a key pair is for, as JWK's `use`."""

    SIGN = "sig"
    ENCRYPT = "enc"


@dataclass(frozen=True, slots=True)
class Generation:
    """One key pair, or its public half, and when it counts. `kid` is the RFC 7638 thumbprint."""

    use: KeyUse
    key: ECKey = field(repr=False, compare=False)
    valid_from: datetime
    valid_until: datetime | None = None
    kid: str = field(init=False)

    def __post_init__(self) -> None:
        aware = self.valid_from.tzinfo and (self.valid_until is None or self.valid_until.tzinfo)
        if not aware or (self.valid_until is not None and self.valid_until <= self.valid_from):
            raise ValueError("a key needs aware times and an end after its beginning")
        if self.key.curve_name != CURVE:
            raise ValueError("a key of another curve than ours")
        object.__setattr__(self, "kid", self.key.thumbprint())

    def valid_at(self, moment: datetime) -> bool:
        """Whether the key counts at that moment."""
        return self.valid_from <= moment and (self.valid_until is None or moment < self.valid_until)

    def public(self) -> Generation:
        """The same generation without its private half."""
        return replace(self, key=ECKey.import_key(self.key.as_dict(private=False)))

    def as_json(self) -> dict[str, Any]:
        """The JWK with its validity; holds the private half if this generation does."""
        jwk = self.key.as_dict(private=self.key.is_private)
        return {
            "jwk": {**jwk, "use": self.use.value, "kid": self.kid},
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any], *, private: bool) -> Self:
        """Read `as_json`. Raises ValueError for another curve, a kid that is no thumbprint, the wrong half."""
        jwk = data["jwk"]
        members = ("kty", "crv", "x", "y", "d") if private else ("kty", "crv", "x", "y")
        if jwk["kty"] != "EC" or ("d" in jwk) is not private:
            raise ValueError("no key of an elliptic curve, or the wrong half of one")
        try:
            key = ECKey.import_key({name: jwk[name] for name in members})
        except JoseError as error:
            raise ValueError("not a JWK of ours") from error
        until = data.get("valid_until")
        found = cls(
            use=KeyUse(jwk["use"]),
            key=key,
            valid_from=datetime.fromisoformat(data["valid_from"]),
            valid_until=datetime.fromisoformat(until) if until else None,
        )
        if found.kid != jwk["kid"]:
            raise ValueError("the kid is not the thumbprint of the key")
        return found


def _in_use(generations: Iterable[Generation], use: KeyUse, now: datetime) -> Generation | None:
    """The youngest generation of that use that counts now."""
    valid = (each for each in generations if each.use is use and each.valid_at(now))
    return max(valid, key=lambda each: (each.valid_from, each.kid), default=None)


def _named(generations: Iterable[Generation], use: KeyUse, kid: str) -> Generation | None:
    return next((each for each in generations if each.use is use and each.kid == kid), None)


@dataclass(frozen=True, slots=True)
class PublicKeys:
    """What the shared directory holds of an organisation's keys: public halves with their validity."""

    organisation: str
    generations: tuple[Generation, ...]

    def __post_init__(self) -> None:
        if any(each.key.is_private for each in self.generations):
            raise ValueError("private keys do not belong in the directory")

    def in_use(self, use: KeyUse, now: datetime) -> Generation | None:
        """The key to use now, None if none counts."""
        return _in_use(self.generations, use, now)

    def named(self, use: KeyUse, kid: str) -> Generation | None:
        """The key with that kid, whenever it counted; None if the organisation never published it."""
        return _named(self.generations, use, kid)

    def as_json(self) -> list[dict[str, Any]]:
        """The keys as the directory writes them."""
        return [each.as_json() for each in self.generations]

    @classmethod
    def from_json(cls, organisation: str, data: Iterable[Mapping[str, Any]]) -> Self:
        """Read the directory's keys. Raises InvalidDocument (SIP715) with the place of each that is not ours."""
        read, wrong = [], []
        for place, each in enumerate(data):
            try:
                read.append(Generation.from_json(each, private=False))
            except (KeyError, TypeError, ValueError):
                wrong.append(finding("SIP715", f"keys[{place}]"))
        if wrong:
            raise InvalidDocument(findings=tuple(wrong))
        return cls(organisation, tuple(read))


@dataclass(frozen=True, slots=True)
class Secret:
    """A symmetric secret of one organisation; its id is random and tells nothing of it."""

    id: bytes
    material: bytes = field(repr=False)

    @classmethod
    def generate(cls) -> Self:
        """A new secret of the system's randomness."""
        return cls(secrets.token_bytes(SECRET_ID_BYTES), secrets.token_bytes(SECRET_BYTES))

    def as_json(self) -> dict[str, str]:
        """The secret, in clear: for the key file only."""
        return {"id": self.id.hex(), "material": self.material.hex()}

    @classmethod
    def from_json(cls, data: Mapping[str, str]) -> Self:
        """Read `as_json`. Raises ValueError for other lengths than ours."""
        found = cls(bytes.fromhex(data["id"]), bytes.fromhex(data["material"]))
        if len(found.id) != SECRET_ID_BYTES or len(found.material) != SECRET_BYTES:
            raise ValueError("a secret of another length than ours")
        return found


@dataclass(frozen=True, slots=True)
class KeyRing:
    """All private keys of one organisation. `data` is ordered oldest first; the last one encrypts."""

    organisation: str
    generations: tuple[Generation, ...]
    data: tuple[Secret, ...]
    index: Secret

    def __post_init__(self) -> None:
        if not self.data or not all(each.key.is_private for each in self.generations):
            raise ValueError("a ring holds private keys and at least one data secret")

    @classmethod
    def generate(cls, organisation: str, valid_from: datetime) -> Self:
        """A new ring with one generation of each kind.

        `valid_from` is cut to the second, since a signed time has no more.
        """
        begin = valid_from.astimezone(UTC).replace(microsecond=0)
        pairs = tuple(Generation(use, ECKey.generate_key(CURVE), begin) for use in KeyUse)
        return cls(organisation, pairs, (Secret.generate(),), Secret.generate())

    def in_use(self, use: KeyUse, now: datetime) -> Generation:
        """The key pair to use now. Raises Unavailable (SIP714) if none counts: an operator has to make one."""
        found = _in_use(self.generations, use, now)
        if found is None:
            raise Unavailable("SIP714", code="SIP714")
        return found

    def named(self, use: KeyUse, kid: str) -> Generation | None:
        """The key pair with that kid, also a retired one that is still kept."""
        return _named(self.generations, use, kid)

    def public(self) -> PublicKeys:
        """What the shared directory shall hold for this ring."""
        return PublicKeys(self.organisation, tuple(each.public() for each in self.generations))

    def published(self, known: PublicKeys) -> KeyRing:
        """The ring with those key pairs only whose public halves the directory shows.

        A sender signs with one of them: a key that partners have not heard of yet would be refused for good.
        """
        shown = {(each.use, each.kid) for each in known.generations}
        kept = tuple(each for each in self.generations if (each.use, each.kid) in shown)
        return replace(self, generations=kept)

    def rotated(self, begin: datetime, overlap: timedelta = OVERLAP) -> KeyRing:
        """The ring with new key pairs from `begin`, and a new data secret at once.

        The pairs before end an overlap after `begin`. `index` stays.
        """
        fresh = KeyRing.generate(self.organisation, begin)
        end = fresh.generations[0].valid_from + overlap
        kept = tuple(
            replace(each, valid_until=end) if each.valid_until is None and each.valid_from < end else each
            for each in self.generations
        )
        return replace(self, generations=(*kept, *fresh.generations), data=(*self.data, *fresh.data))

    def revoked(self, now: datetime) -> KeyRing:
        """The ring after a theft: new key pairs count from now, those before them end now, whatever was planned.

        Key pairs that were made for later lay beside the stolen ones and are dropped: nothing is sealed to them yet.
        Those that end are kept until what is sealed to them has been opened.
        """
        fresh = KeyRing.generate(self.organisation, now)
        end = fresh.generations[0].valid_from
        kept = tuple(
            replace(each, valid_until=min(each.valid_until or end, end))
            for each in self.generations
            if each.valid_from < end
        )
        return replace(self, generations=(*kept, *fresh.generations), data=(*self.data, *fresh.data))

    def without_ended_before(self, moment: datetime) -> KeyRing:
        """The ring without key pairs that ended before `moment`: the queues must be past them."""
        kept = tuple(each for each in self.generations if not each.valid_until or each.valid_until >= moment)
        return replace(self, generations=kept)

    def as_json(self) -> dict[str, Any]:
        """Everything, private halves in clear: for the key file only."""
        return {
            "organisation": self.organisation,
            "generations": [each.as_json() for each in self.generations],
            "data": [each.as_json() for each in self.data],
            "index": self.index.as_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Read `as_json`. Raises KeyError, TypeError or ValueError for anything else."""
        return cls(
            organisation=cast(str, data["organisation"]),
            generations=tuple(Generation.from_json(each, private=True) for each in data["generations"]),
            data=tuple(Secret.from_json(each) for each in data["data"]),
            index=Secret.from_json(data["index"]),
        )


class KeyStore(Protocol):
    """Where private keys live: files by default, a hardware module or a key service elsewhere."""

    def ring(self, organisation: str) -> KeyRing:
        """The keys of an organisation hosted here; the same ring however often it is asked for, until it is
        rotated.

        Raises StoreUnavailable when the keys cannot be reached or read.
        """
        ...

    def peek(self, organisation: str) -> KeyRing | None:
        """The organisation's keys if there are any: nothing is made or written."""
        ...

    def rotate(self, organisation: str, begin: datetime, overlap: timedelta = OVERLAP) -> KeyRing:
        """Add a generation that takes over at `begin`; the directory must be given `ring.public()` before that.

        Done twice it adds two.
        """
        ...

    def replace(self, ring: KeyRing) -> KeyRing:
        """Write a changed ring in place of the one before, or the ring of an organisation that had none here."""
        ...

    def forget(self, organisation: str) -> None:
        """Destroy the organisation's keys: it has moved away, and nothing of it is left here. Twice is once."""
        ...
