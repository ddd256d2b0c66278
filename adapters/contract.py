"""What every adapter must keep: subclass `JournalSystemContract` in your tests and fill in the hooks.

    class TestMySystem(JournalSystemContract):
        def open(self, clock): ...            # the adapter, on the same system each time: a second one is a restart
        def system_hands_in(self, body): ...  # the system exports a document
        def system_writes_receipt(self, receipt): ...
        def take_away(self): ...              # the system is away from now on
        def entries(self): ...                # copy ids that lie in the system, one for each time

Every test starts with an empty system. The clock is passed in and moves only when the test moves it.
"""

# ruff: noqa: S101

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.contract_copies import PLAN_ID, RECIPIENT, TestClock, a_copy, a_document, a_receipt, an_end
from adapters.contract_ended import WhatHasEnded
from adapters.journal import (
    Answer,
    AwaitingRegistration,
    Entry,
    HandedOver,
    LedgerEvent,
    PageToHandOut,
)
from schemas.errors import Rejected, Unavailable
from schemas.findings import finding
from schemas.messages import CopyId
from schemas.receipts import DisclosureNote
from schemas.states import CopyState

__all__ = ["PLAN_ID", "RECIPIENT", "JournalSystemContract", "TestClock", "a_copy", "a_document", "a_receipt", "an_end"]


