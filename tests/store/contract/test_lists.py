"""What lists need beside their rows: counts without limits, follow-ups, and what is parked by plan and counterpart."""

from __future__ import annotations

from datetime import date

from gateway.store.rows import Wanted, WantedParked
from schemas.messages import CopyId
from schemas.states import CopyState

OTHER = "urn:uuid:0f4c1d5e-0000-4000-8000-00000000000b"


def test_counts_are_those_of_the_lists_without_their_limit(store, make):
    with store.transaction() as tx:
        tx.put_plan(make.plan())
        for number in range(5):
            tx.put_copy(make.copy(copy_id=make.copy_id(recipient=f"r{number}")))
            tx.put_holding(make.holding(copy_id=CopyId(OTHER, number + 1, "region")))
            tx.park(make.parked(subject=f"s{number}"))
        tx.put_holding(make.holding(copy_id=CopyId(OTHER, 9, "region"), sender="region"))  # its own
    with store.transaction() as tx:
        few = Wanted(limit=2)
        assert (len(tx.ledger("home", few)), tx.count_sent("home", few)) == (2, 5)
        assert (len(tx.received("region", few)), tx.count_received("region", few)) == (2, 5)
        assert tx.count_sent("home", Wanted(counterpart="r3")) == 1
        assert tx.count_received("home") == 0
        assert (len(tx.parked(WantedParked(limit=2))), tx.count_parked(WantedParked(limit=2))) == (2, 5)
        assert tx.count_parked(WantedParked(resolved=True)) == 0


def test_follow_ups_are_those_of_the_newest_version_or_copy_that_may_be_looked_at(store, make):
    with store.transaction() as tx:
        tx.put_plan(make.plan())
        for version, on in ((1, date(2026, 4, 1)), (2, date(2026, 5, 1))):
            tx.add_version(make.version(version=version, token=f"t{version}", follow_up_on=on))
        states = {1: CopyState.RECORDED, 2: CopyState.HANDED_OVER, 3: CopyState.WITHDRAWN}
        for version, state in states.items():
            copy_id = CopyId(OTHER, version, "home")
            on = date(2026, 6, version)
            tx.put_holding(make.holding(organisation="home", copy_id=copy_id, state=state, follow_up_on=on))
    with store.transaction() as tx:
        both = {make.plan_id: date(2026, 5, 1), OTHER: date(2026, 6, 2)}
        assert tx.follow_ups("home", [make.plan_id, OTHER, make.plan_id]) == both
        assert tx.follow_ups("region", [make.plan_id, OTHER]) == {}
        assert tx.follow_ups("home", []) == {}
    with store.transaction() as tx:
        tx.add_version(make.version(version=3, token="t3", follow_up_on=None))
        assert tx.follow_ups("home", [make.plan_id]) == {}  # the newest says none


def test_hundreds_of_plans_are_asked_about_at_once(store, make):
    plans = [f"urn:uuid:0f4c1d5e-0000-4000-8000-{number:012}" for number in range(1200)]
    with store.transaction() as tx:
        for plan_id in plans:
            copy_id = CopyId(plan_id, 1, "home")
            on = date(2026, 6, 1)
            tx.put_holding(make.holding(organisation="home", copy_id=copy_id, follow_up_on=on))
        assert len(tx.follow_ups("home", plans)) == 1200


def test_what_is_parked_is_found_by_plan_and_by_counterpart(store, make):
    copy_id = make.copy_id()
    with store.transaction() as tx:
        tx.put_holding(make.holding())
        tx.put_inbox(make.inbox(message_id="urn:uuid:0f4c1d5e-0000-4000-8000-0000000000ff", sender="clinic"))
        said = {
            "out": make.parked(subject=str(copy_id)),
            "held": make.parked(organisation="region", direction="in", subject=str(copy_id), kind="record"),
            "fork": make.parked(organisation="region", direction="in", subject=f"{copy_id}#m", kind="version-fork"),
            "receipt": make.parked(organisation="region", direction="in", subject=f"receipt#{copy_id}", kind="receipt"),
            "offer": make.parked(organisation="region", direction="in", subject=make.plan_id, kind="hand-over"),
            "report": make.parked(direction="in", subject=f"{make.plan_id}#m", kind="withdrawal-report"),
            "message": make.parked(
                organisation="region",
                direction="in",
                subject="urn:uuid:0f4c1d5e-0000-4000-8000-0000000000ff",
                kind="delivery",
            ),
            "other": make.parked(subject=str(CopyId(OTHER, 1, "clinic_1"))),
            "like": make.parked(subject=str(CopyId(OTHER, 1, "clinicX1"))),
        }
        numbers = {tx.park(row): name for name, row in said.items()}

    def found(**wanted: str) -> set[str]:
        with store.transaction() as tx:
            rows = tx.parked(WantedParked(**wanted))
            assert tx.count_parked(WantedParked(**wanted)) == len(rows)
        return {numbers[row.id] for row in rows}

    assert found(plan_id=make.plan_id) == {"out", "held", "fork", "receipt", "offer", "report", "message"}
    assert found(plan_id=OTHER) == {"other", "like"}
    assert found(counterpart="region") == {"out"}
    assert found(counterpart="home") == {"held", "fork", "receipt"}
    assert found(counterpart="clinic") == {"message"}
    assert found(counterpart="clinic_1") == {"other"}
    assert found(counterpart="home", organisation="home") == set()
