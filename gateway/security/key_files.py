"""The embedded key store: one file per organisation, made on first use, readable by its owner alone.

Theory of operation. A file's name is a keyed hash of the organisation's id (an organisation number can be a
person's number, and a plain hash of it could be guessed); the key of that hash, `salt`, lies beside. A file
appears whole or not at all: it is written under another name, flushed to the disk, and then linked (when it
must not exist yet) or moved (when it replaces). So two processes that make the first keys at the same moment
end up with the same ring, and a process that is killed leaves nothing but a stray `.new` file. Windows has no
mode 0600; there the folder's own permissions count.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from gateway.security.keys import OVERLAP, KeyRing
from schemas.errors import StoreUnavailable

SALT_BYTES = 32
FIRST_KEYS_COUNT_FROM = timedelta(minutes=10)  # before they are made, so that a caller's slightly older time has keys
_Stamp = tuple[int, int, int]


class FileKeyStore:
    """A `KeyStore` in a folder. `clock` gives aware UTC times."""

    def __init__(self, folder: Path, clock: Callable[[], datetime]) -> None:
        self._folder = folder
        self._clock = clock
        self._read: dict[str, tuple[_Stamp, KeyRing]] = {}
        self._named: dict[str, Path] = {}

    def ring(self, organisation: str) -> KeyRing:
        """The organisation's keys, made now if there are none. Sees at once what another process has rotated.

        Raises StoreUnavailable (SIP722) when the file cannot be read, is damaged or is another
        organisation's.
        """
        try:
            path = self._path(organisation)
            try:
                return self._load(organisation, path)
            except FileNotFoundError:
                ring = KeyRing.generate(organisation, self._clock() - FIRST_KEYS_COUNT_FROM)
                path = self._named_anew(organisation)
                _create(path, _as_bytes(ring))
                return self._load(organisation, path)
        except OSError as error:
            raise StoreUnavailable("SIP722", code="SIP722") from error

    def peek(self, organisation: str) -> KeyRing | None:
        """The organisation's keys if there are any: nothing is made or written. Raises StoreUnavailable (SIP722)."""
        try:
            if not (self._folder / "salt").exists():
                return None
            path = self._path(organisation)
            return self._load(organisation, path) if path.exists() else None
        except OSError as error:
            raise StoreUnavailable("SIP722", code="SIP722") from error

    def rotate(self, organisation: str, begin: datetime, overlap: timedelta = OVERLAP) -> KeyRing:
        """Add a generation that takes over at `begin`; the directory must be given `ring.public()` before
        that.

        Done twice it adds two. Not for two operators at once: the later one wins.
        """
        return self.replace(self.ring(organisation).rotated(begin, overlap))

    def replace(self, ring: KeyRing) -> KeyRing:
        """Write a changed ring in place of the one before, or the first. Raises StoreUnavailable (SIP722)."""
        try:
            path = self._path(ring.organisation)
            _written(path, _as_bytes(ring)).replace(path)
        except OSError as error:
            raise StoreUnavailable("SIP722", code="SIP722") from error
        return ring

    def forget(self, organisation: str) -> None:
        """Remove the file of an organisation that has moved away. Twice is once."""
        try:
            if (self._folder / "salt").exists():
                self._path(organisation).unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnavailable("SIP722", code="SIP722") from error
        self._read.pop(organisation, None)

    def _path(self, organisation: str) -> Path:
        """Where the keys lie. Asked for with every message, so it is worked out once: the salt never changes."""
        return self._named.get(organisation) or self._named_anew(organisation)

    def _named_anew(self, organisation: str) -> Path:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        salt = self._folder / "salt"
        if not salt.exists():
            _create(salt, secrets.token_bytes(SALT_BYTES))
        name = hmac.new(salt.read_bytes(), organisation.encode(), hashlib.sha256).hexdigest()[:32]
        path = self._named[organisation] = self._folder / f"{name}.keys.json"
        return path

    def _load(self, organisation: str, path: Path) -> KeyRing:
        state = path.stat()
        stamp = (state.st_mtime_ns, state.st_ino, state.st_size)
        known = self._read.get(organisation)
        if known and known[0] == stamp:
            return known[1]
        try:
            ring = KeyRing.from_json(json.loads(path.read_bytes()))
        except (KeyError, TypeError, ValueError):
            # The cause may quote what stands in the file, so it does not travel with the error.
            raise StoreUnavailable("SIP722", code="SIP722") from None
        if ring.organisation != organisation:
            raise StoreUnavailable("SIP722", code="SIP722")
        self._read[organisation] = (stamp, ring)
        return ring


def _as_bytes(ring: KeyRing) -> bytes:
    return json.dumps(ring.as_json(), indent=1).encode()


def _written(path: Path, content: bytes) -> Path:
    """The content, durable, under a name of its own beside `path`."""
    new = path.with_name(f"{path.name}.{secrets.token_hex(6)}.new")
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    return new


def _create(path: Path, content: bytes) -> None:
    """Put the content at `path` whole, unless somebody was there before: then theirs stands."""
    new = _written(path, content)
    try:
        if sys.platform == "win32":
            new.rename(path)  # refuses an existing target on Windows; on POSIX it would overwrite
        else:
            path.hardlink_to(new)
    except FileExistsError:
        return
    finally:
        new.unlink(missing_ok=True)
