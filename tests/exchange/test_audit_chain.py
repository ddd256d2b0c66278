"""The audit is closed in batches while the worker rests, and shows when a row is changed or lost."""

import sqlite3
from contextlib import closing

from gateway.exchange.audit_chain import check_audit, close_audit, newest_batch
from tests.exchange.plans import HOME, REGION, consent, plan


def database(world):
    return closing(sqlite3.connect(world.folder / "data" / "samspel.db", isolation_level=None))


def codes(world, organisation=HOME, **more):
    return [each.code for each in check_audit(world.parts, organisation, **more)]


def test_every_audit_row_is_in_a_batch_when_the_worker_rests(world):
    world.give(plan(consents=[consent()]))
    for organisation in (HOME, REGION):
        with world.parts.store.transaction() as tx:
            assert tx.audit_rows(organisation)
            assert not tx.unsealed_audit(organisation)
        assert codes(world, organisation) == []


def test_closing_twice_makes_no_empty_batch(world):
    world.give(plan(consents=[consent()]))
    root = newest_batch(world.parts, HOME).root
    assert close_audit(world.parts, HOME) == 0
    assert newest_batch(world.parts, HOME).root == root


def test_the_chain_goes_on_from_batch_to_batch(world):
    world.give(plan(consents=[consent()]))
    first = newest_batch(world.parts, HOME).root
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Något nytt"}))
    assert newest_batch(world.parts, HOME).root != first
    assert codes(world) == []


def test_a_changed_row_shows(world):
    world.give(plan(consents=[consent()]))
    with database(world) as db:
        changed = db.execute(
            "UPDATE audit SET event = 'settled' WHERE organisation = ? AND event = 'accepted'", (HOME,)
        )
        assert changed.rowcount == 1
    assert "SIP726" in codes(world)


def test_a_removed_row_shows(world):
    world.give(plan(consents=[consent()]))
    with database(world) as db:
        removed = db.execute("DELETE FROM audit WHERE organisation = ? AND event = 'accepted'", (HOME,))
        assert removed.rowcount == 1
    assert "SIP727" in codes(world)


def test_batches_cut_off_at_the_end_show_against_a_root_noted_outside(world):
    world.give(plan(consents=[consent()]))
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Något nytt"}))
    noted = newest_batch(world.parts, HOME).root
    with database(world) as db:
        last = db.execute("SELECT max(number) FROM audit_batches WHERE organisation = ?", (HOME,)).fetchone()[0]
        db.execute("DELETE FROM audit_batches WHERE organisation = ? AND number = ?", (HOME, last))
    assert codes(world) == []
    assert codes(world, newest=noted) == ["SIP728"]
