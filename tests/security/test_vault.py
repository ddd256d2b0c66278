"""What the store keeps opens for its own row and purpose, with its own organisation's keys, and for nothing else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.security.seal import content_hash
from gateway.security.vault import Vault
from schemas.errors import CannotOpen

TEXT = b"<plan>KANARIEFAGEL</plan>"
WHERE = {"purpose": "source", "about": "urn:uuid:1"}


@pytest.fixture(scope="module")
def vault(parties):
    return Vault(parties.rings["region"])


def code(vault, locked, **where):
    with pytest.raises(CannotOpen) as refused:
        vault.unlock(locked, **{**WHERE, **where})
    assert str(refused.value) == refused.value.code
    return refused.value.code


@settings(max_examples=50, deadline=None)
@given(plaintext=st.binary(max_size=500), purpose=st.text(max_size=20), about=st.text(max_size=40))
def test_what_is_locked_unlocks_for_the_same_purpose_and_about(vault, plaintext, purpose, about):
    locked = vault.lock(plaintext, purpose=purpose, about=about)
    assert vault.unlock(locked, purpose=purpose, about=about) == plaintext


def test_locked_bytes_show_nothing_and_are_different_each_time(vault):
    locked = [vault.lock(TEXT * 20, **WHERE) for _ in range(2)]
    assert locked[0] != locked[1]
    assert not [each for each in locked if b"KANARIEFAGEL" in each]


def test_a_value_moved_to_another_row_or_column_does_not_open(vault):
    locked = vault.lock(TEXT, **WHERE)
    assert code(vault, locked, about="urn:uuid:2") == "SIP720"
    assert code(vault, locked, purpose="body") == "SIP720"


def test_purpose_and_about_cannot_be_cut_at_another_place(vault):
    locked = vault.lock(TEXT, purpose="ab", about="c")
    assert code(vault, locked, purpose="a", about="bc") == "SIP720"


def test_every_changed_bit_and_every_cut_is_noticed(vault):
    locked = vault.lock(TEXT, **WHERE)
    for place in range(len(locked)):
        changed = locked[:place] + bytes([locked[place] ^ 1 << place % 8]) + locked[place + 1 :]
        assert code(vault, changed) in {"SIP720", "SIP721"}
        assert code(vault, locked[:place]) == "SIP720"
    assert code(vault, locked + b"\0") == "SIP720"


def test_another_organisation_has_not_the_key(vault, parties):
    assert code(Vault(parties.rings["school"]), vault.lock(TEXT, **WHERE)) == "SIP721"


def test_what_was_locked_before_a_rotation_opens_after_it_and_not_the_other_way_round(vault, parties):
    rotated = Vault(parties.rings["region"].rotated(parties.now))
    assert rotated.unlock(vault.lock(TEXT, **WHERE), **WHERE) == TEXT
    assert code(vault, rotated.lock(TEXT, **WHERE)) == "SIP721"


def test_a_person_is_found_by_the_same_text_only_in_the_same_organisation_also_after_a_rotation(vault, parties):
    number = "191212121212"
    index = vault.keyed_index(number)
    assert re.fullmatch("[0-9a-f]{64}", index)
    assert index == Vault(parties.rings["region"].rotated(parties.now)).keyed_index(number)
    assert index != Vault(parties.rings["school"]).keyed_index(number)
    assert index != vault.keyed_index("194911172296")


def test_the_digest_that_travels_cannot_be_computed_from_the_content(vault, parties):
    plain = content_hash(TEXT)
    digest = vault.keyed_digest(plain)
    assert re.fullmatch("hmac-sha256:[0-9a-f]{64}", digest)
    assert digest == vault.keyed_digest(plain)
    assert plain.removeprefix("sha256:") not in digest
    assert digest != Vault(parties.rings["school"]).keyed_digest(plain)


def test_index_digest_and_audit_have_keys_of_their_own(vault):
    value = "191212121212"
    assert not vault.keyed_digest(value).endswith(vault.keyed_index(value))
    assert vault.audit_key() == vault.audit_key()
    assert vault.audit_key().hex() not in (vault.keyed_index(value), vault.keyed_index(""))
