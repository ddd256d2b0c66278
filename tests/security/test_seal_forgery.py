"""Messages put together with real keys by somebody who should not have: each is refused for its own reason."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey, OctKey
from joserfc.jws import JWSRegistry
from joserfc.util import urlsafe_b64encode

from gateway.security.keys import KeyUse
from schemas.errors import StoreUnavailable

BODY = b'{"resourceType":"Bundle"}'


def test_a_message_for_another_receiver_cannot_even_be_decrypted(parties):
    assert parties.code(parties.seal(BODY), me="school") == "SIP703"


def test_a_receiver_cannot_pass_a_message_on_as_if_it_was_meant_for_another(parties):
    """The school gets a message, and encrypts the signed inside to the region."""
    meant_for_school = parties.signed(parties.claims(BODY, aud="school"), BODY)
    assert parties.code(parties.wrapped(meant_for_school)) == "SIP705"


def test_a_known_organisation_cannot_sign_for_another_with_its_own_key(parties):
    school = parties.rings["school"].in_use(KeyUse.SIGN, parties.now)
    claims = parties.claims(BODY, kid=school.kid)
    assert parties.code(parties.wrapped(parties.signed(claims, BODY, school.key))) == "SIP707"


def test_a_known_organisation_cannot_sign_for_another_under_that_one_s_key_id(parties):
    school = parties.rings["school"].in_use(KeyUse.SIGN, parties.now)
    assert parties.code(parties.wrapped(parties.signed(parties.claims(BODY), BODY, school.key))) == "SIP708"


def test_a_stranger_is_refused_even_with_a_key_of_its_own(parties, stranger):
    own = stranger.in_use(KeyUse.SIGN, parties.now)
    claims = parties.claims(BODY, iss="stranger", kid=own.kid)
    assert parties.code(parties.wrapped(parties.signed(claims, BODY, own.key))) == "SIP706"


def test_a_directory_that_answers_with_another_organisation_s_keys_is_not_believed(parties):
    school = parties.rings["school"].in_use(KeyUse.SIGN, parties.now)
    claims = parties.claims(BODY, kid=school.kid)
    sealed = parties.wrapped(parties.signed(claims, BODY, school.key))
    assert parties.code(sealed, senders=lambda _: parties.rings["school"].public()) == "SIP706"


def test_an_encryption_key_does_not_sign(parties):
    ring = parties.rings["municipality"]
    pair = ring.in_use(KeyUse.ENCRYPT, parties.now)
    claims = parties.claims(BODY, kid=pair.kid)
    assert parties.code(parties.wrapped(parties.signed(claims, BODY, pair.key))) == "SIP707"


def test_a_directory_that_is_away_is_not_the_message_s_fault(parties):
    def away(_: str):
        raise StoreUnavailable

    with pytest.raises(StoreUnavailable):
        parties.unseal(parties.seal(BODY), senders=away)


@pytest.mark.parametrize(
    "changes",
    [
        {"zip": "DEF"},
        {"crit": ["typ"]},
        {"iss": "municipality"},
        {"apu": "eA"},
        {"jku": "https://example.org/keys"},
        {"cty": "JWT"},
        {"typ": None},
        {"typ": "JWT"},
        {"alg": "ECDH-ES"},
        {"alg": "ECDH-ES+A128KW"},
        {"enc": "A128GCM"},
        {"enc": "A128CBC-HS256"},
        {"kid": None},
    ],
    ids=str,
)
def test_an_outer_header_that_says_anything_else_than_ours_is_refused(parties, changes):
    token = parties.signed(parties.claims(BODY), BODY)
    assert parties.code(parties.wrapped(token, **changes)) == "SIP702"


@pytest.mark.parametrize(
    "changes",
    [
        {"crit": ["typ"]},
        {"b64": True},
        {"jku": "https://example.org/keys"},
        {"exp": 1},
        {"typ": "JWT"},
        {"iat": "2026"},
        {"iat": 1.5},
        {"iat": True},
        {"iat": 10**15},
        {"iat": -(10**15)},
        {"message_id": ""},
        {"message_id": "x" * 257},
        {"message_id": "line\nbreak"},
        {"copy_id": ""},
        {"copy_id": 7},
        {"iss": ["municipality"]},
        *({name: None} for name in ("typ", "iat", "iss", "aud", "jti", "message_id", "message_type")),
        *({name: None} for name in ("kid", "message_version", "content_hash")),
    ],
    ids=str,
)
def test_a_signed_header_with_anything_more_less_or_else_is_refused(parties, changes):
    claims = parties.claims(BODY, **changes)
    head = urlsafe_b64encode(json.dumps(claims).encode())
    signing = parties.rings["municipality"].in_use(KeyUse.SIGN, parties.now).key
    assert parties.code(parties.wrapped(_signed_by_hand(head, signing))) == "SIP702"


def test_a_header_with_a_member_twice_is_refused(parties):
    twice = json.dumps(parties.claims(BODY))[:-1] + ',"aud":"region"}'
    signing = parties.rings["municipality"].in_use(KeyUse.SIGN, parties.now).key
    sealed = parties.wrapped(_signed_by_hand(urlsafe_b64encode(twice.encode()), signing))
    assert parties.code(sealed) == "SIP702"


def test_the_way_these_headers_are_signed_by_hand_is_right(parties):
    head = urlsafe_b64encode(json.dumps(parties.claims(BODY)).encode())
    signing = parties.rings["municipality"].in_use(KeyUse.SIGN, parties.now).key
    assert parties.unseal(parties.wrapped(_signed_by_hand(head, signing))).body == BODY


def test_an_unsigned_message_and_one_with_a_public_key_as_secret_are_refused(parties):
    """The two classic confusions: alg none, and HS256 with the sender's public key as the shared secret."""
    public = parties.directory("municipality").in_use(KeyUse.SIGN, parties.now)
    secret = OctKey.import_key(json.dumps(public.key.as_dict()).encode())
    hs256 = parties.signed(parties.claims(BODY, alg="HS256"), BODY, secret)
    head = urlsafe_b64encode(json.dumps(parties.claims(BODY, alg="none")).encode())
    none = head + b"." + urlsafe_b64encode(BODY) + b"."
    for token in (hs256, none, none + b"AA"):
        assert parties.code(parties.wrapped(token)) == "SIP702"


def test_a_key_that_the_message_brings_itself_is_not_used(parties):
    own = ECKey.generate_key("P-256")
    claims = parties.claims(BODY, jwk=own.as_dict(private=False))
    assert parties.code(parties.wrapped(parties.signed(claims, BODY, own))) == "SIP702"


def test_a_signed_content_hash_that_does_not_fit_the_body_is_refused(parties):
    other = parties.claims(b"another body")
    assert parties.code(parties.wrapped(parties.signed(other, BODY))) == "SIP712"


def test_a_message_dated_before_the_key_counted_is_refused(parties):
    early = int((parties.now - timedelta(days=31)).timestamp())
    assert parties.code(parties.wrapped(parties.signed(parties.claims(BODY, iat=early), BODY))) == "SIP709"


def _signed_by_hand(head: bytes, key: ECKey) -> bytes:
    """ES256 over any header bytes; joserfc would refuse some of these headers itself."""
    told = head + b"." + urlsafe_b64encode(BODY)
    return told + b"." + urlsafe_b64encode(JWSRegistry.algorithms["ES256"].sign(told, key))
