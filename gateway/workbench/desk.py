"""What lies on the workbench: the table's file, the samples it was started with, and documents that were dropped.

Dropped documents are kept in memory alone, until others take their place or the program ends. Nothing is written down.
"""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from gateway.workbench.saving import TableFile, read_table
from mappings.limits import MAX_BODY_BYTES
from schemas.findings import Finding, finding

MOST_DROPPED = 8
"""Documents that are kept: who compares more has them as files, and can start with those."""
_NAME = 80


class Lying(NamedTuple):
    """A document that can be chosen: what it is called in requests, and for people."""

    id: str
    name: str


class _Dropped(NamedTuple):
    name: str
    content: bytes | str


class Desk:
    """Threads may share it."""

    def __init__(self, table: Path | None = None, samples: Sequence[Path] = ()) -> None:
        self.table = table
        self._samples = {f"sample-{number}": path for number, path in enumerate(samples)}
        self._dropped: OrderedDict[str, _Dropped] = OrderedDict()
        self._lock = threading.Lock()

    def read_table(self) -> TableFile | Finding:
        """The table as its file holds it now; empty without a file."""
        return read_table(self.table) if self.table is not None else TableFile("", "")

    def documents(self) -> tuple[Lying, ...]:
        """Everything that can be chosen: the samples, then what was dropped, newest first."""
        names = [path.name for path in self._samples.values()]
        samples = [
            Lying(key, path.name if names.count(path.name) == 1 else f"{path.parent.name}/{path.name}")
            for key, path in self._samples.items()
        ]
        with self._lock:
            dropped = [Lying(key, each.name) for key, each in reversed(self._dropped.items())]
        return (*samples, *dropped)

    def content(self, document: str) -> bytes | str | Finding | None:
        """What a document holds: bytes of a file, or a text that was pasted. None when it lies here no longer."""
        path = self._samples.get(document)
        if path is not None:
            return _content(path)
        with self._lock:
            found = self._dropped.get(document)
        return found.content if found is not None else None

    def drop(self, name: str, content: bytes | str) -> Lying:
        """Put a document here. The oldest goes when there are too many."""
        key = f"dropped-{secrets.token_hex(8)}"
        shown = "".join(each if each.isprintable() else " " for each in name).strip()[:_NAME] or "?"
        with self._lock:
            self._dropped[key] = _Dropped(shown, content)
            while len(self._dropped) > MOST_DROPPED:
                self._dropped.popitem(last=False)
        return Lying(key, shown)


def _content(path: Path) -> bytes | Finding:
    """One byte over the limit is enough to be refused."""
    try:
        with path.open("rb") as source:
            return source.read(MAX_BODY_BYTES + 1)
    except (OSError, ValueError):
        return finding("SIP980")
