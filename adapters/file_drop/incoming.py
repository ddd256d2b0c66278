"""Copies and pages that go to the system and its people: each delivered into its folder exactly once.

Theory of operation. The system may take a file away as soon as it is there, so a missing file proves nothing. Therefore
a copy is first written whole under a hidden name in `in/`, then a note of it is written to `.samspel/copies/`, and only
then is the hidden file renamed: the rename is the delivery. After a crash the note says that the copy was begun, and
the hidden file, if it is still there, that it was not delivered. The note stays: by it `find` knows after a restart.

What has ended is taken away first, then the notice is put there, and last the note says that it has ended: whatever a
crash cuts off is done again.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from adapters.file_drop import config as layout
from adapters.file_drop.config import FileDropConfig
from adapters.file_drop.copy_formats import as_configured
from adapters.file_drop.documents import json_bytes, read_json
from adapters.file_drop.folders import (
    Folders,
    flush_folder,
    move,
    part_of,
    reachable,
    read_bounded,
    write_part,
    write_whole,
)
from adapters.file_drop.names import copy_name
from adapters.journal import CopyEnded, CopyToRecord, HandedOver, PageToHandOut
from mappings.swedish import sv
from schemas.errors import JournalUnavailable, Rejected
from schemas.findings import finding
from schemas.messages import CopyId

_NOTE_BYTES = 64 * 1024
_COVER, _NOTICE = ".copy.json", ".ended.json"


@dataclass(slots=True)
class Incoming:
    """What is handed over to the system and its people."""

    folders: Folders
    config: FileDropConfig
    clock: Callable[[], datetime]

    def handed_over(self, copy_id: CopyId) -> HandedOver | None:
        """What was handed over for a copy, or None. A delivery that a crash interrupted is finished first."""
        with reachable():
            note = self._note(copy_id)
            return self._finish(note) if note and "ended" not in note else None

    def delivered(self, copy_id: CopyId) -> HandedOver | None:
        """The same, also when it has ended since: the system may have imported it before."""
        with reachable():
            note = self._note(copy_id)
            if note is None:
                return None
            return _as_handed_over(note) if "ended" in note else self._finish(note)

    def deliver(self, copy: CopyToRecord) -> HandedOver:
        """Write the copy with its page and a cover note into `in/`. Rejected when it is there with another content."""
        before = self._before(copy.copy_id, copy.content_hash)
        if before is not None:
            return before
        written = as_configured(copy, self.config)
        name = copy_name(copy.copy_id)
        with reachable():
            folder = self.folders.at(layout.IN)
            document = folder / f"{name}{written.suffix}"
            write_whole(folder / f"{name}.html", copy.page)
            write_whole(folder / f"{name}{_COVER}", json_bytes(_cover(copy, document.name) | written.told()))
            return self._begin(copy.copy_id, copy.content_hash, layout.IN, document, written.body)

    def hand_out(self, page: PageToHandOut) -> HandedOver:
        """Write a page into `hand-out/` for the staff. Rejected when it is there with another content."""
        before = self._before(page.copy_id, page.content_hash)
        if before is not None:
            return before
        with reachable():
            path = self.folders.at(layout.HAND_OUT) / f"{copy_name(page.copy_id)}.html"
            return self._begin(page.copy_id, page.content_hash, layout.HAND_OUT, path, page.page)

    def end(self, ended: CopyEnded, *, recorded: bool) -> bool:
        """Take away what the system has not recorded, and say that it has ended; whether it was delivered here.

        A page goes to `hand-out/ended`; of a copy nothing but the notice stays.
        """
        with reachable():
            note = self._note(ended.copy_id)
            if note is None or note["content_hash"] != ended.content_hash:
                return False
            said = f"{ended.state.value} {ended.reason} {ended.at.isoformat()}"
            if note.get("ended") != said:
                if not recorded:
                    self._take_away(note)
                place = Path(note["place"])
                notice = self.folders.at(place.parent.as_posix()) / f"{place.stem}{_NOTICE}"
                write_whole(notice, json_bytes(_notice(ended, recorded=recorded)))
                write_whole(self._note_path(ended.copy_id), json_bytes(note | {"ended": said}))
            return True

    def _take_away(self, note: dict[str, str]) -> None:
        folder, _, name = note["place"].rpartition("/")
        path = self.folders.at(folder) / name
        part_of(path).unlink(missing_ok=True)
        if folder == layout.HAND_OUT:
            if path.exists():
                move(path, self.folders.at(layout.HAND_OUT_ENDED) / name)
            return
        for each in (path, path.with_suffix(".html"), path.with_suffix(_COVER)):
            each.unlink(missing_ok=True)
        flush_folder(path.parent)

    def forget(self, copy_id: CopyId) -> None:
        """Drop the note of a copy that the system refused, so that it can be handed over again."""
        with reachable():
            self._note_path(copy_id).unlink(missing_ok=True)
            flush_folder(self.folders.at(layout.COPIES))

    def _before(self, copy_id: CopyId, content_hash: str) -> HandedOver | None:
        before = self.handed_over(copy_id)
        if before is not None and before.content_hash != content_hash:
            raise Rejected(findings=(finding("SIP800"),))
        return before

    def _begin(self, copy_id: CopyId, content_hash: str, folder: str, path: Path, body: bytes) -> HandedOver:
        (path.with_suffix(_NOTICE)).unlink(missing_ok=True)  # it has come anew
        write_part(path, body)
        flush_folder(path.parent)
        note = {
            "copy_id": str(copy_id),
            "content_hash": content_hash,
            "place": f"{folder}/{path.name}",
            "at": self.clock().isoformat(),
        }
        write_whole(self._note_path(copy_id), json_bytes(note))
        return self._finish(note)

    def _finish(self, note: dict[str, str]) -> HandedOver:
        folder, _, name = note["place"].rpartition("/")
        path = self.folders.at(folder) / name
        part = part_of(path)
        if part.exists():
            part.replace(path)
            flush_folder(path.parent)
        return _as_handed_over(note)

    def _note_path(self, copy_id: CopyId) -> Path:
        return self.folders.at(layout.COPIES) / f"{copy_name(copy_id)}.json"

    def _note(self, copy_id: CopyId) -> dict[str, str] | None:
        path = self._note_path(copy_id)
        if not path.exists():
            return None
        note = read_json(read_bounded(path, _NOTE_BYTES))
        if note.get("copy_id") != str(copy_id) or not {"content_hash", "place", "at"} <= note.keys():
            raise JournalUnavailable("a note of a copy that was handed over has been changed by somebody else")
        return note


def _as_handed_over(note: dict[str, str]) -> HandedOver:
    return HandedOver(note["place"], datetime.fromisoformat(note["at"]), note["content_hash"])


def _notice(ended: CopyEnded, *, recorded: bool) -> dict[str, object]:
    """What the system needs to know of a copy that has ended: which, why, and whether it had recorded it."""
    why = finding(ended.reason) if ended.reason else None
    return {
        "copy_id": str(ended.copy_id),
        "content_hash": ended.content_hash,
        "state": ended.state.value,
        "state_sv": sv(ended.state),
        "reason": ended.reason,
        "sv": why.sv if why else None,
        "en": why.en if why else None,
        "at": ended.at.isoformat(),
        "recorded": recorded,
    }


def _cover(copy: CopyToRecord, document: str) -> dict[str, object]:
    """What the system needs to know of a copy besides its content: above all the copy id for its receipt."""
    return {
        "copy_id": str(copy.copy_id),
        "content_hash": copy.content_hash,
        "document": document,
        "sender": copy.sender,
        "sender_name": copy.sender_name,
        "received_at": copy.received_at.isoformat(),
        "redacted": copy.redacted,
    }
