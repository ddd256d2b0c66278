"""A test message to another organisation: answered by its gateway, recorded nowhere."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.broker.protocol import Queue, Unroutable
from gateway.cli.exits import Exit
from gateway.cli.ping import _lines
from gateway.cli.run import run
from gateway.cli.voice import Voice
from gateway.exchange.ping import LOOKS_AGAIN, ping, ping_answer, send_ping
from gateway.exchange.receive import receive
from gateway.security.keys import KeyUse
from gateway.store.rows import WantedParked
from gateway.worker import run_until_idle
from schemas.codes import Language
from schemas.errors import JournalUnavailable, Rejected, UnknownRecipient
from schemas.messages import READABLE_MESSAGE_VERSIONS
from tests.exchange.plans import HOME, REGION, SCHOOL
from tests.exchange.world import lay_out

NO_TIME = timedelta(0)
A_WHILE = timedelta(seconds=30)


def codes_of(error):
    return {each.code for each in error.value.findings} or {error.value.code}


def left_behind(parts, organisation):
    """What a store holds of an organisation, but for inbox and audit."""
    with parts.store.transaction() as tx:
        return (
            list(tx.ledger(organisation)),
            list(tx.holdings(organisation)),
            list(tx.open_work(organisation)),
            list(tx.parked(WantedParked(organisation))),
        )


@pytest.mark.parametrize("partner", [REGION, SCHOOL])
def test_a_partner_answers_with_program_versions_and_keys(pair, partner):
    pong = ping(pair.home.parts, HOME, partner, within=A_WHILE, work=pair.run)
    answer, ring = pong.answer, pair.away.parts.keys.ring(partner)
    assert answer.header.sender == partner
    assert answer.versions == READABLE_MESSAGE_VERSIONS
    assert answer.program.count(".") == 2
    mine = pair.home.parts.keys.ring(HOME).in_use(KeyUse.SIGN, pair.clock())
    assert answer.signed_with == mine.kid
    assert answer.sealed_to == ring.in_use(KeyUse.ENCRYPT, pair.clock()).kid == pong.pinged.sealed_to
    assert answer.signs_with == ring.in_use(KeyUse.SIGN, pair.clock()).kid


def test_two_hosted_neighbours_ping_each_other_over_the_broker(world):
    assert ping(world.parts, REGION, SCHOOL, within=A_WHILE, work=world.run).answer.header.sender == SCHOOL


def test_a_ping_leaves_one_audit_row_on_each_side_and_nothing_else(pair):
    ping(pair.home.parts, HOME, REGION, within=A_WHILE, work=pair.run)
    for parts, organisation in ((pair.home.parts, HOME), (pair.away.parts, REGION)):
        assert left_behind(parts, organisation) == ([], [], [], [])
        with parts.store.transaction() as tx:
            assert [row.event for row in tx.audit_rows(organisation)] == ["received"]
    assert [path for path in pair.away.root(REGION).rglob("*") if path.is_file()] == []


def test_a_ping_is_answered_though_the_journal_system_is_down(pair, monkeypatch):
    journal = type(pair.away.parts.journals[REGION])

    def away(*_):
        raise JournalUnavailable

    for name in ("read", "find", "record", "confirmations"):
        monkeypatch.setattr(journal, name, away)
    assert ping(pair.home.parts, HOME, REGION, within=A_WHILE, work=pair.run) is not None


def test_a_ping_goes_through_the_control_queue_and_a_broker_sees_nothing_of_it(pair):
    send_ping(pair.home.parts, HOME, REGION)
    key = pair.directory.find(REGION).routing_key
    assert (pair.broker.depth(key, Queue.CONTROL), pair.broker.depth(key, Queue.COPIES)) == (1, 0)
    seen = []
    with pytest.raises(InterruptedError):
        pair.broker.deliver([key], lambda each: (seen.append(each.body), _stop())[0], stop=lambda: False)
    assert b"HTEST" not in seen[0]
    assert HOME.encode() not in seen[0]


def _stop():
    raise InterruptedError


def test_an_answer_that_comes_late_is_found_later_and_the_wait_is_bounded(pair):
    assert ping(pair.home.parts, HOME, REGION, within=2 * LOOKS_AGAIN, work=lambda: None) is None
    pinged = send_ping(pair.home.parts, HOME, REGION)
    assert ping_answer(pair.home.parts, pinged) is None
    pair.run()
    assert ping_answer(pair.home.parts, pinged).answers == pinged.message_id


def test_the_same_ping_delivered_twice_is_answered_with_the_same_message(pair):
    key, twice = pair.directory.find(REGION).routing_key, []
    send_ping(pair.home.parts, HOME, REGION)

    def handle(delivery):
        receive(pair.away.parts, delivery)
        receive(pair.away.parts, delivery)
        twice.append(delivery)

    pair.broker.deliver([key], handle, stop=lambda: False)
    with pair.away.parts.store.transaction() as tx:
        assert len(tx.open_work(REGION)) == 1
    pair.run()
    assert len(twice) == 1
    assert left_behind(pair.away.parts, REGION) == ([], [], [], [])


def test_a_partner_whose_clock_is_wrong_is_seen(pair):
    parts, clock = pair.home.parts, pair.clock

    def work():
        clock.forward(minutes=2)
        run_until_idle(pair.away.parts)
        clock.forward(minutes=-2)
        run_until_idle(parts)

    pong = ping(parts, HOME, REGION, within=A_WHILE, work=work)
    assert timedelta(minutes=1, seconds=50) < pong.ahead <= timedelta(minutes=2)
    said = _lines(Voice(Language.EN), pong)
    assert any("samspel" in line for line in said)
    assert [line.strip() for line in said if "clock" in line] == [
        f"clock ahead of ours by {round(pong.ahead.total_seconds() * 1000)} ms"
    ]
    behind = _lines(Voice(Language.EN), replace(pong, ahead=-timedelta(milliseconds=202), took=timedelta(seconds=0.1)))
    assert [line.split() for line in behind if "clock" in line] == [["clock", "behind", "ours", "by", "202", "ms"]]
    within = replace(pong, ahead=-timedelta(milliseconds=202), took=timedelta(seconds=1))
    assert not any("clock" in line for line in _lines(Voice(Language.EN), within))


@pytest.mark.parametrize(("partner", "code"), [("TSTNMT2321000016-NONE", "SIP601"), (HOME, "SIP746")])
def test_who_cannot_be_pinged_is_said_with_its_code(pair, partner, code):
    with pytest.raises(Rejected) as error:
        ping(pair.home.parts, HOME, partner, within=NO_TIME, work=lambda: None)
    assert codes_of(error) == {code}


def test_a_partner_without_keys_or_queues_is_said_to_lack_them(pair):
    from gateway.directory.toml_directory import TomlDirectory

    def with_region(**facts):
        entries = [replace(each, **facts) if each.id == REGION else each for each in pair.directory.all()]
        return replace(pair.home.parts, directory=TomlDirectory(entries))

    with pytest.raises(UnknownRecipient) as error:
        ping(with_region(keys=()), HOME, REGION, within=NO_TIME, work=lambda: None)
    assert codes_of(error) == {"SIP713"}
    with pytest.raises(Unroutable):
        ping(with_region(routing_key="nobody-has-this-key"), HOME, REGION, within=NO_TIME, work=lambda: None)


def test_a_partner_that_cannot_read_our_key_refuses_and_that_is_told(pair):
    """Its directory lacks the asker: it cannot verify the ping, tells nobody, and the asker sees no answer."""
    from dataclasses import replace

    from gateway.directory.toml_directory import TomlDirectory

    strangers = TomlDirectory([each for each in pair.directory.all() if each.id != HOME])
    parts = replace(pair.away.parts, directory=strangers)
    assert ping(pair.home.parts, HOME, REGION, within=NO_TIME, work=lambda: run_until_idle(parts)) is None
    with parts.store.transaction() as tx:
        assert [row.reason for row in tx.parked(WantedParked(REGION))] == ["SIP706"]


def test_the_command_says_who_answers_with_what_and_ends_with_3_without_answer(tmp_path, capsys, monkeypatch):
    lay_out(tmp_path / "g", (HOME, REGION))
    said = ["ping", REGION, "--as", HOME, "--data", str(tmp_path / "g"), "--lang", "en"]
    assert run(said) == Exit.DONE
    out = capsys.readouterr().out
    assert out.startswith(f"{REGION} answers.")
    assert ", ".join(READABLE_MESSAGE_VERSIONS) in out
    assert run([*said, "--json"]) == Exit.DONE
    answer = json.loads(capsys.readouterr().out)
    assert run(["keys", "show", REGION, *said[-4:]]) == Exit.DONE
    shown = capsys.readouterr().out
    assert answer["organisation"] == REGION
    assert all(answer[name] in shown for name in ("sealed_to", "signs_with"))
    monkeypatch.setattr("gateway.cli.gateways.work", lambda _parts: 0)
    assert run([*said, "--timeout", "PT0.2S"]) == Exit.TRY_AGAIN
    assert "SIP744" in capsys.readouterr().err
