"""The ledger of copies: what is frozen stays frozen, states move as the table says, lists carry no bodies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gateway.store.rows import Wanted
from schemas.states import COPY_MOVES, COPY_STATES, CopyState

FROZEN = {"content_hash": "sha256:1", "frozen": b"\x00frozen", "message_id": "message", "redacted": True}


@pytest.fixture
def home(store, make):
    with store.transaction() as transaction:
        transaction.put_plan(make.plan())
    return store


def put(store, row):
    with store.transaction() as transaction:
        transaction.put_copy(row)


def read(store, make, **which):
    with store.transaction() as transaction:
        return transaction.copy("home", make.copy_id(**which))


def test_a_copy_comes_back_as_it_was_put(home, make):
    row = make.copy(**FROZEN, reason="r", decision=b"{}", previous_version=1, first_sent_at=make.now)
    row = replace(row, deadline=make.at(days=3), entry_id="entry", evidence="system-receipt", told_by="unit")
    put(home, row)
    assert read(home, make) == row
    assert read(home, make, version=2) is None
    with home.transaction() as transaction:
        assert transaction.copy("region", make.copy_id()) is None


@pytest.mark.parametrize("change", [{"content_hash": "sha256:2"}, {"frozen": b"other"}, {"content_hash": None}])
def test_a_frozen_copy_is_not_changed(home, make, change):
    put(home, make.copy(**FROZEN))
    with pytest.raises(ValueError, match="frozen"):
        put(home, make.copy(**{**FROZEN, **change}))
    assert read(home, make) == make.copy(**FROZEN)


def test_a_row_from_a_list_keeps_the_frozen_body(home, make):
    put(home, make.copy(**FROZEN))
    with home.transaction() as transaction:
        (listed,) = transaction.copies("home", make.plan_id)
        assert listed.frozen is None
        transaction.put_copy(replace(listed, state=CopyState.SENT))
    assert read(home, make) == make.copy(**FROZEN, state=CopyState.SENT)


@pytest.mark.parametrize("was", CopyState)
def test_a_copy_moves_only_as_the_table_says(home, make, was):
    for number, now in enumerate(CopyState):
        version = {"copy_id": make.copy_id(version=number + 1)}
        put(home, make.copy(state=was, **version))
        if now is was or now in COPY_MOVES[was]:
            put(home, make.copy(state=now, **version))
        else:
            with pytest.raises(ValueError, match="does not move"):
                put(home, make.copy(state=now, **version))
        kept = read(home, make, version=number + 1).state
        assert kept is (now if now is was or now in COPY_MOVES[was] else was)


def test_putting_the_same_row_twice_is_once(home, make):
    put(home, make.copy(**FROZEN))
    put(home, make.copy(**FROZEN))
    with home.transaction() as transaction:
        assert len(transaction.copies("home", make.plan_id)) == 1


def test_a_copy_that_never_left_is_frozen_anew(home, make):
    put(home, make.copy(**FROZEN))
    with home.transaction() as transaction:
        transaction.unfreeze("home", make.copy_id())
        transaction.unfreeze("home", make.copy_id())
    assert read(home, make) == make.copy(redacted=True)
    put(home, make.copy(content_hash="sha256:2", frozen=b"new"))
    assert read(home, make).frozen == b"new"


def test_a_copy_that_may_have_left_stays_frozen(home, make):
    put(home, make.copy(**FROZEN, first_sent_at=make.now))
    with pytest.raises(ValueError, match="left"), home.transaction() as transaction:
        transaction.unfreeze("home", make.copy_id())
    assert read(home, make).frozen == FROZEN["frozen"]


def test_a_copy_that_left_and_was_withdrawn_is_frozen_anew_for_a_new_consent(home, make):
    put(home, make.copy(**FROZEN, first_sent_at=make.now))
    put(home, make.copy(**FROZEN, first_sent_at=make.now, state=CopyState.WITHDRAWN))
    with home.transaction() as transaction:
        transaction.unfreeze("home", make.copy_id())
    put(home, make.copy(content_hash="sha256:2", frozen=b"new", first_sent_at=make.now))
    assert read(home, make) == make.copy(content_hash="sha256:2", frozen=b"new", first_sent_at=make.now)


def test_a_dropped_body_does_not_come_back_and_its_hash_stays(home, make):
    put(home, make.copy(**FROZEN))
    with home.transaction() as transaction:
        transaction.drop_body("home", make.copy_id())
        transaction.drop_body("home", make.copy_id())
    put(home, make.copy(**FROZEN, state=CopyState.WITHDRAWN))
    assert read(home, make) == make.copy(**{**FROZEN, "frozen": None}, state=CopyState.WITHDRAWN)
    with pytest.raises(ValueError, match="hash"):
        put(home, make.copy(**{**FROZEN, "content_hash": "sha256:2"}, state=CopyState.WITHDRAWN))


def test_the_copies_of_a_plan_come_by_version_and_recipient_without_bodies(home, make):
    ids = [make.copy_id(version, name) for version in (1, 2) for name in ("person", "region", "school")]
    for copy_id in reversed(ids):
        put(home, make.copy(copy_id=copy_id, **FROZEN))
    with home.transaction() as transaction:
        rows = transaction.copies("home", make.plan_id)
        assert [row.copy_id for row in rows] == ids
        assert {row.frozen for row in rows} == {None}
        assert transaction.copies("region", make.plan_id) == []


def test_the_ledger_is_newest_first_and_takes_plan_states_and_number(home, make):
    states = [CopyState.PREPARED, CopyState.SENT, CopyState.RECORDED]
    for number, state in enumerate(states):
        put(home, make.copy(copy_id=make.copy_id(number + 1), state=state, since=make.at(hours=number), **FROZEN))
    with home.transaction() as transaction:
        assert [row.state for row in transaction.ledger("home")] == states[::-1]
        assert [row.state for row in transaction.ledger("home", Wanted(limit=1))] == [CopyState.RECORDED]
        assert [row.state for row in transaction.ledger("home", Wanted(states=frozenset(states[:2])))] == states[1::-1]
        assert transaction.ledger("home", Wanted(plan_id="other")) == []
        assert transaction.ledger("region") == []
        assert {row.frozen for row in transaction.ledger("home", Wanted(plan_id=make.plan_id))} == {None}


@pytest.mark.parametrize("state", CopyState)
def test_late_is_what_has_passed_its_deadline_and_is_not_final(home, make, state):
    put(home, make.copy(state=state, deadline=make.at(hours=1)))
    put(home, make.copy(copy_id=make.copy_id(2), state=state))
    with home.transaction() as transaction:
        assert transaction.ledger("home", Wanted(late_at=make.now)) == []
        late = [row.copy_id.version for row in transaction.ledger("home", Wanted(late_at=make.at(hours=1)))]
    assert late == ([] if COPY_STATES[state].final else [1])


def test_an_alias_is_given_once_and_differs_between_recipients(home, make):
    with home.transaction() as transaction:
        transaction.add_aliases("home", make.plan_id, "region", {"need-1": "a"})
        transaction.add_aliases("home", make.plan_id, "region", {"need-1": "b", "need-2": "c"})
        transaction.add_aliases("home", make.plan_id, "school", {"need-1": "a"})
        transaction.add_aliases("home", make.plan_id, "school", {})
    with home.transaction() as transaction:
        assert transaction.aliases("home", make.plan_id, "region") == {"need-1": "a", "need-2": "c"}
        assert transaction.aliases("home", make.plan_id, "school") == {"need-1": "a"}
        assert transaction.aliases("home", "other", "region") == {}


def test_two_elements_never_share_an_alias(home, make):
    with pytest.raises(ValueError, match="refuses"), home.transaction() as transaction:
        transaction.add_aliases("home", make.plan_id, "region", {"need-1": "a", "need-2": "a"})
