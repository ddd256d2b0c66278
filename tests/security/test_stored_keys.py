"""Keys in a database: made once over all machines, sealed under a secret of the machines, rotated for all."""

from __future__ import annotations

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import count

import pytest

from gateway.security.key_files import FileKeyStore
from gateway.security.keys import KeyUse
from gateway.security.stored_keys import LOOK_AGAIN, StoredKeyStore, read_master_secret
from schemas.errors import InvalidDocument, StoreUnavailable

ORGANISATION = "SE2120000142-SOC"
SECRET, ANOTHER = bytes(range(32)), bytes(32)


class Table:
    """What the store promises of key rings: the first revision once, then each on top of the one before."""

    def __init__(self):
        self.rows: dict[str, tuple[int, bytes]] = {}
        self.asked = 0
        self._lock = threading.Lock()

    def get(self, organisation):
        self.asked += 1
        return self.rows.get(organisation)

    def put(self, organisation, body, revision):
        with self._lock:
            if revision != self.rows.get(organisation, (0,))[0] + 1:
                return False
            self.rows[organisation] = (revision, body)
            return True

    def drop(self, organisation):
        self.rows.pop(organisation, None)


@pytest.fixture
def table():
    return Table()


@pytest.fixture
def passed():
    return [0.0]


@pytest.fixture
def machine(table, clock, passed):
    """Makes the key store of one machine more."""

    def make(secret=SECRET, **options):
        return StoredKeyStore(table.get, table.put, table.drop, secret, clock, ticks=lambda: passed[0], **options)

    return make


def test_keys_are_made_on_first_use_and_are_the_same_from_then_on(machine):
    store = machine()
    made = store.ring(ORGANISATION)
    assert store.ring(ORGANISATION) is made
    assert machine().ring(ORGANISATION) == made
    assert store.ring("another") != made


def test_the_first_keys_count_at_the_moment_they_are_made(machine, clock):
    ring = machine().ring(ORGANISATION)
    assert all(ring.in_use(use, clock()) for use in KeyUse)


def test_many_who_ask_at_once_for_the_first_time_get_one_ring(machine, table):
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: machine().ring(ORGANISATION), range(16)))
    assert all(ring == rings[0] for ring in rings)
    assert table.rows[ORGANISATION][0] == 1


def test_who_reads_the_database_reads_no_key_and_no_organisation(machine, table):
    ring = machine().ring(ORGANISATION)
    body = table.rows[ORGANISATION][1]
    assert ORGANISATION.encode() not in body
    assert ring.index.material not in body
    assert ring.index.material.hex().encode() not in body
    assert b"jwk" not in body


def test_the_same_ring_is_sealed_differently_each_time(machine, table):
    store = machine()
    ring = store.ring(ORGANISATION)
    before = table.rows[ORGANISATION][1]
    store.replace(ring)
    assert table.rows[ORGANISATION][1] != before
    assert table.rows[ORGANISATION][0] == 2


def test_a_rotation_is_seen_by_another_machine_within_seconds_and_not_asked_for_each_time(
    machine, table, clock, passed
):
    one, other = machine(), machine()
    before = other.ring(ORGANISATION)
    rotated = one.rotate(ORGANISATION, clock() + timedelta(days=1))
    asked = table.asked
    passed[0] = LOOK_AGAIN.total_seconds() - 0.01
    assert [other.ring(ORGANISATION) for _ in range(9)] == [before] * 9
    assert table.asked == asked
    passed[0] = LOOK_AGAIN.total_seconds()
    assert other.ring(ORGANISATION) == rotated != before
    assert rotated.named(KeyUse.ENCRYPT, before.in_use(KeyUse.ENCRYPT, clock()).kid)


def test_a_ring_that_has_not_changed_is_not_opened_anew(machine, passed):
    store = machine()
    made = store.ring(ORGANISATION)
    passed[0] = 60.0
    assert store.ring(ORGANISATION) is made


def test_none_of_the_rotations_of_many_is_lost(machine, clock):
    machine().ring(ORGANISATION)
    days = count(1)

    def rotate(_):
        machine().rotate(ORGANISATION, clock() + timedelta(days=next(days)))

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(rotate, range(4)))
    assert len(machine().ring(ORGANISATION).generations) == 2 * (1 + 4)


