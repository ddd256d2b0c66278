"""Worlds made by hand for the oracle: a clean one, and what makes it wrong in one way, or differ in a right one."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from tests.faults.accepted import Attempted, End, Ended, Version
from tests.faults.seen import Entry, Event, Journal, Notice, Parked, Said, Seen, Stands

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


def clean() -> Hand:
    """Nothing is wrong in it."""
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


def forget(hand: Hand, version: int, recipient: str) -> None:
    hand.take_out(version, recipient)
    del hand.seen.ledgers[of(version, recipient)]


def parked(hand: Hand, code: str) -> None:
    hand.take_out(2, A, "parked", code)
    hand.seen.parked.append(Parked(HOME, code, "send", of(2, A)))


def handed_over(hand: Hand) -> None:
    hand.seen.ledgers[of(2, A)] = replace(hand.seen.ledgers[of(2, A)], state="handed-over", entry_id=None)
    hand.seen.held[of(2, A)] = replace(hand.seen.held[of(2, A)], state="handed-over", entry_id=None)


def withdrawn_in_the_journal(hand: Hand, *, has_said: bool) -> None:
    """Entered, then nullified; the answer of the journal system was lost, or was given and not taken."""
    hand.end(End.NULLIFICATION, 2)
    for stands_there in (hand.seen.ledgers, hand.seen.held):
        stands_there[of(2, A)] = replace(stands_there[of(2, A)], state="withdrawn", reason="SIP624", entry_id=None)
    if not has_said:
        journal = hand.seen.journals[A]
        hand.seen.journals[A] = replace(journal, said=tuple(each for each in journal.said if each.copy_id != of(2, A)))


def rejected(hand: Hand, *, refused: bool) -> None:
    hand.take_out(2, A, "rejected", "SIP810")
    if refused:
        hand.seen.journals[A] = replace(hand.seen.journals[A], refused=frozenset({of(2, A)}))


def invented(hand: Hand) -> None:
    hand.take_out(2, A)
    hand.seen.ledgers[of(2, A)] = hand.seen.held[of(2, A)] = stands(2, A, 2)


def lied(hand: Hand) -> None:
    invented(hand)
    journal = hand.seen.journals[A]
    hand.seen.journals[A] = replace(journal, said=(*journal.said, said(2, A, 2)))


def again(hand: Hand, more: Entry) -> None:
    hand.entries(A, *hand.seen.journals[A].entries, replace(more, entry_id="JS-3", place=3))


def version_three(hand: Hand) -> None:
    hand.seen.ledgers[of(3, A)] = Stands(of(3, A), "recorded")


def superseded_by_none(hand: Hand) -> None:
    hand.take_out(1, A, "superseded", "SIP626")
    gateway(hand, "received")


def superseded_after_it_came(hand: Hand) -> None:
    hand.take_out(1, A, "superseded", "SIP628")
    hand.seen.held[of(1, A)] = hand.seen.ledgers[of(1, A)]


def outside_stands(hand: Hand, version: int, state: str, reason: str) -> None:
    hand.seen.ledgers[of(version, OUTSIDE)] = Stands(of(version, OUTSIDE), state, reason)


def outside(hand: Hand) -> None:
    hand.seen.journals[OUTSIDE] = Journal((entry(1, OUTSIDE, 1),))


def held_outside(hand: Hand) -> None:
    hand.seen.held[of(1, OUTSIDE)] = Stands(of(1, OUTSIDE), "received")


def left_after(hand: Hand, what: End, event: str) -> None:
    hand.end(what, 2)
    hand.seen.events += [Event(HOME, 10, event, PLAN, None, 2), Event(HOME, 11, "may-have-left", PLAN, of(2, A))]
    hand.seen.events = [each for each in hand.seen.events if (each.number, each.event) != (2, "accepted")]


def came_after(hand: Hand) -> None:
    hand.end(End.WITHDRAWAL, 2)
    hand.seen.events += [Event(A, 10, "control-taken", PLAN), Event(A, 11, "received", PLAN, of(2, A))]


def part_left_after(hand: Hand, left: int = 11, ended: int = 10) -> None:
    hand.end(End.WITHDRAWAL, 2, markers=("2y",))
    hand.seen.events += [
        Event(HOME, ended, "consent-withdrawn", PLAN),
        Event(HOME, left, "may-have-left", PLAN, of(2, A)),
    ]


def after_its_notice(hand: Hand) -> None:
    journal = hand.seen.journals[A]
    hand.seen.journals[A] = replace(journal, notices=(Notice(of(2, A), hashed(2, A), 1),))


def replace_entry(hand: Hand, version: int, recipient: str, **change) -> None:
    entries = hand.seen.journals[recipient].entries
    hand.entries(
        recipient, *(replace(each, **change) if each.copy_id == of(version, recipient) else each for each in entries)
    )


def ledger(hand: Hand, **change) -> None:
    hand.seen.ledgers[of(2, A)] = replace(hand.seen.ledgers[of(2, A)], **change)


def gateway(hand: Hand, state: str, recipient: str = A) -> None:
    about = of(2, recipient)
    hand.seen.held[about] = hand.seen.ledgers[about] = replace(hand.seen.held[about], state=state)


def lie_believed(hand: Hand) -> None:
    journal = hand.seen.journals[A]
    others = tuple(each for each in journal.said if each.copy_id != of(2, A))
    hand.seen.journals[A] = replace(journal, said=(*others, replace(said(2, A, 2), content_hash="sha256:other")))


def ended(hand: Hand, what: End, code: str, state: str = "withdrawn") -> None:
    hand.end(what, 2)
    hand.take_out(2, A, state, code)
