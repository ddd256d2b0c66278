"""A plan stays about the person that it is about; a new number of the same person is an event, and both are kept."""

from __future__ import annotations

import json

import pytest

from adapters.journal import HandedIn
from gateway.exchange.accept import accept
from gateway.exchange.decisions import plan_of
from mappings.formats import Format, read, write
from tests.exchange.plans import HOME, PERSON, as_bytes, plan

COORDINATION = {"kind": "samordningsnummer", "value": "197010632391"}
ANOTHER = {"kind": "personnummer", "value": "194911172296"}
BEFORE = PERSON["identity"]


def hand(world, data, token):
    body = data if isinstance(data, bytes) else as_bytes(data)
    return accept(world.parts, HOME, HandedIn(token, body))


def about(identity, *earlier, revision=2, **changes):
    person = PERSON | {"identity": identity, "earlier_identities": list(earlier)}
    return plan(revision=revision, person=person, **changes)


def errors(answer):
    return {each.code: each.path for each in answer.findings if each.severity == "error"}


def events(world):
    with world.parts.store.transaction() as tx:
        return [row for row in tx.audit_rows(HOME) if row.event == "identity-changed"]


def test_another_person_under_the_same_plan_is_refused_and_told_where(world):
    """Its copies would go to the first person's recipients, with the first person's consent."""
    first = hand(world, plan(), "t-1")

    answer = hand(world, about(ANOTHER), "t-2")

    assert (answer.accepted, errors(answer)) == (False, {"SIP618": "/plan/person/identity"})
    with world.parts.store.transaction() as tx:
        assert tx.newest_version(HOME, first.plan_id).version == 1
    assert events(world) == []


@pytest.mark.parametrize(
    ("format_", "path"),
    [(Format.SIP_XML, "/SipPlan/Plan/Person/Identity"), (Format.FHIR_JSON, ".resource.identifier[0]")],
)
def test_the_refusal_points_into_the_document_of_the_sender(world, format_, path):
    hand(world, plan(), "t-1")
    document = read(as_bytes(about(ANOTHER))).document

    answer = hand(world, write(document, format_).body, "t-2")

    assert errors(answer)["SIP618"].endswith(path)


def test_a_new_number_of_the_same_person_is_taken_with_both_kept_and_noted_as_an_event(world):
    first = hand(world, plan(), "t-1")

    answer = hand(world, about(COORDINATION, BEFORE), "t-2")

    assert (answer.accepted, answer.plan_id, answer.version) == (True, first.plan_id, 2)
    with world.parts.store.transaction() as tx:
        person = plan_of(tx, world.parts, HOME, first.plan_id, 2).person
    assert person.identity.value == COORDINATION["value"]
    assert [each.value for each in person.earlier_identities] == [BEFORE["value"]]
    (event,) = events(world)
    assert (event.plan_id, json.loads(event.detail)) == (first.plan_id, {"version": 2})


def test_the_version_after_a_change_of_number_is_an_ordinary_one(world):
    hand(world, plan(), "t-1")
    hand(world, about(COORDINATION, BEFORE), "t-2")

    answer = hand(world, about(COORDINATION, BEFORE, revision=3, summary={"text": "Nytt"}), "t-3")

    assert (answer.accepted, answer.version) == (True, 3)
    assert len(events(world)) == 1


def test_an_earlier_number_of_somebody_else_is_no_earlier_number_of_this_person(world):
    hand(world, plan(), "t-1")

    assert "SIP618" in errors(hand(world, about(COORDINATION, ANOTHER), "t-2"))


def test_a_plan_about_the_wrong_person_can_be_nullified(world):
    """PDL 3 kap. 14 §: nothing is erased; the plan is marked as wrong."""
    hand(world, plan(), "t-1")

    answer = hand(world, about(ANOTHER, state="nullified"), "t-2")

    assert (answer.accepted, answer.version) == (True, 2)


def test_a_change_of_protection_or_name_is_no_change_of_person(world):
    hand(world, plan(), "t-1")
    person = PERSON | {"name": {"given": "Tolvina"}, "protection": ["sekretessmarkering"]}

    answer = hand(world, plan(revision=2, person=person), "t-2")

    assert answer.accepted
    assert events(world) == []
