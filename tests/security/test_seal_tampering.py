"""A message that was changed anywhere, or is none, is refused and never raises anything but CannotOpen."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

UNREADABLE = {"SIP700", "SIP702", "SIP703", "SIP704"}
BODY = b'{"resourceType":"Bundle"}'
OUTER = ["header", "key", "iv", "ciphertext", "tag"]
INNER = ["header", "payload", "signature"]


def flipped(data: bytes, place: int, bit: int = 0) -> bytes:
    return data[:place] + bytes([data[place] ^ (1 << bit)]) + data[place + 1 :]


@pytest.fixture(scope="module")
def sealed(parties) -> bytes:
    return parties.seal(BODY)


@pytest.fixture(scope="module")
def token(parties) -> bytes:
    return parties.signed(parties.claims(BODY), BODY)


@pytest.mark.parametrize("part", OUTER)
def test_one_bit_changed_anywhere_in_a_part_of_the_sealed_bytes_is_refused(parties, sealed, part):
    parts = sealed.split(b".")
    number = OUTER.index(part)
    for place in range(len(parts[number])):
        changed = [*parts[:number], flipped(parts[number], place), *parts[number + 1 :]]
        assert parties.code(b".".join(changed)) in UNREADABLE


@pytest.mark.parametrize("part", OUTER[1:])
def test_one_bit_changed_in_the_decoded_part_counts_as_altered(parties, sealed, part):
    parts = sealed.split(b".")
    number = OUTER.index(part)
    raw = urlsafe_b64decode(parts[number])
    for place in range(0, len(raw), 7):
        parts[number] = urlsafe_b64encode(flipped(raw, place, place % 8))
        assert parties.code(b".".join(parts)) == "SIP704"


@settings(max_examples=50, deadline=None)
@given(data=st.data())
def test_any_bit_of_any_byte_matters(parties, sealed, data):
    place = data.draw(st.integers(0, len(sealed) - 1))
    assert parties.code(flipped(sealed, place, data.draw(st.integers(0, 7)))) in UNREADABLE


@pytest.mark.parametrize("part", INNER)
def test_one_bit_changed_in_the_signed_message_by_who_may_encrypt_is_refused(parties, token, part):
    """Anybody can encrypt to a public key: it is the signature that must not fit."""
    parts = token.split(b".")
    number = INNER.index(part)
    for place in range(len(parts[number])):
        changed = [*parts[:number], flipped(parts[number], place), *parts[number + 1 :]]
        code = parties.code(parties.wrapped(b".".join(changed)))
        assert code in {"SIP702", "SIP705", "SIP706", "SIP707", "SIP708"}


def test_the_unchanged_parts_of_these_tests_do_open(parties, sealed, token):
    assert parties.unseal(sealed).body == BODY
    assert parties.unseal(parties.wrapped(token)).body == BODY


@pytest.mark.parametrize("part", OUTER)
def test_a_part_of_another_message_is_refused(parties, sealed, part):
    parts, other = sealed.split(b"."), parties.seal(b"something else").split(b".")
    parts[OUTER.index(part)] = other[OUTER.index(part)]
    assert parties.code(b".".join(parts)) == "SIP704"


@pytest.mark.parametrize("part", INNER)
def test_a_signed_part_of_another_message_of_the_same_sender_is_refused(parties, token, part):
    other = b"something else"
    parts = token.split(b".")
    foreign = parties.signed(parties.claims(other, jti="another"), other).split(b".")
    parts[INNER.index(part)] = foreign[INNER.index(part)]
    assert parties.code(parties.wrapped(b".".join(parts))) == "SIP708"


@pytest.mark.parametrize("part", OUTER)
@pytest.mark.parametrize("how", ["empty", "cut", "longer", "padded", "line break"])
def test_a_part_that_is_cut_or_padded_is_refused(parties, sealed, part, how):
    parts = sealed.split(b".")
    number = OUTER.index(part)
    changed = {"empty": b"", "cut": parts[number][:-2], "longer": parts[number] + b"AA"}
    changed |= {"padded": parts[number] + b"=", "line break": parts[number] + b"\n"}
    parts[number] = changed[how]
    assert parties.code(b".".join(parts)) in UNREADABLE


@pytest.mark.parametrize(
    "junk",
    [b"", b".", b"....", b'{"resourceType":"Bundle"}', b"a.b.c.d.e", b"e30.a.a.a.a", b"bnVsbA.a.a.a.a", b"\xff" * 9],
)
def test_what_is_no_sealed_message_is_called_so(parties, junk):
    assert parties.code(junk) in {"SIP700", "SIP702"}


@settings(max_examples=50, deadline=None)
@given(junk=st.binary(max_size=300) | st.lists(st.binary(max_size=40), min_size=5, max_size=5).map(b".".join))
def test_no_bytes_at_all_raise_anything_but_our_refusal(parties, junk):
    assert parties.code(junk) in UNREADABLE


def test_a_header_that_is_too_deep_or_too_long_is_refused(parties):
    deep = urlsafe_b64encode(b'{"alg":' + b"[" * 4000)
    assert parties.code(deep + b".a.a.a.a") == "SIP700"
    assert parties.code(urlsafe_b64encode(b'{"alg":"' + b"x" * 9000 + b'"}') + b".a.a.a.a") == "SIP700"


def test_a_signed_message_without_encryption_is_refused(parties, token):
    assert parties.code(token) == "SIP700"
