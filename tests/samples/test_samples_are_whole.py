"""The documents of the samples: valid, read without a rest, and the same after every translation."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml import etree

from gateway.rules.lifecycle import check_move
from mappings import fhir
from mappings.sip_xml import read_consent_xml, read_sip_xml, write_sip_xml
from schemas.identifiers import PersonIdentity
from schemas.sip.document import SipDocument
from schemas.sip.people import Name
from schemas.sip.walk import walk
from tests.samples import Sample, Version, samples
from tests.samples.way import accepted
from tests.shared_material import shared

XSD = Path(__file__).resolve().parents[2] / "schemas" / "xsd" / "sip.xsd"
STEPS = [pytest.param(one, step, id=f"{one.name}/{step.name}") for one in samples() for step in one.steps]
EACH = [pytest.param(one, id=one.name) for one in samples()]


def test_there_are_six_samples():
    assert [one.name[:2] for one in samples()] == ["01", "02", "03", "04", "05", "06"]


def test_every_document_of_a_folder_is_a_step():
    for one in samples():
        named = {f"{step.expected['document']}.xml" for step in one.steps}
        named |= {name for step in one.steps for name in step.expected.get("consents", ())}
        assert named == {path.name for path in one.folder.glob("*.xml")}


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_the_document_is_valid_by_our_xml_schema(sample: Sample, step: Version):
    schema = etree.XMLSchema(etree.parse(str(XSD)))

    for body in (step.document, *step.by_hand):
        assert schema.validate(etree.fromstring(body)), schema.error_log.filter_from_errors()


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_the_document_is_read_without_findings_and_without_a_rest(sample: Sample, step: Version):
    for read in (read_sip_xml(step.document), *map(read_consent_xml, step.by_hand)):
        assert read.findings == ()
        assert read.account.not_understood == ()
        assert len(read.account.mapped) > 10
        assert read.valid


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_the_document_is_canonically_the_same_after_sip(sample: Sample, step: Version):
    document = read_sip_xml(step.document).document
    assert document is not None

    assert canonical(write_sip_xml(document)) == canonical(step.document)


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_the_plan_is_the_same_after_fhir(sample: Sample, step: Version):
    document = accepted(sample, step)

    assert fhir.sip_from_fhir(fhir.fhir_from_sip(document)) == document


@pytest.mark.parametrize("sample", EACH)
def test_the_lifecycle_moves_as_the_table_allows(sample: Sample):
    held: dict[str | None, SipDocument] = {}
    for step in sample.steps:
        document = accepted(sample, step)
        before = held.get(document.plan.plan_id)
        assert check_move(before and before.plan, document.plan) == ()
        assert document.plan.state == step.expected["state"]
        assert step.number == number_after(before, document)
        held[document.plan.plan_id] = document


def number_after(before: SipDocument | None, document: SipDocument) -> int:
    """The number that a home gives: a consent entered beside the same document makes no new version."""
    if before is None or before.plan.version is None:
        return 1
    return before.plan.version + (before.plan.source != document.plan.source)


@pytest.mark.parametrize("sample", EACH)
def test_the_source_counts_its_own_revisions_upwards(sample: Sample):
    seen: dict[str, int] = {}
    for body in sample.versions:
        document = read_sip_xml(body).document
        assert document is not None
        assert document.plan.source is not None
        source, revision = document.plan.source.plan_id, document.plan.source.revision
        assert revision == seen.get(source, 0) + 1
        seen[source] = revision


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_only_published_test_persons_and_invented_names_occur(sample: Sample, step: Version):
    parts = [part for _, part in walk(accepted(sample, step))]

    numbers = {part.value for part in parts if isinstance(part, PersonIdentity)}
    assert numbers <= PUBLISHED
    names = [part.family or "" for part in parts if isinstance(part, Name)]
    assert names
    assert all(name.startswith("Test") or name.endswith(("sson", "son", "sjö")) for name in names), names


@pytest.mark.parametrize(("sample", "step"), STEPS)
def test_no_sentence_is_taken_from_the_routines(sample: Sample, step: Version):
    """Facts carry over, sentences do not: no eight words in a row stand in a routine."""
    routines = " ".join(path.read_text(encoding="utf-8") for path in sorted(shared("seeds").glob("*.txt")))
    known = set(runs(routines))
    said = [text for _, part in walk(accepted(sample, step)) for text in vars(part).values() if isinstance(text, str)]

    assert [run for text in said for run in runs(text) if run in known] == []


def runs(text: str, length: int = 8) -> list[tuple[str, ...]]:
    """Every run of so many words."""
    words = text.casefold().split()
    return [tuple(words[at : at + length]) for at in range(len(words) - length + 1)]


def canonical(body: bytes) -> bytes:
    """Canonical XML without the white space between elements."""
    return etree.tostring(etree.fromstring(body, etree.XMLParser(remove_blank_text=True)), method="c14n2")


PUBLISHED = {
    *("191212121212", "194911172296", "198611062384", "192011189228", "194804032094", "188803099368"),
    *("196101182803", "189002029800", "200302022389", "199002222397", "195009072553", "198401012383"),
    *("198401022390", "201305012385", "201111212385", "201011252382", "200812012383", "200001252386"),
    *("189602029812", "196109732393", "197010632391", "98240301AA06", "20210325K069"),
}
