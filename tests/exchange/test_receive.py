"""Receiving: the same answer to the same message, one content to a copy id, and nothing foreign believed."""

import dataclasses
from datetime import timedelta

import pytest

from gateway.broker.protocol import Delivery, Queue
from gateway.exchange.envelopes import envelope_of, envelope_of_copy, header_to, public_keys
from gateway.exchange.locked import unlock_frozen
from gateway.exchange.parked import list_parked, replay, replay_copy
from gateway.exchange.queueing import made_id
from gateway.exchange.receive import receive
from gateway.security.seal import SealHeader, seal
from gateway.store.rows import Stream, WorkKind
from mappings import fhir
from schemas.errors import Unavailable
from schemas.messages import ControlMessage, CopyId, Header, MessageKind, Response, ResponseCode, StatusMessage
from schemas.states import CopyState
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan


@pytest.fixture
def sent(world):
    """A world in which the region has the plan, and the bytes of its copy."""
    world.give(plan(consents=[consent()]))
    world.copy = world.copy_id(REGION)
    with world.parts.store.transaction() as tx:
        row = tx.copy(HOME, world.copy)
    world.frozen = unlock_frozen(world.parts.vault(HOME), row.frozen, world.copy)
    return world


def deliver(world, outgoing, count=0, envelope=None):
    receive(
        world.parts,
        Delivery(outgoing.routing_key, outgoing.queue, envelope or outgoing.envelope_id, outgoing.body, count),
    )


def copy_again(world, message_id=None, frozen=None, sender=HOME):
    row = world.row(REGION)
    header = header_to(world.parts, MessageKind.PLAN, sender, REGION, message_id or row.message_id)
    return envelope_of_copy(world.parts, frozen or world.frozen, header, world.copy)


def holding(world, organisation=REGION):
    copy_id = world.copy
    with world.parts.store.transaction() as tx:
        return tx.holding(organisation, copy_id)


def answers(world, organisation=REGION):
    with world.parts.store.transaction() as tx:
        return [work.subject for work in tx.open_work(organisation)]


def refused(world, organisation=REGION):
    return [row.reason for row in list_parked(world.parts, organisation)]


def test_the_same_message_in_a_new_envelope_gets_the_same_answer_and_one_record(sent):
    before = holding(sent)
    deliver(sent, copy_again(sent))
    first = answers(sent)
    assert made_id("response", REGION, before.message_id, "ok") in first
    sent.run()
    deliver(sent, copy_again(sent))
    assert answers(sent) == first
    sent.run()
    assert holding(sent) == before
    assert len(sent.incoming(REGION)) == 1


def test_the_same_copy_under_a_new_message_id_is_one_record(sent):
    before = holding(sent)
    deliver(sent, copy_again(sent, message_id=sent.parts.new_id()))
    sent.run()
    assert holding(sent) == before
    assert len(sent.incoming(REGION)) == 1


def test_another_content_under_the_same_copy_id_is_a_fork_that_is_parked_and_told(sent):
    other = sent.frozen.replace("Sömnskola".encode(), b"Stickkurs")
    message_id = sent.parts.new_id()
    deliver(sent, copy_again(sent, message_id=message_id, frozen=other))
    assert refused(sent) == ["SIP614"]
    assert answers(sent) == [made_id("response", REGION, message_id, "fatal-error")]
    assert "Stickkurs" not in b"".join(path.read_bytes() for path in sent.root(REGION).rglob("*.xml")).decode()


def test_a_version_from_another_organisation_than_the_home_is_refused(sent):
    document = fhir.message_from_wire(fhir.wrap(sent.frozen, _header(sent), sent.parts.new_id())).message.copied
    forged = fhir.frozen_copy(document.model_copy(update={"sender": CLINIC}))
    deliver(sent, copy_again(sent, message_id=sent.parts.new_id(), frozen=forged, sender=CLINIC))
    with sent.parts.store.transaction() as tx:
        last = [row for row in tx.audit_rows(REGION) if row.event == "refused-message"]
    assert b"SIP600" in last[0].detail
    assert holding(sent).sender == HOME


def _header(world):
    return header_to(world.parts, MessageKind.PLAN, HOME, REGION, world.parts.new_id())


def test_a_message_for_somebody_else_is_committed_as_refused(sent):
    outgoing = copy_again(sent)
    school = sent.parts.directory.find(SCHOOL)
    deliver(sent, dataclasses.replace(outgoing, routing_key=school.routing_key))
    assert refused(sent, SCHOOL) == ["SIP703"]


