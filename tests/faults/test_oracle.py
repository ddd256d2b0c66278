"""The oracle finds each kind of offence in worlds made by hand, and nothing in a clean one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from tests.faults.accepted import Attempted, End, Ended, Refused, Version
from tests.faults.oracle import judge
from tests.faults.seen import Entry, Event, Exposed, Journal, Notice, Parked, Said, Seen, Stands
from tests.faults.verdict import Kind

HOME, A, B, OUTSIDE = "HOME", "A", "B", "OUTSIDE"
PLAN = "urn:uuid:00000000-0000-4000-8000-000000000001"
AT = datetime(2026, 1, 12, tzinfo=UTC)


def of(version: int, recipient: str) -> str:
    return f"00000000-0000-4000-8000-000000000001/{version}/{recipient}/plan"


def hashed(version: int, recipient: str) -> str:
    return f"sha256:{version}{recipient}"


def entry(version: int, recipient: str, place: int) -> Entry:
    markers = tuple(f"{version}{part}" for part in ("xy" if recipient == A else "x"))
    written = hashed(version, recipient)
    return Entry(of(version, recipient), f"JS-{place}", written, place, markers, written if recipient == A else None)


def stands(version: int, recipient: str, place: int) -> Stands:
    return Stands(of(version, recipient), "recorded", None, hashed(version, recipient), f"JS-{place}")


def said(version: int, recipient: str, place: int) -> Said:
    return Said(of(version, recipient), "recorded", f"JS-{place}", hashed(version, recipient))


@dataclass
class Hand:
    """A clean world of one plan in two versions, for two recipients and one that consent does not cover."""

    seen: Seen

    def entries(self, recipient: str, *entries: Entry) -> None:
        self.seen.journals[recipient] = replace(self.seen.journals[recipient], entries=entries)

    def take_out(self, version: int, recipient: str, state: str = "sent", reason: str | None = None) -> None:
        """Not in the journal; in the ledger, and at its recipient, in that state."""
        copy_id, journal = of(version, recipient), self.seen.journals[recipient]
        self.entries(recipient, *(each for each in journal.entries if each.copy_id != copy_id))
        self.seen.journals[recipient] = replace(
            self.seen.journals[recipient], said=tuple(each for each in journal.said if each.copy_id != copy_id)
        )
        self.seen.ledgers[copy_id] = Stands(copy_id, state, reason)
        self.seen.held.pop(copy_id, None)

    def end(self, what: End, version: int, **more) -> None:
        self.seen.accepted.ended.append(Ended(what, HOME, PLAN, version, (), AT, **more))


@pytest.fixture
def hand() -> Hand:
    seen = Seen()
    for version in (1, 2):
        name = f"fault/1/{version}"
        parts = {A: (f"{version}x", f"{version}y"), B: (f"{version}x",)}
        seen.accepted.add(Attempted(name, HOME, AT))
        seen.accepted.add(Version(name, HOME, PLAN, version, parts, (OUTSIDE,), AT))
        seen.ledgers[of(version, OUTSIDE)] = Stands(of(version, OUTSIDE), "withheld", "SIP501")
        for recipient in parts:
            seen.ledgers[of(version, recipient)] = seen.held[of(version, recipient)] = stands(
                version, recipient, version
            )
        seen.events.append(Event(HOME, version, "accepted", PLAN, None, version))
    for recipient in (A, B):
        entries = tuple(entry(version, recipient, version) for version in (1, 2))
        receipts = tuple(said(version, recipient, version) for version in (1, 2))
        seen.journals[recipient] = Journal(entries, (), receipts)
    return Hand(seen)


def test_a_clean_world_passes_and_is_counted(hand):
    verdict = judge(hand.seen)
    assert verdict.offences == []
    assert verdict.clean
    assert verdict.last_line == "lost 0 duplicated 0 out-of-order 0 leaked 0"
    assert verdict.of("fault") == {"attempted": 2, "accepted": 2, "copies": 6, "recorded": 4, "withheld": 2}


Change = Callable[[Hand], object]
WRONG: dict[str, tuple[Kind, Change]] = {
    "a copy that nobody has": (Kind.LOST, lambda hand: hand.take_out(1, A)),
    "a copy that its home has forgotten": (Kind.LOST, lambda hand: _forget(hand, 2, B)),
    "a copy that waits although consent covers it": (Kind.LOST, lambda h: h.take_out(2, A, "awaiting-consent")),
    "parked without a fault that says why": (Kind.LOST, lambda hand: _parked(hand, "SIP641")),
    "parked and in no list": (Kind.LOST, lambda hand: hand.take_out(2, A, "parked", "SIP620")),
    "superseded by nothing": (Kind.LOST, lambda hand: hand.take_out(2, A, "superseded", "SIP626")),
    "superseded by a version that has not come": (Kind.LOST, lambda hand: _superseded_by_none(hand)),
    "superseded before it left, and it had come": (Kind.LOST, lambda hand: _superseded_after_it_came(hand)),
    "withheld, and superseded by nothing": (Kind.LOST, lambda hand: _outside_stands(hand, 2, "superseded", "SIP628")),
    "withheld, and superseded by what never came": (
        Kind.LOST,
        lambda hand: _outside_stands(hand, 1, "superseded", "SIP626"),
    ),
    "withdrawn by nobody": (Kind.LOST, lambda hand: hand.take_out(2, A, "withdrawn", "SIP623")),
    "recorded says the ledger, and no journal has said so": (Kind.LOST, lambda hand: _invented(hand)),
    "a document without answer": (Kind.LOST, lambda h: h.seen.accepted.add(Attempted("fault/2/1", HOME, AT))),
    "a withheld copy that nobody sees": (Kind.LOST, lambda hand: hand.seen.ledgers.pop(of(1, OUTSIDE))),
    "two entries": (Kind.DUPLICATED, lambda hand: _again(hand, entry(2, A, 2))),
    "two entries with two contents": (Kind.DUPLICATED, lambda h: _again(h, replace(entry(2, A, 2), content_hash="o"))),
    "a version that nobody was told of": (Kind.DUPLICATED, lambda hand: _version_three(hand)),
    "an older version afterwards": (Kind.OUT_OF_ORDER, lambda h: h.entries(A, entry(2, A, 1), entry(1, A, 2))),
    "a part that is for another": (Kind.LEAKED, lambda h: h.entries(B, replace(entry(1, B, 1), markers=("1x", "1y")))),
    "a part of another version": (Kind.LEAKED, lambda h: h.entries(A, replace(entry(1, A, 1), markers=("2x",)))),
    "an entry of one whom consent does not cover": (Kind.LEAKED, lambda hand: _outside(hand)),
    "a copy that lies with one whom consent does not cover": (Kind.LEAKED, lambda hand: _held_outside(hand)),
    "left after the withdrawal": (Kind.LEAKED, lambda hand: _left_after(hand, End.WITHDRAWAL, "consent-withdrawn")),
    "left after the nullification": (Kind.LEAKED, lambda hand: _left_after(hand, End.NULLIFICATION, "accepted")),
    "came after the withdrawal had come": (Kind.LEAKED, lambda hand: _came_after(hand)),
    "a withdrawn part that left afterwards": (Kind.LEAKED, lambda hand: _part_left_after(hand)),
    "given again after its notice": (Kind.LEAKED, lambda hand: _after_its_notice(hand)),
    "a marker in a log": (Kind.LEAKED, lambda hand: hand.seen.exposed.append(Exposed("hub.log", "a marker"))),
    "other bytes than were frozen": (Kind.ALTERED, lambda h: _replace_entry(h, 1, A, sha256="sha256:other")),
    "a cover note about other bytes": (Kind.ALTERED, lambda h: _replace_entry(h, 1, B, content_hash="sha256:other")),
    "half a document": (Kind.ALTERED, lambda hand: _replace_entry(hand, 1, B, whole=False)),
    "a part that is missing": (Kind.ALTERED, lambda hand: _replace_entry(hand, 1, A, markers=("1x",))),
    "a home that was not told": (Kind.HOME_DOES_NOT_KNOW, lambda hand: _ledger(hand, state="received")),
    "a home that names another entry": (Kind.HOME_DOES_NOT_KNOW, lambda hand: _ledger(hand, entry_id="JS-9")),
    "a gateway that does not know its entry": (Kind.HOME_DOES_NOT_KNOW, lambda hand: _gateway(hand, "received")),
    "an entry without any row": (Kind.HOME_DOES_NOT_KNOW, lambda hand: hand.seen.held.pop(of(2, A))),
    "a lie that could be seen": (Kind.BELIEVED, lambda hand: _lie_believed(hand)),
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
        lambda hand: _outside_stands(hand, 1, "superseded", "SIP628"),
    ),
    "withdrawn by a withdrawal": ("withdrawn", lambda hand: _ended(hand, End.WITHDRAWAL, "SIP623")),
    "withdrawn by a nullification": ("withdrawn", lambda hand: _ended(hand, End.NULLIFICATION, "SIP624")),
    "parked as its fault says": ("parked", lambda hand: _parked(hand, "SIP620")),
    "handed over as its fault says, and entered": ("recorded", lambda hand: _handed_over(hand)),
    "rejected as its fault says": ("rejected", lambda hand: _rejected(hand, refused=True)),
    "a journal that lied": ("journal-lied", lambda hand: _lied(hand)),
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
    _rejected(hand, refused=False)
    _gateway(hand, "rejected", recipient=B)
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
    _parked(hand, "SIP620")
    assert not judge(hand.seen, {"other": FAULT["fault"]}).clean
    _parked(hand, "SIP641")
    assert not judge(hand.seen, FAULT).clean


def test_a_withdrawn_part_that_had_left_before_is_no_offence(hand):
    _part_left_after(hand, left=1, ended=5)
    assert judge(hand.seen).clean


def test_the_part_that_was_taken_back_need_not_be_there(hand):
    hand.end(End.WITHDRAWAL, 2, markers=("2y",))
    _replace_entry(hand, 2, A, markers=("2x",))
    assert judge(hand.seen).clean


def test_offences_are_counted_in_the_batch_that_they_are_of(hand):
    hand.take_out(1, A)
    verdict = judge(hand.seen)
    assert (verdict.of("fault")["lost"], verdict.of("other")["lost"], verdict.total["lost"]) == (1, 0, 1)
    assert verdict.as_json()["offences"][0]["about"] == of(1, A)


def _forget(hand: Hand, version: int, recipient: str) -> None:
    hand.take_out(version, recipient)
    del hand.seen.ledgers[of(version, recipient)]


def _parked(hand: Hand, code: str) -> None:
    hand.take_out(2, A, "parked", code)
    hand.seen.parked.append(Parked(HOME, code, "send", of(2, A)))


def _handed_over(hand: Hand) -> None:
    hand.seen.ledgers[of(2, A)] = replace(hand.seen.ledgers[of(2, A)], state="handed-over", entry_id=None)
    hand.seen.held[of(2, A)] = replace(hand.seen.held[of(2, A)], state="handed-over", entry_id=None)


def _rejected(hand: Hand, *, refused: bool) -> None:
    hand.take_out(2, A, "rejected", "SIP810")
    if refused:
        hand.seen.journals[A] = replace(hand.seen.journals[A], refused=frozenset({of(2, A)}))


def _invented(hand: Hand) -> None:
    hand.take_out(2, A)
    hand.seen.ledgers[of(2, A)] = hand.seen.held[of(2, A)] = stands(2, A, 2)


def _lied(hand: Hand) -> None:
    _invented(hand)
    journal = hand.seen.journals[A]
    hand.seen.journals[A] = replace(journal, said=(*journal.said, said(2, A, 2)))


def _again(hand: Hand, more: Entry) -> None:
    hand.entries(A, *hand.seen.journals[A].entries, replace(more, entry_id="JS-3", place=3))


def _version_three(hand: Hand) -> None:
    hand.seen.ledgers[of(3, A)] = Stands(of(3, A), "recorded")


def _superseded_by_none(hand: Hand) -> None:
    hand.take_out(1, A, "superseded", "SIP626")
    _gateway(hand, "received")


def _superseded_after_it_came(hand: Hand) -> None:
    hand.take_out(1, A, "superseded", "SIP628")
    hand.seen.held[of(1, A)] = hand.seen.ledgers[of(1, A)]


def _outside_stands(hand: Hand, version: int, state: str, reason: str) -> None:
    hand.seen.ledgers[of(version, OUTSIDE)] = Stands(of(version, OUTSIDE), state, reason)


def _outside(hand: Hand) -> None:
    hand.seen.journals[OUTSIDE] = Journal((entry(1, OUTSIDE, 1),))


def _held_outside(hand: Hand) -> None:
    hand.seen.held[of(1, OUTSIDE)] = Stands(of(1, OUTSIDE), "received")


def _left_after(hand: Hand, what: End, event: str) -> None:
    hand.end(what, 2)
    hand.seen.events += [Event(HOME, 10, event, PLAN, None, 2), Event(HOME, 11, "may-have-left", PLAN, of(2, A))]
    hand.seen.events = [each for each in hand.seen.events if (each.number, each.event) != (2, "accepted")]


def _came_after(hand: Hand) -> None:
    hand.end(End.WITHDRAWAL, 2)
    hand.seen.events += [Event(A, 10, "control-taken", PLAN), Event(A, 11, "received", PLAN, of(2, A))]


def _part_left_after(hand: Hand, left: int = 11, ended: int = 10) -> None:
    hand.end(End.WITHDRAWAL, 2, markers=("2y",))
    hand.seen.events += [
        Event(HOME, ended, "consent-withdrawn", PLAN),
        Event(HOME, left, "may-have-left", PLAN, of(2, A)),
    ]


def _after_its_notice(hand: Hand) -> None:
    journal = hand.seen.journals[A]
    hand.seen.journals[A] = replace(journal, notices=(Notice(of(2, A), hashed(2, A), 1),))


def _replace_entry(hand: Hand, version: int, recipient: str, **change) -> None:
    entries = hand.seen.journals[recipient].entries
    hand.entries(
        recipient, *(replace(each, **change) if each.copy_id == of(version, recipient) else each for each in entries)
    )


def _ledger(hand: Hand, **change) -> None:
    hand.seen.ledgers[of(2, A)] = replace(hand.seen.ledgers[of(2, A)], **change)


def _gateway(hand: Hand, state: str, recipient: str = A) -> None:
    about = of(2, recipient)
    hand.seen.held[about] = hand.seen.ledgers[about] = replace(hand.seen.held[about], state=state)


def _lie_believed(hand: Hand) -> None:
    journal = hand.seen.journals[A]
    others = tuple(each for each in journal.said if each.copy_id != of(2, A))
    hand.seen.journals[A] = replace(journal, said=(*others, replace(said(2, A, 2), content_hash="sha256:other")))


def _ended(hand: Hand, what: End, code: str, state: str = "withdrawn") -> None:
    hand.end(what, 2)
    hand.take_out(2, A, state, code)
