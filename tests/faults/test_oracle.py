"""The oracle finds each kind of offence in worlds made by hand, and nothing in a clean one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.faults.accepted import Attempted, End, Refused
from tests.faults.oracle import judge
from tests.faults.seen import Exposed, Parked, Stands
from tests.faults.verdict import Kind
from tests.faults.worlds_by_hand import (
    AT,
    HOME,
    OUTSIDE,
    PLAN,
    A,
    B,
    Hand,
    after_its_notice,
    again,
    came_after,
    clean,
    ended,
    entry,
    forget,
    gateway,
    handed_over,
    held_outside,
    invented,
    ledger,
    left_after,
    lie_believed,
    lied,
    of,
    outside,
    outside_stands,
    parked,
    part_left_after,
    rejected,
    replace_entry,
    superseded_after_it_came,
    superseded_by_none,
    version_three,
    withdrawn_in_the_journal,
)


@pytest.fixture
def hand() -> Hand:
    return clean()


def test_a_clean_world_passes_and_is_counted(hand):
    verdict = judge(hand.seen)
    assert verdict.offences == []
    assert verdict.clean
    assert verdict.last_line == "lost 0 duplicated 0 out-of-order 0 leaked 0"
    assert verdict.of("fault") == {"attempted": 2, "accepted": 2, "copies": 6, "recorded": 4, "withheld": 2}


Change = Callable[[Hand], object]
WRONG: dict[str, tuple[Kind, Change]] = {
    "a copy that nobody has": (Kind.LOST, lambda hand: hand.take_out(1, A)),
    "a copy that its home has forgotten": (Kind.LOST, lambda hand: forget(hand, 2, B)),
    "a copy that waits although consent covers it": (Kind.LOST, lambda h: h.take_out(2, A, "awaiting-consent")),
    "parked without a fault that says why": (Kind.LOST, lambda hand: parked(hand, "SIP641")),
    "parked and in no list": (Kind.LOST, lambda hand: hand.take_out(2, A, "parked", "SIP620")),
    "superseded by nothing": (Kind.LOST, lambda hand: hand.take_out(2, A, "superseded", "SIP626")),
    "superseded by a version that has not come": (Kind.LOST, lambda hand: superseded_by_none(hand)),
    "superseded before it left, and it had come": (Kind.LOST, lambda hand: superseded_after_it_came(hand)),
    "withheld, and superseded by nothing": (Kind.LOST, lambda hand: outside_stands(hand, 2, "superseded", "SIP628")),
    "withheld, and superseded by what never came": (
        Kind.LOST,
        lambda hand: outside_stands(hand, 1, "superseded", "SIP626"),
    ),
    "withdrawn by nobody": (Kind.LOST, lambda hand: hand.take_out(2, A, "withdrawn", "SIP623")),
    "recorded says the ledger, and no journal has said so": (Kind.LOST, lambda hand: invented(hand)),
    "a document without answer": (Kind.LOST, lambda h: h.seen.accepted.add(Attempted("fault/2/1", HOME, AT))),
    "a withheld copy that nobody sees": (Kind.LOST, lambda hand: hand.seen.ledgers.pop(of(1, OUTSIDE))),
    "two entries": (Kind.DUPLICATED, lambda hand: again(hand, entry(2, A, 2))),
    "two entries with two contents": (Kind.DUPLICATED, lambda h: again(h, replace(entry(2, A, 2), content_hash="o"))),
    "a version that nobody was told of": (Kind.DUPLICATED, lambda hand: version_three(hand)),
    "an older version afterwards": (Kind.OUT_OF_ORDER, lambda h: h.entries(A, entry(2, A, 1), entry(1, A, 2))),
    "a part that is for another": (Kind.LEAKED, lambda h: h.entries(B, replace(entry(1, B, 1), markers=("1x", "1y")))),
    "a part of another version": (Kind.LEAKED, lambda h: h.entries(A, replace(entry(1, A, 1), markers=("2x",)))),
    "an entry of one whom consent does not cover": (Kind.LEAKED, lambda hand: outside(hand)),
    "a copy that lies with one whom consent does not cover": (Kind.LEAKED, lambda hand: held_outside(hand)),
    "left after the withdrawal": (Kind.LEAKED, lambda hand: left_after(hand, End.WITHDRAWAL, "consent-withdrawn")),
    "left after the nullification": (Kind.LEAKED, lambda hand: left_after(hand, End.NULLIFICATION, "accepted")),
    "came after the withdrawal had come": (Kind.LEAKED, lambda hand: came_after(hand)),
    "a withdrawn part that left afterwards": (Kind.LEAKED, lambda hand: part_left_after(hand)),
    "given again after its notice": (Kind.LEAKED, lambda hand: after_its_notice(hand)),
    "a marker in a log": (Kind.LEAKED, lambda hand: hand.seen.exposed.append(Exposed("hub.log", "a marker"))),
    "other bytes than were frozen": (Kind.ALTERED, lambda h: replace_entry(h, 1, A, sha256="sha256:other")),
    "a cover note about other bytes": (Kind.ALTERED, lambda h: replace_entry(h, 1, B, content_hash="sha256:other")),
    "half a document": (Kind.ALTERED, lambda hand: replace_entry(hand, 1, B, whole=False)),
    "a part that is missing": (Kind.ALTERED, lambda hand: replace_entry(hand, 1, A, markers=("1x",))),
    "a home that was not told": (Kind.HOME_DOES_NOT_KNOW, lambda hand: ledger(hand, state="received")),
    "a home that names another entry": (Kind.HOME_DOES_NOT_KNOW, lambda hand: ledger(hand, entry_id="JS-9")),
    "a gateway that does not know its entry": (Kind.HOME_DOES_NOT_KNOW, lambda hand: gateway(hand, "received")),
    "an entry without any row": (Kind.HOME_DOES_NOT_KNOW, lambda hand: hand.seen.held.pop(of(2, A))),
    "withdrawn, and the journal has said that it has it": (
        Kind.HOME_DOES_NOT_KNOW,
        lambda hand: withdrawn_in_the_journal(hand, has_said=True),
    ),
    "a lie that could be seen": (Kind.BELIEVED, lambda hand: lie_believed(hand)),
    "something parked that nothing explains": (
        Kind.UNEXPLAINED,
        lambda hand: hand.seen.parked.append(Parked(A, "SIP641", "delivery")),
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_each_offence_is_found_and_called_what_it_is(hand, what):
    kind, change = WRONG[what]
    change(hand)
    verdict = judge(hand.seen)
    assert kind in {each.kind for each in verdict.offences}, verdict.offences
    assert not verdict.clean
    assert f"{kind.value} 0" not in verdict.last_line
    assert kind.value in verdict.last_line


def test_every_kind_of_offence_is_among_those_made_by_hand():
    assert {kind for kind, _ in WRONG.values()} == set(Kind)


RIGHT: dict[str, tuple[str, Change]] = {
    "superseded by a newer version": ("superseded", lambda hand: hand.take_out(1, A, "superseded", "SIP626")),
    "superseded before it left": ("superseded", lambda hand: hand.take_out(1, A, "superseded", "SIP628")),
    "withheld, then superseded by a newer version": (
        "superseded",
        lambda hand: outside_stands(hand, 1, "superseded", "SIP628"),
    ),
    "withdrawn by a withdrawal": ("withdrawn", lambda hand: ended(hand, End.WITHDRAWAL, "SIP623")),
    "withdrawn by a nullification": ("withdrawn", lambda hand: ended(hand, End.NULLIFICATION, "SIP624")),
    "withdrawn, and the journal has never said that it has it": (
        "recorded",
        lambda hand: withdrawn_in_the_journal(hand, has_said=False),
    ),
    "parked as its fault says": ("parked", lambda hand: parked(hand, "SIP620")),
    "handed over as its fault says, and entered": ("recorded", lambda hand: handed_over(hand)),
    "rejected as its fault says": ("rejected", lambda hand: rejected(hand, refused=True)),
    "a journal that lied": ("journal-lied", lambda hand: lied(hand)),
    "refused with a code": ("refused", lambda hand: hand.seen.accepted.add(Refused("fault/3/1", HOME, ("SIP1",), AT))),
}
FAULT = {"fault": {"parked": "SIP620: its queue has gone", "handed-over": "receipts are lost", "rejected": "refuses"}}


@pytest.mark.parametrize("what", RIGHT)
def test_another_final_state_with_its_reason_is_no_offence(hand, what):
    counted, change = RIGHT[what]
    change(hand)
    verdict = judge(hand.seen, FAULT)
    assert verdict.offences == []
    assert verdict.of("fault")[counted] >= 1


def test_what_a_fault_allows_counts_only_as_far_as_the_journal_shows_it(hand):
    """Handed over, and no entry; rejected, and never refused; rejected, and entered."""
    hand.take_out(1, A, "handed-over")
    rejected(hand, refused=False)
    gateway(hand, "rejected", recipient=B)
    kinds = [each.kind for each in judge(hand.seen, FAULT).offences]
    assert sorted(set(kinds)) == [Kind.HOME_DOES_NOT_KNOW, Kind.LOST]
    assert kinds.count(Kind.LOST) == 2


def test_a_plan_that_nobody_was_told_of_is_one_too_many(hand):
    other = f"urn:uuid:{'9' * 8}-{'9' * 4}-4999-8999-{'9' * 12}"
    unknown = of(1, A).replace(PLAN.removeprefix("urn:uuid:"), other.removeprefix("urn:uuid:"))
    hand.seen.ledgers[unknown] = Stands(unknown, "recorded")
    hand.entries(A, *hand.seen.journals[A].entries, replace(entry(2, A, 3), copy_id=unknown, entry_id="JS-3"))
    assert [each.kind for each in judge(hand.seen).offences] == 2 * [Kind.DUPLICATED]


def test_what_one_fault_allows_is_not_allowed_in_another_batch(hand):
    parked(hand, "SIP620")
    assert not judge(hand.seen, {"other": FAULT["fault"]}).clean
    parked(hand, "SIP641")
    assert not judge(hand.seen, FAULT).clean


def test_a_withdrawn_part_that_had_left_before_is_no_offence(hand):
    part_left_after(hand, left=1, ended=5)
    assert judge(hand.seen).clean


def test_the_part_that_was_taken_back_need_not_be_there(hand):
    hand.end(End.WITHDRAWAL, 2, markers=("2y",))
    replace_entry(hand, 2, A, markers=("2x",))
    assert judge(hand.seen).clean


def test_offences_are_counted_in_the_batch_that_they_are_of(hand):
    hand.take_out(1, A)
    verdict = judge(hand.seen)
    assert (verdict.of("fault")["lost"], verdict.of("other")["lost"], verdict.total["lost"]) == (1, 0, 1)
    assert verdict.as_json()["offences"][0]["about"] == of(1, A)
