"""What goes to FHIR comes back the same, every field of it."""

from __future__ import annotations

import json

from hypothesis import given, settings

from mappings.fhir import fhir_from_sip, read_fhir_json, sip_from_fhir, write_fhir_json
from mappings.fhir.models import as_models
from schemas.sip.document import SipDocument
from tests.generated_plans.strategies import maximal_document, sip_documents


@given(sip_documents())
def test_every_document_comes_back_from_fhir_as_it_was(document: SipDocument) -> None:
    assert sip_from_fhir(fhir_from_sip(document)) == document


@given(sip_documents())
def test_reading_our_own_bytes_finds_nothing_and_understands_everything(document: SipDocument) -> None:
    reading = read_fhir_json(write_fhir_json(document).body)
    assert reading.document == document
    assert reading.findings == ()
    assert reading.account.complete
    assert reading.valid


@settings(max_examples=10)
@given(sip_documents())
def test_the_same_document_gives_the_same_bytes(document: SipDocument) -> None:
    again = SipDocument.model_validate_json(document.model_dump_json())
    assert write_fhir_json(document).body == write_fhir_json(again).body


@settings(max_examples=15)
@given(sip_documents())
def test_every_bundle_is_read_by_an_independent_library(document: SipDocument) -> None:
    bundle = fhir_from_sip(document)
    assert len(as_models(bundle).entry) == len(bundle["entry"])


def test_a_document_in_which_every_field_is_set_comes_back() -> None:
    document = maximal_document()
    assert sip_from_fhir(json.loads(json.dumps(fhir_from_sip(document)))) == document


def test_texts_of_every_kind_arrive_as_they_were_written() -> None:
    for words in ("<script>x</script>", "rad ett\n\trad två", "\u2028\u0085 å \U0001f600", "]]>&amp;", '"\\u0041"'):
        document = maximal_document(lambda where, words=words: f"{words} {where}")
        assert sip_from_fhir(json.loads(write_fhir_json(document).body)) == document


def test_writing_loses_nothing() -> None:
    account = write_fhir_json(maximal_document()).account
    assert account.not_understood == ()
    assert account.ignored == ()
