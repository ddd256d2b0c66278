"""What is sealed opens at the receiver, whole; and nobody between reads any of it."""

from __future__ import annotations

import gc
import json
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwe import CompactEncryption
from joserfc.util import urlsafe_b64decode

from gateway.security import jose
from gateway.security.keys import KeyUse, PublicKeys
from gateway.security.seal import CLOCK_SKEW, content_hash, seal
from schemas.errors import CannotOpen, InvalidDocument, Unavailable, UnknownRecipient

RABBITMQ_LIMIT = 16 * 1024 * 1024


def test_a_sealed_message_opens_with_everything_that_was_signed(parties):
    body = '{"title":"Samordnad individuell plan, å ä ö"}'.encode()
    opened = parties.unseal(parties.seal(body))
    assert opened.body == body
    assert opened.header == parties.header()
    assert opened.issued_at == parties.now
    assert opened.content_hash == content_hash(body)


def test_a_control_message_may_lack_a_copy_id(parties):
    assert parties.unseal(parties.seal(copy_id=None)).header == parties.header(copy_id=None)


@settings(max_examples=40, deadline=None)
@given(
    body=st.binary(max_size=2000),
    text=st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=256),
)
def test_any_body_and_any_plain_id_come_through_unchanged(parties, body, text):
    opened = parties.unseal(parties.seal(body, message_id=text, copy_id=text))
    assert (opened.body, opened.header.message_id, opened.header.copy_id) == (body, text, text)


def test_a_body_of_six_mebibytes_passes_and_stays_under_the_broker_s_limit(parties):
    body = b"\xc3\xa5" * (jose.BODY_CAP // 2)
    sealed = parties.seal(body)
    assert len(body) == 6 * 1024 * 1024
    assert len(sealed) <= jose.SEALED_CAP < RABBITMQ_LIMIT
    assert parties.unseal(sealed).body == body


def test_no_message_stays_in_memory_until_the_collector_looks_for_rings(parties):
    gc.collect()
    gc.disable()
    try:
        sealed = parties.seal(b"x" * 1000)
        parties.unseal(sealed)
        with pytest.raises(CannotOpen):
            parties.unseal(sealed[:-8] + b"AAAAAAAA")
        assert not [each for each in gc.get_objects() if isinstance(each, CompactEncryption)]
    finally:
        gc.enable()


def test_a_body_above_the_cap_is_neither_sealed_nor_opened(parties):
    body = b"x" * (jose.BODY_CAP + 1)
    with pytest.raises(InvalidDocument) as refused:
        parties.seal(body)
    assert refused.value.code == "SIP701"
    assert parties.code(parties.wrapped(parties.signed(parties.claims(body), body))) == "SIP701"
    assert parties.code(b"a" * (jose.SEALED_CAP + 1)) == "SIP701"


def test_the_outer_header_says_only_how_to_open_it(parties):
    outer = json.loads(urlsafe_b64decode(parties.seal().split(b".")[0]))
    kid = parties.rings["region"].in_use(KeyUse.ENCRYPT, parties.now).kid
    assert outer.pop("epk").keys() == {"kty", "crv", "x", "y"}
    assert outer == {"alg": "ECDH-ES+A256KW", "enc": "A256GCM", "kid": kid, "typ": "samspel-sealed-1"}


def test_nothing_of_body_or_header_can_be_read_in_the_sealed_bytes(parties):
    secret = b"KANARIEFAGEL-I-PLANEN"
    sealed = parties.seal(secret * 40)
    raw = b"".join(urlsafe_b64decode(part) for part in sealed.split(b"."))
    hidden = [secret, b"municipality", b"region", b"plan-copy", b"urn:uuid", content_hash(secret * 40).encode()]
    for seen in (sealed, raw):
        assert not [each for each in hidden if each in seen]


def test_the_same_message_sealed_twice_is_different_bytes_and_the_same_message(parties):
    first, second = parties.seal(), parties.seal()
    assert first.split(b".")[3] != second.split(b".")[3]
    assert parties.unseal(first) == parties.unseal(second) == parties.unseal(second)


def test_a_message_that_lay_in_a_queue_for_a_year_still_opens_unless_an_age_is_set(parties):
    sealed, later = parties.seal(), parties.now + timedelta(days=365)
    assert parties.unseal(sealed, now=later).header == parties.header()
    assert parties.code(sealed, now=later, max_age=timedelta(days=30)) == "SIP711"


def test_a_clock_ahead_is_tolerated_up_to_the_skew(parties):
    sealed = parties.seal()
    assert parties.unseal(sealed, now=parties.now - CLOCK_SKEW).issued_at == parties.now
    assert parties.code(sealed, now=parties.now - CLOCK_SKEW - timedelta(seconds=1)) == "SIP710"


def test_the_content_hash_may_be_that_of_the_frozen_part_alone(parties):
    """A new envelope around the same frozen copy has the same content hash."""

    def frozen(body: bytes) -> str:
        return content_hash(body.split(b"|", 1)[1])

    ring, region = parties.rings["municipality"], parties.rings["region"].public()
    one, two = (seal(body, parties.header(), ring, region, parties.now, hash_of=frozen) for body in (b"1|x", b"2|x"))
    assert parties.unseal(one, hash_of=frozen).content_hash == content_hash(b"x")
    assert parties.unseal(two, hash_of=frozen).content_hash == content_hash(b"x")
    assert parties.code(one) == "SIP712"


def test_a_sender_without_a_key_that_counts_is_told_so_and_so_is_one_whose_receiver_has_none(parties):
    early = parties.now - timedelta(days=3650)
    ring, region = parties.rings["municipality"], parties.rings["region"].public()
    with pytest.raises(Unavailable) as own:
        seal(b"x", parties.header(), ring, region, early)
    assert own.value.code == "SIP714"
    with pytest.raises(UnknownRecipient) as theirs:
        seal(b"x", parties.header(), ring, PublicKeys("region", ()), parties.now)
    assert theirs.value.code == "SIP713"


@pytest.mark.parametrize("text", ["", "å", "a\nb", "x" * 257])
def test_an_id_that_a_receiver_would_refuse_is_not_sent(parties, text):
    with pytest.raises(ValueError):
        parties.seal(message_id=text)


def test_keys_of_other_organisations_than_the_header_s_are_a_defect(parties):
    rings = parties.rings
    with pytest.raises(ValueError):
        seal(b"x", parties.header(), rings["school"], rings["region"].public(), parties.now)
    with pytest.raises(ValueError):
        seal(b"x", parties.header(), rings["municipality"], rings["school"].public(), parties.now)
    with pytest.raises(ValueError):
        parties.unseal(parties.seal(), ring=rings["school"])
