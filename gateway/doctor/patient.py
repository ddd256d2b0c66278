"""What is examined: a gateway's folder and the parts that it names, each opened by itself and only when asked for.

Theory of operation. A part that is down must not hide the others, so nothing is opened together, and what opening a
part raised is remembered: the next check that asks gets the same error at once instead of waiting for it again.
Nothing is made, migrated or locked: the gateway may be at work in other processes meanwhile.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from gateway.bootstrap import SETTINGS_FILE, now, read_settings
from gateway.settings import Settings
from schemas.errors import SamspelError

_T = TypeVar("_T")


def free_bytes(place: Path) -> int:
    """What is free on the disk of a folder. Raises OSError."""
    return shutil.disk_usage(place).free


class Patient:
    """One gateway, looked at. `clock` and `free` are this machine's time and free bytes. Close it afterwards."""

    def __init__(
        self, where: Path, *, clock: Callable[[], datetime] = now, free: Callable[[Path], int] = free_bytes
    ) -> None:
        self.file = where / SETTINGS_FILE if where.is_dir() else where
        self.folder = self.file.parent
        self.clock = clock
        self.free = free
        self._known: dict[str, Any] = {}
        self._closing: list[Callable[[], None]] = []

    @property
    def settings(self) -> Settings:
        """The settings. Raises InvalidDocument."""
        return self.once("settings", lambda: read_settings(self.file))

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / self.settings.data

    def once(self, name: str, make: Callable[[], _T]) -> _T:
        """What `make` gave, or raised, the first time."""
        if name not in self._known:
            try:
                self._known[name] = make()
            except SamspelError as error:
                self._known[name] = error
        found = self._known[name]
        if isinstance(found, SamspelError):
            raise found
        return cast(_T, found)

    def lost(self, name: str, error: SamspelError) -> None:
        """What was opened under that name does not answer: who asks for it next hears so without waiting again."""
        opened, self._known[name] = self._known.get(name), error
        if opened is not None and hasattr(opened, "close"):
            opened.close()

    def when_closed(self, do: Callable[[], None]) -> None:
        """Close that too when this is closed."""
        self._closing.append(do)

    def close(self) -> None:
        """Give back what was opened."""
        while self._closing:
            self._closing.pop()()
        for each in self._known.values():
            if hasattr(each, "close"):
                each.close()
        self._known.clear()
