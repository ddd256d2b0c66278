"""The chain over the audit: whole when nothing was touched, and telling where when something was."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.security.audit import AuditRow, Batch, close_batch, verify_chain
from gateway.security.vault import Vault

KEY = bytes(range(32))
ORGANISATION = "region"


@pytest.fixture(scope="module")
def chain(parties):
    return chained([3, 1, 5, 8], parties.now)


def chained(sizes, closed_at, key=KEY, organisation=ORGANISATION):
    """Batches of these sizes, and their rows by batch number."""
    batches: list[Batch] = []
    rows: dict[int, list[AuditRow]] = {}
    sequence = 0
    for size in sizes:
        taken = [AuditRow(sequence + n, f"row {sequence + n}".encode()) for n in range(1, size + 1)]
        sequence += size
        batch = close_batch(key, organisation, batches[-1] if batches else None, taken, closed_at)
        batches.append(batch)
        rows[batch.number] = taken
    return batches, rows


def wrong(batches, rows, **options):
    found = verify_chain(KEY, ORGANISATION, batches, lambda batch: rows[batch.number], **options)
    return [(each.code, each.path) for each in found]


@settings(max_examples=30, deadline=None)
@given(sizes=st.lists(st.integers(1, 20), max_size=6))
def test_an_untouched_chain_is_whole(parties, sizes):
    batches, rows = chained(sizes, parties.now)
    assert wrong(batches, rows) == []
    if batches:
        assert wrong(batches, rows, newest=batches[-1].root) == []


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_one_changed_row_anywhere_is_found_in_its_batch(parties, data):
    batches, rows = chained(data.draw(st.lists(st.integers(1, 9), min_size=1, max_size=4)), parties.now)
    number = data.draw(st.sampled_from(sorted(rows)))
    place = data.draw(st.integers(0, len(rows[number]) - 1))
    row = rows[number][place]
    changed = data.draw(
        st.sampled_from([replace(row, content=row.content + b"!"), replace(row, sequence=row.sequence + 99)])
    )
    rows[number] = [*rows[number][:place], changed, *rows[number][place + 1 :]]
    assert wrong(batches, rows) == [("SIP726", f"batch[{number}]")]


def test_a_removed_and_an_added_row_are_found(chain):
    batches, rows = chain
    assert wrong(batches, {**rows, 3: rows[3][:-1]}) == [("SIP727", "batch[3]")]
    assert wrong(batches, {**rows, 2: []}) == [("SIP727", "batch[2]")]
    assert wrong(batches, {**rows, 1: [*rows[1], AuditRow(99, b"added")]}) == [("SIP727", "batch[1]")]


def test_rows_that_changed_places_are_found(chain):
    batches, rows = chain
    swapped = [replace(rows[3][0], content=rows[3][1].content), replace(rows[3][1], content=rows[3][0].content)]
    assert wrong(batches, {**rows, 3: [*swapped, *rows[3][2:]]}) == [("SIP726", "batch[3]")]


def test_two_odd_leaves_do_not_make_the_tree_of_three(parties):
    """The last leaf is not doubled, so a repeated row is another tree."""
    rows = [AuditRow(n, b"same") for n in range(1, 4)]
    three = close_batch(KEY, ORGANISATION, None, rows, parties.now)
    four = close_batch(KEY, ORGANISATION, None, [*rows, AuditRow(4, b"same")], parties.now)
    assert three.tree != four.tree


def test_a_missing_a_repeated_and_a_reordered_batch_are_found(chain):
    batches, rows = chain
    assert wrong([batches[0], *batches[2:]], rows) == [("SIP725", "batch[3]")]
    assert wrong(batches[1:], rows) == [("SIP725", "batch[2]")]
    assert ("SIP725", "batch[1]") in wrong([batches[0], *batches], rows)
    assert ("SIP725", "batch[3]") in wrong([batches[0], batches[2], batches[1], batches[3]], rows)


def test_cut_off_batches_show_against_a_root_noted_outside(chain):
    batches, rows = chain
    assert wrong(batches[:-1], rows) == []
    assert wrong(batches[:-1], rows, newest=batches[-1].root) == [("SIP728", "batch[3]")]
    assert wrong([], rows, newest=batches[-1].root) == [("SIP728", "batch[0]")]


def test_a_chain_rewritten_without_the_key_is_found(parties, chain):
    _, rows = chain
    forged, _ = chained([3, 1, 5, 8], parties.now, key=bytes(32))
    assert {code for code, _ in wrong(forged, rows)} == {"SIP726"}


@pytest.mark.parametrize("change", ["number", "rows", "closed_at", "tree", "previous", "root"])
def test_every_fact_of_a_batch_is_bound_to_its_root(chain, change):
    batches, rows = chain
    old = getattr(batches[1], change)
    new = old + timedelta(seconds=1) if change == "closed_at" else old + 1 if isinstance(old, int) else "f" * 64
    altered = [batches[0], replace(batches[1], **{change: new}), *batches[2:]]
    found = verify_chain(KEY, ORGANISATION, altered, lambda batch: rows.get(batch.number, rows[2]))
    assert f"batch[{altered[1].number}]" in {each.path for each in found}


def test_another_organisation_s_chain_is_not_ours(parties, chain):
    _, rows = chain
    other, _ = chained([3, 1, 5, 8], parties.now, organisation="school")
    assert wrong(other, rows)[0] == ("SIP726", "batch[1]")


def test_the_same_rows_give_the_same_batch_with_the_vault_s_key(parties):
    key = Vault(parties.rings["region"]).audit_key()
    rows = [AuditRow(1, b"one"), AuditRow(5, b"five")]
    assert close_batch(key, "region", None, rows, parties.now) == close_batch(key, "region", None, rows, parties.now)


@pytest.mark.parametrize("rows", [[], [AuditRow(2, b""), AuditRow(1, b"")], [AuditRow(1, b""), AuditRow(1, b"")]])
def test_a_batch_without_rows_or_with_rows_out_of_order_is_not_closed(parties, rows):
    with pytest.raises(ValueError):
        close_batch(KEY, ORGANISATION, None, rows, parties.now)
