"""Work by stream: one worker at a time, lowest version first, and an old fence writes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.store.protocol import FenceLost
from gateway.store.rows import WorkKind

LEASE = timedelta(minutes=1)
EVERY = list(WorkKind)


def add(store, make, *, kind=WorkKind.SEND, version=1, subject="copy", counterpart="region", later=0.0, body=None):
    with store.transaction() as transaction:
        stream = make.stream(counterpart)
        transaction.add_work(stream, kind, version, subject, make.at(seconds=later), body)


def claim(store, make, *, seconds=0.0, kinds=EVERY, organisations=("home",), owner="worker"):
    return store.claim(organisations, kinds, owner=owner, now=make.at(seconds=seconds), lease=LEASE)


def finish(store, claimed):
    with store.transaction() as transaction:
        transaction.finish(claimed)


def postpone(store, claimed, due_at):
    with store.transaction() as transaction:
        transaction.postpone(claimed, due_at)


def guard(store, claimed):
    with store.transaction() as transaction:
        transaction.guard(claimed)


def left(store):
    with store.transaction() as transaction:
        return transaction.open_work("home")


def test_claimed_work_is_what_was_added_with_lease_and_fence(store, make):
    add(store, make, body=b"\x00what")
    got = claim(store, make)
    assert (got.stream, got.owner, got.fence, got.until) == (make.stream(), "worker", 1, make.now + LEASE)
    work = got.work
    assert (work.stream, work.kind, work.version, work.subject) == (make.stream(), WorkKind.SEND, 1, "copy")
    assert (work.due_at, work.attempts, work.body) == (make.now, 0, b"\x00what")
    assert left(store) == [work]


def test_nothing_is_claimed_before_it_is_due_of_another_kind_or_for_others(store, make):
    add(store, make, later=10)
    assert claim(store, make, seconds=9.999999) is None
    assert claim(store, make, seconds=10, kinds=[WorkKind.TELL]) is None
    assert claim(store, make, seconds=10, kinds=[]) is None
    assert claim(store, make, seconds=10, organisations=["region"]) is None
    assert claim(store, make, seconds=10, organisations=[]) is None
    assert claim(store, make, seconds=10, organisations=["region", "home"]).work.subject == "copy"


def test_adding_the_same_work_while_it_is_open_is_once(store, make):
    add(store, make)
    add(store, make, later=-60, version=2, body=b"other")
    (only,) = left(store)
    assert (only.version, only.due_at, only.body) == (1, make.now, None)
    got = claim(store, make)
    add(store, make)
    finish(store, got)
    assert left(store) == []


def test_work_that_is_done_can_be_added_again(store, make):
    add(store, make)
    first = claim(store, make)
    finish(store, first)
    add(store, make)
    again = claim(store, make)
    assert again.work.id > first.work.id
    assert again.fence > first.fence


def test_a_running_lease_keeps_the_whole_stream(store, make):
    add(store, make, subject="one")
    add(store, make, subject="two", kind=WorkKind.TELL)
    assert claim(store, make).work.subject == "one"
    assert claim(store, make, seconds=59.999999) is None
    assert claim(store, make, seconds=59.999999, owner="worker") is None


def test_other_streams_go_on_while_one_is_in_a_lease(store, make):
    for counterpart in ("region", "school", "home"):
        add(store, make, counterpart=counterpart)
    claimed = {claim(store, make).stream.counterpart for _ in range(3)}
    assert claimed == {"region", "school", "home"}
    assert claim(store, make) is None


def test_a_lease_that_has_run_out_goes_to_the_next_with_a_higher_fence(store, make):
    add(store, make)
    old = claim(store, make)
    new = claim(store, make, seconds=60, owner="another")
    assert (new.fence, new.owner, new.work) == (old.fence + 1, "another", old.work)
    for late in (finish, guard, lambda store, claimed: postpone(store, claimed, make.now)):
        with pytest.raises(FenceLost):
            late(store, old)
    guard(store, new)
    finish(store, new)
    assert left(store) == []


def test_an_old_fence_writes_nothing_even_with_the_same_owner(store, make):
    add(store, make)
    old = claim(store, make)
    claim(store, make, seconds=60)
    with pytest.raises(FenceLost), store.transaction() as transaction:  # noqa: PT012
        transaction.put_plan(make.plan())
        transaction.guard(old)
    with store.transaction() as transaction:
        assert transaction.plan("home", make.plan_id) is None


def test_a_lease_that_ran_out_is_good_while_nobody_else_came(store, make):
    add(store, make)
    got = claim(store, make)
    guard(store, got)
    finish(store, got)
    assert left(store) == []


def test_a_claim_that_was_given_back_writes_nothing_more(store, make):
    add(store, make)
    got = claim(store, make)
    finish(store, got)
    for again in (finish, guard, lambda store, claimed: postpone(store, claimed, make.now)):
        with pytest.raises(FenceLost):
            again(store, got)


def test_postponed_work_comes_again_when_due_with_one_attempt_more(store, make):
    add(store, make)
    for attempt in range(3):
        got = claim(store, make, seconds=attempt * 10)
        assert got.work.attempts == attempt
        postpone(store, got, make.at(seconds=(attempt + 1) * 10))
        assert claim(store, make, seconds=attempt * 10 + 9) is None
    assert left(store)[0].attempts == 3


def test_within_a_stream_the_lowest_due_version_comes_first_then_the_oldest(store, make):
    add(store, make, version=3, subject="3", kind=WorkKind.PREPARE)
    add(store, make, version=2, subject="2b", kind=WorkKind.TELL)
    add(store, make, version=2, subject="2a", kind=WorkKind.SEND, later=-5)
    add(store, make, version=1, subject="1", later=30)
    order = []
    while got := claim(store, make):
        order.append(got.work.subject)
        finish(store, got)
    assert order == ["2b", "2a", "3"]
    assert claim(store, make, seconds=30).work.subject == "1"


def test_a_later_version_does_not_wait_for_one_that_is_postponed(store, make):
    add(store, make, version=1, subject="1")
    add(store, make, version=2, subject="2")
    postpone(store, claim(store, make), make.at(hours=1))
    assert claim(store, make).work.subject == "2"


def test_the_stream_that_has_waited_longest_comes_first(store, make):
    add(store, make, counterpart="school", version=1, later=-10)
    add(store, make, counterpart="region", version=9, later=-20)
    assert claim(store, make).stream.counterpart == "region"


def test_work_can_be_dropped_also_while_it_is_claimed(store, make):
    add(store, make)
    add(store, make, subject="other")
    got = claim(store, make)
    with store.transaction() as transaction:
        transaction.drop_work(make.stream(), WorkKind.SEND, "copy")
        transaction.drop_work(make.stream(), WorkKind.SEND, "copy")
        transaction.drop_work(make.stream("school"), WorkKind.SEND, "other")
        transaction.drop_work(make.stream(), WorkKind.TELL, "other")
    assert [work.subject for work in left(store)] == ["other"]
    postpone(store, got, make.now)
    assert [work.subject for work in left(store)] == ["other"]


def test_a_claim_does_not_finish_what_was_added_after_it(store, make):
    add(store, make)
    got = claim(store, make)
    with store.transaction() as transaction:
        transaction.drop_work(make.stream(), WorkKind.SEND, "copy")
        transaction.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
    finish(store, got)
    assert [work.subject for work in left(store)] == ["copy"]


def test_next_due_is_when_something_can_be_claimed(store, make):
    assert store.next_due(["home"]) is None
    add(store, make, later=-10)
    add(store, make, later=20, counterpart="school")
    assert store.next_due(["home"]) == make.at(seconds=-10)
    assert store.next_due(["region"]) is None
    assert store.next_due([]) is None
    got = claim(store, make)
    assert store.next_due(["home"]) == make.at(seconds=20)
    postpone(store, got, make.at(seconds=90))
    finish(store, claim(store, make, seconds=20))
    assert store.next_due(["home"]) == make.at(seconds=90)


def test_next_due_of_a_stream_in_a_lease_is_the_end_of_the_lease(store, make):
    add(store, make)
    got = claim(store, make)
    assert store.next_due(["home"]) == got.until
    assert claim(store, make, seconds=60).work == got.work


def test_open_work_is_told_oldest_first_for_one_organisation(store, make):
    add(store, make, subject="one", later=50)
    add(store, make, subject="two", counterpart="school")
    with store.transaction() as transaction:
        transaction.add_work(make.stream("home", organisation="region"), WorkKind.RECORD, 1, "three", make.now)
    assert [work.subject for work in left(store)] == ["one", "two"]
