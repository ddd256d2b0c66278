"""Message versions N and N-1: upgrades roll, and a version that nobody has in common stops nothing else."""

from dataclasses import replace

import pytest

from gateway.exchange.consent import withdraw
from gateway.exchange.envelopes import opened_for
from gateway.exchange.ping import ping, ping_answer, send_ping
from gateway.exchange.receive import receive
from gateway.store.rows import WantedParked
from gateway.worker import run_until_idle
from mappings import fhir
from schemas.errors import Rejected, UnknownRecipient
from schemas.messages import MESSAGE_VERSION, PREVIOUS_MESSAGE_VERSION, READABLE_MESSAGE_VERSIONS
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.test_ping import A_WHILE, NO_TIME, codes_of

OLD = (PREVIOUS_MESSAGE_VERSION,)


def listening(pair, monkeypatch):
    """Everything that is published, opened: (kind, version)."""
    seen, publish = [], pair.broker.publish

    def published(message):
        receiver = pair.directory.by_routing_key(message.routing_key).id
        site = pair.home if receiver == HOME else pair.away
        header = opened_for(site.parts, receiver, message.body).header
        seen.append((header.message_type, header.message_version))
        publish(message)

    monkeypatch.setattr(pair.broker, "publish", published)
    return seen


def old_program(pair, name):
    """That gateway is of N-1, and the directory says so."""
    pair.runs(name, OLD)
    for each in (HOME,) if name == "home" else (REGION, SCHOOL, CLINIC):
        pair.says(each, OLD)


def whole_story(pair):
    """Copies, answers, statuses and a control message, both ways."""
    pair.give(plan(consents=[consent()]))
    pair.away.practice(REGION).run_once()
    pair.run()
    assert (pair.home.state(REGION), pair.home.state(SCHOOL)) == ("recorded", "handed-over")
    withdraw(pair.home.parts, HOME, pair.home.plan_id())
    pair.run()
    assert pair.home.state(SCHOOL) == "withdrawn"
    for parts in (pair.home.parts, pair.away.parts):
        with parts.store.transaction() as tx:
            assert tx.parked(WantedParked()) == []


def test_two_new_gateways_speak_the_new_version(pair, monkeypatch):
    seen = listening(pair, monkeypatch)
    whole_story(pair)
    assert {version for _, version in seen} == {MESSAGE_VERSION}
    assert {kind for kind, _ in seen} == {"plan", "response", "status", "withdrawal"}


@pytest.mark.parametrize("name", ["home", "away"])
def test_a_new_gateway_and_one_of_the_version_before_exchange_everything(pair, monkeypatch, name):
    old_program(pair, name)
    seen = listening(pair, monkeypatch)
    whole_story(pair)
    assert {version for _, version in seen} == {PREVIOUS_MESSAGE_VERSION}


def test_a_gateway_of_the_version_before_truly_refuses_the_new_one(pair, monkeypatch):
    """The directory is ahead of the program: refused with a code, kept, answered; the home sees why."""
    pair.runs("away", OLD)
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    assert (pair.home.state(REGION), pair.home.row(REGION).reason) == ("rejected", "SIP008")
    pair.runs("away", READABLE_MESSAGE_VERSIONS)


@pytest.mark.parametrize("upgraded", ["home", "away"])
def test_what_lay_in_queues_over_an_upgrade_is_taken_after_it(pair, upgraded):
    old_program(pair, upgraded)
    pair.home.hand_in(plan(consents=[consent()]))
    run_until_idle(pair.home.parts)  # copies lie in the queue, nobody has answered
    pair.said.clear()
    pair.overlay = {"home": {}, "away": {}}
    pair.reopen(upgraded)
    pair.run()
    assert (pair.home.state(REGION), pair.home.state(SCHOOL)) == ("handed-over", "handed-over")


def test_what_waited_to_be_sent_goes_in_a_version_that_the_partner_reads_now(pair, monkeypatch):
    pair.give(plan(consents=[consent()]))
    withdraw(pair.home.parts, HOME, pair.home.plan_id())  # queued as N
    old_program(pair, "away")
    seen = listening(pair, monkeypatch)
    pair.run()
    assert pair.home.state(SCHOOL) == "withdrawn"
    assert ("withdrawal", PREVIOUS_MESSAGE_VERSION) in seen
    assert {version for _, version in seen} == {PREVIOUS_MESSAGE_VERSION}


