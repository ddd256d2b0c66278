"""Generations of keys: which one is in use, what opens after a rotation, what the directory may show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from joserfc.jwk import ECKey

from gateway.security.keys import OVERLAP, Generation, KeyRing, KeyUse, PublicKeys, Secret
from schemas.errors import InvalidDocument, Unavailable

DAY = timedelta(days=1)
RFC7638_MEMBERS = {"kty", "crv", "x", "y"}


@pytest.fixture(scope="module")
def rotating(parties):
    """The region's ring before and after a rotation that takes over tomorrow."""
    before = parties.rings["region"]
    return before, before.rotated(parties.now + DAY)


def test_new_keys_take_over_at_their_beginning_and_not_before(parties, rotating):
    before, after = rotating
    begin = parties.now + DAY
    for use in KeyUse:
        old = before.in_use(use, parties.now).kid
        assert after.in_use(use, begin - timedelta(seconds=1)).kid == old
        assert after.in_use(use, begin).kid != old
        assert after.public().in_use(use, begin).kid == after.in_use(use, begin).kid


def test_after_a_theft_no_earlier_key_counts_whatever_was_planned(parties, rotating):
    """Also those that a rotation was to end later, and those that it was to begin with."""
    before, planned = rotating
    revoked = planned.revoked(parties.now)
    fresh = {each.kid for each in revoked.generations} - {each.kid for each in planned.generations}
    for moment in (parties.now, parties.now + DAY, parties.now + 30 * DAY):
        assert {revoked.in_use(use, moment).kid for use in KeyUse} == fresh
        assert {each.kid for each in revoked.generations if each.valid_at(moment)} == fresh
    assert parties.unseal(parties.seal(b"waited"), ring=revoked, now=parties.now + DAY).body == b"waited"
    gone = revoked.without_ended_before(parties.now + timedelta(seconds=1))
    assert {each.kid for each in gone.generations} == fresh
    assert (revoked.index, revoked.data[: len(before.data)]) == (before.index, before.data)


def test_a_message_that_waited_in_the_queue_opens_after_the_rotation(parties, rotating):
    _, after = rotating
    sealed = parties.seal(b"waited")
    assert parties.unseal(sealed, ring=after, now=parties.now + 90 * DAY).body == b"waited"


def test_a_message_for_a_key_that_was_thrown_away_says_that_the_key_is_not_known(parties, rotating):
    _, after = rotating
    thrown = after.without_ended_before(parties.now + DAY + OVERLAP + DAY)
    assert parties.code(parties.seal(), ring=thrown) == "SIP703"
    assert [each.use for each in thrown.generations] == list(KeyUse)


def test_both_signing_keys_are_believed_while_they_overlap_and_the_old_one_not_after(parties):
    old = parties.rings["municipality"]
    new = old.rotated(parties.now + DAY)
    published = new.public()
    for ring, day, code in [(old, 0, None), (old, 2, None), (new, 2, None), (old, 9, "SIP709"), (new, 9, None)]:
        moment = parties.now + day * DAY
        sealed = replace(parties, now=moment, rings={**parties.rings, "municipality": ring}).seal()
        if code:
            assert parties.code(sealed, senders=lambda _: published, now=moment) == code
        else:
            assert parties.unseal(sealed, senders=lambda _: published, now=moment).issued_at == moment


def test_a_message_signed_with_an_expired_key_is_refused(parties):
    ring = parties.rings["municipality"]
    ended = tuple(replace(each, valid_until=parties.now) for each in ring.public().generations)
    published = PublicKeys("municipality", ended)
    assert parties.code(parties.seal(), senders=lambda _: published) == "SIP709"


def test_a_stolen_key_that_was_taken_out_of_the_directory_signs_nothing_more(parties):
    new = parties.rings["municipality"].rotated(parties.now).public()
    without_old = PublicKeys("municipality", new.generations[2:])
    assert parties.code(parties.seal(), senders=lambda _: without_old) == "SIP707"


