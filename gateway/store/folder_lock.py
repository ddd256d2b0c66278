"""One process at a time in a data folder: a lock of the operating system, which goes when the process goes."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from schemas.errors import StoreUnavailable


class FolderLock:
    """A lock on a file. Held until `release`, or until the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take the lock. Raises StoreUnavailable (SIP651) when another process, or this one, has it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            _lock(handle)
        except OSError:
            os.close(handle)
            raise StoreUnavailable("SIP651", code="SIP651") from None
        self._handle = handle

    def release(self) -> None:
        """Give the lock back. Twice is once."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
