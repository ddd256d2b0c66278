"""Whose signature counts, and which version may follow which."""

import json
from datetime import timedelta

import pytest
from joserfc.jwk import ECKey
from joserfc.util import urlsafe_b64decode, urlsafe_b64encode

from gateway.directory.signed import (
    read_signed,
    refuse_unless_better,
    signed_directory,
    succession,
    trusted_leads_to,
)
from gateway.directory.signing import CURVE, fingerprint, same_fingerprint
from schemas.errors import InvalidDocument
from tests.directory.sites import entry_for
from tests.exchange.plans import HOME, REGION
from tests.exchange.world import START

ENTRIES = [
    entry_for(HOME, routing_key="h" * 24, gateway="hub", handles_protected=True, sdk_address="0203:sdk-1"),
    entry_for(REGION, routing_key="r" * 24, huvudman="TSTNMT2321000016-REG"),
]


def key():
    return ECKey.generate_key(CURVE)


def signed(signer, version=1, entries=ENTRIES, successions=(), issued_at=START, valid=timedelta(days=90)):
    return signed_directory(
        entries,
        signer,
        version=version,
        issued_at=issued_at,
        expires_at=issued_at + valid,
        successions=successions,
    )


def code_of(error):
    return error.value.findings[0].code


def refused(new, told, before=None, now=START):
    with pytest.raises(InvalidDocument) as error:
        refuse_unless_better(read_signed(new), told, read_signed(before) if before else None, now)
    return code_of(error)


def test_what_is_signed_is_read_the_same():
    ours = key()
    read = read_signed(signed(ours, 7))
    assert (read.version, list(read.entries), read.signer) == (7, ENTRIES, fingerprint(ours))


@pytest.mark.parametrize("part", [0, 1, 2])
def test_a_changed_part_of_the_document_is_a_wrong_signature(part):
    parts = signed(key()).split(b".")
    middle = len(parts[part]) // 2
    other = b"A" if parts[part][middle : middle + 1] != b"A" else b"B"
    parts[part] = parts[part][:middle] + other + parts[part][middle + 1 :]
    with pytest.raises(InvalidDocument) as error:
        read_signed(b".".join(parts))
    assert code_of(error) == "SIP681"


def test_a_stranger_cannot_put_its_key_under_anothers_signature():
    ours, theirs = signed(key()).split(b"."), signed(key()).split(b".")
    with pytest.raises(InvalidDocument) as error:
        read_signed(b".".join([theirs[0], ours[1], ours[2]]))
    assert code_of(error) == "SIP681"


@pytest.mark.parametrize("change", [{"alg": "none"}, {"crit": ["b64"], "b64": False}, {"jku": "https://x.example"}])
def test_a_header_of_another_form_is_refused(change):
    head, *rest = signed(key()).split(b".")
    header = {**json.loads(urlsafe_b64decode(head)), **change}
    with pytest.raises(InvalidDocument) as error:
        read_signed(b".".join([urlsafe_b64encode(json.dumps(header).encode()), *rest]))
    assert code_of(error) == "SIP681"


@pytest.mark.parametrize("body", [b"", b"a.b.c", b"\xff", b"{}", "å.ä.ö".encode()])
def test_what_is_no_directory_is_refused(body):
    with pytest.raises(InvalidDocument) as error:
        read_signed(body)
    assert code_of(error) == "SIP681"


def test_an_organisation_that_stands_twice_or_a_private_key_is_refused():
    private = {"jwk": {"kty": "EC", "d": "x"}, "valid_from": "2026-01-01T00:00:00+00:00"}
    for entries in ([ENTRIES[0], ENTRIES[0]], [entry_for(HOME, keys=(private,))]):
        with pytest.raises(InvalidDocument) as error:
            read_signed(signed(key(), entries=entries))
        assert code_of(error) == "SIP680"


def test_the_first_contact_without_fingerprint_shows_the_one_to_compare():
    ours = key()
    with pytest.raises(InvalidDocument) as error:
        refuse_unless_better(read_signed(signed(ours)), None, None, START)
    (found,) = error.value.findings
    assert found.code == "SIP682"
    assert fingerprint(ours) in found.en


def test_a_fingerprint_is_read_out_in_groups_and_compared_however_it_is_written():
    said = fingerprint(key())
    assert [len(group) for group in said.split()] == [4] * 16
    assert same_fingerprint(said, said.lower().replace(" ", ":"))
    assert not same_fingerprint(said, fingerprint(key()))
    assert not same_fingerprint("", "")


def test_a_key_that_was_not_told_is_refused():
    assert refused(signed(key()), fingerprint(key())) == "SIP683"


def test_versions_rise_and_one_number_names_one_document():
    ours = key()
    told, before = fingerprint(ours), signed(ours, 5)
    refuse_unless_better(read_signed(signed(ours, 6)), told, read_signed(before), START)
    refuse_unless_better(read_signed(before), told, read_signed(before), START)
    assert refused(signed(ours, 4), told, before) == "SIP684"
    assert refused(signed(ours, 5, ENTRIES[:1]), told, before) == "SIP685"


def test_a_document_whose_end_has_passed_is_refused():
    ours = key()
    assert refused(signed(ours), fingerprint(ours), now=START + timedelta(days=90)) == "SIP686"
    refuse_unless_better(read_signed(signed(ours)), fingerprint(ours), None, START + timedelta(days=89))


def test_a_gateway_that_slept_through_a_change_of_key_finds_the_way():
    first, second, third = key(), key(), key()
    steps = (succession(first, second), succession(second, third))
    late = read_signed(signed(third, 9, successions=steps))
    for told in (first, second, third):
        refuse_unless_better(late, fingerprint(told), None, START)
    assert not late.follows(fingerprint(key()))


def test_a_succeeded_key_signs_nothing_more():
    first, second = key(), key()
    steps = (succession(first, second),)
    before = signed(second, 5, successions=steps)
    assert refused(signed(first, 6, successions=steps), fingerprint(first), before) == "SIP683"
    refuse_unless_better(
        read_signed(signed(second, 6, successions=steps)), fingerprint(first), read_signed(before), START
    )


def test_nobody_can_name_a_successor_for_anothers_key():
    ours, thief = key(), key()
    stolen = signed(thief, 9, successions=(succession(thief, ours), succession(thief, thief)))
    assert refused(stolen, fingerprint(ours)) == "SIP683"


def test_after_a_new_fingerprint_what_the_old_key_signed_counts_for_nothing():
    """A stolen key: the platform begins anew, and the operator enters the fingerprint that was read out."""
    stolen, fresh = key(), key()
    refuse_unless_better(read_signed(signed(fresh, 6)), fingerprint(fresh), read_signed(signed(stolen, 5)), START)
    assert refused(signed(stolen, 7), fingerprint(fresh), signed(stolen, 5)) == "SIP683"


def test_successions_in_a_ring_lead_nowhere_else():
    one, two, three = (fingerprint(key()) for _ in range(3))
    assert trusted_leads_to(one, two, {one: two, two: one})
    assert not trusted_leads_to(one, three, {one: two, two: one})