def test_an_answer_is_written_in_the_version_of_the_question(pair, monkeypatch):
    pair.says(REGION, OLD)  # asked in N-1; the home itself reads both
    seen = listening(pair, monkeypatch)
    pair.give(plan(consents=[consent(recipients=(REGION,))]))
    assert ("plan", PREVIOUS_MESSAGE_VERSION) in seen
    assert ("response", PREVIOUS_MESSAGE_VERSION) in seen
    assert ("status", MESSAGE_VERSION) in seen  # told later, in what the home reads best


def test_without_a_common_version_the_copy_is_parked_and_nothing_leaves(pair, monkeypatch):
    pair.says(SCHOOL, ("2.0",))
    seen = listening(pair, monkeypatch)
    pair.give(plan(consents=[consent()]))
    row = pair.home.row(SCHOOL)
    assert (row.state.value, row.reason, row.first_sent_at) == ("parked", "SIP607", None)
    assert pair.home.state(REGION) == "handed-over"
    assert [kind for kind, _ in seen].count("plan") == 1
    with pair.home.parts.store.transaction() as tx:
        assert [each.reason for each in tx.parked(WantedParked(HOME))] == ["SIP607"]


def test_a_withdrawal_is_decided_though_a_holder_reads_no_version_of_ours_any_more(pair):
    pair.give(plan(consents=[consent()]))
    pair.says(SCHOOL, ("2.0",))
    withdraw(pair.home.parts, HOME, pair.home.plan_id())
    pair.run()
    assert pair.home.state(SCHOOL) == "withdrawn"
    with pair.home.parts.store.transaction() as tx:
        assert [(each.reason, each.kind) for each in tx.parked(WantedParked(HOME))] == [("SIP607", "withdrawal")]


def test_a_kind_that_the_version_before_lacks_is_not_sent_to_it(pair, monkeypatch):
    old_program(pair, "away")
    seen = listening(pair, monkeypatch)
    with pytest.raises(UnknownRecipient) as error:
        ping(pair.home.parts, HOME, REGION, within=NO_TIME, work=pair.run)
    assert codes_of(error) == {"SIP742"}
    assert seen == []


def test_a_ping_that_an_older_gateway_gets_all_the_same_is_refused_and_the_asker_is_told(pair):
    pair.runs("away", OLD)
    with pytest.raises(Rejected) as error:
        ping(pair.home.parts, HOME, REGION, within=A_WHILE, work=pair.run)
    assert codes_of(error) == {"SIP745"}
    assert "SIP008" in error.value.findings[0].en


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("MessageDefinition/ping|0.9.1", "MessageDefinition/ping|0.9", "SIP740"),
        ("MessageDefinition/ping|0.9.1", "MessageDefinition/ping|1.2", "SIP008"),
        ('"code":"ping"', '"code":"whisper"', "SIP140"),
        ('"HTEST"', '"HRESCH"', "SIP741"),
        ('"intent":"order"', '"intent":"order","doNotPerform":true', "SIP133"),
        ('"intent":"order"', '"intent":"order","priority":"urgent"', None),
    ],
)
def test_what_a_later_version_may_bring_is_refused_kept_and_answered(pair, monkeypatch, old, new, code):
    made = fhir.message_bundle

    def changed(message, envelope_id):
        body = made(message, envelope_id)
        assert old.encode() in body
        return body.replace(old.encode(), new.encode())

    monkeypatch.setattr(fhir, "message_bundle", changed)
    pinged = send_ping(pair.home.parts, HOME, REGION)
    monkeypatch.undo()
    key = pair.directory.find(REGION).routing_key
    pair.broker.deliver([key], lambda each: receive(pair.away.parts, each), stop=lambda: False)
    with pair.away.parts.store.transaction() as tx:
        kept = tx.inbox(REGION, pinged.message_id)
    if code is None:  # an element that changes no meaning is passed over, as the rules of R4 have it
        assert kept.refused is None
        return
    assert (kept.refused, kept.answer) == (code, "fatal-error")
    pair.run()
    with pytest.raises(Rejected) as error:
        ping_answer(pair.home.parts, pinged)
    assert code in error.value.findings[0].en


def test_parts_of_this_program_speak_both_versions(pair):
    assert pair.home.parts.speaks == READABLE_MESSAGE_VERSIONS == (MESSAGE_VERSION, PREVIOUS_MESSAGE_VERSION)
    assert replace(pair.home.parts, speaks=OLD).speaks == OLD
