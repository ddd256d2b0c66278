"""What an organisation holds of others' copies, and what came to it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from schemas.messages import MessageKind
from schemas.states import CopyState


def test_a_holding_comes_back_as_it_was_put_and_lists_carry_no_body(store, make):
    row = replace(make.holding(), deadline=make.at(days=1), entry_id="e", evidence="x", told_by="unit", reason="r")
    with store.transaction() as transaction:
        transaction.put_holding(row)
        transaction.put_holding(row)
    with store.transaction() as transaction:
        assert transaction.holding("region", make.copy_id()) == row
        assert transaction.holdings("region") == [replace(row, body=b"")]
        assert transaction.holdings("region", make.plan_id) == [replace(row, body=b"")]
        assert transaction.holdings("region", "other") == []
        assert transaction.holdings("home") == []
        assert transaction.holding("home", make.copy_id()) is None


def test_the_content_hash_of_a_copy_id_never_changes(store, make):
    with store.transaction() as transaction:
        transaction.put_holding(make.holding())
    with pytest.raises(ValueError, match="hash"), store.transaction() as transaction:
        transaction.put_holding(make.holding(content_hash="sha256:2"))
    with store.transaction() as transaction:
        assert transaction.holding("region", make.copy_id()) == make.holding()


def test_what_was_withdrawn_without_being_recorded_gives_way_to_another_content(store, make):
    renewed = make.holding(content_hash="sha256:2", body=b"renewed")
    with store.transaction() as transaction:
        transaction.put_holding(make.holding(state=CopyState.WITHDRAWN))
        transaction.put_holding(renewed)
    with store.transaction() as transaction:
        assert transaction.holding("region", make.copy_id()) == renewed
    for state in (CopyState.RECEIVED, CopyState.RECORDED, CopyState.ENDED, CopyState.SUPERSEDED):
        with store.transaction() as transaction:
            transaction.put_holding(replace(renewed, state=state))
        with pytest.raises(ValueError, match="hash"), store.transaction() as transaction:
            transaction.put_holding(make.holding())


def test_two_organisations_hold_the_same_copy_id_each_with_its_own_hash(store, make):
    with store.transaction() as transaction:
        transaction.put_holding(make.holding())
        transaction.put_holding(make.holding(organisation="school", content_hash="sha256:2"))
    with store.transaction() as transaction:
        assert transaction.holding("region", make.copy_id()).content_hash == "sha256:1"
        assert transaction.holding("school", make.copy_id()).content_hash == "sha256:2"


def test_a_holding_from_a_list_keeps_its_body(store, make):
    with store.transaction() as transaction:
        transaction.put_holding(make.holding())
        (listed,) = transaction.holdings("region")
        transaction.put_holding(replace(listed, state=CopyState.RECORDED, entry_id="entry"))
    with store.transaction() as transaction:
        assert transaction.holding("region", make.copy_id()) == make.holding(state=CopyState.RECORDED, entry_id="entry")


def test_a_new_holding_without_body_is_refused(store, make):
    with pytest.raises(ValueError, match="body"), store.transaction() as transaction:
        transaction.put_holding(make.holding(body=b""))


def test_a_holding_is_found_by_its_journal_entry(store, make):
    with store.transaction() as transaction:
        transaction.put_holding(make.holding(entry_id="entry"))
        transaction.put_holding(make.holding(copy_id=make.copy_id(2)))
    with store.transaction() as transaction:
        assert transaction.holding_of_entry("region", "entry") == make.holding(entry_id="entry", body=b"")
        assert transaction.holding_of_entry("region", "other") is None
        assert transaction.holding_of_entry("school", "entry") is None


def test_a_message_that_came_is_kept_and_its_answer_is_written_later(store, make):
    with store.transaction() as transaction:
        transaction.put_inbox(make.inbox())
        transaction.put_inbox(make.inbox(answer="ok"))
    with store.transaction() as transaction:
        assert transaction.inbox("region", "message") == make.inbox(answer="ok")
        assert transaction.inbox("region", "other") is None
        assert transaction.inbox("home", "message") is None


def test_a_message_that_could_not_be_opened_is_kept_with_its_code(store, make):
    unread = make.inbox(sender=None, kind=None, copy_id=None, content_hash=None, refused="SIP700", body=b"\x80?")
    with store.transaction() as transaction:
        transaction.put_inbox(unread)
        transaction.put_inbox(make.inbox(message_id="status", kind=MessageKind.STATUS))
    with store.transaction() as transaction:
        assert transaction.inbox("region", "message") == unread
        assert transaction.inbox("region", "status").kind is MessageKind.STATUS
