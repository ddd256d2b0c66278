"""What gateways say to each other: ids, kinds, copies, controls, answers. FHIR is how it is said (`mappings/fhir`).

Theory of operation. Three ids: the *copy id* (plan, version, recipient, kind) is the key of recording and of the
ledger; the *message id* names one message and is new when a copy is replayed after a final answer; the *envelope id*
is new at every sending. Bodies are frozen bytes with a content hash; only the envelope around them changes.

A gateway writes and reads two message versions, its own (N) and the one before (N-1), so that upgrades roll: it sends
what the directory says that the partner reads, and answers in the version of the question. What N-1 has, N says in the
same words; N has kinds of message besides.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple, Self

from pydantic import AwareDatetime, Field

from schemas.codes import WithdrawalScope
from schemas.identifiers import ContentHash, OrganisationId, PlanId, Ref, UrnUuid
from schemas.sip.base import Line, Part
from schemas.sip.document import SipDocument
from schemas.sip.process import Subjects
from schemas.states import CopyState

MESSAGE_VERSION = "0.9.1"
"""N: what this program writes to who reads it."""
PREVIOUS_MESSAGE_VERSION = "0.9"
"""N-1."""
READABLE_MESSAGE_VERSIONS = (MESSAGE_VERSION, PREVIOUS_MESSAGE_VERSION)
"""The newest first: of those that both read, the first is used."""


class MessageKind(StrEnum):
    """What a message is. Only `plan` carries plan content; the others carry ids, dates and codes."""

    PLAN = "plan"
    WITHDRAWAL = "withdrawal"
    WITHDRAWAL_REPORT = "withdrawal-report"
    NULLIFICATION = "nullification"
    END_OF_PARTICIPATION = "end-of-participation"
    HAND_OVER = "hand-over"
    RESPONSE = "response"
    STATUS = "status"
    PING = "ping"
    PING_ANSWER = "ping-answer"
    RECONCILE = "reconcile"
    RECONCILE_ANSWER = "reconcile-answer"


NEW_KINDS = frozenset({MessageKind.PING, MessageKind.PING_ANSWER, MessageKind.RECONCILE, MessageKind.RECONCILE_ANSWER})
"""Kinds that N-1 does not know: they are never sent in it."""

CONTROL_KINDS = frozenset(kind for kind in MessageKind if kind is not MessageKind.PLAN)
"""Travel on the recipient's control queue, which is read first."""

ANSWER_KINDS = frozenset(
    {MessageKind.RESPONSE, MessageKind.STATUS, MessageKind.PING_ANSWER, MessageKind.RECONCILE_ANSWER}
)
"""Are never answered themselves."""


def has_kind(version: str, kind: MessageKind) -> bool:
    """Whether that message version knows that kind."""
    return kind not in NEW_KINDS or version != PREVIOUS_MESSAGE_VERSION


def common_version(kind: MessageKind, speaks: Sequence[str], reads: Collection[str]) -> str | None:
    """The newest version that the sender speaks (newest first), the receiver reads, and that knows the kind."""
    return next((each for each in speaks if each in reads and has_kind(each, kind)), None)


VERSION_AT_MOST = 2**31 - 1
"""What a database keeps as a number."""


class CopyKind(StrEnum):
    """What kind of thing is copied; part of the copy id."""

    PLAN = "plan"


class CopyId(NamedTuple):
    """Names one recipient's share of one version. Written `PLAN-UUID/VERSION/RECIPIENT/KIND`.

    `recipient` is an organisation id, `person`, or a guardian's element id (the last two never leave home).
    """

    plan_id: str
    version: int
    recipient: str
    kind: CopyKind = CopyKind.PLAN

    def __str__(self) -> str:
        return f"{self.plan_id.removeprefix('urn:uuid:')}/{self.version}/{self.recipient}/{self.kind.value}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The copy id of its written form, of which each has one; ValueError when it is none."""
        plan, version, recipient, kind = text.split("/")
        found = cls(f"urn:uuid:{plan}", int(version), recipient, CopyKind(kind))
        if str(found) != text or not 0 < found.version <= VERSION_AT_MOST:
            raise ValueError("no copy id")
        return found


class ResponseCode(StrEnum):
    """MessageHeader.response.code of FHIR R4."""

    OK = "ok"
    TRANSIENT = "transient-error"
    FATAL = "fatal-error"


class Evidence(StrEnum):
    """How we know that a copy is recorded."""

    SYSTEM_RECEIPT = "system-receipt"
    PERSON_CONFIRMED = "person-confirmed"
    HANDED_IN = "handed-in"  # the home's own journal wrote the plan, and named it by its own id


class Header(Part):
    """What every message says about itself."""

    message_id: UrnUuid
    kind: MessageKind
    version: str = MESSAGE_VERSION
    sender: OrganisationId
    receiver: OrganisationId
    sender_key: Line = Field(description="routing key of the sender, for answers; random, names nobody")
    receiver_key: Line
    created_at: AwareDatetime


