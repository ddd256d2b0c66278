"""A file encrypted under a passphrase, written and read in pieces: for what is carried from one gateway to another.

Theory of operation. scrypt makes a key of the passphrase and a random salt, so each file has a key of its own. The
content is cut into frames; each is AES-256-GCM with a nonce that counts up and says in its last byte whether the frame
is the last one, and all bind the head of the file. So frames cannot be exchanged, left out or cut off unseen, and a
file of any size is read without being held in memory.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

from schemas.errors import CannotOpen
from schemas.findings import finding

MAGIC = b"samspel-sealed-file-1\n"
FRAME = 64 * 1024
LEAST = 12
"""Characters of a passphrase at least: five words, or what a generator makes."""

_SALT, _TAG, _LENGTH = 16, 16, 4
_COST, _BLOCK, _LANES = 2**17, 8, 1  # 128 MiB and some tenths of a second for each guess


def refusal() -> CannotOpen:
    """The file, or the passphrase, is not right (SIP696)."""
    return CannotOpen(findings=(finding("SIP696"),))


class SealedWriter:
    """Writes a sealed file. Nothing of it can be read before `finish`."""

    def __init__(self, file: BinaryIO, passphrase: str) -> None:
        self._file, self._waiting, self._count = file, bytearray(), 0
        self._head = MAGIC + secrets.token_bytes(_SALT)
        self._cipher = _cipher(passphrase, self._head)
        file.write(self._head)

    def write(self, content: bytes) -> None:
        """Add content."""
        self._waiting += content
        while len(self._waiting) > FRAME:
            self._frame(bytes(self._waiting[:FRAME]), last=False)
            del self._waiting[:FRAME]

    def finish(self) -> None:
        """The last frame: without it the file does not open."""
        self._frame(bytes(self._waiting), last=True)
        self._waiting.clear()

    def _frame(self, content: bytes, *, last: bool) -> None:
        sealed = self._cipher.encrypt(_nonce(self._count, last=last), content, self._head)
        self._file.write(len(sealed).to_bytes(_LENGTH, "big") + sealed)
        self._count += 1


def lines_of(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    """The lines of a sealed file. Raises CannotOpen (SIP696), also at the end when the end is missing."""
    rest = b""
    for content in _frames(file, passphrase):
        *whole, rest = (rest + content).split(b"\n")
        yield from whole
    if rest:
        raise refusal()


def _frames(file: BinaryIO, passphrase: str) -> Iterator[bytes]:
    head = file.read(len(MAGIC) + _SALT)
    if len(head) != len(MAGIC) + _SALT or not head.startswith(MAGIC):
        raise refusal()
    cipher, count, sealed = _cipher(passphrase, head), 0, _next(file)
    while sealed is not None:
        following = _next(file)
        try:
            yield cipher.decrypt(_nonce(count, last=following is None), sealed, head)
        except InvalidTag:
            raise refusal() from None
        count, sealed = count + 1, following
    if count == 0:
        raise refusal()


def _next(file: BinaryIO) -> bytes | None:
    length = file.read(_LENGTH)
    if not length:
        return None
    size = int.from_bytes(length, "big")
    if len(length) != _LENGTH or not _TAG <= size <= FRAME + _TAG:
        raise refusal()
    sealed = file.read(size)
    if len(sealed) != size:
        raise refusal()
    return sealed


def _nonce(count: int, *, last: bool) -> bytes:
    return count.to_bytes(11, "big") + bytes([last])


def refuse_weak(passphrase: str) -> None:
    """Raise CannotOpen (SIP696) for a passphrase that is too short to seal with."""
    if len(passphrase) < LEAST:
        raise refusal()


def _cipher(passphrase: str, head: bytes) -> AESGCM:
    refuse_weak(passphrase)
    made = Scrypt(salt=head[-_SALT:], length=32, n=_COST, r=_BLOCK, p=_LANES)
    return AESGCM(made.derive(passphrase.encode()))
