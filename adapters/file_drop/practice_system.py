"""A small journal system to practise with: it imports what lies in `in/`, keeps a journal of its own, writes receipts.

It behaves as a real system should. A document is parsed before it is believed; a person who is not registered gets no
entry, and the sender is told so; one copy id gives one entry, whatever happens in between. The journal is one file of
JSON lines to which lines are only added, each flushed to the disk; a line that a crash cut off is no entry. Order of
work: the entry, then the receipt, then the document is put away. After a crash the next round does what is left.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson

from adapters.file_drop import config as layout
from adapters.file_drop.folders import flush_folder, move, read_bounded, waiting_files, write_whole
from mappings.formats import read
from mappings.limits import MAX_BODY_BYTES
from mappings.sip_xml import write_receipt_xml
from schemas.messages import CopyId
from schemas.receipts import Receipt
from schemas.sip.document import SipDocument
from schemas.states import CopyState

IMPORTED = "in/imported"


@dataclass(slots=True)
class PracticeSystem:
    """The journal system of one organisation. `known` are the identity numbers of those who are registered there."""

    root: Path
    organisation: str
    journal: Path
    clock: Callable[[], datetime]
    known: Collection[str] = field(default_factory=frozenset)

    def run_once(self) -> int:
        """Import every document that lies in `in/`; gives how many new entries were written."""
        before = len(self.entries())
        for cover in waiting_files(self._at(layout.IN)):
            if cover.name.endswith(".copy.json"):
                self._import(Path(cover.path))
            elif cover.name.endswith(".ended.json"):
                self._read_notice(Path(cover.path))
        return len(self.entries()) - before

    def entries(self) -> list[dict[str, Any]]:
        """The journal: one object per entry, oldest first."""
        return [line for line in self._lines() if "entry_id" in line]

    def notes(self) -> list[dict[str, Any]]:
        """What was noted beside the entries, oldest first: that a recorded copy holds no more."""
        return [line for line in self._lines() if "entry_id" not in line]

    def _read_notice(self, path: Path) -> None:
        """Note, once, that a copy which is recorded here holds no more. The entry stays as it is."""
        notice = orjson.loads(read_bounded(path, MAX_BODY_BYTES))
        note = {name: notice[name] for name in ("copy_id", "state", "reason", "at")}
        if any(each["copy_id"] == note["copy_id"] for each in self.entries()) and note not in self.notes():
            self._append(note)
        move(path, self._at(IMPORTED) / path.name)

    def _import(self, cover_path: Path) -> None:
        cover = orjson.loads(read_bounded(cover_path, MAX_BODY_BYTES))
        path = cover_path.with_name(Path(str(cover["document"])).name)
        if not path.is_file() or path.is_symlink():
            if (self._at(IMPORTED) / path.name).exists():  # a crash came while it was put away
                self._put_away(path, cover_path)
            return
        reading = read(read_bounded(path, MAX_BODY_BYTES))
        if reading.document is None or not self._is_ours(reading.document, str(cover["copy_id"])):
            self._receipt(cover, CopyState.REJECTED, reason="unreadable")
        elif reading.document.plan.person.identity.value not in self.known:
            self._receipt(cover, CopyState.AWAITING_REGISTRATION)
            return
        else:
            self._receipt(cover, CopyState.RECORDED, entry=self._entry(cover))
        self._put_away(path, cover_path)

    def _is_ours(self, document: SipDocument, copy_id: str) -> bool:
        plan = document.plan
        return str(CopyId(plan.plan_id or "", plan.version or 0, self.organisation)) == copy_id

    def _entry(self, cover: dict[str, Any]) -> dict[str, Any]:
        """The entry for a copy: the one that is there, else a new one at the end of the journal."""
        lines = self.entries()
        known = next((each for each in lines if each["copy_id"] == cover["copy_id"]), None)
        if known is not None:
            return known
        line = {
            "copy_id": cover["copy_id"],
            "entry_id": f"JP-{len(lines) + 1:06d}",
            "content_hash": cover["content_hash"],
            "at": self.clock().isoformat(),
        }
        self._append(line)
        return line

    def _append(self, line: dict[str, Any]) -> None:
        self.journal.parent.mkdir(parents=True, exist_ok=True)
        with self.journal.open("ab") as file:
            whole = self._whole_bytes()
            if file.tell() != whole:  # the rest of a line that a crash cut off
                file.truncate(whole)
            file.write(orjson.dumps(line) + b"\n")
            file.flush()
            os.fsync(file.fileno())
        flush_folder(self.journal.parent)

    def _lines(self) -> Iterator[dict[str, Any]]:
        if self.journal.exists():
            for line in self.journal.read_bytes()[: self._whole_bytes()].splitlines():
                yield orjson.loads(line)

    def _whole_bytes(self) -> int:
        return self.journal.read_bytes().rfind(b"\n") + 1 if self.journal.exists() else 0

    def _receipt(
        self, cover: dict[str, Any], state: CopyState, *, entry: dict[str, Any] | None = None, reason: str | None = None
    ) -> None:
        """Write the receipt; that the person is not registered is told once only, however long it takes."""
        name = f"{Path(str(cover['document'])).stem}-{state.value}.xml"
        folder = self._at(layout.RECEIPTS)
        told = (folder / name).exists() or (self._at(layout.RECEIPTS_DONE) / name).exists()
        if told and state is CopyState.AWAITING_REGISTRATION:
            return
        receipt = Receipt.model_validate(
            {
                "copy_id": cover["copy_id"],
                "state": state,
                "entry_id": entry["entry_id"] if entry else None,
                "content_hash": cover["content_hash"],
                "at": entry["at"] if entry else self.clock().isoformat(),
                "reason": reason,
            }
        )
        write_whole(folder / name, write_receipt_xml(receipt))

    def _put_away(self, path: Path, cover: Path) -> None:
        """Move the document, its page and, last, the cover note: while that lies there, the work is not done."""
        for each in (path, path.with_suffix(".html"), cover):
            if each.exists():
                move(each, self._at(IMPORTED) / each.name)

    def _at(self, name: str) -> Path:
        folder = self.root / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder
