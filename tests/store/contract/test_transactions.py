"""A transaction is all or nothing; errors of drivers and values do not get out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from gateway.store.rows import WorkKind


def test_what_is_raised_in_the_block_goes_through_and_nothing_has_happened(store, make):
    class Mine(Exception):
        pass

    with pytest.raises(Mine), store.transaction() as transaction:  # noqa: PT012
        transaction.put_plan(make.plan())
        transaction.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
        transaction.park(make.parked())
        raise Mine
    with store.transaction() as transaction:
        assert transaction.plan("home", make.plan_id) is None
        assert transaction.open_work("home") == []
        assert transaction.parked() == []


def test_a_transaction_reads_what_it_has_written(store, make):
    with store.transaction() as transaction:
        transaction.put_plan(make.plan())
        transaction.put_copy(make.copy())
        assert transaction.copies("home", make.plan_id) == [make.copy()]


def test_what_was_committed_is_there_for_whoever_opens_the_store_next(place, make):
    first = place.open()
    with first.transaction() as transaction:
        transaction.put_plan(make.plan())
    first.close()
    first.close()
    second = place.open()
    with second.transaction() as transaction:
        assert transaction.plan("home", make.plan_id) == make.plan()
    second.close()


def test_times_come_back_to_the_microsecond_in_utc(store, make):
    stockholm = timezone(timedelta(hours=1))
    for at in (
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(1969, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(9999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 2, 9, 0, 0, 1, tzinfo=stockholm),
    ):
        with store.transaction() as transaction:
            transaction.put_source(make.source(received_at=at))
            back = transaction.source("home", "token-1").received_at
        assert back == at
        assert back.tzinfo is UTC


def test_a_time_without_offset_is_refused(store, make):
    with pytest.raises(ValueError, match="offset"), store.transaction() as transaction:
        transaction.put_source(make.source(received_at=make.now.replace(tzinfo=None)))


def test_a_refused_row_tells_no_values(store, make):
    secret = "hemligt"
    with pytest.raises(ValueError) as refused, store.transaction() as transaction:  # noqa: PT012
        transaction.put_plan(make.plan(plan_id=secret, source_system="s", source_plan_id="1"))
        transaction.put_plan(make.plan(plan_id=secret + "2", source_system="s", source_plan_id="1"))
    error = refused.value
    assert secret not in f"{error!r}{error.__cause__!r}{error.__suppress_context__}"
    assert error.__suppress_context__


def test_text_of_every_script_comes_back_as_it_was_put(store, make):
    for text in ("Åsa Öberg", "e\u0301", "'; DROP TABLE plans; --", "\U0001f9d1", " ", ""):
        with store.transaction() as transaction:
            transaction.put_source(make.source(digest=text))
            assert transaction.source("home", "token-1").digest == text


def test_a_large_body_comes_back_whole(store, make):
    body = bytes(range(256)) * 65536
    with store.transaction() as transaction:
        transaction.put_source(make.source(body=body))
    with store.transaction() as transaction:
        assert transaction.source("home", "token-1").body == body
