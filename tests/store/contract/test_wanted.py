"""Lists hold what was asked for, each condition alone and every two together, newest first, and never a body."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import combinations

import pytest

from gateway.store.rows import Wanted, WantedParked
from schemas.messages import CopyId
from schemas.states import COPY_STATES, CopyState

PLANS = ("urn:uuid:0f4c1d5e-0000-4000-8000-00000000000a", "urn:uuid:0f4c1d5e-0000-4000-8000-00000000000b")
OTHERS = ("region", "school")
STATES = (CopyState.SENT, CopyState.RECORDED, CopyState.PARKED, CopyState.RECEIVED)


@pytest.fixture
def made(make):
    """Copy ids with what differs between them: state, since, message, deadline, reported or not."""
    found = []
    for number in range(24):
        copy_id = CopyId(PLANS[number % 2], 1 + number // 4, OTHERS[number // 2 % 2])
        found.append(
            (
                copy_id,
                {
                    "state": STATES[number % 4],
                    "since": make.at(hours=number % 7),
                    "message_id": f"message-{number % 5}",
                    "deadline": None if number % 3 == 0 else make.at(days=number % 3),
                    "late_since": make.now if number % 8 == 1 else None,
                },
            )
        )
    return found


@pytest.fixture
def sent(store, make, made):
    """Copies of ours, and one of a neighbour that is in no list of ours."""
    rows = [make.copy(copy_id=copy_id, **said, frozen=b"body", content_hash="h") for copy_id, said in made]
    with store.transaction() as tx:
        for organisation in ("home", "neighbour"):
            for plan_id in PLANS:
                tx.put_plan(make.plan(organisation=organisation, plan_id=plan_id))
        for row in rows:
            tx.put_copy(row)
        tx.put_copy(replace(rows[0], organisation="neighbour"))
    return rows


@pytest.fixture
def came(store, make, made):
    """Copies of others' plans that came to us from two senders, and one of our own that is in no list of what came."""
    rows = [
        make.holding(organisation="home", copy_id=CopyId(plan_id, number, "home"), sender=sender, **said)
        for number, ((plan_id, _, sender, _), said) in enumerate(made, start=1)
    ]
    own = make.holding(organisation="home", copy_id=CopyId(PLANS[0], 99, "home"), sender="home")
    with store.transaction() as tx:
        for row in (*rows, own, replace(rows[0], organisation="neighbour")):
            tx.put_holding(row)
    return rows


CONDITIONS = {
    "plan_id": PLANS[1],
    "copy_id": None,  # of the row that is looked for
    "message_id": "message-2",
    "counterpart": "school",
    "states": frozenset({CopyState.SENT, CopyState.RECORDED}),
    "late_at": timedelta(days=1),
    "late": (timedelta(days=2), True),
    "since_from": timedelta(hours=3),
    "since_until": timedelta(hours=3),
}
EVERY_TWO = [(), *((name,) for name in CONDITIONS), *combinations(CONDITIONS, 2)]


def wanted_by(names, make, some):
    said = {}
    for name in names:
        value = CONDITIONS[name]
        if name == "copy_id":
            said["copy_id"] = some
        elif name == "late":
            said |= {"late_at": make.now + value[0], "late_unreported": value[1]}
        else:
            said[name] = make.now + value if isinstance(value, timedelta) else value
    return Wanted(**said)


def holds(row, wanted, counterpart):
    """The same conditions, said in Python."""
    late = row.deadline is not None and not COPY_STATES[row.state].final
    return all(
        (
            wanted.plan_id in (None, row.copy_id.plan_id),
            wanted.copy_id in (None, row.copy_id),
            wanted.message_id in (None, row.message_id),
            wanted.counterpart in (None, counterpart),
            not wanted.states or row.state in wanted.states,
            wanted.late_at is None or (late and row.deadline <= wanted.late_at),
            not wanted.late_unreported or row.late_since is None,
            wanted.since_from is None or row.since >= wanted.since_from,
            wanted.since_until is None or row.since <= wanted.since_until,
        )
    )


