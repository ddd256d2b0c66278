"""The key store of many machines: rings lie in the database, sealed under one secret that only the machines have.

Theory of operation. A ring is written with a revision: the first by whoever comes first, each later one only on top of
the one that it was made from. So two machines that make the first keys at the same moment end up with the same ring,
and none of two rotations is lost. Every process looks for a new revision every few seconds. Whoever reads the database
or a back-up of it, and does not have the secret, has no keys; the organisation is bound into the seal, so one ring does
not pass for another's. A secret that is lost locks every organisation out of all that is stored: it is kept where the
back-ups are not. Where keys lay in files before, they are taken over on first use.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from gateway.security.key_files import FIRST_KEYS_COUNT_FROM
from gateway.security.keys import OVERLAP, SECRET_BYTES, KeyRing, KeyStore
from schemas.errors import InvalidDocument, StoreUnavailable
from schemas.findings import finding

LOOK_AGAIN = timedelta(seconds=3)
"""A rotation takes over days later, and a stolen key is taken out of the directory: seconds are soon enough."""

_FORM = b"\x01"
_NONCE_BYTES = 12
_ROTATIONS_AT_ONCE = 5

Get = Callable[[str], tuple[int, bytes] | None]
"""Revision and sealed ring of an organisation, if there is one. Raises StoreUnavailable."""

Put = Callable[[str, bytes, int], bool]
"""Write that revision; False when somebody else has. Raises StoreUnavailable."""

Drop = Callable[[str], None]
"""Take the ring away. Raises StoreUnavailable."""


def read_master_secret(path: Path) -> bytes:
    """The secret of a file: 32 bytes in hexadecimal. Raises InvalidDocument (SIP958)."""
    try:
        found = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        raise InvalidDocument(findings=(finding("SIP958"),)) from None
    if len(found) != SECRET_BYTES:
        raise InvalidDocument(findings=(finding("SIP958"),))
    return found


class StoredKeyStore:
    """A `KeyStore` over callables that have connections of their own: it is also asked within transactions.

    `before` is where rings lay until now. `ticks` are seconds that only rise.
    """

    def __init__(
        self,
        get: Get,
        put: Put,
        drop: Drop,
        secret: bytes,
        clock: Callable[[], datetime],
        *,
        before: KeyStore | None = None,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._get = get
        self._put = put
        self._drop = drop
        self._seal = AESGCM(secret)
        self._clock = clock
        self._before = before
        self._ticks = ticks
        self._read: dict[str, tuple[float, int, KeyRing]] = {}

    def ring(self, organisation: str) -> KeyRing:
        """The organisation's keys, made now if there are none. Sees within seconds what another process has rotated.

        Raises StoreUnavailable: SIP957 when the ring does not open with our secret, else when the database is away.
        """
        known = self._read.get(organisation)
        if known and self._ticks() - known[0] < LOOK_AGAIN.total_seconds():
            return known[2]
        return self._newest(organisation)[1]

    def peek(self, organisation: str) -> KeyRing | None:
        """The organisation's keys if there are any: nothing is made or written. Raises StoreUnavailable."""
        return self._load(organisation)[1] if self._get(organisation) else self._ring_before(organisation)

    def rotate(self, organisation: str, begin: datetime, overlap: timedelta = OVERLAP) -> KeyRing:
        """Add a generation that takes over at `begin`; the directory must be given `ring.public()` before that.

        Done twice it adds two, also by two operators at once.
        """
        for _ in range(_ROTATIONS_AT_ONCE):
            revision, ring = self._newest(organisation)
            rotated = ring.rotated(begin, overlap)
            if self._write(rotated, revision + 1):
                return rotated
        raise StoreUnavailable("others change the keys at the same time")

    def replace(self, ring: KeyRing) -> KeyRing:
        """Write a changed ring on top of the newest one, or the first. Raises StoreUnavailable when overtaken."""
        found = self._get(ring.organisation)
        if not self._write(ring, found[0] + 1 if found else 1):
            raise StoreUnavailable("others change the keys at the same time")
        return ring

    def forget(self, organisation: str) -> None:
        """Destroy the organisation's keys, also where they lay before. Twice is once."""
        self._drop(organisation)
        self._read.pop(organisation, None)
        if self._before is not None:
            self._before.forget(organisation)

    def _ring_before(self, organisation: str) -> KeyRing | None:
        return self._before.peek(organisation) if self._before is not None else None

    def _newest(self, organisation: str) -> tuple[int, KeyRing]:
        if organisation not in self._read and self._get(organisation) is None:
            first = self._ring_before(organisation)
            first = first or KeyRing.generate(organisation, self._clock() - FIRST_KEYS_COUNT_FROM)
            self._write(first, 1)  # False: somebody was before us, and theirs stands
        return self._load(organisation)

    def _load(self, organisation: str) -> tuple[int, KeyRing]:
        asked = self._ticks()
        found = self._get(organisation)
        if found is None:  # it was there a moment ago: the database was put back
            raise StoreUnavailable("the keys are gone", code="SIP957")
        revision, body = found
        known = self._read.get(organisation)
        ring = known[2] if known and known[1] == revision else self._opened(organisation, body)
        self._read[organisation] = (asked, revision, ring)
        return revision, ring

    def _write(self, ring: KeyRing, revision: int) -> bool:
        asked = self._ticks()
        nonce = secrets.token_bytes(_NONCE_BYTES)
        sealed = self._seal.encrypt(nonce, json.dumps(ring.as_json()).encode(), _bound_to(_FORM, ring.organisation))
        if not self._put(ring.organisation, _FORM + nonce + sealed, revision):
            return False
        self._read[ring.organisation] = (asked, revision, ring)
        return True

    def _opened(self, organisation: str, body: bytes) -> KeyRing:
        form, nonce, sealed = body[:1], body[1 : 1 + _NONCE_BYTES], body[1 + _NONCE_BYTES :]
        try:
            return KeyRing.from_json(json.loads(self._seal.decrypt(nonce, sealed, _bound_to(form, organisation))))
        except (InvalidTag, KeyError, TypeError, ValueError):
            # The cause may quote what stands in the ring, so it does not travel with the error.
            raise StoreUnavailable("SIP957", code="SIP957") from None


def _bound_to(form: bytes, organisation: str) -> bytes:
    return b"samspel key ring\x00" + form + organisation.encode()
