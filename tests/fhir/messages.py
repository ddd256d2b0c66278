"""Messages of every kind to test with: a builder for headers and copies, and hypothesis strategies for all."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import strategies as st

from schemas.codes import Subject, WithdrawalScope
from schemas.dates import STOCKHOLM
from schemas.messages import (
    READABLE_MESSAGE_VERSIONS,
    Again,
    ControlMessage,
    Copy,
    CopyId,
    Evidence,
    Header,
    KnownCopy,
    MessageKind,
    Ping,
    PingAnswer,
    Reconcile,
    ReconcileAnswer,
    Response,
    ResponseCode,
    Side,
    StatusMessage,
)
from schemas.sip.document import SipDocument
from schemas.states import CopyState
from tests.generated_plans.strategies import maximal_document, sip_documents

PLAN_ID = "urn:uuid:6f9619ff-8b86-4011-b42d-00cf4fc964ff"
MESSAGE_ID = "urn:uuid:0b9cf0a4-6f5c-4a3e-9f4e-2f1a6c0d7e11"
ENVELOPE_ID = "urn:uuid:9e107d9d-372b-4b6b-8f2e-5c1d7c9a0f42"
HOME = "TSTNMT2321000156-1001"
SCHOOL = "2120000142.skola-norr"
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def header(kind: MessageKind = MessageKind.PLAN, **fields: Any) -> Header:
    """A header from the home to the school."""
    said = {
        "message_id": MESSAGE_ID,
        "kind": kind,
        "sender": HOME,
        "receiver": SCHOOL,
        "sender_key": "k3Jf-home",
        "receiver_key": "k9Qz-school",
        "created_at": NOON,
    }
    return Header.model_validate(said | fields)


def with_ids(document: SipDocument, version: int = 3) -> SipDocument:
    """The document as its home has taken it in: with plan id and version."""
    plan = document.plan.model_copy(update={"plan_id": PLAN_ID, "version": version})
    return document.model_copy(update={"plan": plan})


def copy_of(document: SipDocument | None = None, **fields: Any) -> Copy:
    """A copy for the school."""
    said = {
        "sender": HOME,
        "receiver": SCHOOL,
        "document": with_ids(document or maximal_document()),
        "previous_version": 1,
        "version_digest": "4f0c1c9e",
        "redacted": True,
    }
    return Copy.model_validate(said | fields)


_TIMES = st.timedeltas(timedelta(days=-9000), timedelta(days=9000)).flatmap(
    lambda away: st.sampled_from([UTC, STOCKHOLM]).map(lambda zone: (NOON + away).astimezone(zone))
)
_LINES = st.sampled_from(["a", "SIP101", "nyckel 1", "https://journal/4711?x=1", 'å"<ö>', "entry|9"])
_HASHES = st.sampled_from(["sha256:" + "0" * 64, "sha256:" + "ab" * 32])
_COPY_IDS = st.just(str(CopyId(PLAN_ID, 3, SCHOOL)))
_CODES = st.lists(st.sampled_from(["SIP101", "SIP103", "SIP601"]), max_size=3).map(tuple)
_CONTROLS = (
    MessageKind.WITHDRAWAL,
    MessageKind.WITHDRAWAL_REPORT,
    MessageKind.NULLIFICATION,
    MessageKind.END_OF_PARTICIPATION,
    MessageKind.HAND_OVER,
)


def headers(kinds: tuple[MessageKind, ...]) -> st.SearchStrategy[Header]:
    """Headers of these kinds, with keys that need quoting in an address."""
    return st.builds(
        header,
        st.sampled_from(kinds),
        sender_key=_LINES,
        receiver_key=_LINES,
        created_at=_TIMES,
        message_id=st.uuids(version=4).map(lambda each: f"urn:uuid:{each}"),
    )


def copies() -> st.SearchStrategy[Copy]:
    """Copies of generated documents."""
    return st.builds(
        lambda document, redacted, previous: copy_of(document, redacted=redacted, previous_version=previous),
        sip_documents(),
        st.booleans(),
        st.sampled_from([None, 1, 2**31]),
    )


def controls() -> st.SearchStrategy[ControlMessage]:
    """Control messages of every kind."""
    return st.builds(
        ControlMessage,
        header=headers(_CONTROLS),
        plan_id=st.just(PLAN_ID),
        at=_TIMES,
        scope=st.none() | st.sampled_from(WithdrawalScope),
        subjects=st.lists(st.sampled_from(Subject), max_size=3).map(tuple),
        by=st.sampled_from([None, "person", "guardian-1", HOME]),
        new_home=st.sampled_from([None, SCHOOL, "2321000156"]),
        ended_with_version=st.sampled_from([None, 2, 2**31]),
    )


def responses() -> st.SearchStrategy[Response]:
    """Responses of every code."""
    return st.builds(
        Response,
        header=headers((MessageKind.RESPONSE,)),
        answers=st.just(ENVELOPE_ID),
        copy_of=st.none() | _COPY_IDS,
        code=st.sampled_from(ResponseCode),
        finding_codes=_CODES,
    )


def statuses() -> st.SearchStrategy[StatusMessage]:
    """Status messages of every state."""
    return st.builds(
        StatusMessage,
        header=headers((MessageKind.STATUS,)),
        copy_of=_COPY_IDS,
        content_hash=_HASHES,
        state=st.sampled_from(CopyState),
        entry_id=st.none() | _LINES,
        evidence=st.none() | st.sampled_from(Evidence),
        at=_TIMES,
        finding_codes=_CODES,
    )


def partner_messages() -> st.SearchStrategy[Ping | PingAnswer | Reconcile | ReconcileAnswer]:
    """Pings and reconcilings, with their answers."""
    pings = st.builds(Ping, header=headers((MessageKind.PING,)))
    answers = st.builds(
        PingAnswer,
        header=headers((MessageKind.PING_ANSWER,)),
        answers=st.just(ENVELOPE_ID),
        program=st.just("0.1.0"),
        versions=st.sampled_from([READABLE_MESSAGE_VERSIONS, READABLE_MESSAGE_VERSIONS[:1]]),
        at=_TIMES,
        signed_with=_LINES,
        sealed_to=_LINES,
        signs_with=_LINES,
    )
    rows = st.lists(_known_copies(), max_size=3).map(tuple)
    asked = st.builds(
        Reconcile,
        header=headers((MessageKind.RECONCILE,)),
        since=_TIMES,
        after=st.none() | _COPY_IDS,
        until=st.none() | _COPY_IDS,
        rows=rows,
    )
    told = st.builds(
        ReconcileAnswer,
        header=headers((MessageKind.RECONCILE_ANSWER,)),
        answers=st.just(ENVELOPE_ID),
        part=st.sampled_from([1, 2]),
        parts=st.just(2),
        rows=rows,
    )
    return pings | answers | asked | told


def _known_copies() -> st.SearchStrategy[KnownCopy]:
    return st.builds(
        KnownCopy,
        side=st.sampled_from(Side),
        copy_of=_COPY_IDS,
        content_hash=_HASHES,
        state=st.sampled_from(CopyState),
        at=_TIMES,
        entry_id=st.none() | _LINES,
        evidence=st.none() | st.sampled_from(Evidence),
        again=st.none() | st.sampled_from(Again),
        ended=st.none() | st.sampled_from(_CONTROLS),
        ended_at=st.none() | _TIMES,
        new_home=st.sampled_from([None, SCHOOL, "2321000156"]),
    )
