"""Claims taken some at a time: each stream's work in order under one lease, which is given back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.store.protocol import FenceLost
from gateway.store.rows import Stream, WorkKind
from tests.store.contract.test_races import together
from tests.store.contract.test_work import LEASE, add, claim, left

EVERY = list(WorkKind)


def batch(store, make, *, seconds=0.0, kinds=EVERY, organisations=("home",), owner="worker", limit=20):
    with store.transaction() as transaction:
        now = make.at(seconds=seconds)
        return transaction.claim_batch(organisations, kinds, owner=owner, now=now, lease=LEASE, limit=limit)


def said(claims):
    return [(each.stream.counterpart, each.work.subject) for each in claims]


def test_a_batch_is_all_that_is_due_of_each_stream_in_its_order_the_longest_waiting_stream_first(store, make):
    add(store, make, counterpart="school", version=2, subject="2", later=-10)
    add(store, make, counterpart="region", version=3, subject="3", later=-5)
    add(store, make, counterpart="region", version=1, subject="1", kind=WorkKind.TELL)
    add(store, make, counterpart="region", version=2, subject="later", later=5)
    got = batch(store, make)
    assert said(got) == [("school", "2"), ("region", "1"), ("region", "3")]
    assert {(each.fence, each.owner, each.until) for each in got} == {(1, "worker", make.now + LEASE)}
    assert all(each.shared for each in got)


def test_a_batch_takes_no_more_streams_than_it_may_and_none_that_somebody_has(store, make):
    for counterpart in ("a", "b", "c", "d"):
        add(store, make, counterpart=counterpart)
    assert claim(store, make, owner="another").stream.counterpart == "a"
    assert said(batch(store, make, limit=2)) == [("b", "copy"), ("c", "copy")]
    assert said(batch(store, make)) == [("d", "copy")]
    assert batch(store, make) == []
    assert claim(store, make) is None


def test_nothing_is_taken_of_other_kinds_or_for_others_or_before_it_is_due(store, make):
    add(store, make, later=10)
    assert batch(store, make) == []
    assert batch(store, make, seconds=10, kinds=[WorkKind.TELL]) == []
    assert batch(store, make, seconds=10, organisations=("region",)) == []
    assert said(batch(store, make, seconds=10)) == [("region", "copy")]


def test_a_stream_is_kept_until_it_is_released_with_what_was_done(store, make):
    add(store, make, subject="one")
    add(store, make, subject="two")
    one, two = batch(store, make)
    with store.transaction() as transaction:
        transaction.finish(one)
        assert (transaction.settled(one), transaction.settled(two)) == (True, False)
    assert [each.subject for each in left(store)] == ["two"]
    assert claim(store, make) is None
    with store.transaction() as transaction:
        transaction.postpone(two, make.at(seconds=5), defect=True)
        transaction.release([one, two])
    assert [(each.attempts, each.defects) for each in left(store)] == [(1, 1)]
    assert claim(store, make, seconds=5).work.subject == "two"


def test_what_is_released_without_being_done_is_due_as_it_was(store, make):
    add(store, make)
    (got,) = batch(store, make)
    with store.transaction() as transaction:
        transaction.release([got])
    again = claim(store, make)
    assert (again.work, again.fence) == (got.work, got.fence + 1)
    with pytest.raises(FenceLost), store.transaction() as transaction:
        transaction.finish(got)
    with store.transaction() as transaction:
        transaction.release([got])  # another has it: passed by
        transaction.guard(again)


def test_a_batch_whose_lease_has_run_out_writes_nothing_once_another_has_the_stream(store, make):
    add(store, make, subject="one")
    add(store, make, subject="two")
    old = batch(store, make)
    new = batch(store, make, seconds=LEASE / timedelta(seconds=1), owner="another")
    assert said(new) == said(old)
    for each in old:
        with pytest.raises(FenceLost), store.transaction() as transaction:
            transaction.finish(each)
    assert len(left(store)) == 2


def test_a_batch_that_is_rolled_back_has_taken_nothing(store, make):
    add(store, make)
    with pytest.raises(RuntimeError), store.transaction() as transaction:  # noqa: PT012
        (got,) = transaction.claim_batch(["home"], EVERY, owner="w", now=make.now, lease=LEASE, limit=5)
        transaction.finish(got)
        raise RuntimeError
    assert claim(store, make).fence == 1


def test_work_that_is_added_again_in_the_transaction_that_finishes_it_is_done_once_and_open_once(store, make):
    """Added while it is open it is the same work; added after it is done it is new."""
    for first, open_after in (("add", 0), ("finish", 1)):
        add(store, make)
        (got,) = batch(store, make)
        with store.transaction() as transaction:
            for step in (first, "finish" if first == "add" else "add"):
                if step == "add":
                    transaction.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
                else:
                    transaction.finish(got)
            transaction.release([got])
        assert len(left(store)) == open_after


def test_who_has_due_work_is_told_without_taking_it(store, make):
    add(store, make)
    assert store.due(["home", "region"], EVERY, now=make.now) == ["home"]
    assert store.due(["home"], [WorkKind.TELL], now=make.now) == []
    assert store.due(["home"], EVERY, now=make.at(seconds=-1)) == []
    batch(store, make)
    assert store.due(["home"], EVERY, now=make.now) == []
    assert store.due(["home"], EVERY, now=make.at(minutes=1)) == ["home"]
    assert store.has_due(["home"], EVERY, now=make.at(minutes=1))
    assert not store.has_due(["home"], EVERY, now=make.now)


def test_who_has_due_work_is_told_also_behind_a_long_queue_of_another(store, make):
    """More of another's waits than is looked at first."""
    with store.transaction() as transaction:
        for number in range(80):
            transaction.add_work(make.stream(f"organisation-{number}"), WorkKind.SEND, 1, f"copy-{number}", make.now)
        late = Stream("region", "plan-of-region", "home")
        transaction.add_work(late, WorkKind.PREPARE, 1, "copy", make.at(seconds=1))
    then = make.at(seconds=2)
    assert store.due(["home", "region"], EVERY, now=then) == ["home", "region"]
    assert store.due(["region"], EVERY, now=then) == ["region"]
    assert store.has_due(["region"], [WorkKind.PREPARE], now=then)
    assert not store.has_due(["region"], [WorkKind.SEND], now=then)
    assert not store.has_due(["region"], EVERY, now=make.now)
    assert [each.stream for each in batch(store, make, seconds=2, organisations=("region",))] == [late]


def test_two_batches_at_the_same_time_never_share_a_stream(store, make):
    for number in range(12):
        add(store, make, counterpart=f"c{number}")
    first, second = together(*[lambda: batch(store, make, limit=6)] * 2)
    streams = [each.stream for each in (*first, *second)]
    assert len(streams) == len(set(streams)) == 12
