"""The quick way of reading SIP XML says what the thorough one says, or leaves the document to it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

from mappings.reading import Reading
from mappings.sip_xml import read_sip_xml, write_sip_xml
from mappings.sip_xml.documents import read_thoroughly
from mappings.sip_xml.quick import NotQuick, quick_document
from mappings.xml_parser import parse_xml
from schemas.sip.document import SipDocument
from schemas.sip.reading import parse_document
from tests.generated_plans.strategies import sip_documents

_SAMPLES = sorted((Path(__file__).parents[1] / "samples").glob("*/[0-9]*.xml"))
_DEMO = resources.files("gateway.demo").joinpath("plan.xml").read_bytes()
_ODD = (
    "",
    " ",
    "x",
    "2025-02-30",
    "sv-SE",
    "\u00a0text\u00a0",
    "a\u200db",
    "a\nb",
    "0",
    "true",
    "p-1",
    "person",
    "å" * 501,
)


def _thorough(body: bytes) -> Reading:
    root = parse_xml(body).root
    assert root is not None
    return read_thoroughly(root)


def _same(body: bytes) -> Reading:
    quick, thorough = read_sip_xml(body), _thorough(body)
    assert (quick.document, quick.findings) == (thorough.document, thorough.findings)
    assert quick.account == thorough.account
    assert dict(quick.places) == dict(thorough.places)
    return quick


@pytest.mark.parametrize("sample", _SAMPLES, ids=lambda each: f"{each.parent.name}-{each.stem}")
def test_every_sample_is_read_the_quick_way_and_as_the_thorough_one_reads_it(sample: Path) -> None:
    body = sample.read_bytes()
    root = parse_xml(body).root
    assert root is not None
    assert quick_document(root) == _same(body).document


@given(document=sip_documents())
@settings(max_examples=30)
def test_any_plan_is_read_the_same_both_ways(document: SipDocument) -> None:
    assert _same(write_sip_xml(document)).document == document


def test_a_document_read_the_quick_way_cannot_be_told_from_a_validated_one() -> None:
    quick = read_sip_xml(_DEMO).document
    assert quick is not None
    whole = parse_document(quick.model_dump(exclude_unset=True)).document
    assert whole is not None
    assert repr(quick) == repr(whole)
    assert quick.model_dump_json() == whole.model_dump_json()
    assert quick.model_fields_set == whole.model_fields_set
    assert quick.plan.model_copy(update={"version": 2}) == whole.plan.model_copy(update={"version": 2})
    with pytest.raises(ValueError, match="frozen"):
        quick.plan.version = 3  # type: ignore[misc]


def test_whatever_value_stands_in_a_leaf_both_ways_say_the_same() -> None:
    for body in _with_odd_leaves(_DEMO):
        _same(body)


def _with_odd_leaves(body: bytes) -> Iterator[bytes]:
    """The document with an odd value in one leaf at a time: each kind of leaf, another value each time."""
    root = etree.fromstring(body)
    seen: dict[str, etree._Element] = {}
    for leaf in root.iter("*"):
        parent = leaf.getparent()
        if not len(leaf) and parent is not None:
            seen.setdefault(f"{parent.tag} {leaf.tag}", leaf)
    for place, leaf in enumerate(seen.values()):
        right = leaf.text
        for odd in (_ODD[place % len(_ODD)], _ODD[(place + 5) % len(_ODD)]):
            leaf.text = odd
            yield etree.tostring(root)
        leaf.text = right


@pytest.mark.parametrize(
    "change",
    [
        pytest.param((b"<Plan>", b"<Plan xmlns:x='urn:x' x:y='z'>"), id="a foreign attribute"),
        pytest.param((b"<Plan>", b"<Plan>stray"), id="stray text"),
        pytest.param((b"<Plan>", b"<Plan><Unknown/>"), id="an unknown element"),
        pytest.param((b"</Plan>", b"<Extension><x xmlns='urn:x'/></Extension></Plan>"), id="an extension"),
        pytest.param((b' version="0.9"', b""), id="no version"),
        pytest.param((b"<SipPlan ", b"<SipConsent "), id="another root"),
        pytest.param((b"<Id>", b"<Id xmlns=''>"), id="another namespace"),
        pytest.param((b"<Person>", b"<Person><?pi x?><!-- comment -->"), id="comments and instructions"),
    ],
)
def test_what_is_out_of_the_ordinary_is_left_to_the_thorough_reader(change: tuple[bytes, bytes]) -> None:
    assert change[0] in _DEMO
    body = _DEMO.replace(*change, 1).replace(
        b"</SipPlan>", b"</SipConsent>" if change[1] == b"<SipConsent " else b"</SipPlan>"
    )
    _same(body)


def test_a_part_that_is_met_often_is_read_as_it_was_the_first_time() -> None:
    documents = [read_sip_xml(_DEMO).document for _ in range(10)]
    assert documents[0] is not None
    assert {repr(each) for each in documents} == {repr(documents[0])}
    said = [each.model_dump(exclude_unset=True) for each in documents if each is not None]
    assert all(each == said[0] for each in said)
    assert list(map(_names_in, said)) == [_names_in(said[0])] * 10


def _names_in(said: object) -> object:
    """Names in their order, all the way down: two dictionaries are equal in any order."""
    if isinstance(said, dict):
        return [(name, _names_in(each)) for name, each in said.items()]
    return [_names_in(each) for each in said] if isinstance(said, list | tuple) else None


def test_two_parts_with_one_id_are_not_read_the_quick_way() -> None:
    root = parse_xml(_DEMO).root
    assert root is not None
    ids = [each for each in root.iter("{*}Id") if each.getparent().tag.endswith("Need")]
    ids[1].text = ids[0].text
    with pytest.raises(NotQuick):
        quick_document(root)