def test_signed_ids_that_are_not_those_carried_are_a_protocol_error(sent):
    """DESIGN "Three ids": signed ids ≠ carried ids → protocol error."""
    header = header_to(sent.parts, MessageKind.PLAN, HOME, REGION, sent.parts.new_id())
    envelope_id = sent.parts.new_id()
    body = fhir.wrap(sent.frozen, header, envelope_id)
    for changed in ({"message_id": sent.parts.new_id()}, {"copy_id": "x"}, {"message_type": "status"}):
        said = {
            "issuer": HOME,
            "audience": REGION,
            "envelope_id": envelope_id,
            "message_id": header.message_id,
            "message_type": "plan",
            "message_version": "0.9",
            "copy_id": str(sent.copy),
        }
        signed = SealHeader(**{**said, **changed})
        sealed = _sealed(sent, body, signed)
        entry = sent.parts.directory.find(REGION)
        receive(sent.parts, Delivery(entry.routing_key, Queue.COPIES, envelope_id, sealed, 0))
    assert set(refused(sent)) == {"SIP630"}
    deliver(sent, copy_again(sent, message_id=sent.parts.new_id()), envelope=sent.parts.new_id())
    assert set(refused(sent)) == {"SIP630"}


def test_what_others_write_on_an_envelope_keeps_nobody_from_taking_what_is_in_it(sent):
    """The id that the broker carries is signed by nobody: a wrong one is no message of the sender's, and no answer."""
    message_id = sent.parts.new_id()
    real = copy_again(sent, message_id=message_id)
    for forged in (sent.parts.new_id(), " "):
        deliver(sent, real, envelope=forged)
    assert set(refused(sent)) == {"SIP630"}
    assert answers(sent) == []
    deliver(sent, real)
    assert made_id("response", REGION, message_id, "ok") in answers(sent)


def _sealed(world, body, signed):
    receiver = public_keys(world.parts.directory, REGION)
    return seal(body, signed, world.parts.keys.ring(HOME), receiver, world.clock())


def test_rubbish_on_the_queue_is_kept_parked_and_acknowledged(sent):
    entry = sent.parts.directory.find(REGION)
    for _ in range(2):
        receive(sent.parts, Delivery(entry.routing_key, Queue.COPIES, "envelope", b"rubbish", 0))
    assert refused(sent) == ["SIP700"]


def test_a_sealed_message_that_is_no_message_is_refused_and_answered(sent):
    message_id, envelope_id = sent.parts.new_id(), sent.parts.new_id()
    signed = SealHeader(HOME, REGION, envelope_id, message_id, "plan", "0.9", str(sent.copy))
    sealed = _sealed(sent, b'{"resourceType":"Patient"}', signed)
    entry = sent.parts.directory.find(REGION)
    receive(sent.parts, Delivery(entry.routing_key, Queue.COPIES, envelope_id, sealed, 0))
    assert answers(sent) == [made_id("response", REGION, message_id, "fatal-error")]
    sent.run()
    assert len(refused(sent)) == 1


def test_an_answer_is_never_answered(sent):
    with sent.parts.store.transaction() as tx:
        events = [row for each in sent.organisations for row in tx.audit_rows(each) if row.event == "received"]
    kinds = [kind for kind in ("plan", "response", "status") for row in events if f'"{kind}"'.encode() in row.detail]
    assert kinds == ["plan"] * 2 + ["response"] * 2 + ["status"] * 2


def status(world, sender, copy_id, state=CopyState.RECORDED, content_hash=None):
    header = header_to(world.parts, MessageKind.STATUS, sender, HOME, world.parts.new_id())
    return StatusMessage(
        header=header,
        copy_of=str(copy_id),
        content_hash=content_hash or world.row(REGION).content_hash,
        state=state,
        entry_id="FALSK-1",
        evidence="system-receipt",
        at=world.clock(),
    )


def test_only_the_recipient_of_a_copy_may_say_what_became_of_it(sent):
    deliver(sent, envelope_of(sent.parts, status(sent, CLINIC, sent.copy)))
    assert sent.state(REGION) == "handed-over"
    unknown = CopyId(sent.parts.new_id(), 1, CLINIC)
    deliver(sent, envelope_of(sent.parts, status(sent, CLINIC, unknown)))
    assert sent.state(REGION) == "handed-over"


def test_a_status_about_other_content_is_parked(sent):
    wrong = status(sent, REGION, sent.copy, content_hash=f"sha256:{'0' * 64}")
    deliver(sent, envelope_of(sent.parts, wrong))
    assert sent.state(REGION) == "handed-over"
    assert refused(sent, HOME) == ["SIP634"]


def test_a_recipient_cannot_set_a_state_that_is_the_homes(sent):
    deliver(sent, envelope_of(sent.parts, status(sent, REGION, sent.copy, state=CopyState.AWAITING_CONSENT)))
    assert sent.state(REGION) == "handed-over"


def test_a_status_that_was_overtaken_on_the_way_changes_nothing(sent):
    older = status(sent, REGION, sent.copy, state=CopyState.AWAITING_REGISTRATION)
    older = older.model_copy(update={"at": sent.row(REGION).since - timedelta(seconds=1), "entry_id": None})
    deliver(sent, envelope_of(sent.parts, older))
    assert sent.state(REGION) == "handed-over"


def test_what_is_recorded_is_known_at_home_also_when_the_recipients_clock_was_set_back_before(sent):
    before = sent.row(REGION).since
    told = status(sent, REGION, sent.copy).model_copy(update={"at": before - timedelta(hours=3)})
    deliver(sent, envelope_of(sent.parts, told))
    assert sent.state(REGION) == "recorded"


