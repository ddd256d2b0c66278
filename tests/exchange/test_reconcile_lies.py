"""Reconciling with a partner that is wrong, or lies: what it says is believed only as far as it is its to say."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.exchange import reconcile as answering
from gateway.exchange.parked import list_parked
from gateway.exchange.reconciling import ask, look
from schemas.messages import CopyId
from schemas.states import CopyState
from tests.exchange.plans import HOME, REGION, SCHOOL, consent, plan
from tests.exchange.test_reconcile import compare, parked
from tests.exchange.world import START

PLAN = "97fe7850-0ab8-4042-b665-71fe7df6f812"


@pytest.fixture
def pages(monkeypatch):
    """The copies that each answer names from now on, with their states."""
    kept, made = [], answering.ReconcileAnswer

    def keeping(**said):
        kept.append(tuple((each.copy_of, each.state) for each in said["rows"]))
        return made(**said)

    monkeypatch.setattr(answering, "ReconcileAnswer", keeping)
    return kept


def claims(monkeypatch, **said):
    """What the asked partner holds, it says otherwise."""
    honest = answering.known_holding

    def lied(tx, row):
        return honest(tx, replace(row, copy_id=row.copy_id._replace(**said)))

    monkeypatch.setattr(answering, "known_holding", lied)


def test_a_version_that_no_back_up_can_be_behind_is_shown_and_numbers_go_on_as_they_were(pair, monkeypatch):
    """Numbers end: who is believed with the last one ends the plan."""
    pair.give(plan(consents=[consent()]))
    copy_id = pair.home.copy_id(REGION)
    claims(monkeypatch, version=2**31 - 1)
    line = compare(pair, "home", HOME, REGION)[REGION]
    assert line.counts["shown"] == 1
    assert line.counts["unknown"] == 0
    assert [code for code, _ in parked(pair, "home")] == ["SIP751"]
    pair.give(plan(revision=2, consents=[consent()], summary={"text": "Nummer två"}))
    with pair.home.parts.store.transaction() as tx:
        assert {row.copy_id.version for row in tx.copies(HOME, copy_id.plan_id)} == {1, 2}


@pytest.mark.parametrize("lie", [{"version": 0}, {"version": 2**31}, {"plan_id": "urn:uuid:none"}])
def test_a_copy_id_that_nobody_can_have_has_the_answer_refused_whole(pair, monkeypatch, lie):
    pair.give(plan(consents=[consent()]))
    before = pair.home.rows()
    claims(monkeypatch, **lie)
    line = ask(pair.home.parts, HOME, REGION, START)
    pair.run()
    look(pair.home.parts, line)
    assert not line.done
    assert pair.home.rows() == before
    assert list_parked(pair.home.parts) == []


def test_a_copy_that_was_held_back_is_not_named_to_who_does_not_name_it(pair, pages):
    """It may never have left, and that there was a version for the school says something of the person."""
    pair.home.hand_in(plan(consents=[consent()]))
    pair.home.run()
    row = pair.home.row(SCHOOL)
    assert row.state is CopyState.SENT
    with pair.home.parts.store.transaction() as tx:
        tx.put_copy(replace(row, state=CopyState.WITHHELD, reason="SIP622"))
    ask(pair.away.parts, SCHOOL, HOME, START)
    pair.home.run()
    assert pages == [()]


def test_a_partner_may_name_any_time(pair, pages):
    pair.give(plan(consents=[consent()]))
    line = compare(pair, "away", SCHOOL, HOME, since=datetime.min.replace(tzinfo=UTC))[HOME]
    assert line.code is None
    assert pages == [((str(pair.home.copy_id(SCHOOL)), CopyState.HANDED_OVER),)]


@pytest.mark.parametrize("version", ["0", "-1", "01", "1_0", "+1", " 1", "\u0661", "2147483648", ""])
def test_a_copy_id_is_written_in_one_way_only(version):
    with pytest.raises(ValueError):
        CopyId.parse(f"{PLAN}/{version}/{SCHOOL}/plan")
