"""The protocol between the gateway and one organisation's journal system.

Theory of operation. The gateway never guesses what a journal system has done: a copy is `recorded` only when the
system itself names its entry, or a named person confirms it. Anything weaker is `handed over`. Every method may be
called again with the same arguments after a crash and must then give the same effect once: `find` is asked before
`record`, and an adapter keeps enough in the journal system (not only in its own memory) to answer `find` after a
restart.

Calls come from several threads and machines: never two at a time for the same copy, unless a lease has run out, but for
different plans of one organisation at the same time. Every call ends: an adapter has time-outs of its own, well under
the lease (`times.lease`), and raises `Unavailable` when they are over. One that never returns costs its organisation
this process (others take over), and a thread.

Raises `Unavailable` when the system is away (the gateway tries again with growing back-off) and `Rejected` when the
copy can never be recorded there (the home is told). Anything else is a defect and parks the copy after three tries.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from schemas.findings import Finding
from schemas.messages import CopyId
from schemas.receipts import DisclosureNote, Receipt
from schemas.sip.document import SipDocument
from schemas.states import CopyState


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A document that the journal system has handed in; the bytes are as they came.

    `token` names the document to the adapter (a file, a row); it is the key that makes taking it twice harmless.
    """

    token: str
    body: bytes


@dataclass(frozen=True, slots=True)
class CopyToRecord:
    """What the journal gets: the document, the exact bytes that were received, and their hash.

    `page` is the printable page (HTML, UTF-8) of the same copy.
    """

    copy_id: CopyId
    document: SipDocument
    fhir: bytes
    content_hash: str
    sender: str
    sender_name: str
    received_at: datetime
    redacted: bool
    page: bytes


@dataclass(frozen=True, slots=True)
class Entry:
    """The journal system has an entry of its own for the copy."""

    entry_id: str
    recorded_at: datetime
    content_hash: str


@dataclass(frozen=True, slots=True)
class HandedOver:
    """The copy lies where the journal system or a person fetches it; nothing is confirmed yet."""

    place: str
    at: datetime
    content_hash: str


@dataclass(frozen=True, slots=True)
class AwaitingRegistration:
    """The person is not known in the journal system; a human must register them first."""

    at: datetime


@dataclass(frozen=True, slots=True)
class LedgerEvent:
    """Something that the ledger knows and the journal's users should see: ids, states and times, never plan content.

    With a `deadline` it is a report of non-delivery: the copy has been in `state` since `at`, and nobody has recorded
    it by the deadline; `reason` is SIP670 (a copy of this system's plan, at `recipient`) or SIP671 (a copy of another's
    plan, which came here: `recipient` is this organisation).
    """

    plan_id: str
    source_plan_id: str | None
    version: int
    recipient: str
    recipient_name: str
    state: CopyState
    at: datetime
    reason: str | None = None
    entry_id: str | None = None
    evidence: str | None = None
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a document that was handed in: accepted as a version, or refused with findings."""

    token: str
    accepted: bool
    plan_id: str | None = None
    version: int | None = None
    content_hash: str | None = None
    findings: tuple[Finding, ...] = field(default=())
    account: dict[str, object] | None = None


@dataclass(frozen=True, slots=True)
class PageToHandOut:
    """The printable page of the person's or a guardian's own copy, for the home to hand over (and then confirm)."""

    copy_id: CopyId
    page: bytes
    content_hash: str
    made_at: datetime


@dataclass(frozen=True, slots=True)
class CopyEnded:
    """A copy, or a page for people, holds no more: withdrawn, nullified, participation ended, overtaken. No content.

    `content_hash` is that of the content which has ended: the same copy can have come anew since, with another.
    `reason` is a code of the catalogue; `at` is when it ended here; `recorded` says that the ledger has an entry for it
    (the system may have one that has not been told yet).
    """

    copy_id: CopyId
    content_hash: str
    state: CopyState
    reason: str | None
    at: datetime
    recorded: bool = False


class JournalSystem(Protocol):
    """One organisation's journal system, as the gateway sees it."""

    def read(self) -> Iterable[HandedIn]:
        """Documents that wait to be taken, oldest first; each again until it is answered."""

    def answer(self, answer: Answer) -> None:
        """Tell the system what became of a document that it handed in. Twice is the same as once."""

    def find(self, copy_id: CopyId) -> Entry | HandedOver | AwaitingRegistration | None:
        """What the system already has for this copy, or None."""

    def record(self, copy: CopyToRecord) -> Entry | HandedOver | AwaitingRegistration:
        """Write the copy into the journal. The same copy twice is one entry."""

    def hand_out(self, page: PageToHandOut) -> str:
        """Put the page where the home's staff fetch it for the person or guardian; gives the place. Twice is once."""

    def confirmations(self) -> Iterable[Receipt]:
        """Receipts from the system that have come since they were last acknowledged with `confirmed`."""

    def confirmed(self, receipt: Receipt) -> None:
        """The receipt is in the ledger; it need not be told again."""

    def note_ended(self, ended: CopyEnded) -> None:
        """Tell the system that a copy or a page which it got holds no more; about any other, nothing.

        What it has not recorded must not be imported or handed over any more; what it has recorded stays as it is
        (PDL 3 kap. 14 §). Twice is the same as once. Afterwards the copy is found only if the system has an entry,
        and may be recorded or handed out anew, also with another content: then it rests on a new consent.
        """

    def note_disclosure(self, note: DisclosureNote) -> None:
        """Keep the note of a disclosure (PDL 3 kap. 11 §) in the sender's journal. Twice is the same as once."""

    def note(self, event: LedgerEvent) -> None:
        """Show what has become of a copy of a plan that this system handed in, or that one came and is not recorded.

        Twice is the same as once.
        """
