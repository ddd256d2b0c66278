"""Whose entry the platform takes in: an organisation's own, newer than the one before, and never another's."""

from dataclasses import replace
from datetime import timedelta

import pytest

from gateway.directory.toml_directory import TomlDirectory, read_directory, write_directory
from gateway.exchange.directory_entry import signed_entry, signer_of, take_entry
from gateway.security.keys import KeyRing, KeyUse
from schemas.errors import InvalidDocument
from tests.directory.sites import entry_for
from tests.exchange.plans import REGION, SCHOOL
from tests.exchange.world import START

OURS = entry_for(REGION, gateway="edge")
AN_HOUR = timedelta(hours=1)


def ring(organisation=REGION):
    return KeyRing.generate(organisation, START - AN_HOUR)


def take(known, body, told=None, now=START):
    entries, taken = take_entry(TomlDirectory(known), body, told, now, lambda: "k" * 24)
    return entries, taken


def refused(known, body, told=None, now=START):
    with pytest.raises(InvalidDocument) as error:
        take(known, body, told, now)
    return error.value.findings[0].code


@pytest.fixture
def stolen():
    """A key that was stolen and has been taken out; the entry between, which still showed it, was kept by somebody."""
    first = ring()
    body = signed_entry(OURS, first, None, START)
    entries, taken = take([], body, signer_of(body))
    later = START + AN_HOUR
    rotated = first.rotated(later, timedelta(0))
    between = signed_entry(taken, rotated, None, later)
    entries, taken = take(entries, between, signer_of(between), later)
    pruned = rotated.without_ended_before(later + AN_HOUR)
    last = signed_entry(taken, pruned, pruned.public(), later + AN_HOUR)
    entries, taken = take(entries, last, now=later + AN_HOUR)
    return entries, taken, between, last, first, later + 2 * AN_HOUR


def test_an_entry_that_was_signed_before_the_one_in_force_brings_no_stolen_key_back(stolen):
    entries, taken, between, _, first, now = stolen
    gone = first.generations[0].kid
    assert gone not in {key["jwk"]["kid"] for key in taken.keys}
    assert refused(entries, between, now=now) == "SIP690"
    assert refused(entries, between, signer_of(between), now) == "SIP690", "nor when its fingerprint is given"


def test_when_it_was_signed_stays_with_the_entry_through_the_file(stolen, tmp_path):
    entries, _, between, _, _, now = stolen
    write_directory(tmp_path / "directory.toml", entries)
    read = list(read_directory(tmp_path / "directory.toml").all())
    assert read == entries
    assert refused(read, between, now=now) == "SIP690"


def test_another_fingerprint_than_the_entrys_is_refused_also_where_the_key_is_known(stolen):
    entries, _, _, last, _, now = stolen
    assert refused([], last, "0" * 64, now) == "SIP658"
    assert refused(entries, last, "0" * 64, now) == "SIP658"


def test_the_same_entry_twice_is_once(stolen):
    entries, taken, _, last, _, now = stolen
    assert take(entries, last, now=now) == (entries, taken)


def test_an_entry_signed_by_the_stolen_key_alone_is_a_first_contact(stolen):
    entries, taken, _, _, first, now = stolen
    forged = signed_entry(replace(taken, gateway="thief"), first, None, now)
    assert refused(entries, forged, now=now) == "SIP691"


def test_nobody_takes_anothers_place_or_routing_key_with_keys_of_its_own():
    body = signed_entry(replace(OURS, routing_key="r" * 24), ring(), None, START)
    entries, _ = take([], body, signer_of(body))
    thief = ring()
    assert refused(entries, signed_entry(OURS, thief, None, START)) == "SIP691"
    foreign = signed_entry(entry_for(SCHOOL, routing_key="r" * 24), ring(SCHOOL), None, START)
    assert refused(entries, foreign, signer_of(foreign)) == "SIP656"
    assert refused(entries, foreign.replace(b"e", b"f", 40)) == "SIP690"


def test_of_a_known_organisation_its_name_and_routing_key_stay_the_platforms():
    keys = ring()
    body = signed_entry(replace(OURS, routing_key="r" * 24), keys, None, START)
    entries, _ = take([], body, signer_of(body))
    said = replace(OURS, name="Någon annan", huvudman=SCHOOL, routing_key="x" * 24, gateway="spare")
    _, taken = take(entries, signed_entry(said, keys, keys.public(), START + AN_HOUR), now=START + AN_HOUR)
    assert (taken.name, taken.huvudman, taken.routing_key, taken.gateway) == (OURS.name, None, "r" * 24, "spare")
    assert {key["jwk"]["use"] for key in taken.keys} == set(KeyUse)
