"""The rows that the store keeps, as the exchange sees them. Bodies are sealed bytes; the store never opens them.

Every row belongs to one *organisation* (its owner): two neighbours in one hub share no row.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

from schemas.messages import CopyId, MessageKind
from schemas.states import CopyState, PlanState


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One plan as one organisation knows it: its home, and what ended it."""

    organisation: str
    plan_id: str
    home: str
    source_system: str | None = None
    source_plan_id: str | None = None
    person_index: str | None = None  # keyed index of the person's number
    tombstone: MessageKind | None = None
    tombstone_at: datetime | None = None
    ended_with_version: int | None = None  # this organisation took no part in that one: older copies have ended


@dataclass(frozen=True, slots=True)
class VersionRow:
    """One accepted version at its home."""

    organisation: str
    plan_id: str
    version: int
    state: PlanState
    content_hash: str
    source_revision: int | None
    document: bytes  # sealed SIP JSON of the plan, without consents
    accepted_at: datetime
    follow_up_on: date | None
    token: str


@dataclass(frozen=True, slots=True)
class SourceRow:
    """A document as it was handed in: accepted (with version) or refused (with findings). `body` is sealed."""

    organisation: str
    token: str
    digest: str  # keyed digest of the bytes
    body: bytes
    format: str | None
    received_at: datetime
    plan_id: str | None
    version: int | None
    account: bytes | None  # sealed JSON
    findings: bytes | None  # JSON: codes, paths, texts


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """One version of one consent, sealed."""

    organisation: str
    plan_id: str
    consent_id: str
    version: int
    body: bytes
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class CopyRow:
    """The home's ledger row of one copy. `frozen` (sealed bytes) and `content_hash` never change once set."""

    organisation: str
    copy_id: CopyId
    state: CopyState
    reason: str | None
    since: datetime
    message_id: str | None = None
    content_hash: str | None = None
    frozen: bytes | None = None
    redacted: bool | None = None
    decision: bytes | None = None  # JSON: allowed, codes, consent ids and versions, rule version
    previous_version: int | None = None
    first_sent_at: datetime | None = None
    deadline: datetime | None = None
    entry_id: str | None = None
    evidence: str | None = None
    told_by: str | None = None  # who confirmed, when a person did
    late_since: datetime | None = None  # when its non-delivery was reported; None: not reported


@dataclass(frozen=True, slots=True)
class HoldingRow:
    """One copy at its recipient: what came, and what the journal did with it. `body` is the frozen bytes, sealed."""

    organisation: str
    copy_id: CopyId
    sender: str
    state: CopyState
    reason: str | None
    since: datetime
    message_id: str
    content_hash: str
    body: bytes
    redacted: bool
    received_at: datetime
    previous_version: int | None
    deadline: datetime | None = None
    entry_id: str | None = None
    evidence: str | None = None
    told_by: str | None = None
    follow_up_on: date | None = None  # when the plan is followed up next, as this version says
    late_since: datetime | None = None  # when it was reported that nobody here has recorded it in time


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to list of copies, sent or received: everything that is said must hold. Never by person."""

    plan_id: str | None = None
    copy_id: CopyId | None = None
    message_id: str | None = None
    counterpart: str | None = None  # recipient of what was sent, sender of what was received
    states: frozenset[CopyState] = frozenset()  # empty: any
    late_at: datetime | None = None  # the deadline has passed by then, and the state is not final
    since_from: datetime | None = None  # in its state since then, or later
    since_until: datetime | None = None  # in its state since then, or earlier
    late_unreported: bool = False  # with `late_at`: only those whose `late_since` is not set
    limit: int = 1000


@dataclass(frozen=True, slots=True)
class WantedParked:
    """What to list of what is parked: everything that is said must hold. `subject` is matched whole.

    `copy_id` (written form), `message_id`, `plan_id` and `counterpart` find every row that is about it, whatever the
    subject looks like. `after` and `up_to` are numbers of rows, for reading on page by page.
    """

    organisation: str | None = None
    direction: str | None = None
    kind: str | None = None
    reason: str | None = None
    subject: str | None = None
    parked_from: datetime | None = None
    parked_until: datetime | None = None
    resolved: bool | None = False  # None: both what waits and what is settled
    limit: int = 1000
    plan_id: str | None = None  # about a copy of that plan, or the plan itself
    counterpart: str | None = None  # recipient of what goes out, sender of what came in
    copy_id: str | None = None  # about that copy, or a message about it
    message_id: str | None = None  # that message, what it brought, or the copy that it carries
    after: int | None = None
    up_to: int | None = None


@dataclass(frozen=True, slots=True)
class DirectoryRow:
    """One version of the shared directory as it was signed and taken."""

    version: int
    body: bytes  # the signed document, as it came
    issued_at: datetime
    taken_at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one organisation, at one moment: what the metrics tell. Computed by the database, without bodies."""

    organisation: str
    sent: dict[CopyState, int]  # its own copies by state
    received: dict[CopyState, int]  # others' copies by state
    parked: int
    work_due: int
    oldest_unsent: datetime | None  # since when the oldest copy waits to be sent
    oldest_unrecorded: datetime | None  # since when the oldest copy that came here waits to be recorded
    parked_by: dict[str, int] = field(default_factory=dict)  # the same `parked` by reason
    late_sent: dict[CopyState, int] = field(default_factory=dict)  # its own copies whose deadline has passed, by state
    late_received: dict[CopyState, int] = field(default_factory=dict)
    oldest_unanswered: datetime | None = None  # since when the oldest copy that was sent is without any answer
    oldest_due: datetime | None = None  # since when the oldest due work is due
    oldest_unprepared: datetime | None = None  # the same of work to prepare: a version, or a decision about its copies