def test_an_answer_that_comes_after_the_status_changes_nothing(sent):
    sent.practice(REGION).run_once()
    sent.run()
    header = header_to(sent.parts, MessageKind.RESPONSE, REGION, HOME, sent.parts.new_id())
    late = Response(header=header, answers=sent.row(REGION).message_id, copy_of=str(sent.copy), code=ResponseCode.OK)
    deliver(sent, envelope_of(sent.parts, late))
    assert sent.state(REGION) == "recorded"


def test_a_refused_copy_is_replayed_as_a_new_message(sent):
    header = header_to(sent.parts, MessageKind.RESPONSE, SCHOOL, HOME, sent.parts.new_id())
    row = sent.row(SCHOOL)
    with sent.parts.store.transaction() as tx:
        tx.put_copy(dataclasses.replace(tx.copy(HOME, row.copy_id), state=CopyState.PARKED))
        tx.put_copy(dataclasses.replace(tx.copy(HOME, row.copy_id), state=CopyState.SENT))
    no = Response(
        header=header,
        answers=row.message_id,
        copy_of=str(row.copy_id),
        code=ResponseCode.FATAL,
        finding_codes=("SIP631",),
    )
    deliver(sent, envelope_of(sent.parts, no))
    assert (sent.state(SCHOOL), sent.row(SCHOOL).reason) == ("misdirected", "SIP631")
    with sent.parts.store.transaction() as tx:
        replay_copy(tx, sent.parts, HOME, row.copy_id)
    sent.run()
    assert sent.row(SCHOOL).message_id != row.message_id
    assert sent.row(SCHOOL).content_hash == row.content_hash
    assert sent.state(SCHOOL) == "handed-over"
    assert len(sent.incoming(SCHOOL)) == 1


def test_a_control_from_who_is_not_the_home_is_refused(sent):
    header: Header = header_to(sent.parts, MessageKind.WITHDRAWAL, CLINIC, REGION, sent.parts.new_id())
    forged = ControlMessage(header=header, plan_id=sent.plan_id(), at=sent.clock())
    deliver(sent, envelope_of(sent.parts, forged))
    plan_id = sent.plan_id()
    with sent.parts.store.transaction() as tx:
        assert tx.plan(REGION, plan_id).tombstone is None


def say_to(world, message_id):
    """A control message to the region, as reconciling says it anew under its old id."""
    stream = Stream(HOME, world.plan_id(), REGION)
    with world.parts.store.transaction() as tx:
        tx.add_work(stream, WorkKind.SEND, 1, message_id, world.clock(), b"sealed")


def to_be_said(world):
    with world.parts.store.transaction() as tx:
        return [work.subject for work in tx.open_work(HOME) if work.kind is WorkKind.SEND]


def answer_to(world, message_id, code=ResponseCode.OK):
    header = header_to(world.parts, MessageKind.RESPONSE, REGION, HOME, world.parts.new_id())
    return envelope_of(world.parts, Response(header=header, answers=message_id, code=code))


def test_an_old_answer_that_comes_again_does_not_stop_what_has_been_said_anew_and_not_left(sent):
    """Its recipient may have been restored from before it: the answer is to what it has forgotten."""
    told = sent.parts.new_id()
    answer = answer_to(sent, told)
    say_to(sent, told)
    deliver(sent, answer)
    assert to_be_said(sent) == []
    say_to(sent, told)
    deliver(sent, answer)
    assert to_be_said(sent) == [told]
    with sent.parts.store.transaction() as tx:
        kinds, lease = [WorkKind.SEND], timedelta(minutes=1)
        (claim,) = tx.claim_batch([HOME], kinds, owner="relay", now=sent.clock(), lease=lease, limit=9)
        tx.postpone(claim, sent.clock())
    deliver(sent, answer)
    assert to_be_said(sent) == []


def test_who_cannot_take_a_control_message_now_is_told_again(sent):
    told = sent.parts.new_id()
    say_to(sent, told)
    deliver(sent, answer_to(sent, told, ResponseCode.TRANSIENT))
    assert to_be_said(sent) == [told]


def test_a_routing_key_that_is_not_ours_stays_in_its_queue(sent):
    with pytest.raises(Unavailable):
        receive(sent.parts, Delivery("a-key-of-nobody-here", Queue.COPIES, "e", b"x", 0))


def test_a_defect_in_receiving_is_set_aside_after_three_tries_and_can_be_replayed(sent, monkeypatch):
    outgoing = copy_again(sent, message_id=sent.parts.new_id())
    monkeypatch.setattr("gateway.exchange.receive.receive_copy", _broken)
    for count in range(2):
        with pytest.raises(ZeroDivisionError):
            deliver(sent, outgoing, count=count)
    deliver(sent, outgoing, count=2)
    (parked,) = list_parked(sent.parts, REGION)
    assert parked.reason == "SIP640"
    assert parked.detail.startswith("ZeroDivisionError at gateway/exchange/receive.py")
    monkeypatch.undo()
    replay(sent.parts, parked.id)
    assert list_parked(sent.parts, REGION) == []


def _broken(*_):
    raise ZeroDivisionError("Tolvan Testsson")
