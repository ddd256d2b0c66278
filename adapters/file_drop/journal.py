"""A journal system that is reached through folders: it exports files to one, and imports files from another.

`recorded` comes only from the system's own receipt, or from a person's confirmation that the gateway passes to
`confirmed`; until then a copy is handed over. The layout of the folders is in docs/file-drop.md.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from threading import RLock

from adapters.file_drop.config import FileDropConfig, Mode
from adapters.file_drop.folders import Folders
from adapters.file_drop.incoming import Incoming
from adapters.file_drop.outgoing import Outgoing
from adapters.file_drop.receipts import Receipts
from adapters.file_drop.status import Status
from adapters.file_drop.watch import Watch
from adapters.journal import (
    Answer,
    AwaitingRegistration,
    CopyEnded,
    CopyToRecord,
    Entry,
    HandedIn,
    HandedOver,
    LedgerEvent,
    PageToHandOut,
)
from schemas.errors import Rejected
from schemas.findings import finding
from schemas.messages import CopyId
from schemas.receipts import DisclosureNote, Receipt
from schemas.states import CopyState

_REFUSED = frozenset({CopyState.REJECTED, CopyState.MISDIRECTED})


class FileDrop:
    """One organisation's folders as a `JournalSystem`. One at a time per root; its methods may be called by threads."""

    def __init__(self, config: FileDropConfig, clock: Callable[[], datetime]) -> None:
        folders = Folders(config.root)
        self._exchanges = config.mode is Mode.EXCHANGE
        self._outgoing = Outgoing(folders, Watch(config, clock), clock)
        self._incoming = Incoming(folders, config, clock)
        known = self._incoming.delivered if self._exchanges else None
        self._receipts = Receipts(folders, Watch(config, clock), known)
        self._status = Status(folders)
        self._lock = RLock()

    def read(self) -> Iterator[HandedIn]:
        """Documents of `out/` that are finished, each again until it is answered. In the mode of receipts: none."""
        if self._exchanges:
            yield from self._outgoing.read()

    def answer(self, answer: Answer) -> None:
        """Move the document to `out/done` or `out/refused` with the answer beside it. Twice is the same as once."""
        with self._lock:
            self._outgoing.answer(answer)

    def find(self, copy_id: CopyId) -> Entry | HandedOver | AwaitingRegistration | None:
        """What the folders say of a copy. A copy that the system refused is found no more: it may be sent again."""
        with self._lock:
            told = self._receipts.told(copy_id)
            handed_over = self._incoming.handed_over(copy_id)
            delivered = self._incoming.delivered(copy_id)
            if told is None or told.state is CopyState.FORWARDED:
                return handed_over
            if told.state is CopyState.RECORDED:
                content_hash = told.content_hash or (delivered.content_hash if delivered else "")
                return Entry(told.entry_id or "", told.at, content_hash)
            if told.state is CopyState.AWAITING_REGISTRATION:
                return AwaitingRegistration(told.at)
            return None if told == self._receipts.kept(copy_id) else handed_over

    def record(self, copy: CopyToRecord) -> Entry | HandedOver | AwaitingRegistration:
        """Deliver the copy into `in/`, once. Rejected (SIP800) when it is there with another content."""
        with self._lock:
            self._only_when_exchanging()
            self._forget_refused(copy)
            handed_over = self._incoming.deliver(copy)
            return self.find(copy.copy_id) or handed_over

    def hand_out(self, page: PageToHandOut) -> str:
        """Put the page into `hand-out/`, once; gives its place under the root."""
        with self._lock:
            self._only_when_exchanging()
            return self._incoming.hand_out(page).place

    def confirmations(self) -> Iterator[Receipt]:
        """Receipts in `receipts/`, oldest first, each again until `confirmed`; unfit ones go to `receipts/refused`."""
        with self._lock:
            waiting = list(self._receipts.waiting())
        yield from waiting

    def confirmed(self, receipt: Receipt) -> None:
        """The ledger has the receipt, the system's or a person's: it is kept for `find`, its document moved to done."""
        with self._lock:
            self._receipts.keep(receipt)

    def note_ended(self, ended: CopyEnded) -> None:
        """Take what nobody has recorded out of `in/` or `hand-out/`, and put a notice there. Twice is once."""
        with self._lock:
            if not self._exchanges:
                return
            told = self._receipts.told(ended.copy_id)
            recorded = ended.recorded or (told is not None and told.state is CopyState.RECORDED)
            if self._incoming.end(ended, recorded=recorded) and not recorded:
                self._receipts.forget(ended.copy_id)

    def note_disclosure(self, note: DisclosureNote) -> None:
        """Put the note into `status/` as SipDisclosureNote. Twice is the same as once."""
        with self._lock:
            self._only_when_exchanging()
            self._status.disclosed(note)

    def note(self, event: LedgerEvent) -> None:
        """Put the event into the plan's document in `status/`. In the mode of receipts nobody reads it: nothing."""
        with self._lock:
            if self._exchanges:
                self._status.note(event)

    def _only_when_exchanging(self) -> None:
        if not self._exchanges:
            raise Rejected(findings=(finding("SIP801"),))

    def _forget_refused(self, copy: CopyToRecord) -> None:
        """The same copy again after the system refused it is a new attempt. The note goes first (see `find`)."""
        kept = self._receipts.kept(copy.copy_id)
        if kept is None or kept.state not in _REFUSED:
            return
        before = self._incoming.handed_over(copy.copy_id)
        if before is None or before.content_hash == copy.content_hash:
            self._incoming.forget(copy.copy_id)
            self._receipts.forget(copy.copy_id)
