"""The figures of an organisation are what its rows say, counted by the database, and nobody else's."""

from __future__ import annotations

from collections import Counter

import pytest

from gateway.store.rows import WorkKind
from schemas.messages import CopyId
from schemas.states import CopyState


@pytest.fixture
def filled(store, make):
    """Copies sent by home, copies that came to it, parked and due work; a neighbour with one of each."""
    sent = [CopyState.PREPARED, CopyState.PREPARED, CopyState.SENT, CopyState.RECORDED]
    came = [CopyState.RECEIVED, CopyState.AWAITING_REGISTRATION, CopyState.RECORDED]
    with store.transaction() as tx:
        tx.put_plan(make.plan())
        tx.put_plan(make.plan(organisation="neighbour"))
        for number, state in enumerate(sent, 1):
            late = make.at(days=-1) if state is not CopyState.PREPARED else None
            tx.put_copy(
                make.copy(copy_id=make.copy_id(number), state=state, since=make.at(hours=number), deadline=late)
            )
        for number, state in enumerate(came, 1):
            held = make.holding(
                organisation="home", copy_id=CopyId(make.plan_id, number, "home"), sender="region", state=state
            )
            tx.put_holding(held)
        own = make.holding(organisation="home", copy_id=CopyId(make.plan_id, 9, "home"), sender="home")
        tx.put_holding(own)
        for subject, reason in (("a", "SIP620"), ("b", "SIP620"), ("c", "SIP640")):
            row = tx.park(make.parked(subject=subject, reason=reason))
            if subject == "b":
                tx.resolve_parked(row, "discarded", make.now)
        for number, due in enumerate((-2, -1, 1)):
            tx.add_work(make.stream(f"r{number}"), WorkKind.SEND, 1, "copy", make.at(minutes=due))
            tx.add_work(make.stream(f"r{number}"), WorkKind.PREPARE, 2, "copy", make.at(minutes=due + 0.5))
        tx.put_copy(make.copy(organisation="neighbour", state=CopyState.SENT))
    return Counter(sent), Counter(came)


def test_figures_count_what_is_there(store, make, filled):
    sent, came = filled
    with store.transaction() as tx:
        (home,) = tx.figures(["home"], make.now)
    assert home.organisation == "home"
    assert home.sent == dict(sent)
    assert home.received == dict(came)
    assert (home.parked, home.parked_by) == (2, {"SIP620": 1, "SIP640": 1})
    assert (home.work_due, home.oldest_due) == (4, make.at(minutes=-2))
    assert home.oldest_unprepared == make.at(minutes=-1.5)
    assert home.oldest_unsent == make.at(hours=1)
    assert home.oldest_unanswered == make.at(hours=3)
    assert home.oldest_unrecorded == make.now
    assert (home.late_sent, home.late_received) == ({CopyState.SENT: 1}, {})  # what is recorded is late no more


def test_each_organisation_has_its_own_in_the_order_asked_for(store, make, filled):
    with store.transaction() as tx:
        nobody, neighbour, home = tx.figures(["nobody", "neighbour", "home"], make.now)
        assert tx.figures([], make.now) == []
    assert [each.organisation for each in (nobody, neighbour, home)] == ["nobody", "neighbour", "home"]
    assert (nobody.sent, nobody.received, nobody.parked, nobody.work_due) == ({}, {}, 0, 0)
    assert (nobody.oldest_unsent, nobody.oldest_unrecorded, nobody.oldest_due) == (None, None, None)
    assert neighbour.sent == {CopyState.SENT: 1}
    assert neighbour.received == {}
    assert (nobody.late_sent, nobody.oldest_unprepared, neighbour.oldest_unprepared) == ({}, None, None)
    assert home.sent[CopyState.SENT] == 1