@pytest.mark.parametrize("of", ["sent", "came"])
def test_a_list_holds_what_every_condition_wants_and_nothing_else(request, store, make, of):
    rows = request.getfixturevalue(of)
    seen = set()
    with store.transaction() as tx:
        for names in EVERY_TWO:
            wanted = wanted_by(names, make, rows[5].copy_id)
            if of == "sent":
                found = [(row, row.copy_id.recipient, row.frozen) for row in tx.ledger("home", wanted)]
            else:
                found = [(row, row.sender, row.body) for row in tx.received("home", wanted)]
            keep = {"sent": lambda row: row.copy_id.recipient, "came": lambda row: row.sender}[of]
            expected = {row.copy_id for row in rows if holds(row, wanted, keep(row))}
            assert {row.copy_id for row, *_ in found} == expected, names
            assert len(found) == len(expected)
            assert [row.since for row, *_ in found] == sorted((row.since for row, *_ in found), reverse=True)
            assert all(not body for *_, body in found)
            seen.add(len(expected))
    assert len(seen) > 5  # the conditions tell rows apart


def test_a_list_gives_the_whole_row_but_its_body(store, make, sent, came):
    with store.transaction() as tx:
        (found,) = tx.ledger("home", Wanted(copy_id=sent[9].copy_id))
        assert found == replace(sent[9], frozen=None)
        (found,) = tx.received("home", Wanted(copy_id=came[9].copy_id))
        assert found == replace(came[9], body=b"")


def test_a_list_ends_at_its_limit_with_the_newest(store, make, sent, came):
    with store.transaction() as tx:
        for listed in (tx.ledger, tx.received):
            everything = listed("home", Wanted())
            assert listed("home", Wanted(limit=3)) == everything[:3]
            assert everything[0].since == max(row.since for row in everything)


def test_what_came_holds_no_copy_of_ones_own_plan(store, came):
    with store.transaction() as tx:
        assert {row.sender for row in tx.received("home")} == set(OTHERS)
        assert len(tx.holdings("home")) == len(tx.received("home")) + 1


PARKED = {
    "organisation": "home",
    "direction": "in",
    "kind": "record",
    "reason": "SIP620",
    "subject": "subject-3",
    "parked_from": timedelta(minutes=5),
    "parked_until": timedelta(minutes=9),
    "resolved": True,
}
EVERY_TWO_PARKED = [(), *((name,) for name in PARKED), *combinations(PARKED, 2)]


def test_what_is_parked_is_listed_by_every_condition_alone_and_every_two_together(store, make):
    rows = []
    with store.transaction() as tx:
        for number in range(32):
            row = make.parked(
                organisation=("home", "region")[number % 2],
                direction=("in", "out")[number // 2 % 2],
                kind=("record", "send", "plan")[number % 3],
                reason=("SIP620", "SIP640")[number // 4 % 2],
                subject=f"subject-{number}",
                parked_at=make.at(minutes=number % 12),
            )
            row = replace(row, id=tx.park(row), body=None)
            if number // 8 % 2:
                tx.resolve_parked(row.id, "replayed", make.at(days=1))
                row = replace(row, resolved_at=make.at(days=1), resolution="replayed")
            rows.append(row)
    seen = set()
    with store.transaction() as tx:
        for names in EVERY_TWO_PARKED:
            said = {name: PARKED[name] for name in names}
            wanted = WantedParked(
                **{name: make.now + value if isinstance(value, timedelta) else value for name, value in said.items()}
            )
            expected = [row for row in rows if parked_holds(row, wanted)]
            assert tx.parked(wanted) == expected, names
            seen.add(len(expected))
        assert tx.parked(WantedParked(limit=4)) == [row for row in rows if not row.resolution][:4]
    assert len(seen) > 5


def parked_holds(row, wanted):
    return all(
        (
            *(getattr(wanted, name) in (None, getattr(row, name)) for name in list(PARKED)[:5]),
            wanted.parked_from is None or row.parked_at >= wanted.parked_from,
            wanted.parked_until is None or row.parked_at <= wanted.parked_until,
            wanted.resolved == (row.resolved_at is not None),
        )
    )
