"""What a copy costs the database: commits and statements, counted while many plans are on their way at once."""

from __future__ import annotations

import pytest

from gateway.exchange.ledger import ledger
from gateway.worker import run_until_idle
from tests.exchange.plans import CLINIC, HOME, REGION, SCHOOL, consent, plan
from tests.exchange.world import World
from tests.store.counting import counted
from tests.worker.real import real_gateway

PLANS = 12
RECIPIENTS = (REGION, SCHOOL, CLINIC)
COMMITS_AT_MOST = 5.0
STATEMENTS_AT_MOST = 140.0
"""For each copy, its share of everything: accepting, the home's own copy, the person's page, notes, receipts, audit."""


@pytest.fixture(params=["embedded", "services"])
def world(request, tmp_path):
    if request.param == "embedded":
        made = World(tmp_path / "gateway")
        yield made
        made.close()
        return
    node, database = request.getfixturevalue("rabbitmq"), request.getfixturevalue("database")
    with real_gateway(tmp_path / "gateway", node, database, request.getfixturevalue("monkeypatch")) as real:
        made = World(real.folder)
        yield made
        made.close()


def test_a_copy_costs_at_most_five_commits_from_the_document_to_the_settled_ledger(world):
    for number in range(PLANS):
        said = plan(consents=[consent(RECIPIENTS)])
        said["plan"]["source"]["plan_id"] = f"SOC-{number}"
        world.hand_in(said)
    with counted(world.parts.store) as count:
        run_until_idle(world.parts)
    rows = [row for row in ledger(world.parts, HOME) if row.copy_id.recipient in RECIPIENTS]
    assert [row.state.value for row in rows] == ["handed-over"] * PLANS * len(RECIPIENTS)
    assert count.commits / len(rows) <= COMMITS_AT_MOST
    assert count.statements / len(rows) <= STATEMENTS_AT_MOST
    assert count.statements > count.commits > PLANS
