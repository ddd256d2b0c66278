"""Retention: bodies go when their time is over; what has happened can still be told."""

import pytest

from gateway.exchange.copies_received import document_held
from gateway.exchange.ledger import holdings
from gateway.exchange.retention import cull
from schemas.errors import NotFound
from tests.exchange.plans import HOME, REGION, consent, plan


@pytest.fixture
def recorded(world):
    """Two versions that the region has recorded."""
    journal = world.practice(REGION)
    for revision in (1, 2):
        world.give(plan(revision, [consent((REGION,))], summary={"text": f"Sammanfattning {revision}"}))
        journal.run_once()
        world.run()
    return world


def test_bodies_are_kept_while_they_may_be_sent_again(recorded):
    recorded.clock.forward(days=89)
    assert cull(recorded.parts, HOME) == cull(recorded.parts, REGION) == 0


def test_what_is_culled_is_still_in_the_ledger_and_says_so_when_it_is_asked_for(recorded):
    recorded.clock.forward(days=91)
    assert cull(recorded.parts, HOME) > 0
    assert cull(recorded.parts, REGION) > 0
    assert recorded.state(REGION, 1) == recorded.state(REGION, 2) == "recorded"
    (older,) = [row for row in holdings(recorded.parts, REGION) if row.copy_id.version == 1]
    with recorded.parts.store.transaction() as tx:
        held = tx.holding(REGION, older.copy_id)
        newest = tx.holding(REGION, older.copy_id._replace(version=2))
    with pytest.raises(NotFound, match="SIP649"):
        document_held(recorded.parts, held)
    assert document_held(recorded.parts, newest).plan.version == 2


def test_the_same_version_again_is_known_though_its_body_is_gone(recorded):
    recorded.clock.forward(days=91)
    cull(recorded.parts, HOME)
    recorded.give(plan(2, [consent((REGION,))], summary={"text": "Sammanfattning 2"}))
    assert len([row for row in recorded.rows() if row[0] == REGION]) == 2
