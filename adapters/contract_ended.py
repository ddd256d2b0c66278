"""The part of the contract suite about copies and pages that hold no more: withdrawn, nullified, overtaken."""

# ruff: noqa: S101

from __future__ import annotations

from dataclasses import replace

from adapters.contract_copies import PLAN_ID, a_copy, a_receipt, an_end
from adapters.contract_hooks import JournalSystemHooks
from adapters.journal import AwaitingRegistration, CopyEnded, Entry, PageToHandOut
from schemas.messages import CopyId
from schemas.states import CopyState


class WhatHasEnded(JournalSystemHooks):
    """The promises of `note_ended`."""

    def test_what_has_ended_and_is_not_recorded_lies_in_the_system_no_more(self) -> None:
        copy = a_copy()
        recorded = self.open(self.clock).record(copy)
        for _ in range(2):
            self.open(self.clock).note_ended(an_end(copy))
        if isinstance(recorded, Entry):  # nothing in a journal is erased
            assert self.open(self.clock).find(copy.copy_id) == recorded
        else:
            assert self.open(self.clock).find(copy.copy_id) is None
            assert self.entries() == []

    def test_the_end_of_something_that_never_came_or_of_another_content_changes_nothing(self) -> None:
        copy = a_copy()
        self.open(self.clock).note_ended(an_end(copy))
        recorded = self.open(self.clock).record(copy)
        self.open(self.clock).note_ended(replace(an_end(copy), content_hash=f"sha256:{'0' * 64}"))
        assert self.open(self.clock).find(copy.copy_id) == recorded
        assert self.entries() == [str(copy.copy_id)]

    def test_a_copy_that_has_ended_can_come_anew_with_another_content(self) -> None:
        copy, renewed = a_copy(), a_copy(fhir=b'{"resourceType":"Bundle","id":"renewed"}')
        if isinstance(self.open(self.clock).record(copy), Entry):
            return  # it is recorded: it cannot be ended
        self.open(self.clock).note_ended(an_end(copy))
        self.clock.move(hours=1)
        recorded = self.open(self.clock).record(renewed)
        assert not isinstance(recorded, AwaitingRegistration)
        assert recorded.content_hash == renewed.content_hash
        assert self.open(self.clock).find(renewed.copy_id) == recorded
        assert self.entries() == [str(copy.copy_id)]
        self.open(self.clock).note_ended(an_end(copy))  # told again, late: it is about the content before
        assert self.open(self.clock).find(renewed.copy_id) == recorded

    def test_a_receipt_that_comes_after_the_end_is_given_out_since_the_entry_is_a_fact(self) -> None:
        copy = a_copy()
        self.open(self.clock).record(copy)
        self.open(self.clock).note_ended(an_end(copy))
        receipt = a_receipt(copy)
        self.system_writes_receipt(receipt)
        assert self.confirmations_now() == [receipt]
        self.open(self.clock).confirmed(receipt)
        assert isinstance(self.open(self.clock).find(copy.copy_id), Entry)

    def test_what_was_told_of_a_copy_that_has_ended_is_forgotten_unless_it_is_recorded(self) -> None:
        copy = a_copy()
        self.open(self.clock).record(copy)
        waiting = a_receipt(copy, CopyState.AWAITING_REGISTRATION)
        self.system_writes_receipt(waiting)
        self.confirmations_now()
        self.open(self.clock).confirmed(waiting)
        self.open(self.clock).note_ended(an_end(copy))
        assert not isinstance(self.open(self.clock).find(copy.copy_id), AwaitingRegistration)

    def test_a_recorded_copy_stays_recorded_when_it_has_ended(self) -> None:
        copy = a_copy()
        self.open(self.clock).record(copy)
        self.system_writes_receipt(a_receipt(copy))
        self.confirmations_now()
        self.open(self.clock).confirmed(a_receipt(copy))
        self.open(self.clock).note_ended(an_end(copy))
        assert isinstance(self.open(self.clock).find(copy.copy_id), Entry)
        assert self.entries() == [str(copy.copy_id)]

    def test_a_page_that_has_ended_can_be_handed_out_anew_with_another_content(self) -> None:
        page = PageToHandOut(CopyId(PLAN_ID, 1, "person"), b"<!DOCTYPE html>", a_copy().content_hash, self.clock())
        system = self.open(self.clock)
        place = system.hand_out(page)
        ended = CopyEnded(page.copy_id, page.content_hash, CopyState.SUPERSEDED, "SIP628", self.clock())
        system.note_ended(ended)
        system.note_ended(ended)
        assert self.open(self.clock).hand_out(replace(page, content_hash=f"sha256:{'1' * 64}")) == place
