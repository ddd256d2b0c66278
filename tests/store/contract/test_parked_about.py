"""What is parked is found by the copy, message or counterpart that it is about, in whichever shape it says so."""

from __future__ import annotations

import pytest

from gateway.store.rows import WantedParked
from schemas.messages import CopyId, MessageKind
from schemas.states import CopyState

PLAN, OTHER = (f"urn:uuid:0f4c1d5e-0000-4000-8000-00000000000{each}" for each in "ab")
TO_REGION, TO_SCHOOL = CopyId(PLAN, 1, "region"), CopyId(PLAN, 1, "school")
CAME, NEXT, LOST = CopyId(OTHER, 1, "home"), CopyId(OTHER, 2, "home"), CopyId(OTHER, 3, "home")


def message(number: int) -> str:
    return f"urn:uuid:00000000-0000-4000-8000-{number:012}"


SENT, HELD, SECOND, REPORT, STATUS, REFUSED, CONTROL, AGAIN, OFFER = map(message, range(9))

SHAPES = {
    "sending": {"subject": str(TO_REGION), "kind": "send"},
    "other recipient": {"subject": str(TO_SCHOOL), "kind": "send"},
    "next version": {"subject": str(TO_REGION._replace(version=11)), "kind": "send"},
    "sent again": {"subject": f"{TO_REGION}#again", "kind": "reconcile"},
    "defect sending again": {"subject": f"again:{TO_REGION}#{AGAIN}", "kind": "send"},
    "telling": {"subject": f"{TO_REGION}#sent#2026-01-15T09:00:00+00:00", "kind": "tell"},
    "fork at home": {"subject": f"{TO_REGION}#reconcile", "kind": "version-fork", "direction": "in"},
    "recording": {"subject": str(CAME), "kind": "record", "direction": "in"},
    "fork": {"subject": f"{CAME}#{SECOND}", "kind": "version-fork", "direction": "in"},
    "receipt": {"subject": f"receipt#{CAME}", "kind": "receipt", "direction": "in"},
    "telling of what came": {"subject": f"{CAME}#ended#withdrawn#2026", "kind": "tell"},
    "next that came": {"subject": str(NEXT), "kind": "record", "direction": "in"},
    "never came": {"subject": f"{LOST}#reconcile", "kind": "reconcile", "direction": "in"},
    "status": {"subject": STATUS, "kind": "status", "direction": "in", "detail": f"{TO_REGION} {STATUS}"},
    "refused": {"subject": REFUSED, "kind": "delivery", "direction": "in"},
    "control": {"subject": CONTROL, "kind": "withdrawal", "detail": "school"},
    "report": {"subject": f"{PLAN}#{REPORT}", "kind": "withdrawal-report", "direction": "in", "detail": "region"},
    "offer": {"subject": OTHER, "kind": "hand-over", "direction": "in", "detail": "school"},
    "taken back": {"subject": f"{PLAN}#school", "kind": "reconcile", "direction": "in", "detail": "withdrawal"},
    "lost version": {"subject": str(TO_REGION).removesuffix("/region/plan"), "kind": "reconcile", "direction": "in"},
    "document": {"subject": "plan-1_2", "kind": "document", "direction": "in"},
    "document like it": {"subject": "plan-1X2", "kind": "document", "direction": "in"},
    "unopened": {"subject": "unopened:sha256:00", "kind": "delivery", "direction": "in"},
}


@pytest.fixture
def found(store, make):
    """Which of the shapes a filter finds. A neighbour has the same, and is not asked about."""
    numbers = {}
    with store.transaction() as tx:
        tx.put_plan(make.plan(plan_id=PLAN, home="home"))
        tx.put_plan(make.plan(plan_id=OTHER, home="clinic"))
        tx.put_copy(make.copy(copy_id=TO_REGION, state=CopyState.SENT, message_id=SENT))
        for copy_id, message_id in ((CAME, HELD), (NEXT, message(20))):
            held = {"organisation": "home", "copy_id": copy_id, "sender": "clinic", "message_id": message_id}
            tx.put_holding(make.holding(**held))
        for message_id, sender, kind, copy_id in (
            (SECOND, "clinic", MessageKind.PLAN, CAME),
            (HELD, "clinic", MessageKind.PLAN, CAME),
            (STATUS, "region", MessageKind.STATUS, TO_REGION),
            (REFUSED, "clinic", MessageKind.PLAN, NEXT),
            (REPORT, "region", MessageKind.WITHDRAWAL_REPORT, None),
        ):
            said = {"organisation": "home", "message_id": message_id, "sender": sender, "kind": kind}
            tx.put_inbox(make.inbox(**said, copy_id=None if copy_id is None else str(copy_id)))
        for name, shape in SHAPES.items():
            numbers[tx.park(make.parked(**shape))] = name
            tx.park(make.parked(**shape | {"organisation": "neighbour"}))

    def names(**wanted):
        with store.transaction() as tx:
            rows = tx.parked(WantedParked("home", **wanted))
            assert tx.count_parked(WantedParked("home", **wanted)) == len(rows)
            assert all(row.body is None for row in rows)
        return {numbers[row.id] for row in rows}

    return names