def test_a_ring_whose_keys_have_all_ended_says_so(parties):
    ring = parties.rings["region"]
    ended = replace(ring, generations=tuple(replace(e, valid_until=parties.now) for e in ring.generations))
    with pytest.raises(Unavailable) as refused:
        ended.in_use(KeyUse.SIGN, parties.now)
    assert refused.value.code == "SIP714"


def test_a_rotation_keeps_the_index_secret_and_every_data_secret(rotating):
    before, after = rotating
    assert after.index == before.index
    assert after.data[:-1] == before.data
    assert after.data[-1] not in before.data


@settings(max_examples=20, deadline=None)
@given(days=st.lists(st.integers(1, 400), min_size=1, max_size=5))
def test_after_any_rotations_there_is_always_exactly_one_key_in_use(parties, days):
    ring, moment = parties.rings["school"], parties.now
    for step in days:
        moment += step * DAY
        ring = ring.rotated(moment)
        assert ring.in_use(KeyUse.SIGN, moment).valid_from == moment
        assert ring.in_use(KeyUse.ENCRYPT, moment + 1000 * DAY).valid_from == moment
    assert KeyRing.from_json(json.loads(json.dumps(ring.as_json()))) == ring


def test_the_key_id_is_the_thumbprint_of_the_public_members(parties):
    for each in parties.rings["region"].public().as_json():
        jwk = each["jwk"]
        members = {name: jwk[name] for name in RFC7638_MEMBERS}
        assert jwk["kid"] == ECKey.import_key(members).thumbprint()


def test_what_the_directory_shows_holds_no_private_half_and_reads_back(parties):
    shown = parties.rings["region"].public()
    text = json.dumps(shown.as_json())
    assert {name for each in json.loads(text) for name in each["jwk"]} == RFC7638_MEMBERS | {"use", "kid"}
    assert PublicKeys.from_json("region", json.loads(text)) == shown


def _jwk(**changes):
    return lambda entry: {**entry, "jwk": {**entry["jwk"], **changes}}


@pytest.mark.parametrize(
    "spoil",
    [
        _jwk(kid="another"),
        _jwk(d="AAAA"),
        _jwk(crv="P-384"),
        _jwk(kty="oct", k="AAAA"),
        _jwk(use="both"),
        _jwk(x="AAAA"),
        lambda entry: {**entry, "valid_from": "2026-03-02T09:00:00"},
        lambda entry: {**entry, "valid_from": None},
        lambda entry: {**entry, "valid_until": entry["valid_from"]},
        lambda entry: {"jwk": entry["jwk"]},
        lambda entry: "text",
    ],
)
def test_a_directory_key_that_is_not_ours_is_named_by_its_place(parties, spoil):
    good, bad = parties.rings["region"].public().as_json()
    with pytest.raises(InvalidDocument) as refused:
        PublicKeys.from_json("region", [good, spoil(bad)])
    assert [(each.code, each.path) for each in refused.value.findings] == [("SIP715", "keys[1]")]


def test_private_keys_cannot_be_put_into_the_directory_nor_shown_by_accident(parties):
    ring = parties.rings["region"]
    with pytest.raises(ValueError):
        PublicKeys("region", ring.generations)
    shown = repr(ring)
    hidden = [each.as_json()["jwk"]["d"] for each in ring.generations]
    hidden += [str(each.material) for each in (*ring.data, ring.index)]
    assert not [each for each in hidden if each in shown]


def test_a_ring_without_private_halves_or_data_secret_is_none(parties):
    ring = parties.rings["region"]
    with pytest.raises(ValueError):
        replace(ring, generations=ring.public().generations)
    with pytest.raises(ValueError):
        replace(ring, data=())
    with pytest.raises(ValueError):
        Secret.from_json({"id": "00", "material": "00"})


def test_a_generation_of_another_curve_or_without_time_zone_is_none(parties):
    with pytest.raises(ValueError):
        Generation(KeyUse.SIGN, ECKey.generate_key("P-384"), parties.now)
    with pytest.raises(ValueError):
        Generation(KeyUse.SIGN, ECKey.generate_key("P-256"), datetime(2026, 3, 2))  # noqa: DTZ001
