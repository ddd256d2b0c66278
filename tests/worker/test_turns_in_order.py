"""On PostgreSQL who takes turns in another order than the others makes them wait for each other, and is ended."""

from datetime import timedelta

import pytest

from gateway.exchange.announcing import announcements
from gateway.exchange.late import report_late
from gateway.exchange.ledger import ledger
from gateway.store.parts.part import Part
from gateway.store.turns import Touched, number_of
from gateway.worker import run_until_idle
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan

PLANS = 8
ORDER = (Touched.MESSAGE, Touched.PLAN)


@pytest.fixture
def turns(monkeypatch):
    """Transaction → the turns that it took, in order."""
    taken = {}
    touch = Part._touch

    def noted(self, what, organisation, *words):
        if what in ORDER and (what, organisation, *words) not in self._touched:
            taken.setdefault(self, []).append((ORDER.index(what), number_of(what, organisation, *words)))
        touch(self, what, organisation, *words)

    monkeypatch.setattr(Part, "_touch", noted)
    return taken


def test_every_transaction_takes_turns_at_messages_and_then_at_plans_in_the_order_of_their_numbers(world, turns):
    for number in range(PLANS):
        said = plan(consents=[consent((REGION, SCHOOL, CLINIC))])
        said["plan"]["source"]["plan_id"] = f"SOC-{number}"
        world.hand_in(said)
    run_until_idle(world.parts)
    plans = {row.copy_id.plan_id for row in ledger(world.parts, HOME)}
    assert len(plans) == PLANS
    announcements(world.parts, HOME, plans)
    world.clock.forward(days=world.parts.times.confirm_within // timedelta(days=1) + 1)
    assert report_late(world.parts, HOME) > PLANS
    assert report_late(world.parts, REGION) == PLANS
    assert max(map(len, turns.values())) >= PLANS
    assert [each for each in turns.values() if each != sorted(each)] == []
