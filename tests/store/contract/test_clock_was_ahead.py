"""A clock that was ahead and is set back: what it has written ends when it should, and nothing else is moved."""

from __future__ import annotations

from datetime import timedelta

import pytest

from gateway.store.protocol import FenceLost
from gateway.store.rows import Waits, WorkKind
from schemas.states import CopyState

LEASE = timedelta(minutes=2)
WAITS = Waits(LEASE, timedelta(hours=4), timedelta(hours=6), timedelta(minutes=10))
AHEAD = {"hours": 3}
EVERY = list(WorkKind)


def pull_back(store, make, **passed):
    with store.transaction() as tx:
        return tx.pull_back(make.at(**passed), WAITS)


def due_in(store, make, organisation="home"):
    """Seconds from now until each piece of work is due, by what it is about."""
    with store.transaction() as tx:
        return {each.subject: (each.due_at - make.now).total_seconds() for each in tx.open_work(organisation)}


def tried(store, make, subject, seconds, *, kind=WorkKind.SEND, version=1, times=1, organisation="home"):
    """Work that was tried so often, and waits so long now, by a clock that is ahead."""
    stream = make.stream("region", organisation)
    with store.transaction() as tx:
        tx.add_work(stream, kind, version, subject, make.now)
    for _ in range(times):
        claim = store.claim([organisation], [kind], owner="ahead", now=make.at(**AHEAD), lease=LEASE)
        assert claim is not None
        assert claim.work.subject == subject
        with store.transaction() as tx:
            due_at = make.now if claim.work.attempts + 1 < times else make.at(**AHEAD) + timedelta(seconds=seconds)
            tx.postpone(claim, due_at)


def test_a_lease_of_one_that_died_ahead_of_us_is_over(store, make):
    with store.transaction() as tx:
        tx.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
    dead = store.claim(["home"], EVERY, owner="dead", now=make.at(**AHEAD), lease=LEASE)
    assert store.claim(["home"], EVERY, owner="next", now=make.now, lease=LEASE) is None
    assert pull_back(store, make) == 1
    ours = store.claim(["home"], EVERY, owner="next", now=make.now, lease=LEASE)
    assert ours is not None
    assert ours.fence > dead.fence
    with pytest.raises(FenceLost), store.transaction() as tx:
        tx.finish(dead)


def test_a_lease_of_a_right_clock_runs_on(store, make):
    with store.transaction() as tx:
        tx.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
    claim = store.claim(["home"], EVERY, owner="worker", now=make.at(seconds=90), lease=LEASE)
    assert pull_back(store, make) == 0
    with store.transaction() as tx:
        tx.finish(claim)


def test_work_that_was_never_tried_is_due_now(store, make):
    with store.transaction() as tx:
        for kind in (WorkKind.PREPARE, WorkKind.SEND, WorkKind.ANSWER, WorkKind.TELL):
            tx.add_work(make.stream(), kind, 1, kind.value, make.at(**AHEAD))
    assert pull_back(store, make) == 4
    assert set(due_in(store, make).values()) == {0.0}
    assert pull_back(store, make) == 0


@pytest.mark.parametrize(("times", "at_most"), [(1, 2), (3, 8), (12, 900)])
def test_what_is_tried_again_waits_no_longer_than_it_would_after_so_many_tries(store, make, times, at_most):
    tried(store, make, "receipt", 1, kind=WorkKind.TELL, times=times)
    assert pull_back(store, make) == 1
    assert due_in(store, make) == {"receipt": at_most}


def test_a_copy_that_did_not_leave_is_tried_again_and_one_that_did_waits_for_its_answer(store, make):
    for version, state in ((1, CopyState.SENT), (2, CopyState.PREPARED)):
        with store.transaction() as tx:
            tx.put_plan(make.plan())
            tx.put_copy(make.copy(copy_id=make.copy_id(version)))
            if state is CopyState.SENT:
                tx.put_copy(make.copy(copy_id=make.copy_id(version), state=state))
        tried(store, make, state.value, 4 * 3600 if state is CopyState.SENT else 1, version=version)
    assert pull_back(store, make) == 2
    assert due_in(store, make) == {"sent": 4 * 3600, "prepared": 2}


def test_a_copy_waits_for_the_one_before_it_only_when_there_is_one(store, make):
    for version, previous in ((1, None), (2, 1)):
        with store.transaction() as tx:
            tx.put_holding(make.holding(copy_id=make.copy_id(version), previous_version=previous))
        tried(store, make, f"{version}", 6 * 3600, kind=WorkKind.RECORD, version=version, organisation="region")
    assert pull_back(store, make) == 2
    assert due_in(store, make, "region") == {"1": 600, "2": 6 * 3600}


def test_a_page_waits_for_the_copies_and_one_that_was_put_out_for_its_day(store, make):
    for version, deadline in ((1, None), (2, make.at(days=7))):
        with store.transaction() as tx:
            tx.put_plan(make.plan())
            tx.put_copy(make.copy(copy_id=make.copy_id(version), deadline=deadline))
    tried(store, make, "put out", 30 * 24 * 3600, kind=WorkKind.RECORD, version=2)
    with store.transaction() as tx:
        tx.add_work(make.stream(), WorkKind.RECORD, 1, "page", make.at(**AHEAD))
    assert pull_back(store, make) == 1
    assert due_in(store, make) == {"put out": (30 * 24 + 3) * 3600, "page": 600}


def test_what_a_right_clock_has_written_stays(store, make):
    """Also that of a machine some seconds ahead of ours."""
    with store.transaction() as tx:
        tx.put_plan(make.plan())
        tx.put_copy(make.copy())
        tx.put_copy(make.copy(state=CopyState.SENT))
        tx.add_work(make.stream(), WorkKind.RECORD, 1, "page", make.at(minutes=10))
        tx.add_work(make.stream(), WorkKind.TELL, 1, "receipt", make.at(seconds=9))
        tx.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
    claim = store.claim(["home"], [WorkKind.SEND], owner="worker", now=make.now, lease=LEASE)
    with store.transaction() as tx:
        tx.postpone(claim, make.at(hours=4))
    before = due_in(store, make)
    assert pull_back(store, make) == 0
    assert due_in(store, make) == before


def test_a_duty_that_was_done_in_the_future_comes_round(store, make):
    def take(owner, duty, **passed):
        now = make.at(**passed)
        return store.take_turn("gateway", duty, owner=owner, now=now, lease=LEASE, every=timedelta(seconds=20))

    assert take("ahead", "ended", **AHEAD)
    store.end_turn("gateway", "ended", owner="ahead")
    assert take("ahead", "died", **AHEAD)
    for duty in ("ended", "died"):
        assert take("right", duty)
        assert not take("other", duty, seconds=30)
