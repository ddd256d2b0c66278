"""What is culled of bodies, and what stays."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.messages import MessageKind
from schemas.states import CopyState


def fill(transaction, make, states=(CopyState.RECORDED, CopyState.RECORDED)):
    """Two versions of a plan at home, a copy of each, and a held copy and a message of each at the region."""
    transaction.put_plan(make.plan())
    for version, state in enumerate(states, 1):
        copy_id = make.copy_id(version)
        transaction.add_version(make.version(version=version, token=f"token-{version}"))
        transaction.put_copy(make.copy(copy_id=copy_id, state=state, content_hash="sha256:1", frozen=b"frozen"))
        transaction.put_holding(make.holding(copy_id=copy_id, state=state))
    transaction.put_inbox(make.inbox())


def cull(store, make, organisation, limit=100, **later):
    with store.transaction() as transaction:
        return transaction.cull_bodies(organisation, settled_before=make.at(**later), limit=limit)


def bodies(store, make, *versions):
    with store.transaction() as transaction:
        sent = [transaction.copy("home", make.copy_id(version)).frozen for version in versions]
        held = [transaction.holding("region", make.copy_id(version)).body for version in versions]
    return sent, held


def test_the_newest_version_of_an_open_plan_keeps_its_bodies(store, make):
    with store.transaction() as transaction:
        fill(transaction, make)
    assert cull(store, make, "home", hours=1) == 1
    assert cull(store, make, "region", hours=1) == 2  # a held copy, and the message that it came in
    assert bodies(store, make, 1, 2) == ([None, b"frozen"], [b"", b"\x00body"])
    assert cull(store, make, "home", hours=1) == cull(store, make, "region", hours=1) == 0


def test_hash_and_state_stay_when_the_body_goes(store, make):
    with store.transaction() as transaction:
        fill(transaction, make)
        before = transaction.copy("home", make.copy_id(1)), transaction.holding("region", make.copy_id(1))
    cull(store, make, "home", hours=1)
    cull(store, make, "region", hours=1)
    with store.transaction() as transaction:
        assert transaction.copy("home", make.copy_id(1)) == replace(before[0], frozen=None)
        assert transaction.holding("region", make.copy_id(1)) == replace(before[1], body=b"")
        assert transaction.inbox("region", "message") == make.inbox(body=b"")


def test_what_has_not_rested_long_enough_keeps_its_body(store, make):
    with store.transaction() as transaction:
        fill(transaction, make)
    assert cull(store, make, "home", hours=-1) == cull(store, make, "region", hours=-1) == 0


@pytest.mark.parametrize("state", [CopyState.SENT, CopyState.HANDED_OVER])
def test_what_is_not_settled_keeps_its_body_however_old(store, make, state):
    with store.transaction() as transaction:
        fill(transaction, make, (state, CopyState.RECORDED))
    assert cull(store, make, "home", days=4000) == 0
    assert bodies(store, make, 1) == ([b"frozen"], [b"\x00body"])


def test_of_a_plan_that_has_ended_all_bodies_go(store, make):
    with store.transaction() as transaction:
        fill(transaction, make)
        transaction.put_plan(make.plan(tombstone=MessageKind.WITHDRAWAL, tombstone_at=make.now))
    assert cull(store, make, "home", hours=1) == 2
    assert bodies(store, make, 1, 2)[0] == [None, None]


def test_one_call_takes_a_portion(store, make):
    with store.transaction() as transaction:
        fill(transaction, make, (CopyState.RECORDED,) * 4)
    assert [cull(store, make, "home", limit=2, hours=1) for _ in range(3)] == [2, 1, 0]


def test_of_what_was_parked_the_body_goes_when_it_is_settled_and_not_before(store, make):
    with store.transaction() as transaction:
        settled, waiting = (transaction.park(make.parked(subject=each, body=b"body")) for each in ("one", "other"))
        transaction.resolve_parked(settled, "discarded", make.now)
    assert cull(store, make, "home", hours=-1) == 0
    assert cull(store, make, "home", hours=1) == 1
    with store.transaction() as transaction:
        assert transaction.parked_row(settled).body is None
        assert transaction.parked_row(waiting).body == b"body"


def test_a_neighbours_bodies_are_left_alone(store, make):
    with store.transaction() as transaction:
        fill(transaction, make)
    assert cull(store, make, "school", hours=1) == 0
    assert bodies(store, make, 1)[0] == [b"frozen"]
