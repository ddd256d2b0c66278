"""Recording: in order where it can be, once, and visibly not where it may not."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.broker.protocol import Unroutable
from gateway.exchange import record as record_module
from gateway.exchange.confirm import confirm
from gateway.exchange.consent import record_consent
from gateway.exchange.copies_received import document_held, read_before
from gateway.exchange.parked import list_parked, replay
from gateway.exchange.read_once import ReadOnce
from gateway.exchange.record import record
from gateway.store.protocol import FenceLost
from gateway.store.rows import Stream, WorkKind
from gateway.worker import PHASES
from schemas.errors import BrokerUnavailable, CannotOpen, JournalUnavailable, Rejected
from schemas.sip.consent import Consent
from schemas.states import CopyState
from tests.exchange.holding_back import Away, break_journal, hold_back_first_version
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan


def test_a_journal_that_is_away_gets_the_copy_later_and_delays_nobody_else(world, monkeypatch):
    away = break_journal(world, monkeypatch, REGION, JournalUnavailable())
    world.give(plan(consents=[consent()]))
    assert (world.state(REGION), world.state(SCHOOL)) == ("received", "handed-over")
    for _ in range(5):
        world.clock.forward(minutes=20)
        world.run()
    assert away.calls == 6
    monkeypatch.undo()
    world.clock.forward(minutes=20)
    world.run()
    assert world.state(REGION) == "handed-over"


def test_a_journal_that_can_never_take_the_copy_refuses_it_and_the_home_is_told(world, monkeypatch):
    break_journal(world, monkeypatch, REGION, Rejected(code="SIP800"))
    world.give(plan(consents=[consent()]))
    assert (world.state(REGION), world.row(REGION).reason) == ("rejected", "SIP800")


def test_a_defect_is_tried_three_times_then_parked_and_does_not_block_the_next_version(world, monkeypatch):
    broken = break_journal(world, monkeypatch, REGION, KeyError("Tolvan"))
    world.give(plan(consents=[consent()]))
    for _ in range(4):
        world.clock.forward(hours=1)
        world.run()
    assert broken.calls == 3
    (parked,) = list_parked(world.parts, REGION)
    monkeypatch.undo()
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Nytt"}))
    assert world.state(REGION, 2) == "handed-over"
    replay(world.parts, parked.id)
    world.run()
    assert world.state(REGION, 1) == "superseded"  # the newer one is there already


def test_a_defect_after_a_long_outage_is_still_tried_three_times(world, monkeypatch):
    """Having waited for a journal that was away says nothing about the copy."""
    break_journal(world, monkeypatch, REGION, JournalUnavailable())
    world.give(plan(consents=[consent()]))
    for _ in range(5):
        world.clock.forward(minutes=20)
        world.run()
    monkeypatch.undo()
    broken = break_journal(world, monkeypatch, REGION, KeyError("Tolvan"))
    calls = []
    while not list_parked(world.parts, REGION):
        world.clock.forward(minutes=20)
        world.run()
        calls.append(broken.calls)
    assert calls == [1, 2, 3]


def test_what_a_person_confirms_while_the_copy_is_being_read_stays(world, monkeypatch):
    """Between reading the copy and asking what stands in its way nothing is locked: here its consent runs out too."""
    world.give(plan(consents=[consent(valid_until="2026-02-01")]))
    claim = _recording_again(world)
    assert claim is not None
    reading = record_module.document_held

    def confirmed_meanwhile(parts, holding):
        document = reading(parts, holding)
        confirm(parts, REGION, holding.copy_id, by="Dok Provläkare", entry_id="ENTRY-1")
        world.clock.forward(days=60)
        return document

    monkeypatch.setattr(record_module, "document_held", confirmed_meanwhile)
    record(replace(world.parts, known=ReadOnce()), claim)  # a process that has not read it before
    with world.parts.store.transaction() as tx:
        held = tx.holding(REGION, world.copy_id(REGION))
    assert (held.state, held.entry_id) == ("recorded", "ENTRY-1")


def _recording_again(world):
    """The region's copy as it was before it was recorded, and the claim on that work."""
    parts, copy_id = world.parts, world.copy_id(REGION)
    with parts.store.transaction() as tx:
        held = tx.holding(REGION, copy_id)
        tx.put_holding(replace(held, state=CopyState.RECEIVED))
        tx.add_work(Stream(REGION, copy_id.plan_id, HOME), WorkKind.RECORD, 1, str(copy_id), parts.clock())
    lease = parts.times.lease
    return parts.store.claim((REGION,), (WorkKind.RECORD,), owner="test", now=parts.clock(), lease=lease)