@dataclass(frozen=True, slots=True)
class InboxRow:
    """One message that came, also refused ones. `answer` is the final answer's message id, once there is one."""

    organisation: str
    message_id: str
    envelope_id: str
    sender: str | None
    kind: MessageKind | None
    copy_id: str | None
    content_hash: str | None
    received_at: datetime
    body: bytes  # sealed as kept at rest; for what could not be opened, the bytes as they came
    refused: str | None  # code
    answer: str | None  # response code: ok | transient-error | fatal-error


class WorkKind(StrEnum):
    """What there is to do in a stream, in the order of one copy's life."""

    PREPARE = "prepare"
    SEND = "send"
    ANSWER = "answer"  # send what answers a message: also while nothing else may go out
    RECORD = "record"
    TELL = "tell"  # tell the journal system: ledger event or disclosure note


@dataclass(frozen=True, slots=True)
class Stream:
    """What is worked on by one worker at a time: one organisation's dealings with one plan and one counterpart."""

    organisation: str
    plan_id: str
    counterpart: str

    def __str__(self) -> str:
        return f"{self.organisation}|{self.plan_id}|{self.counterpart}"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """One thing to do. `subject` is a copy id (written form) or a message id; `body` what a control or answer says."""

    id: int
    stream: Stream
    kind: WorkKind
    version: int
    subject: str
    due_at: datetime
    attempts: int
    body: bytes | None = None
    defects: int = 0  # of the attempts, those that ended by a defect


@dataclass(frozen=True, slots=True)
class Claim:
    """A lease on a stream: its work may be done until `until`, and results written only with its `fence`.

    `shared`: claims of a batch that are of one stream have one lease, which `release` gives back.
    """

    stream: Stream
    owner: str
    fence: int
    until: datetime
    work: WorkRow
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Waits:
    """How long things may take or wait at the longest, by the settings; trying again has limits of its own."""

    lease: timedelta
    answer: timedelta
    """An answer to what was sent."""
    previous: timedelta
    """The version before, of a copy that came."""
    page: timedelta
    """The other copies, of a page for a person."""


@dataclass(frozen=True, slots=True)
class ParkedRow:
    """Something that a person must look at. It stays until it is replayed or discarded."""

    id: int
    organisation: str
    direction: str  # in | out
    subject: str  # copy id, message id or token
    reason: str  # code
    detail: str | None  # ids, codes, frames of ours; never personal data
    parked_at: datetime
    kind: str  # work kind or message kind
    body: bytes | None = None
    resolved_at: datetime | None = None
    resolution: str | None = None  # replayed | discarded


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One thing that happened. `detail` is ids, dates and codes (JSON); identities, where needed, are sealed."""

    organisation: str
    at: datetime
    event: str
    plan_id: str | None
    copy_id: str | None
    message_id: str | None
    detail: bytes
    sealed: bytes | None = None


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """An audit row and its number, which rises within the organisation."""

    sequence: int
    row: AuditRow


@dataclass(frozen=True, slots=True)
class AuditBatchRow:
    """A closed batch of audit rows: from and to which number, how many, and what the sealer computed."""

    organisation: str
    number: int
    first: int
    last: int
    rows: int
    closed_at: datetime
    tree: str
    previous: str
    root: str