def test_who_changes_an_overtaken_ring_is_told(machine, table, clock):
    store = machine()
    ring = store.ring(ORGANISATION)

    def put_after_another(organisation, body, revision):
        machine().rotate(ORGANISATION, clock())
        return table.put(organisation, body, revision)

    late = StoredKeyStore(table.get, put_after_another, table.drop, SECRET, clock)
    with pytest.raises(StoreUnavailable):
        late.replace(ring)
    assert len(machine().ring(ORGANISATION).generations) == 4


def test_another_secret_opens_nothing_and_changes_nothing(machine, table):
    machine().ring(ORGANISATION)
    before = dict(table.rows)
    stranger = machine(ANOTHER)
    for ask in (stranger.ring, stranger.peek, lambda it: stranger.rotate(it, None)):
        with pytest.raises(StoreUnavailable) as refused:
            ask(ORGANISATION)
        assert (refused.value.code, str(refused.value)) == ("SIP957", "SIP957")
        assert refused.value.__cause__ is None
    assert table.rows == before


@pytest.mark.parametrize("damage", ["cut", "empty", "other organisation", "other form", "changed"])
def test_a_damaged_ring_is_never_replaced_by_new_keys(machine, table, damage):
    """New keys in place of lost ones would lock the organisation out of all that is stored."""
    machine().ring("another")
    machine().ring(ORGANISATION)
    revision, good = table.rows[ORGANISATION]
    written = {
        "cut": good[:-1],
        "empty": b"",
        "other organisation": table.rows["another"][1],
        "other form": b"\x02" + good[1:],
        "changed": good[:40] + bytes([good[40] ^ 1]) + good[41:],
    }[damage]
    table.rows[ORGANISATION] = (revision, written)
    with pytest.raises(StoreUnavailable) as refused:
        machine().ring(ORGANISATION)
    assert refused.value.code == "SIP957"
    assert table.rows[ORGANISATION] == (revision, written)


def test_looking_makes_nothing(machine, table):
    assert machine().peek(ORGANISATION) is None
    assert table.rows == {}
    made = machine().ring(ORGANISATION)
    assert machine().peek(ORGANISATION) == made


def test_keys_that_lay_in_files_are_taken_over(machine, tmp_path, clock):
    files = FileKeyStore(tmp_path / "keys", clock)
    had = files.ring(ORGANISATION)
    store = machine(before=files)
    assert store.peek(ORGANISATION) == had
    assert store.ring(ORGANISATION) == had
    assert machine().ring(ORGANISATION) == had


def test_what_is_forgotten_is_gone_everywhere(machine, table, tmp_path, clock):
    files = FileKeyStore(tmp_path / "keys", clock)
    had = files.ring(ORGANISATION)
    store = machine(before=files)
    assert store.ring(ORGANISATION) == had
    store.forget(ORGANISATION)
    store.forget(ORGANISATION)
    assert (store.peek(ORGANISATION), files.peek(ORGANISATION), table.rows) == (None, None, {})
    assert store.ring(ORGANISATION) != had


def test_keys_that_vanish_while_in_use_are_said_and_not_made_anew(machine, table, passed):
    store = machine()
    store.ring(ORGANISATION)
    table.rows.clear()  # the database was put back to a time before
    passed[0] = 60.0
    with pytest.raises(StoreUnavailable) as refused:
        store.ring(ORGANISATION)
    assert refused.value.code == "SIP957"
    assert table.rows == {}


def test_the_secret_is_read_from_a_file_with_or_without_a_line_end(tmp_path):
    for end in ("", "\n", "\r\n"):
        (tmp_path / "secret").write_bytes((SECRET.hex() + end).encode())
        assert read_master_secret(tmp_path / "secret") == SECRET


@pytest.mark.parametrize("written", [b"", b"00" * 31, b"00" * 33, b"zz" * 32, b"\xff\xfe", json.dumps([1]).encode()])
def test_a_file_that_holds_no_secret_is_refused_without_quoting_it(tmp_path, written):
    (tmp_path / "secret").write_bytes(written)
    for path in (tmp_path / "secret", tmp_path / "missing", tmp_path):
        with pytest.raises(InvalidDocument) as refused:
            read_master_secret(path)
        assert (refused.value.code, str(refused.value)) == ("SIP958", "SIP958")
        assert refused.value.__cause__ is None