def test_a_parked_recording_is_replayed_when_the_defect_is_mended(world, monkeypatch):
    break_journal(world, monkeypatch, REGION, KeyError("Tolvan"))
    world.give(plan(consents=[consent()]))
    for _ in range(3):
        world.clock.forward(hours=1)
        world.run()
    monkeypatch.undo()
    (parked,) = list_parked(world.parts, REGION)
    replay(world.parts, parked.id)
    with pytest.raises(Rejected):  # twice is once, and says so
        replay(world.parts, parked.id)
    world.run()
    assert world.state(REGION) == "handed-over"


def test_a_copy_waits_for_the_one_sent_before_it(world, monkeypatch):
    let_go = hold_back_first_version(world, monkeypatch)
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Nytt"}))
    assert world.state(REGION, 2) == "received"
    let_go()
    world.run()
    world.clock.forward(hours=7)
    world.run()
    assert (world.state(REGION, 1), world.state(REGION, 2)) == ("handed-over", "handed-over")


def test_a_copy_waits_no_longer_than_configured_and_the_late_one_is_superseded(world, monkeypatch):
    let_go = hold_back_first_version(world, monkeypatch)
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Nytt"}))
    world.clock.forward(hours=3)
    world.run()
    assert world.state(REGION, 2) == "received"
    world.clock.forward(hours=3, minutes=1)
    world.run()
    assert world.state(REGION, 2) == "handed-over"
    let_go()
    world.run()
    assert (world.state(REGION, 1), world.row(REGION, 1).reason) == ("superseded", "SIP626")
    assert len(world.incoming(REGION)) == 1


def test_a_copy_without_answer_is_sent_again_in_a_new_envelope_and_at_last_parked(world, monkeypatch):
    publish, sent = world.parts.broker.publish, []
    key = world.parts.directory.find(REGION).routing_key
    monkeypatch.setattr(
        world.parts.broker,
        "publish",
        lambda message: sent.append(message) if message.routing_key == key else publish(message),
    )
    world.give(plan(consents=[consent()]))
    for _ in range(16):
        world.clock.forward(hours=4)
        world.run()
    copies = [each for each in sent if each.queue.value == "copies"]
    assert len({each.envelope_id for each in copies}) == len(copies) > 10
    assert (world.state(REGION), world.row(REGION).reason) == ("parked", "SIP621")


def test_a_consent_that_ended_before_recording_withholds_the_copy(world, monkeypatch):
    break_journal(world, monkeypatch, REGION, JournalUnavailable())
    world.give(plan(consents=[consent(valid_until="2026-01-16")]))
    assert world.state(REGION) == "received"
    monkeypatch.undo()
    world.clock.forward(days=3)
    world.run()
    assert (world.state(REGION), world.row(REGION).reason) == ("withheld", "SIP627")
    assert world.incoming(REGION) == []
    assert world.state(SCHOOL) == "handed-over"  # it had its copy while the consent was in force


def test_a_consent_that_ended_before_sending_keeps_the_copy_at_home(world, monkeypatch):
    monkeypatch.setattr(world.parts.broker, "publish", Away(BrokerUnavailable()))
    world.give(plan(consents=[consent(valid_until="2026-01-16")]))
    assert world.state(REGION) == "prepared"
    monkeypatch.undo()
    world.clock.forward(days=3)
    world.run()
    assert (world.state(REGION), world.row(REGION).reason) == ("withheld", "SIP622")