OF_COPY = {"sending", "sent again", "defect sending again", "telling", "fork at home"}
OF_CAME = {"recording", "fork", "receipt", "telling of what came"}


def test_by_copy_everything_about_it_is_found_and_nothing_of_another_copy(found):
    assert found(copy_id=str(TO_REGION)) == OF_COPY | {"status"}
    assert found(copy_id=str(CAME)) == OF_CAME
    assert found(copy_id=str(NEXT)) == {"next that came", "refused"}
    assert found(copy_id=str(LOST)) == {"never came"}
    assert found(copy_id=str(TO_REGION._replace(recipient="regio"))) == set()


@pytest.mark.parametrize(
    ("message_id", "names"),
    [
        (SENT, OF_COPY),
        (HELD, OF_CAME),
        (SECOND, OF_CAME),  # it brought the copy, once more
        (REFUSED, {"refused", "next that came"}),
        (STATUS, {"status"}),  # it carries no copy
        (CONTROL, {"control"}),
        (REPORT, {"report"}),
        (AGAIN, {"defect sending again"}),
        ("plan-1_2", {"document"}),
        ("%", set()),
        (message(99), set()),
    ],
)
def test_by_message_it_is_found_and_the_copy_that_it_carries(found, message_id, names):
    assert found(message_id=message_id) == names


def test_by_counterpart_everything_to_or_from_it_or_about_it_is_found(found):
    assert found(counterpart="region") == OF_COPY | {"next version", "status", "report"}
    assert found(counterpart="clinic") == OF_CAME | {"next that came", "never came", "refused"}
    assert found(counterpart="school") == {"other recipient", "control", "offer", "taken back"}
    assert found(counterpart="scho_l") == found(counterpart="%") == found(counterpart="REGION") == set()


def test_by_plan_a_copy_that_is_sent_again_and_a_message_about_a_copy_are_found_too(found):
    of_plan = {"other recipient", "next version", "status", "report", "taken back", "lost version"}
    assert found(plan_id=PLAN) == OF_COPY | of_plan
    assert found(plan_id=OTHER) == OF_CAME | {"next that came", "never came", "refused", "offer"}


def test_conditions_hold_together(found):
    assert found(copy_id=str(CAME), message_id=SECOND, counterpart="clinic", kind="version-fork") == {"fork"}
    assert found(copy_id=str(CAME), message_id=SENT) == set()


def test_rows_are_read_on_from_a_number_up_to_another_settled_or_not(store, make):
    with store.transaction() as tx:
        assert tx.newest_parked() == 0
        numbers = [tx.park(make.parked(subject=f"s{each}")) for each in range(6)]
        tx.resolve_parked(numbers[1], "discarded", make.now)
        assert tx.newest_parked() == numbers[-1]

    def listed(**wanted):
        with store.transaction() as tx:
            return [row.id for row in tx.parked(WantedParked(**wanted))]

    assert listed(after=numbers[0], up_to=numbers[4], limit=2) == numbers[2:4]
    assert listed(after=numbers[3], up_to=numbers[4]) == [numbers[4]]
    assert listed(resolved=None) == numbers
    assert listed(resolved=True) == [numbers[1]]


def test_a_row_is_read_without_its_body_where_nobody_wants_it(store, make):
    with store.transaction() as tx:
        number = tx.park(make.parked())
        assert tx.parked_row(number, with_body=False) == make.parked(id=number, body=None)
        assert tx.parked_row(number) == make.parked(id=number)
