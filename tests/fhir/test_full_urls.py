"""Addresses inside a message give nothing away: no person, no order, no gap, no thread between recipients."""

from __future__ import annotations

import json
import re

from mappings.fhir import fhir_from_sip, frozen_copy, sip_from_fhir
from tests.fhir.messages import HOME, SCHOOL, copy_of
from tests.generated_plans.strategies import maximal_document


def _urls(frozen: bytes) -> dict[str, str]:
    """Identifier (or type) → full URL."""
    found = {}
    for entry in json.loads(frozen):
        resource = entry["resource"]
        name = resource["identifier"][0]["value"] if isinstance(resource.get("identifier"), list) else "-"
        found[f"{resource['resourceType']} {name}"] = entry["fullUrl"]
    return found


def test_every_entry_has_an_address_of_its_own() -> None:
    entries = json.loads(frozen_copy(copy_of()))
    urls = [each["fullUrl"] for each in entries]
    assert len(set(urls)) == len(urls)
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", each) for each in urls)


def test_two_recipients_of_the_same_document_have_no_address_in_common() -> None:
    one, other = (frozen_copy(copy_of(receiver=each)) for each in (SCHOOL, HOME))
    assert not set(_urls(one).values()) & set(_urls(other).values())


def test_leaving_a_part_out_changes_no_address_of_those_that_stay() -> None:
    document = maximal_document()
    less = document.plan.model_copy(update={"strengths": (), "interventions": document.plan.interventions[1:]})
    whole = _urls(frozen_copy(copy_of(document)))
    cut = _urls(frozen_copy(copy_of(document.model_copy(update={"plan": less}))))
    assert cut.items() <= whole.items()


def test_the_addresses_do_not_depend_on_who_the_person_is() -> None:
    document = maximal_document()
    person = document.plan.person.model_copy(update={"identity": document.plan.person.earlier_identities[0]})
    other = document.model_copy(update={"plan": document.plan.model_copy(update={"person": person})})
    ours, theirs = (json.loads(frozen_copy(copy_of(each))) for each in (document, other))
    assert [each["fullUrl"] for each in ours] == [each["fullUrl"] for each in theirs]


def test_resources_carry_no_ids_and_nobody_is_numbered() -> None:
    for entry in json.loads(frozen_copy(copy_of())):
        assert "id" not in entry["resource"]


def test_two_versions_of_one_consent_have_an_address_each() -> None:
    document = maximal_document()
    newer = document.consents[0].model_copy(update={"version": 2})
    both = document.model_copy(update={"consents": (document.consents[0], newer, *document.consents[1:])})
    urls = [each["fullUrl"] for each in json.loads(frozen_copy(copy_of(both)))]
    assert len(set(urls)) == len(urls)
    assert sip_from_fhir(fhir_from_sip(both)) == both
