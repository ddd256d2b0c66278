"""When a file that somebody else writes is finished: renamed to the agreed ending, or quiet for long enough and whole.

The time that counts is ours, from when the file was first seen as it is now: clocks of file servers differ, and tools
that keep the times of files would make a half file look old. One exception, for commands that look once: a file whose
own time is older than the quiet time when it is first seen has been quiet. It must parse whole all the same, and what
does not is reported by our time alone.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path
from typing import TYPE_CHECKING

from adapters.file_drop.config import FileDropConfig
from adapters.file_drop.folders import TooLarge, read_bounded, waiting_files
from mappings.json_parser import parse_json
from mappings.xml_parser import parse_xml

if TYPE_CHECKING:
    from mappings.tables.table_format import TableFormat

_UNFINISHED = frozenset({"SIP003", "SIP010", "SIP231"})
"""What a half file gives: not well-formed, or empty. Every other fault is a whole file's."""


class Ripeness(Enum):
    """Whether a file can be taken."""

    WAIT = auto()
    READY = auto()
    HALF = auto()


@dataclass(slots=True)
class _Seen:
    size: int
    changed: int
    since: datetime
    quiet_since: datetime
    whole: bool | None = None


@dataclass(slots=True)
class Watch:
    """Watches one folder. What it remembers is only how long files have been quiet; a restart asks the files."""

    config: FileDropConfig
    clock: Callable[[], datetime]
    _seen: dict[str, _Seen] = field(default_factory=dict)

    def ripe(self, folder: Path) -> list[tuple[Path, Ripeness]]:
        """Files that are ready, and half files that have waited too long; oldest first, at most `at_once`."""
        entries = waiting_files(folder)
        self._seen = {each.name: self._look(each) for each in entries}
        found: list[tuple[Path, Ripeness]] = []
        for each in entries:
            path = Path(each.path)
            ripeness = self._ripeness(path, self._seen[each.name])
            if ripeness is not Ripeness.WAIT:
                found.append((path, ripeness))
            if len(found) >= self.config.at_once:
                break
        return found

    def _look(self, entry: os.DirEntry[str]) -> _Seen:
        now = entry.stat(follow_symlinks=False)
        before = self._seen.get(entry.name)
        if before is not None and (before.size, before.changed) == (now.st_size, now.st_mtime_ns):
            return before
        seen_at = self.clock()
        changed_at = datetime.fromtimestamp(now.st_mtime, UTC)
        return _Seen(now.st_size, now.st_mtime_ns, seen_at, min(seen_at, changed_at) if before is None else seen_at)

    def _ripeness(self, path: Path, seen: _Seen) -> Ripeness:
        if self.config.ready_suffix and path.name.endswith(self.config.ready_suffix):
            return Ripeness.READY
        if self.config.quiet is None:
            return Ripeness.WAIT
        if self.clock() - seen.quiet_since < self.config.quiet:
            return Ripeness.WAIT
        if seen.whole is None:
            seen.whole = self._is_whole(path, seen.size)
        if seen.whole:
            return Ripeness.READY
        return Ripeness.HALF if self.clock() - seen.since >= self.config.half_after else Ripeness.WAIT

    def _is_whole(self, path: Path, size: int) -> bool:
        try:
            body = read_bounded(path, self.config.max_bytes)
        except TooLarge:
            return True
        return len(body) == size and is_whole(body, self.config.table)


def is_whole(body: bytes, table: TableFormat | None = None) -> bool:
    """Whether a document ends where its format ends; a body of no format that we know is not whole."""
    start = body.removeprefix(b"\xef\xbb\xbf").lstrip()[:1]
    ours = start in {b"<", b"{", b"["}
    if table is not None and not (ours and _is_csv(table)):
        from mappings.tables.sources import read_source

        codes = {each.code for each in read_source(body, table.table).findings}
        if not codes:
            return not _is_csv(table) or _last_row_is_ended(body, table)
        if codes & _UNFINISHED or not ours:
            return ours and not _codes(start, body)
    return ours and not _codes(start, body) & _UNFINISHED


def _is_csv(table: TableFormat) -> bool:
    from mappings.tables.language.rules import Kind

    return table.table.kind is Kind.CSV


def _codes(start: bytes, body: bytes) -> set[str]:
    found = parse_xml(body).findings if start == b"<" else parse_json(body).findings
    return {each.code for each in found}


def _last_row_is_ended(body: bytes, table: TableFormat) -> bool:
    """Nothing in a sheet says where it ends; a row that is being written has no end of line yet."""
    try:
        return body.decode(table.table.layout.encoding).endswith(("\n", "\r"))
    except UnicodeDecodeError:
        return True  # it is refused for what it is