class Copy(Part):
    """One recipient's share of one version: minimised, with ids of its own, frozen."""

    sender: OrganisationId = Field(description="the home")
    receiver: OrganisationId
    document: SipDocument
    previous_version: int | None = Field(None, ge=1, description="the version sent to this recipient before")
    version_digest: Line = Field(description="keyed digest of the full version; tells nothing")
    redacted: bool = Field(description="whether anything was left out")

    @property
    def copy_id(self) -> CopyId:
        """The key of recording; a copy always has plan id and version."""
        plan = self.document.plan
        if plan.plan_id is None or plan.version is None:
            raise ValueError("a copy has a plan id and a version")
        return CopyId(plan.plan_id, plan.version, self.receiver)


class CopyMessage(Part):
    """A copy on its way: the header is new for each message, the copy is frozen."""

    header: Header
    copied: Copy


class ControlMessage(Part):
    """Withdrawal, report of a withdrawal, nullification, end of participation, hand-over: no plan content."""

    header: Header
    plan_id: PlanId
    at: AwareDatetime
    scope: WithdrawalScope | None = None
    subjects: Subjects = ()
    by: Ref | None = None
    new_home: OrganisationId | None = Field(None, description="only for a hand-over")
    ended_with_version: int | None = Field(
        None, ge=1, description="only for an end of participation: the first version without the receiver"
    )


class Response(Part):
    """Answer to one message: received, or why not. Exactly one final answer per message."""

    header: Header
    answers: UrnUuid = Field(description="message id that is answered")
    copy_of: Line | None = Field(None, description="copy id that is answered, when there is one")
    code: ResponseCode
    finding_codes: tuple[Line, ...] = ()


class StatusMessage(Part):
    """What has become of a copy at its recipient: recorded (with the entry), handed over, waiting, rejected."""

    header: Header
    copy_of: Line = Field(description="copy id, written form")
    content_hash: ContentHash
    state: CopyState
    entry_id: Line | None = None
    evidence: Evidence | None = None
    at: AwareDatetime
    finding_codes: tuple[Line, ...] = ()


class Ping(Part):
    """A test message with a test label: are you there, and whom am I talking to? It is answered and never recorded."""

    header: Header


class PingAnswer(Part):
    """Who answers a ping: its program, the message versions it reads, its clock, and the keys that it saw used."""

    header: Header
    answers: UrnUuid
    program: Line = Field(description="version of the program")
    versions: tuple[Line, ...] = Field(description="message versions that it reads, the newest first")
    at: AwareDatetime = Field(description="its own clock when it answered")
    signed_with: Line = Field(description="fingerprint of the asker's key that had signed the ping")
    sealed_to: Line = Field(description="fingerprint of its own key that the ping was sealed to")
    signs_with: Line = Field(description="fingerprint of its own key that signs the answer")


class Side(StrEnum):
    """How who writes a row of a reconciling stands to the copy."""

    SENT = "sent"
    HELD = "held"
    LACKED = "lacked"  # the other says that it was sent, and it is not here


class Again(StrEnum):
    """What becomes of a copy that the asker lacks."""

    AGAIN = "again"
    WITHHELD = "withheld"  # consent does not reach it any more
    CULLED = "culled"  # its body is not kept any more


class KnownCopy(Part):
    """What one side knows of one copy between the two: ids, hash, state and dates; never content."""

    side: Side
    copy_of: Line = Field(description="copy id, written form")
    content_hash: ContentHash
    state: CopyState
    at: AwareDatetime = Field(description="in that state since")
    entry_id: Line | None = None
    evidence: Evidence | None = None
    again: Again | None = Field(None, description="only of a copy that the asker lacks")
    ended: MessageKind | None = Field(None, description="what has ended the plan here, on its home's word")
    ended_at: AwareDatetime | None = None
    new_home: OrganisationId | None = Field(None, description="who keeps the plan now, if not who sent the copy")


ROWS_AT_MOST = 500
"""Rows of one message: some hundred thousand bytes, read in about a second."""
PARTS_AT_MOST = 20_000
"""Messages of one answer: ten million copies between two."""


class Reconcile(Part):
    """After a restored back-up: what we know of the copies between us since a time. Tell what you know.

    Each message speaks of one stretch of copy ids in the order of their written forms, whole: what is in that stretch
    and not named, the asker does not have.
    """

    header: Header
    since: AwareDatetime
    after: Line | None = Field(None, description="the stretch begins after this copy id; None: at the beginning")
    until: Line | None = Field(None, description="and ends with this one; None: at the end")
    rows: tuple[KnownCopy, ...] = Field((), max_length=ROWS_AT_MOST)


class ReconcileAnswer(Part):
    """What the partner knows; one question can have several answers, each of which stands for itself."""

    header: Header
    answers: UrnUuid
    part: int = Field(ge=1, le=PARTS_AT_MOST)
    parts: int = Field(ge=1, le=PARTS_AT_MOST)
    rows: tuple[KnownCopy, ...] = Field((), max_length=ROWS_AT_MOST)


Message = CopyMessage | ControlMessage | Response | StatusMessage | Ping | PingAnswer | Reconcile | ReconcileAnswer
