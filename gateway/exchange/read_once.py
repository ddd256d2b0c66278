"""What this process has read or frozen lately, so that a plan is not parsed for every recipient and every step.

Theory of operation. Kept under the organisation, what the bytes are and whose row they are of (as they were sealed for:
`locked.py`), and a digest of the sealed bytes as they lie in the store. Sealing the same thing twice gives other bytes,
so what is found here is what would be read from just these bytes, in this row, by the same organisation (a copy that is
frozen reads back as what it was frozen of: `mappings/fhir`); nothing here can be out of date, nobody finds what another
organisation has read, and bytes that somebody has put into another row are opened there, which fails. Whether somebody
may have it is decided before, where the sealed bytes are read. Bounded, and gone with the process.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar, cast

from gateway.exchange.locked import Purpose

Value = TypeVar("Value")

_Key = tuple[str, Purpose, str, bytes]

AT_MOST = 96
"""Documents, plans and consents together: a long plan takes a tenth of a megabyte. More than is worked on at a time."""


class ReadOnce:
    """Safe to use from several threads. What is kept is never changed: frozen models."""

    def __init__(self, at_most: int = AT_MOST) -> None:
        self._at_most = at_most
        self._lock = threading.Lock()
        self._kept: OrderedDict[_Key, Any] = OrderedDict()

    def find(self, organisation: str, purpose: Purpose, about: str, sealed: bytes) -> Any | None:
        """What was read from these bytes, if it is still known."""
        key = _key(organisation, purpose, about, sealed)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
            return self._kept.get(key)

    def keep(self, organisation: str, purpose: Purpose, about: str, sealed: bytes, value: object) -> None:
        """Remember what these bytes say."""
        with self._lock:
            self._kept[_key(organisation, purpose, about, sealed)] = value
            if len(self._kept) > self._at_most:
                self._kept.popitem(last=False)

    def forget(self, organisation: str, purpose: Purpose, about: str, sealed: bytes) -> None:
        """Nobody will ask for it soon: leave the room to what is still on its way."""
        with self._lock:
            self._kept.pop(_key(organisation, purpose, about, sealed), None)

    def read(self, organisation: str, purpose: Purpose, about: str, sealed: bytes, read: Callable[[], Value]) -> Value:
        """What these bytes say: known, or read now and remembered. Raises what reading raises."""
        found = self.find(organisation, purpose, about, sealed)
        if found is None:
            found = read()
            self.keep(organisation, purpose, about, sealed, found)
        return cast(Value, found)


def _key(organisation: str, purpose: Purpose, about: str, sealed: bytes) -> _Key:
    return organisation, purpose, about, hashlib.blake2b(sealed, digest_size=16).digest()