def test_consent_that_narrows_before_anything_has_left_freezes_a_narrower_copy(world, monkeypatch):
    """A frozen copy never changes; one that never left is frozen anew, since nobody has seen the first."""
    monkeypatch.setitem(PHASES, WorkKind.SEND, _not_now)
    world.give(plan(consents=[consent(school_subjects=("school", "somatic-health"))]))
    before = world.row(SCHOOL).content_hash
    assert (world.state(SCHOOL), world.row(SCHOOL).first_sent_at) == ("prepared", None)
    monkeypatch.undo()
    narrower = consent(given_at="2026-01-14", school_subjects=("school",))
    record_consent(world.parts, HOME, world.plan_id(), Consent.model_validate(narrower))
    world.clock.forward(hours=1)
    world.run()
    assert world.state(SCHOOL) == "handed-over"
    assert world.row(SCHOOL).content_hash not in (None, before)
    text = next((world.root(SCHOOL) / "in").glob("*.xml")).read_text(encoding="utf-8")
    assert "Sömnskola" not in text


def _not_now(_parts, _claim):
    raise BrokerUnavailable


def test_consent_that_narrows_after_the_copy_may_have_left_withholds_it_for_good(world, monkeypatch):
    monkeypatch.setattr(world.parts.broker, "publish", Away(BrokerUnavailable()))
    world.give(plan(consents=[consent(school_subjects=("school", "somatic-health"))]))
    before = world.row(SCHOOL)
    assert before.first_sent_at is not None
    narrower = consent(given_at="2026-01-14", school_subjects=("school",))
    record_consent(world.parts, HOME, world.plan_id(), Consent.model_validate(narrower))
    monkeypatch.undo()
    world.clock.forward(hours=1)
    world.run()
    assert (world.state(SCHOOL), world.row(SCHOOL).reason) == ("withheld", "SIP622")
    assert world.row(SCHOOL).content_hash == before.content_hash
    world.give(plan(revision=2, summary={"text": "Nytt"}))
    world.clock.forward(hours=7)  # the school waits for the first, which may be on its way
    world.run()
    assert world.state(SCHOOL, 2) == "handed-over"


def test_a_worker_whose_lease_ran_out_writes_nothing(world, monkeypatch):
    claims, recording = [], PHASES[WorkKind.RECORD]

    def remember(parts, claim):
        claims.append(claim)
        return recording(parts, claim)

    monkeypatch.setitem(PHASES, WorkKind.RECORD, remember)
    world.give(plan(consents=[consent()]))
    claims = [each for each in claims if each.stream.organisation == REGION]
    (claim,) = claims
    with pytest.raises(FenceLost):
        record(world.parts, claim)
    assert len(world.incoming(REGION)) == 1


def test_an_unroutable_copy_is_parked_and_released_when_the_queue_is_there(world, monkeypatch):
    publish = world.parts.broker.publish
    key = world.parts.directory.find(CLINIC).routing_key

    def no_queue(message):
        if message.routing_key == key:
            raise Unroutable
        publish(message)

    monkeypatch.setattr(world.parts.broker, "publish", no_queue)
    world.give(plan(consents=[consent(recipients=(REGION, SCHOOL, CLINIC))]))
    assert (world.state(CLINIC), world.row(CLINIC).reason) == ("parked", "SIP620")
    monkeypatch.undo()
    (parked,) = list_parked(world.parts, HOME)
    replay(world.parts, parked.id)
    world.clock.forward(minutes=1)
    world.run()
    assert world.state(CLINIC) == "handed-over"
    assert world.clock() - world.row(CLINIC).since < timedelta(hours=1)


def test_what_was_read_of_one_row_is_not_taken_for_what_lies_in_another(world):
    """Sealed bytes are bound to their row; that they have been opened there lately opens them in no other."""
    world.give(plan(consents=[consent()]))
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Nytt"}))
    names = [world.copy_id(REGION, version) for version in (1, 2)]
    with world.parts.store.transaction() as tx:
        first, second = (tx.holding(REGION, name) for name in names)
    assert document_held(world.parts, first) != document_held(world.parts, second)
    swapped = replace(second, body=first.body)
    assert read_before(world.parts, swapped) is None
    with pytest.raises(CannotOpen):
        document_held(world.parts, swapped)
