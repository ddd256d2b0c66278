"""Encryption at rest, and keyed hashes, with the secrets of one organisation.

Theory of operation. A locked value is `version ‖ secret id ‖ salt ‖ AES-256-GCM(plaintext)`. Key and nonce
come from the organisation's data secret and a random 32-byte salt through HKDF-SHA-256, so each value has a
key of its own and no number of values comes near AES-GCM's limit for one key. Purpose (what kind of value)
and about (whose, which row) are bound as associated data together with the bytes before them: a value that is
moved to another row or column does not open. Rotation adds a data secret; what was locked before opens with
the one that it names.

The keyed hashes use the index secret, which never changes: equal values must meet again. Each use has a key
of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from gateway.security.keys import SECRET_BYTES, SECRET_ID_BYTES, KeyRing
from schemas.errors import CannotOpen
from schemas.findings import finding

VERSION = b"\x01"
SALT_BYTES = 32
NONCE_BYTES = 12
TAG_BYTES = 16
_HEAD = len(VERSION) + SECRET_ID_BYTES + SALT_BYTES


class Vault:
    """Locks and unlocks what the store keeps of one organisation. Make it anew after a rotation."""

    def __init__(self, ring: KeyRing) -> None:
        self._data = {secret.id: secret for secret in ring.data}
        self._newest = ring.data[-1]
        self._index = ring.index

    def lock(self, plaintext: bytes, *, purpose: str, about: str) -> bytes:
        """Encrypt a value for the store. The same value locked twice gives different bytes."""
        head = VERSION + self._newest.id + secrets.token_bytes(SALT_BYTES)
        cipher, nonce = _cipher(self._newest.material, head)
        return head + cipher.encrypt(nonce, plaintext, _bound(head, purpose, about))

    def unlock(self, locked: bytes, *, purpose: str, about: str) -> bytes:
        """Decrypt what `lock` gave for the same purpose and about.

        Raises CannotOpen: SIP720 when it was altered, cut off or is another row's, SIP721 when the secret is
        not here.
        """
        head = locked[:_HEAD]
        if len(locked) < _HEAD + TAG_BYTES or not head.startswith(VERSION):
            raise CannotOpen(findings=(finding("SIP720"),))
        secret = self._data.get(head[len(VERSION) : len(VERSION) + SECRET_ID_BYTES])
        if secret is None:
            raise CannotOpen(findings=(finding("SIP721"),))
        cipher, nonce = _cipher(secret.material, head)
        try:
            return cipher.decrypt(nonce, locked[_HEAD:], _bound(head, purpose, about))
        except InvalidTag:
            raise CannotOpen(findings=(finding("SIP720"),)) from None

    def keyed_index(self, value: str) -> str:
        """A person's number as the store may keep it for look-ups: 64 hexadecimal digits, the same for the
        same text.

        The caller brings the number into one form first, with its kind if several kinds are looked up.
        """
        return self._keyed(b"person index", value)

    def keyed_digest(self, content_hash: str) -> str:
        """What travels of a full version's hash: only this organisation can tell which version it is.

        A plain hash would let a recipient of a part guess what was withheld from it.
        """
        return f"hmac-sha256:{self._keyed(b'travelling digest', content_hash)}"

    def audit_key(self) -> bytes:
        """The key of the chain over this organisation's audit (`gateway.security.audit`)."""
        return self._key(b"audit chain")

    def _key(self, use: bytes) -> bytes:
        """Derived when it is asked for: most vaults are made to lock or unlock one value."""
        return _derived(self._index.material, b"", use)

    def _keyed(self, use: bytes, value: str) -> str:
        return hmac.new(self._key(use), value.encode(), hashlib.sha256).hexdigest()


def _derived(material: bytes, salt: bytes, use: bytes, length: int = SECRET_BYTES) -> bytes:
    return HKDF(SHA256(), length, salt, b"samspel 1 " + use).derive(material)


def _cipher(material: bytes, head: bytes) -> tuple[AESGCM, bytes]:
    salt = head[-SALT_BYTES:]
    derived = _derived(material, salt, b"value at rest", SECRET_BYTES + NONCE_BYTES)
    return AESGCM(derived[:SECRET_BYTES]), derived[SECRET_BYTES:]


def _bound(head: bytes, purpose: str, about: str) -> bytes:
    """The associated data, with lengths, so that no purpose and about can be read as another pair."""
    named = purpose.encode()
    return head + len(named).to_bytes(4, "big") + named + about.encode()
