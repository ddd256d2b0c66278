"""A process that is killed leaves whole transactions, and its leases run out."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.store.protocol import FenceLost
from gateway.store.rows import WorkKind

EVERY = list(WorkKind)
LEASE = timedelta(minutes=1)


def kill(process, expected):
    assert process.stdout.readline().strip() == expected
    process.kill()
    assert process.wait() != 0


def test_killed_in_the_middle_of_a_transaction_nothing_has_happened(store, make, child):
    kill(child("killed_before_commit", make.now.isoformat()), "written")
    with store.transaction() as transaction:
        assert transaction.plan("home", "plan") is None
        assert transaction.open_work("home") == []
        assert transaction.audit_rows("home") == []
        transaction.put_plan(make.plan())  # and the write lock is free


def test_killed_after_the_commit_everything_has_happened(store, make, child):
    kill(child("killed_after_commit", make.now.isoformat()), "committed")
    with store.transaction() as transaction:
        assert transaction.plan("home", "plan").home == "home"
        assert [work.subject for work in transaction.open_work("home")] == ["copy"]
        assert [row.event for row in transaction.audit_rows("home")] == ["accepted"]


def test_a_store_opens_again_after_its_only_process_was_killed(place, make, child):
    kill(child("killed_after_commit", make.now.isoformat()), "committed")
    kill(child("killed_before_commit", make.now.isoformat()), "written")
    store = place.open()
    with store.transaction() as transaction:
        assert len(transaction.audit_rows("home")) == 1
    store.close()


def test_the_lease_of_a_killed_worker_runs_out_and_its_work_is_claimed_again(store, make, child):
    with store.transaction() as transaction:
        transaction.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
    kill(child("killed_with_a_lease", make.now.isoformat()), "1")
    assert store.claim(["home"], EVERY, owner="next", now=make.at(seconds=59), lease=LEASE) is None
    assert store.next_due(["home"]) == make.at(seconds=60)
    claim = store.claim(["home"], EVERY, owner="next", now=make.at(seconds=60), lease=LEASE)
    assert (claim.fence, claim.work.subject) == (2, "copy")


@pytest.mark.parametrize("late", ["finish", "guard"])
def test_a_worker_that_was_thought_dead_writes_nothing(store, place, make, late):
    """The worker hung longer than its lease, in another process; meanwhile the work was done."""
    with store.transaction() as transaction:
        transaction.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
    hung = place.open()
    old = hung.claim(["home"], EVERY, owner="hung", now=make.now, lease=LEASE)
    new = store.claim(["home"], EVERY, owner="next", now=make.at(seconds=61), lease=LEASE)
    with store.transaction() as transaction:
        transaction.finish(new)
    with pytest.raises(FenceLost), hung.transaction() as transaction:  # noqa: PT012
        transaction.put_plan(make.plan())
        getattr(transaction, late)(old)
    hung.close()
    with store.transaction() as transaction:
        assert transaction.plan("home", make.plan_id) is None
