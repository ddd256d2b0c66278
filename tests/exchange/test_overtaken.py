"""What comes in another order than it was sent, and what a person lets go again."""

from gateway.exchange.consent import withdraw
from gateway.exchange.parked import list_parked, replay
from gateway.exchange.withdrawing import Taking
from schemas.codes import Subject, WithdrawalScope
from schemas.errors import Rejected
from tests.exchange.holding_back import break_journal, hold_back_first_version
from tests.exchange.plans import HOME, REGION, consent, plan


def test_a_withdrawal_that_overtakes_its_copy_keeps_it_out_of_the_journal(world, monkeypatch):
    """Controls are read first, so the copy can come after the control that ends it."""
    let_go = hold_back_first_version(world, monkeypatch)
    world.clock.forward(minutes=5)
    withdraw(world.parts, HOME, world.plan_id())
    world.run()
    let_go()
    world.run()
    assert world.incoming(REGION) == []
    assert holding_state(world, REGION) == "withdrawn"


def test_a_withdrawn_subject_ends_a_copy_that_was_on_its_way(world, monkeypatch):
    let_go = hold_back_first_version(world, monkeypatch)
    world.clock.forward(minutes=5)
    subjects = (Subject.SOMATIC_HEALTH,)
    withdraw(world.parts, HOME, world.plan_id(), Taking(world.clock(), WithdrawalScope.SUBJECT, subjects=subjects))
    world.run()
    let_go()
    world.run()
    assert world.incoming(REGION) == []
    world.clock.forward(minutes=5)
    world.give(plan(revision=2, summary={"text": "Nytt"}))
    assert world.state(REGION, 2) == "handed-over"


def holding_state(world, organisation):
    copy_id = world.copy_id(organisation)
    with world.parts.store.transaction() as tx:
        return tx.holding(organisation, copy_id).state.value


def test_a_page_that_could_not_be_put_out_is_parked_and_released(world, monkeypatch):
    break_journal(world, monkeypatch, HOME, Rejected(code="SIP801"), method="hand_out")
    world.give(plan(consents=[consent()]))
    assert (world.state("person"), world.row("person").reason) == ("parked", "SIP801")
    monkeypatch.undo()
    replay(world.parts, list_parked(world.parts, HOME)[0].id)
    world.run()
    assert world.state("person") == "made"
    assert len(list((world.root(HOME) / "hand-out").glob("*.html"))) == 1


def test_a_note_that_the_journal_cannot_take_is_parked_and_told_again(world, monkeypatch):
    break_journal(world, monkeypatch, HOME, KeyError("Tolvan"), method="note_disclosure")
    world.give(plan(consents=[consent(recipients=(REGION,))]))
    for _ in range(3):
        world.clock.forward(hours=1)
        world.run()
    assert world.state(REGION) == "handed-over"
    (parked,) = list_parked(world.parts, HOME)
    assert (parked.kind, parked.reason) == ("tell", "SIP640")
    monkeypatch.undo()
    replay(world.parts, parked.id)
    world.run()
    assert len(list((world.root(HOME) / "status").glob("*disclosure*.xml"))) == 1
