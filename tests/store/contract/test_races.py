"""Two at the same plan at the same time: whoever reads and then writes has not been overtaken when it commits."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Barrier, Event

import pytest

from gateway.store.protocol import FenceLost
from gateway.store.rows import Stream, WorkKind
from schemas.errors import StoreUnavailable
from schemas.messages import MessageKind
from schemas.states import CopyState

LEASE = timedelta(minutes=1)
EVERY = list(WorkKind)
MANY = 4


def together(*doing):
    """Run them at the same time; what each gave, or raised."""
    begin = Barrier(len(doing))

    def one(do):
        begin.wait()
        try:
            return do()
        except (FenceLost, StoreUnavailable) as error:
            return type(error)

    with ThreadPoolExecutor(len(doing)) as threads:
        return list(threads.map(one, doing))


def test_acceptances_of_the_same_plan_at_the_same_time_give_one_version_after_another(store, make):
    """Each reads the newest version, numbers its own after it, and adds it: none is lost and none is written twice."""

    def accept(token):
        with store.transaction() as tx:
            newest = tx.newest_version("home", make.plan_id)
            tx.put_plan(make.plan())
            tx.add_version(make.version(version=newest.version + 1 if newest else 1, token=token))

    for turn in range(5):
        given = together(*(lambda token=f"{turn}/{number}": accept(token) for number in range(MANY)))
        assert given == [None] * MANY
    with store.transaction() as tx:
        tokens = {tx.version("home", make.plan_id, number).token for number in range(1, 5 * MANY + 1)}
        assert tokens == {f"{turn}/{number}" for turn in range(5) for number in range(MANY)}
        assert tx.newest_version("home", make.plan_id).version == 5 * MANY


def test_a_source_system_that_hands_in_a_new_plan_many_times_at_once_gets_one_plan(store, make):
    def accept(plan_id):
        with store.transaction() as tx:
            known = tx.plan_of_source("home", "journal", "17")
            if known is None:
                tx.put_plan(make.plan(plan_id=plan_id, source_system="journal", source_plan_id="17"))
            return (known or tx.plan("home", plan_id)).plan_id

    given = together(*(lambda number=number: accept(f"plan-{number}") for number in range(MANY)))
    assert len(set(given)) == 1


def test_a_message_that_comes_many_times_at_once_is_new_once(store, make):
    def receive():
        with store.transaction() as tx:
            if tx.inbox("region", "message") is not None:
                return "seen"
            tx.put_inbox(make.inbox())
            return "new"

    assert sorted(together(*[receive] * MANY)) == ["new", *["seen"] * (MANY - 1)]


@pytest.mark.parametrize("turn", range(4))
def test_a_withdrawal_and_a_recording_at_the_same_time_never_end_as_recorded_under_a_tombstone(store, make, turn):
    """Either it was recorded before the withdrawal, which then knows it, or it is not recorded."""
    with store.transaction() as tx:
        tx.put_plan(make.plan(organisation="region"))
        tx.put_holding(make.holding())
    told = []

    def record():
        with store.transaction() as tx:
            plan, held = tx.plan("region", make.plan_id), tx.holding("region", make.copy_id())
            if plan.tombstone is None:
                tx.put_holding(replace(held, state=CopyState.RECORDED, entry_id="entry"))

    def withdraw():
        with store.transaction() as tx:
            plan = tx.plan("region", make.plan_id)
            for each in tx.holdings("region", make.plan_id):
                told.append(each.state)
                if each.state is CopyState.RECEIVED:
                    tx.put_holding(replace(each, state=CopyState.WITHDRAWN))
            tx.put_plan(replace(plan, tombstone=MessageKind.WITHDRAWAL, tombstone_at=make.now))

    order = (record, withdraw) if turn % 2 else (withdraw, record)
    assert together(*order) == [None, None]
    with store.transaction() as tx:
        held = tx.holding("region", make.copy_id())
    assert (held.state, told) in [
        (CopyState.RECORDED, [CopyState.RECORDED]),
        (CopyState.WITHDRAWN, [CopyState.RECEIVED]),
    ]


def test_what_a_transaction_has_read_does_not_move_until_it_ends(store, make):
    with store.transaction() as tx:
        tx.put_plan(make.plan())
        tx.put_copy(make.copy(state=CopyState.PREPARED))
    reading, wrote = Event(), Event()

    def withdraw():
        reading.wait(30)
        with store.transaction() as tx:
            tx.put_copy(replace(tx.copy("home", make.copy_id()), state=CopyState.WITHDRAWN))
        wrote.set()

    with ThreadPoolExecutor(1) as threads:
        other = threads.submit(withdraw)
        with store.transaction() as tx:
            before = tx.copy("home", make.copy_id())
            reading.set()
            assert not wrote.wait(0.3)  # it would be there at once if nothing held it back
            assert tx.copy("home", make.copy_id()) == before
            tx.put_copy(replace(before, state=CopyState.SENT))
        other.result(30)
    with store.transaction() as tx:
        assert tx.copy("home", make.copy_id()).state is CopyState.WITHDRAWN


def test_of_a_worker_and_the_one_who_took_over_only_the_later_writes(store, make):
    for turn in range(5):
        stream = Stream("home", make.plan_id, f"recipient-{turn}")
        with store.transaction() as tx:
            tx.add_work(stream, WorkKind.SEND, 1, "copy", make.now)
        old = store.claim(["home"], EVERY, owner="old", now=make.now, lease=LEASE)
        new = store.claim(["home"], EVERY, owner="new", now=make.at(seconds=61), lease=LEASE)

        def write(claim):
            with store.transaction() as tx:
                tx.guard(claim)
                tx.put_source(make.source(token=claim.stream.counterpart, digest=claim.owner))
                tx.finish(claim)

        assert together(lambda old=old: write(old), lambda new=new: write(new)) == [FenceLost, None]
        with store.transaction() as tx:
            assert tx.source("home", stream.counterpart).digest == "new"


def test_a_claim_and_results_under_the_older_fence_at_the_same_time_never_both_count(store, make):
    """Whoever comes first: the old worker finishes and there is nothing left, or the new one claims and it is late."""
    for turn in range(10):
        with store.transaction() as tx:
            tx.add_work(Stream("home", make.plan_id, f"{turn}"), WorkKind.SEND, 1, "copy", make.now)
        old = store.claim(["home"], EVERY, owner="old", now=make.now, lease=LEASE)

        def finish(old=old):
            with store.transaction() as tx:
                tx.finish(old)

        finished, new = together(
            finish, lambda: store.claim(["home"], EVERY, owner="new", now=make.at(seconds=61), lease=LEASE)
        )
        assert (finished, new is None) in [(None, True), (FenceLost, False)]
        if new is not None:
            with store.transaction() as tx:
                tx.finish(new)


def test_two_who_want_the_one_due_stream_get_an_answer_at_once(store, make):
    for turn in range(10):
        with store.transaction() as tx:
            tx.add_work(make.stream(f"{turn}"), WorkKind.SEND, 1, "copy", make.now)
        began = time.monotonic()
        given = together(*[lambda: store.claim(["home"], EVERY, owner="w", now=make.now, lease=timedelta(days=1))] * 2)
        assert time.monotonic() - began < 5
        assert sorted(claim is None for claim in given) == [False, True]


def test_while_there_are_as_many_due_streams_as_workers_each_gets_one(store, make):
    """None goes away empty because it looked at the same stream as another."""
    for turn in range(5):
        with store.transaction() as tx:
            for number in range(MANY):
                tx.add_work(make.stream(f"{turn}/{number}"), WorkKind.SEND, 1, "copy", make.now)
        given = together(
            *[lambda: store.claim(["home"], EVERY, owner="w", now=make.now, lease=timedelta(days=1))] * MANY
        )
        assert len({claim.stream for claim in given if claim}) == MANY


def test_a_long_queue_of_one_is_not_in_the_way_of_another(store, make):
    """More work of others than a claim looks at first, all older."""
    with store.transaction() as tx:
        for number in range(150):
            tx.add_work(Stream("slow", f"plan-{number}", "region"), WorkKind.RECORD, 1, "copy", make.now)
        tx.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.at(seconds=1))
        tx.add_work(Stream("slow", "plan-0", "other"), WorkKind.TELL, 1, "copy", make.at(seconds=2))
    claims = [
        store.claim(organisations, kinds, owner="w", now=make.at(minutes=1), lease=LEASE)
        for organisations, kinds in ((["home", "slow"], [WorkKind.SEND, WorkKind.TELL]), (["slow"], [WorkKind.TELL]))
    ]
    assert [claim.stream.organisation for claim in claims] == ["home", "slow"]
    assert store.next_due(["nobody"]) is None
    assert store.next_due(["home"]) == make.at(minutes=2)
    assert store.next_due(["home", "slow"]) == make.now