class JournalSystemContract(WhatHasEnded):
    """The promises of `adapters/journal.py`, one test each. Fill in the five hooks."""

    # reading and answering

    def test_a_document_is_given_out_with_its_exact_bytes(self) -> None:
        body = "<SipPlan>\r\n  åäö \n</SipPlan>".encode()
        self.system_hands_in(body)
        assert [each.body for each in self.read_now()] == [body]

    def test_a_document_is_given_out_again_with_the_same_token_until_it_is_answered(self) -> None:
        self.system_hands_in(b"<SipPlan/>")
        first = self.read_now()
        assert self.read_now() == first
        self.open(self.clock).answer(Answer(first[0].token, accepted=True, plan_id=PLAN_ID, version=1))
        assert self.read_now() == []

    def test_documents_are_given_out_oldest_first_and_have_tokens_of_their_own(self) -> None:
        bodies = [b"<A/>", b"<B/>", b"<C/>"]
        for body in bodies:
            self.system_hands_in(body)
            self.clock.move(seconds=1)
        read = self.read_now()
        assert [each.body for each in read] == bodies
        assert len({each.token for each in read}) == 3

    def test_answering_twice_is_the_same_as_once(self) -> None:
        self.system_hands_in(b"<SipPlan/>")
        self.system_hands_in(b"<SipPlan>2</SipPlan>")
        first, second = self.read_now()
        refused = Answer(first.token, accepted=False, findings=(finding("SIP001"),))
        system = self.open(self.clock)
        system.answer(refused)
        system.answer(refused)
        self.open(self.clock).answer(refused)
        assert self.read_now() == [second]

    def test_an_answer_to_something_unknown_does_nothing(self) -> None:
        self.system_hands_in(b"<SipPlan/>")
        for token in ("nobody-knows", "..", "a/b", ""):
            self.open(self.clock).answer(Answer(token, accepted=True))
        assert len(self.read_now()) == 1

    # recording

    def test_nothing_is_found_before_it_is_recorded(self) -> None:
        assert self.open(self.clock).find(a_copy().copy_id) is None

    def test_what_was_recorded_is_found_also_after_a_restart(self) -> None:
        copy = a_copy()
        recorded = self.open(self.clock).record(copy)
        assert self.open(self.clock).find(copy.copy_id) == recorded

    def test_recording_twice_is_one_entry(self) -> None:
        copy = a_copy()
        system = self.open(self.clock)
        first = system.record(copy)
        self.clock.move(hours=1)
        assert system.record(copy) == first
        assert self.open(self.clock).record(copy) == first
        assert self.entries() == [str(copy.copy_id)]

    def test_the_content_hash_is_that_of_the_copy(self) -> None:
        copy = a_copy()
        recorded = self.open(self.clock).record(copy)
        assert isinstance(recorded, AwaitingRegistration) or recorded.content_hash == copy.content_hash

    def test_another_content_under_the_same_copy_id_is_rejected_and_the_first_stays(self) -> None:
        copy = a_copy()
        system = self.open(self.clock)
        first = system.record(copy)
        with pytest.raises(Rejected):
            system.record(a_copy(fhir=b'{"resourceType":"Bundle","id":"other"}'))
        assert system.find(copy.copy_id) == first
        assert self.entries() == [str(copy.copy_id)]

    def test_two_versions_are_two_entries(self) -> None:
        system = self.open(self.clock)
        system.record(a_copy(1))
        system.record(a_copy(2))
        assert sorted(self.entries()) == [str(a_copy(1).copy_id), str(a_copy(2).copy_id)]

    # what the system says

    def test_recorded_is_only_said_when_the_system_has_named_its_entry(self) -> None:
        copy = a_copy()
        system = self.open(self.clock)
        recorded = system.record(copy)
        if isinstance(recorded, Entry):
            assert recorded.entry_id
        else:
            assert isinstance(recorded, HandedOver | AwaitingRegistration)
            assert not isinstance(system.find(copy.copy_id), Entry)

    def test_a_receipt_is_given_out_until_it_is_confirmed(self) -> None:
        copy = a_copy()
        self.open(self.clock).record(copy)
        receipt = a_receipt(copy)
        self.system_writes_receipt(receipt)
        assert self.confirmations_now() == [receipt]
        assert self.confirmations_now() == [receipt]
        system = self.open(self.clock)
        system.confirmed(receipt)
        system.confirmed(receipt)
        assert self.confirmations_now() == []

    def test_after_a_receipt_the_entry_is_found(self) -> None:
        copy = a_copy()
        self.open(self.clock).record(copy)
        receipt = a_receipt(copy)
        self.system_writes_receipt(receipt)
        expected = Entry("E-1", receipt.at, copy.content_hash)
        self.confirmations_now()
        assert self.open(self.clock).find(copy.copy_id) == expected
        self.open(self.clock).confirmed(receipt)
        assert self.open(self.clock).find(copy.copy_id) == expected
        assert self.open(self.clock).record(copy) == expected
        assert self.entries() == [str(copy.copy_id)]

    def test_a_person_that_is_not_registered_is_told_of_until_there_is_an_entry(self) -> None:
        copy = a_copy()
        self.open(self.clock).record(copy)
        waiting = a_receipt(copy, CopyState.AWAITING_REGISTRATION)
        self.system_writes_receipt(waiting)
        self.confirmations_now()
        self.open(self.clock).confirmed(waiting)
        assert isinstance(self.open(self.clock).find(copy.copy_id), AwaitingRegistration)
        receipt = a_receipt(copy)
        self.system_writes_receipt(receipt)
        self.confirmations_now()
        self.open(self.clock).confirmed(receipt)
        assert isinstance(self.open(self.clock).find(copy.copy_id), Entry)

    # telling the system

    def test_notes_of_disclosures_and_events_may_be_told_twice(self) -> None:
        note = DisclosureNote.model_validate(
            {
                "plan_id": PLAN_ID,
                "version": 1,
                "recipient": RECIPIENT,
                "recipient_name": "Socialtjänsten",
                "disclosed_at": "2026-12-01T12:00:00+00:00",
                "redacted": False,
                "content_hash": a_copy().content_hash,
            }
        )
        event = LedgerEvent(PLAN_ID, None, 1, RECIPIENT, "Socialtjänsten", CopyState.SENT, self.clock())
        for _ in range(2):
            system = self.open(self.clock)
            system.note_disclosure(note)
            system.note(event)
        system.note(replace(event, state=CopyState.RECORDED, entry_id="E-1", at=self.clock() + timedelta(minutes=1)))

    def test_a_page_handed_out_twice_has_one_place(self) -> None:
        page = PageToHandOut(CopyId(PLAN_ID, 1, "person"), b"<!DOCTYPE html>", a_copy().content_hash, self.clock())
        assert self.open(self.clock).hand_out(page) == self.open(self.clock).hand_out(page)

    # when it is away

    def test_a_system_that_is_away_is_unavailable_and_nothing_else(self) -> None:
        system, copy = self.open(self.clock), a_copy()
        self.take_away()
        for attempt in (
            lambda: list(system.read()),
            lambda: system.find(copy.copy_id),
            lambda: system.record(copy),
            lambda: list(system.confirmations()),
            lambda: system.note_ended(an_end(copy)),
        ):
            with pytest.raises(Unavailable):
                attempt()
