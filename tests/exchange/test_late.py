"""What is not recorded by its deadline is reported once: to the home that sent it, and where it lies."""

import json

import pytest

from gateway.exchange.late import report_late
from gateway.exchange.parked import list_parked, replay
from gateway.exchange.withdrawing import Taking
from gateway.worker import Role, WorkerPool
from schemas.errors import JournalUnavailable
from tests.exchange.holding_back import break_journal
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan


def history(world, organisation=HOME):
    """What the journal's users read of copies, late ones only: recipient, version, state, deadline."""
    told = [
        json.loads(path.read_text(encoding="utf-8")) for path in (world.root(organisation) / "status").glob("*.json")
    ]
    return [line for each in told for line in each["history"] if line.get("late")]


def audited(world, organisation=HOME):
    with world.parts.store.transaction() as tx:
        rows = tx.audit_rows(organisation)
    return [json.loads(row.detail) | {"copy_id": row.copy_id} for row in rows if row.event == "late"]


def logged(world, event):
    return [line for line in map(json.loads, world.logged.getvalue().splitlines()) if line["event"] == event]


@pytest.fixture
def sent(world):
    world.give(plan(consents=[consent()]))
    return world


def test_who_has_not_recorded_by_the_deadline_is_told_at_home_once(sent):
    """Who, which version, in which state, since when: the person at home acts on it."""
    sent.clock.forward(days=8)
    sent.run()
    sent.clock.forward(days=30)
    sent.run()
    region = [line for line in history(sent) if line["recipient"] == REGION]
    assert [(line["version"], line["state"], line["reason"]) for line in region] == [(1, "handed-over", "SIP670")]
    assert region[0]["recipient_name"] == "Vårdcentralen"
    assert region[0]["deadline"] < sent.clock().isoformat()
    assert region[0]["at"] < region[0]["deadline"]
    assert [each["state"] for each in audited(sent) if each["counterpart"] == REGION] == ["handed-over"]
    assert [each["counterpart"] for each in logged(sent, "copy-late")].count(REGION) == 1
    assert sent.row(REGION).late_since is not None


def test_before_the_deadline_nothing_is_reported(sent):
    sent.clock.forward(days=6)
    sent.run()
    assert history(sent) == []
    assert sent.row(REGION).late_since is None


def test_the_recipients_own_journal_is_told_that_a_copy_waits_there(sent):
    sent.clock.forward(days=8)
    sent.run()
    (line,) = history(sent, REGION)
    assert (line["recipient"], line["reason"], line["state"]) == (REGION, "SIP671", "handed-over")
    assert [each["organisation"] for each in logged(sent, "holding-late")].count(REGION) == 1
    assert len(audited(sent, REGION)) == 1


def test_a_journal_that_is_away_for_a_week_makes_the_copy_late_on_both_sides(world, monkeypatch):
    break_journal(world, monkeypatch, REGION, JournalUnavailable())
    world.give(plan(consents=[consent()]))
    world.clock.forward(days=8)
    world.run()
    assert [(line["recipient"], line["state"]) for line in history(world) if line["recipient"] == REGION] == [
        (REGION, "received")
    ]
    assert [line["state"] for line in history(world, REGION)] == ["received"]
    monkeypatch.undo()
    world.clock.forward(hours=1)
    world.run()
    assert world.state(REGION) == "handed-over"


def test_a_copy_that_never_left_is_late_too(world, monkeypatch):
    """Stuck before the broker: the home learns it, whatever the reason."""
    from schemas.errors import BrokerUnavailable

    def away(_message):
        raise BrokerUnavailable

    monkeypatch.setattr(world.parts.broker, "publish", away)
    world.give(plan(consents=[consent()]))
    assert world.state(REGION) == "prepared"
    world.clock.forward(days=8)
    world.run()
    assert {line["recipient"]: line["state"] for line in history(world)}[REGION] == "prepared"


def test_what_has_come_to_rest_is_not_late(sent):
    sent.practice(REGION).run_once()
    sent.run()
    assert sent.state(REGION) == "recorded"
    sent.clock.forward(days=30)
    sent.run()
    assert REGION not in {line["recipient"] for line in history(sent)}
    assert history(sent, REGION) == []


def test_what_the_home_holds_back_is_not_late(world):
    world.give(plan(consents=[consent(recipients=(REGION,))]))
    assert world.state(SCHOOL) in {"withheld", "awaiting-consent"}
    world.clock.forward(days=30)
    world.run()
    assert {line["recipient"] for line in history(world)} & {SCHOOL, CLINIC} == set()


def test_a_copy_that_is_withdrawn_is_not_late(sent):
    from gateway.exchange.consent import withdraw

    withdraw(sent.parts, HOME, sent.plan_id(), Taking(sent.clock()))
    sent.run()
    sent.clock.forward(days=30)
    sent.run()
    assert {line["recipient"] for line in history(sent)} <= {"person", HOME}


def test_a_copy_that_is_late_sent_anew_and_late_again_is_reported_again(world):
    """A new deadline is a new condition."""
    publish, key = world.parts.broker.publish, world.parts.directory.find(REGION).routing_key
    unroutable = []

    def lost(message):
        if message.routing_key == key and message.queue.value == "copies":
            unroutable.append(message)
            from gateway.broker.protocol import Unroutable

            raise Unroutable
        publish(message)

    world.parts.broker.publish = lost
    world.give(plan(consents=[consent()]))
    world.parts.broker.publish = publish
    assert world.state(REGION) == "parked"
    world.clock.forward(days=8)
    world.run()
    assert [line["state"] for line in history(world) if line["recipient"] == REGION] == ["parked"]
    (parked,) = (row for row in list_parked(world.parts, HOME) if REGION in row.subject)
    replay(world.parts, parked.id)
    world.run()
    assert world.row(REGION).late_since is None
    world.clock.forward(days=8)
    world.run()
    assert [line["state"] for line in history(world) if line["recipient"] == REGION] == ["parked", "handed-over"]


def test_reporting_twice_is_reporting_once(sent):
    sent.clock.forward(days=8)
    assert report_late(sent.parts, HOME) > 0
    assert report_late(sent.parts, HOME) == 0


def test_the_report_of_a_stop_before_its_commit_is_made_the_next_time(sent, monkeypatch):
    sent.clock.forward(days=8)
    monkeypatch.setattr("gateway.exchange.late.queue_late", _stopped)
    with pytest.raises(RuntimeError):
        report_late(sent.parts, HOME)
    monkeypatch.undo()
    assert sent.row(REGION).late_since is None
    assert audited(sent) == []
    sent.run()
    assert [line["recipient"] for line in history(sent)].count(REGION) == 1


def _stopped(*_):
    raise RuntimeError("stopped")


def test_the_workers_report_by_themselves(sent):
    import threading

    from tests.worker.running import wait_until

    sent.clock.forward(days=8)
    stop, pool = threading.Event(), WorkerPool(sent.parts, frozenset(Role))
    thread = threading.Thread(target=pool.run, args=(stop,))
    thread.start()
    try:
        wait_until(lambda: REGION in {line["recipient"] for line in history(sent)})
    finally:
        stop.set()
        thread.join(60)


def test_reports_hold_no_personal_data(sent):
    sent.clock.forward(days=8)
    sent.run()
    assert "Testsson" not in json.dumps([*history(sent), *audited(sent), *logged(sent, "copy-late")])
