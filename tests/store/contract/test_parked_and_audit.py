"""What is parked stays until a person has dealt with it; the audit only grows, and batches seal it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.store.rows import AuditBatchRow, WantedParked
from schemas.errors import NotFound


def park(store, row):
    with store.transaction() as transaction:
        return transaction.park(row)


def test_what_is_parked_comes_back_with_its_body_by_id_and_without_in_lists(store, make):
    number = park(store, make.parked(detail="frames"))
    with store.transaction() as transaction:
        assert transaction.parked_row(number) == make.parked(detail="frames", id=number)
        assert transaction.parked() == [make.parked(detail="frames", id=number, body=None)]
        assert transaction.parked_row(number + 1) is None


def test_parking_the_same_twice_is_once_and_the_first_reason_stays(store, make):
    first = park(store, make.parked())
    assert park(store, make.parked(reason="SIP950", parked_at=make.at(days=1))) == first
    others = [make.parked(kind="tell"), make.parked(subject="other"), make.parked(organisation="region")]
    numbers = [park(store, row) for row in others]
    assert len({first, *numbers}) == 4
    with store.transaction() as transaction:
        assert [row.id for row in transaction.parked(WantedParked("region"))] == numbers[2:]
        assert [row.reason for row in transaction.parked(WantedParked("home"))] == ["SIP620"] * 3


def test_what_was_resolved_stays_as_it_was_first_resolved_and_can_be_parked_again(store, make):
    first = park(store, make.parked())
    with store.transaction() as transaction:
        transaction.resolve_parked(first, "replayed", make.at(hours=1))
        transaction.resolve_parked(first, "discarded", make.at(hours=2))
    again = park(store, make.parked())
    assert again > first
    with store.transaction() as transaction:
        assert [row.id for row in transaction.parked(WantedParked("home"))] == [again]
        (done,) = transaction.parked(WantedParked("home", resolved=True))
        assert done == make.parked(id=first, body=None, resolved_at=make.at(hours=1), resolution="replayed")


def test_only_what_is_parked_is_resolved_and_only_in_known_ways(store, make):
    number = park(store, make.parked())
    with pytest.raises(NotFound), store.transaction() as transaction:
        transaction.resolve_parked(number + 1, "replayed", make.now)
    with pytest.raises(ValueError, match="replayed"), store.transaction() as transaction:
        transaction.resolve_parked(number, "forgotten", make.now)


def test_audit_rows_are_told_newest_first_for_one_organisation(store, make):
    rows = [make.audit(event=f"e{number}", sealed=b"\x00", message_id="m") for number in range(4)]
    with store.transaction() as transaction:
        for row in rows:
            transaction.audit(row)
        transaction.audit(make.audit(organisation="region"))
        transaction.audit(make.audit(plan_id=None, event="other"))
    with store.transaction() as transaction:
        assert transaction.audit_rows("home", plan_id=make.plan_id) == rows[::-1]
        assert transaction.audit_rows("home", limit=2) == [make.audit(plan_id=None, event="other"), rows[3]]
        assert transaction.audit_rows("school") == []


def test_an_audit_row_goes_with_its_transaction(store, make):
    with pytest.raises(RuntimeError, match="half way"), store.transaction() as transaction:  # noqa: PT012
        transaction.audit(make.audit())
        raise RuntimeError("half way")
    with store.transaction() as transaction:
        assert transaction.audit_rows("home") == []


@pytest.fixture
def audited(store, make):
    with store.transaction() as transaction:
        for number in range(5):
            transaction.audit(make.audit(event=f"e{number}"))
            transaction.audit(make.audit(organisation="region", event=f"r{number}"))
    return store


def batch_of(make, entries, number=1):
    ends = entries[0].sequence, entries[-1].sequence
    return AuditBatchRow("home", number, *ends, len(entries), make.now, f"tree{number}", "before", f"root{number}")


def test_the_numbers_of_audit_rows_rise_and_sealed_rows_leave_the_queue(audited, make):
    with audited.transaction() as transaction:
        entries = transaction.unsealed_audit("home", 3)
        numbers = [entry.sequence for entry in transaction.unsealed_audit("home")]
        assert numbers == sorted(set(numbers))
        assert [entry.row.event for entry in entries] == ["e0", "e1", "e2"]
        transaction.seal_audit(batch_of(make, entries), [entry.sequence for entry in entries])
    with audited.transaction() as transaction:
        assert [entry.row.event for entry in transaction.unsealed_audit("home")] == ["e3", "e4"]
        assert len(transaction.unsealed_audit("region")) == 5
        assert transaction.sealed_audit("home", 1) == entries
        assert transaction.sealed_audit("region", 1) == []
        assert transaction.audit_batches("home") == [batch_of(make, entries)]
        assert transaction.newest_batch("home") == batch_of(make, entries)
        assert transaction.newest_batch("region") is None


def test_batches_follow_each_other_and_the_same_batch_twice_is_once(audited, make):
    with audited.transaction() as transaction:
        entries = transaction.unsealed_audit("home")
        first, second = batch_of(make, entries[:2]), batch_of(make, entries[2:], 2)
        transaction.seal_audit(first, [entry.sequence for entry in entries[:2]])
        transaction.seal_audit(first, [entry.sequence for entry in entries[:2]])
        transaction.seal_audit(second, [entry.sequence for entry in entries[2:]])
    with audited.transaction() as transaction:
        assert transaction.audit_batches("home") == [first, second]
        assert transaction.newest_batch("home") == second
        assert [entry.row.event for entry in transaction.sealed_audit("home", 2)] == ["e2", "e3", "e4"]


@pytest.mark.parametrize(
    "wrong", ["sealed already", "of another", "not there", "too few", "one too many", "number taken"]
)
def test_a_batch_takes_only_loose_rows_as_many_as_it_says(audited, make, wrong):
    with audited.transaction() as transaction:
        entries = transaction.unsealed_audit("home")
        transaction.seal_audit(batch_of(make, entries[:2]), [entry.sequence for entry in entries[:2]])
        foreign = transaction.unsealed_audit("region")[0]
    batch, numbers = batch_of(make, entries[2:4], 2), [entry.sequence for entry in entries[2:4]]
    batch, numbers = {
        "sealed already": (batch, [entries[0].sequence, numbers[0]]),
        "of another": (batch, [numbers[0], foreign.sequence]),
        "not there": (batch, [numbers[0], 10**9]),
        "too few": (batch, numbers[:1]),
        "one too many": (batch, [*numbers, foreign.sequence]),
        "number taken": (replace(batch, number=1), numbers),
    }[wrong]
    with pytest.raises(ValueError), audited.transaction() as transaction:
        transaction.seal_audit(batch, numbers)
    with audited.transaction() as transaction:
        assert len(transaction.audit_batches("home")) == 1
        assert len(transaction.unsealed_audit("home")) == 3


def test_a_batch_of_many_rows_is_sealed_whole(store, make):
    with store.transaction() as transaction:
        for _ in range(1201):
            transaction.audit(make.audit())
        entries = transaction.unsealed_audit("home", 2000)
        transaction.seal_audit(batch_of(make, entries), [entry.sequence for entry in entries])
        assert transaction.unsealed_audit("home") == []
        assert len(transaction.sealed_audit("home", 1)) == 1201
