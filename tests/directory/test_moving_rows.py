"""All rows of an organisation from one database to another, of the same kind or not."""

from datetime import timedelta

import pytest

from gateway.store.rows import AuditRow, WorkKind
from tests.exchange.plans import CLINIC, HOME, REGION, consent, plan
from tests.exchange.world import START, World
from tests.store.databases import migrated, opened

COUNTED_ANEW = {"work", "parked"}


@pytest.fixture
def source(tmp_path):
    """A home with a plan that has gone out, one of two copies not handed over yet, a parked row and a lease."""
    world = World(tmp_path / "gateway")
    away = world.root(REGION)
    away.rename(away.with_suffix(".away"))
    world.give(plan(consents=[consent()]))
    world.give(plan(revision=2, consents=[consent()], summary={"text": "Nummer två"}))
    yield world.parts.store
    world.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def target(request, tmp_path):
    if request.param == "sqlite":
        store = opened("sqlite", str(tmp_path / "target.db"))
    else:
        store = opened("postgresql", migrated(request.getfixturevalue("database")))
    yield store
    store.close()


def rows_of(store, organisation):
    with store.transaction() as tx:
        return [(table, dict(row)) for table, row in tx.organisation_rows(organisation)]


def moved(source, target, organisation):
    """As a file carries them: all of them, then all of them written."""
    rows = rows_of(source, organisation)
    with source.transaction() as tx:
        newest = tx.newest_audit(organisation)
    with target.transaction() as tx:
        return tx.put_organisation_rows(organisation, iter(rows), newest_audit=newest)


def audited(store, organisation):
    with store.transaction() as tx:
        tx.audit(AuditRow(organisation, START, "sent", None, None, None, b"{}"))


def plain(rows):
    """Rows without what is given anew; numbers of the audit as distances from its first."""
    first = min((row["id"] for table, row in rows if table == "audit"), default=0)
    said = []
    for table, row in rows:
        if table in COUNTED_ANEW:
            row = {name: value for name, value in row.items() if name != "id"}
        elif table == "streams":
            row = {**row, "owner": None, "until": None}
        elif table == "audit":
            row = {**row, "id": row["id"] - first}
        said.append((table, row))
    return said


@pytest.mark.parametrize("organisation", [HOME, REGION])
def test_every_row_arrives_as_it_was(source, target, organisation):
    audited(target, CLINIC)
    before = rows_of(source, organisation)
    assert {"audit", "audit_batches", "inbox"} <= {table for table, _ in before}
    assert moved(source, target, organisation) == len(before)
    after = rows_of(target, organisation)
    assert plain(after) == plain(before)
    with target.transaction() as tx:
        fences = {row["fence"] for table, row in after if table == "streams"}
        assert tx.running_leases(organisation, START) == 0
        assert max(fences) >= 1


def test_a_neighbours_rows_and_numbers_stay_and_new_ones_come_after(source, target):
    audited(target, CLINIC)
    neighbour = rows_of(target, CLINIC)
    moved(source, target, REGION)
    assert rows_of(target, CLINIC) == neighbour
    with target.transaction() as tx:
        newest = tx.newest_audit(REGION)
    audited(target, CLINIC)
    audited(target, REGION)
    with target.transaction() as tx:
        assert tx.newest_audit(CLINIC) > newest
        assert tx.newest_audit(REGION) > tx.newest_audit(CLINIC)


def test_open_work_can_be_claimed_there_with_a_higher_fence_and_in_its_order(source, target):
    later, lease = START + timedelta(days=1), timedelta(minutes=1)
    with source.transaction() as tx:
        waiting = [row.subject for row in tx.open_work(REGION)]
    assert len(waiting) == 2
    old = source.claim([REGION], tuple(WorkKind), owner="old", now=later, lease=lease)
    moved(source, target, REGION)
    new = target.claim([REGION], tuple(WorkKind), owner="new", now=later, lease=lease)
    assert new.fence > old.fence
    with target.transaction() as tx:
        assert [row.subject for row in tx.open_work(REGION)] == waiting


def test_two_records_are_never_merged(source, target):
    moved(source, target, REGION)
    with pytest.raises(ValueError, match="already"):
        moved(source, target, REGION)


def test_a_row_of_another_is_refused_and_nothing_is_written(source, target):
    rows = [*rows_of(source, REGION), *rows_of(source, HOME)]
    with pytest.raises(ValueError, match="another"), target.transaction() as tx:
        tx.put_organisation_rows(REGION, iter(rows), newest_audit=10**6)
    assert rows_of(target, REGION) == []


def test_nothing_is_left_where_it_was_removed_and_neighbours_keep_everything(source):
    home = rows_of(source, HOME)
    with source.transaction() as tx:
        tx.mark_moved_out(REGION, START)
        tx.remove_organisation(REGION)
        assert not tx.has_organisation(REGION)
        assert tx.moved_out() == frozenset()
    assert rows_of(source, HOME) == home


def test_more_rows_than_one_statement_removes_are_all_removed(source, target, monkeypatch):
    moved(source, target, HOME)
    audited(target, REGION)
    monkeypatch.setattr("gateway.store.parts.moving._REMOVED_AT_ONCE", 3)
    with target.transaction() as tx:
        tx.remove_organisation(HOME)
    assert rows_of(target, HOME) == []
    assert [table for table, _ in rows_of(target, REGION)] == ["audit"]
