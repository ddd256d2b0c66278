"""What belongs to the gateway itself: its clock, leases of an owner, turns, the shared directory, key rings."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest

from gateway.store.protocol import FenceLost
from gateway.store.rows import DirectoryRow, WorkKind

LEASE, EVERY = timedelta(minutes=2), timedelta(minutes=10)
AT_ONCE = 4


def all_at_once(do):
    together = Barrier(AT_ONCE)

    def one(number):
        together.wait()
        return do(number)

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def test_a_database_that_answers_is_well_and_tells_the_time(store):
    store.check()
    before = datetime.now(UTC) - timedelta(seconds=5)
    found = store.now()
    assert found.tzinfo is UTC
    assert before < found < datetime.now(UTC) + timedelta(seconds=5)
    assert store.now() >= found


def test_what_an_owner_gives_back_is_free_at_once_and_its_results_are_refused(store, make):
    with store.transaction() as tx:
        for number in range(3):
            tx.add_work(make.stream(f"recipient-{number}"), WorkKind.SEND, 1, "copy", make.now)
    mine = [store.claim(["home"], list(WorkKind), owner="stopping", now=make.now, lease=LEASE) for _ in range(2)]
    other = store.claim(["home"], list(WorkKind), owner="other", now=make.now, lease=LEASE)
    assert store.give_back("stopping") == 2
    assert store.give_back("stopping") == 0
    for claim in mine:
        with pytest.raises(FenceLost), store.transaction() as tx:
            tx.finish(claim)
    again = [store.claim(["home"], list(WorkKind), owner="next", now=make.now, lease=LEASE) for _ in range(3)]
    assert {claim.stream for claim in again if claim} == {claim.stream for claim in mine}
    assert all(claim.fence > 1 for claim in again if claim)
    with store.transaction() as tx:
        tx.finish(other)


def test_a_duty_is_done_by_one_and_comes_round(store, make):
    def take(owner, **passed):
        return store.take_turn("home", "seal", owner=owner, now=make.at(**passed), lease=LEASE, every=EVERY)

    assert take("a")
    assert not take("b")
    assert not take("a", minutes=1)
    store.end_turn("home", "seal", owner="a")
    assert not take("b", minutes=9, seconds=59)
    assert take("b", minutes=10)
    assert store.take_turn("region", "seal", owner="a", now=make.now, lease=LEASE, every=EVERY)
    assert store.take_turn("home", "pull", owner="a", now=make.now, lease=LEASE, every=EVERY)


def test_the_turn_of_one_who_is_gone_is_anothers_when_its_lease_is_over(store, make):
    def take(owner, **passed):
        return store.take_turn("home", "seal", owner=owner, now=make.at(**passed), lease=LEASE, every=EVERY)

    assert take("gone")
    assert not take("next", minutes=1, seconds=59)
    assert take("next", minutes=2)
    store.end_turn("home", "seal", owner="gone")  # it comes back, and ends nobody's turn
    assert not take("third", minutes=3)
    assert take("third", minutes=4)


def test_of_many_who_want_a_duty_at_the_same_moment_one_gets_it(store, make):
    for turn in range(3):
        now = make.at(hours=turn)
        told = all_at_once(
            lambda number, now=now: store.take_turn("home", "x", owner=str(number), now=now, lease=LEASE, every=EVERY)
        )
        assert sorted(told) == [False] * (AT_ONCE - 1) + [True]


def test_the_newest_directory_is_the_one_with_the_highest_version(store, make):
    rows = [DirectoryRow(version, b"signed %d" % version, make.now, make.at(minutes=1)) for version in (3, 2, 3, 7)]
    with store.transaction() as tx:
        assert tx.newest_directory() is None
        assert [tx.add_directory(row) for row in rows] == [True, False, False, True]
        assert tx.newest_directory() == rows[-1]


def test_of_many_who_take_the_same_directory_one_adds_it(store, make):
    def add(number):
        with store.transaction() as tx:
            return tx.add_directory(DirectoryRow(5, b"by %d" % number, make.now, make.now))

    assert sorted(all_at_once(add)) == [False] * (AT_ONCE - 1) + [True]


def test_a_key_ring_is_made_once_and_each_revision_follows_the_one_before(store):
    with store.transaction() as tx:
        assert tx.key_ring("home") is None
        assert not tx.put_key_ring("home", b"two", revision=2)
        assert tx.put_key_ring("home", b"one", revision=1)
        assert not tx.put_key_ring("home", b"other", revision=1)
        assert tx.key_ring("home") == (1, b"one")
        assert tx.put_key_ring("home", b"two", revision=2)
        assert not tx.put_key_ring("home", b"two again", revision=2)
        assert not tx.put_key_ring("home", b"four", revision=4)
        assert tx.key_ring("home") == (2, b"two")
        assert tx.key_ring("region") is None
        tx.drop_key_ring("home")
        tx.drop_key_ring("home")
        assert tx.key_ring("home") is None


@pytest.mark.parametrize("revision", [1, 2])
def test_of_many_who_write_the_same_revision_one_is_heard(store, revision):
    with store.transaction() as tx:
        if revision == 2:
            tx.put_key_ring("home", b"one", revision=1)

    def put(number):
        with store.transaction() as tx:
            return tx.put_key_ring("home", b"%d" % number, revision=revision)

    told = all_at_once(put)
    assert sorted(told) == [False] * (AT_ONCE - 1) + [True]
    with store.transaction() as tx:
        assert tx.key_ring("home") == (revision, b"%d" % told.index(True))
