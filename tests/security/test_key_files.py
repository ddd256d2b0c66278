"""Keys in files: made once, whoever asks first; unreadable for others; names that tell nothing."""

from __future__ import annotations

import json
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from gateway.security.key_files import FileKeyStore
from gateway.security.keys import KeyUse
from schemas.errors import StoreUnavailable

ORGANISATION = "SE2120000142-SOC"


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "keys"


@pytest.fixture
def store(folder, clock):
    return FileKeyStore(folder, clock)


def test_keys_are_made_on_first_use_and_are_the_same_from_then_on(store, folder, clock):
    made = store.ring(ORGANISATION)
    assert store.ring(ORGANISATION) is made
    assert FileKeyStore(folder, clock).ring(ORGANISATION) == made
    assert store.ring("another") != made


def test_the_first_keys_count_at_the_moment_they_are_made(store, clock):
    for use in KeyUse:
        assert store.ring(ORGANISATION).in_use(use, clock())


def test_many_who_ask_at_once_for_the_first_time_get_one_ring(folder, clock):
    with ThreadPoolExecutor(8) as threads:
        rings = list(threads.map(lambda _: FileKeyStore(folder, clock).ring(ORGANISATION), range(16)))
    assert all(ring == rings[0] for ring in rings)
    assert {each.suffix for each in folder.iterdir()} == {"", ".json"}


def test_file_names_tell_nothing_of_the_organisation(store, folder):
    store.ring(ORGANISATION)
    names = sorted(each.name for each in folder.iterdir())
    assert len(names) == 2
    assert not [name for name in names if "212000" in name or "SOC" in name]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no POSIX modes; its folder permissions count")
def test_only_the_owner_reads_the_files(store, folder):
    store.ring(ORGANISATION)
    store.rotate(ORGANISATION, store.ring(ORGANISATION).generations[0].valid_from + timedelta(days=1))
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}


def test_a_rotation_is_seen_by_a_store_that_had_read_before(store, folder, clock):
    other = FileKeyStore(folder, clock)
    before = other.ring(ORGANISATION)
    rotated = store.rotate(ORGANISATION, clock() + timedelta(days=1))
    assert other.ring(ORGANISATION) == rotated != before
    assert rotated.named(KeyUse.ENCRYPT, before.in_use(KeyUse.ENCRYPT, clock()).kid)


def test_a_process_killed_while_writing_leaves_the_keys_whole(store, folder, monkeypatch, clock):
    before = store.ring(ORGANISATION)

    def killed(_):
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", killed)
    with pytest.raises(KeyboardInterrupt):
        store.rotate(ORGANISATION, clock())
    monkeypatch.undo()
    assert FileKeyStore(folder, clock).ring(ORGANISATION) == before


@pytest.mark.parametrize("damage", ["cut", "empty", "other organisation", "no object", "wrong half"])
def test_a_damaged_file_is_never_replaced_by_new_keys(store, folder, clock, damage):
    """New keys in place of lost ones would lock the organisation out of all that is stored."""
    store.ring(ORGANISATION)
    (path,) = folder.glob("*.json")
    good = path.read_text()
    data = json.loads(good)
    data["generations"][0]["jwk"].pop("d")
    written = {
        "cut": good[:-40],
        "empty": "",
        "other organisation": good.replace(ORGANISATION, "another"),
        "no object": "[]",
        "wrong half": json.dumps(data),
    }[damage]
    path.write_text(written)
    for asked in (store, FileKeyStore(folder, clock)):
        with pytest.raises(StoreUnavailable) as refused:
            asked.ring(ORGANISATION)
        assert (refused.value.code, str(refused.value)) == ("SIP722", "SIP722")
    assert path.read_text() == written


def test_a_folder_that_cannot_be_made_is_said_as_unavailable(tmp_path, clock):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StoreUnavailable):
        FileKeyStore(tmp_path / "file" / "keys", clock).ring(ORGANISATION)


def test_looking_for_keys_makes_none(store, folder):
    assert store.peek(ORGANISATION) is None
    assert not folder.exists()
    ring = store.ring(ORGANISATION)
    assert store.peek(ORGANISATION) == ring
    assert store.peek("another") is None
