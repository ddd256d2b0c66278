"""What is promised of the embedded broker alone: its file, its hiding time, its errors."""

from __future__ import annotations

import os
import sqlite3
import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from gateway.broker.embedded import BYTES_AT_ONCE, EmbeddedBroker
from gateway.broker.protocol import Outgoing, Queue
from schemas.errors import BrokerUnavailable

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HIDDEN = timedelta(seconds=30)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "queues.db"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def broker(path, clock):
    opened = EmbeddedBroker(path, clock=clock, hidden=HIDDEN)
    opened.declare("key")
    opened.publish(Outgoing("key", Queue.COPIES, "envelope", b"sealed"))
    yield opened
    opened.close()


def never():
    return False


def test_a_message_is_hidden_for_a_time_and_then_goes_to_the_next(broker, clock):
    """A handler that hangs longer than that has its message handed to another; both may acknowledge."""
    counts = []

    def hang(delivery):
        counts.append(delivery.count)
        clock.now = NOW + HIDDEN - timedelta(microseconds=1)
        assert broker.deliver(["key"], counts.append, stop=never) == 0
        clock.now = NOW + HIDDEN
        assert broker.deliver(["key"], lambda delivery: counts.append(delivery.count), stop=never) == 1

    assert broker.deliver(["key"], hang, stop=never) == 0
    assert counts == [0, 1]
    assert broker.depth("key", Queue.COPIES) == 0


def test_a_late_error_does_not_free_what_another_has_in_hand(broker, clock):
    def second(_):
        pytest.fail("a third consumer got what the second has in hand")

    def hang(delivery):
        if delivery.count == 0:
            clock.now = NOW + HIDDEN
            broker.deliver(["key"], hang, stop=never)
            return
        # the first handler's error comes while the second is still at work
        broker._done_with([(1, replace(delivery, count=0))], 0, failed=1)
        assert broker.deliver(["key"], second, stop=never) == 0

    broker.deliver(["key"], hang, stop=never)


def publish_more(broker, count, body=b"sealed"):
    for number in range(count):
        broker.publish(Outgoing("key", Queue.COPIES, f"more-{number}", body))


def in_hand(path, clock):
    """What a reader has taken together, and keeps when it is killed."""
    broker = EmbeddedBroker(path, clock=clock)
    taken = [(delivery.envelope_id, delivery.count) for _, delivery in broker._take(["key"])]
    broker.close()
    return taken


def test_half_of_what_waits_is_taken_together_and_the_other_half_left_to_others(broker, clock):
    publish_more(broker, 5)
    others = []

    def handle(delivery):
        if delivery.envelope_id == "envelope":
            broker.deliver(["key"], lambda other: others.append(other.envelope_id), stop=lambda: len(others) == 3)

    assert broker.deliver(["key"], handle, stop=never) == 3
    assert others == ["more-2", "more-3", "more-4"]


def test_what_was_taken_beside_a_message_that_fails_is_free_again_and_does_not_count(broker):
    publish_more(broker, 5)
    seen = []

    def handle(delivery):
        seen.append((delivery.envelope_id, delivery.count))
        if delivery.envelope_id == "more-0" and not delivery.count:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broker.deliver(["key"], handle, stop=never)
    assert broker.deliver(["key"], handle, stop=never) == 5
    again = [("more-0", 1), *((f"more-{number}", 0) for number in range(1, 5))]
    assert seen == [("envelope", 0), ("more-0", 0), *again]


def test_one_that_kills_its_reader_takes_its_neighbours_along_once_and_then_counts_alone(broker, path, clock):
    publish_more(broker, 5)
    broker.close()
    assert in_hand(path, clock) == [("envelope", 0), ("more-0", 0), ("more-1", 0)]
    assert in_hand(path, clock) == [("envelope", 1)]
    assert in_hand(path, clock) == [("envelope", 2)]


def test_large_messages_are_not_taken_together(broker, path, clock):
    publish_more(broker, 5, b"x" * BYTES_AT_ONCE)
    broker.close()
    assert in_hand(path, clock) == [("envelope", 0)]


def test_opening_beside_somebody_who_has_a_message_in_hand_leaves_it_to_him(broker, path, clock):
    def handle(_):
        other = EmbeddedBroker(path, clock=clock)
        assert other.deliver(["key"], lambda _: pytest.fail("twice"), stop=never) == 0
        other.close()

    assert broker.deliver(["key"], handle, stop=never) == 1


def test_what_nobody_holds_any_more_is_free_when_the_program_starts_again(broker, path, clock):
    broker._take(["key"])
    broker.close()  # as after a crash: in hand, neither acknowledged nor freed
    again, counts = EmbeddedBroker(path, clock=clock), []
    assert again.deliver(["key"], lambda delivery: counts.append(delivery.count), stop=never) == 1
    assert counts == [1]
    again.close()


@pytest.mark.skipif(os.name != "posix", reason="Windows keeps rights in lists, not in a mode")
def test_the_files_are_their_owners_alone(broker, path):
    files = list(path.parent.iterdir())
    assert {file.name for file in files} == {"queues.db", "queues.db-wal", "queues.db-shm", "queues.db.open"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_the_file_keeps_a_log_and_syncs_fully(broker):
    with broker._file.transaction() as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_transaction_that_fails_leaves_nothing(broker):
    with pytest.raises(RuntimeError), broker._file.transaction() as connection:  # noqa: PT012
        connection.execute("DELETE FROM messages")
        raise RuntimeError
    assert broker.depth("key", Queue.COPIES) == 1


def test_a_closed_broker_is_unavailable(broker):
    broker.close()
    with pytest.raises(BrokerUnavailable) as refused:
        broker.publish(Outgoing("key", Queue.COPIES, "envelope", b"sealed"))
    assert refused.value.__suppress_context__


def test_a_file_that_is_no_database_is_unavailable_and_stays(path):
    path.parent.mkdir()
    path.write_bytes(b"somebody's letter" * 100)
    with pytest.raises(BrokerUnavailable, match="SQLITE_NOTADB"):
        EmbeddedBroker(path)
    assert path.read_bytes().startswith(b"somebody's letter")


def test_a_path_that_cannot_be_made_is_unavailable(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(BrokerUnavailable, match="cannot be opened"):
        EmbeddedBroker(tmp_path / "file" / "queues.db")


def test_queues_that_a_newer_program_has_written_are_refused(broker, path):
    broker.close()
    raw = sqlite3.connect(path)
    raw.execute("PRAGMA user_version = 99")
    raw.close()
    with pytest.raises(BrokerUnavailable, match="newer"):
        EmbeddedBroker(path)


def test_an_error_while_freeing_does_not_hide_what_the_handler_raised(broker):
    def handle(_):
        broker.close()
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broker.deliver(["key"], handle, stop=never)


def test_the_file_says_nothing_but_key_queue_envelope_id_and_what_is_sealed(broker):
    with broker._file.transaction() as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(messages)")}
    assert columns == {"id", "routing_key", "queue", "envelope_id", "body", "count", "free_at"}
