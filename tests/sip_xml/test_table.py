"""The table, the model and the schema say the same: every field has one element, of the right kind, in one order."""

from __future__ import annotations

from enum import Enum
from pathlib import Path

import pytest
from lxml import etree

from mappings.sip_xml.table import ALL_ROOTS, ROOTS, TABLE
from schemas import dates, identifiers
from schemas.sip import base, content, people
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.plan import Plan
from schemas.sip.shapes import Holds, shapes_of

XSD = Path(__file__).resolve().parents[2] / "schemas" / "xsd"
XS = "{http://www.w3.org/2001/XMLSchema}"

SIMPLE_TYPES = (
    (base.Line, "Line"),
    (base.Text, "Text"),
    (dates.PartialDate, "PartialDate"),
    (dates.Moment, "Moment"),
    (identifiers.OrganisationId, "OrganisationId"),
    (identifiers.OrganisationNumber, "OrganisationNumber"),
    (identifiers.SchoolUnitCode, "SchoolUnitCode"),
    (identifiers.HsaId, "HsaId"),
    (identifiers.ElementId, "ElementId"),
    (identifiers.Ref, "Ref"),
    (identifiers.UrnUuid, "UrnUuid"),
    (identifiers.ContentHash, "ContentHash"),
    (people.LanguageTag, "LanguageTag"),
    (content.IcfCode, "IcfCode"),
    (content.MediaType, "MediaType"),
)
BUILT_IN = {Holds.BOOLEAN: "xs:boolean", Holds.BYTES: "xs:base64Binary", Holds.INSTANT: "sip:Instant"}
NAMED_HERE = {
    ("PersonIdentity", "value"): "sip:IdentityValue",
    ("Receipt", "state"): "sip:ReceiptState",
    ("Source", "revision"): "sip:Number",
}


def _schemas() -> list[etree._Element]:
    return [etree.parse(str(path)).getroot() for path in sorted(XSD.glob("*.xsd"))]


def _named(kind: str) -> dict[str, etree._Element]:
    return {each.get("name"): each for root in _schemas() for each in root.findall(f"{XS}{kind}")}


COMPLEX, SIMPLE, ELEMENTS = _named("complexType"), _named("simpleType"), _named("element")


def _sequence(cls: type[Part]) -> list[etree._Element]:
    root = next((name for name, held in ROOTS.items() if held is cls), None)
    holder = COMPLEX[cls.__name__] if root is None else ELEMENTS[root].find(f"{XS}complexType")
    return holder.find(f"{XS}sequence").findall(f"{XS}element")


def _expected_type(cls: type[Part], field: str) -> str:
    shape = shapes_of(cls)[field]
    if shape.part is not None:
        return f"sip:{shape.part.__name__}"
    if shape.holds in BUILT_IN:
        return BUILT_IN[shape.holds]
    if (cls.__name__, field) in NAMED_HERE:
        return NAMED_HERE[cls.__name__, field]
    if shape.holds is Holds.INTEGER:
        return "sip:PositiveNumber"
    if isinstance(shape.kind, type) and issubclass(shape.kind, Enum):
        return f"sip:{shape.kind.__name__}"
    return "sip:" + next(name for alias, name in SIMPLE_TYPES if alias == shape.kind)


def _parts_below(cls: type[Part]) -> set[type[Part]]:
    found: set[type[Part]] = set()
    waiting = [cls]
    while waiting:
        each = waiting.pop()
        if each not in found:
            found.add(each)
            waiting += [shape.part for shape in shapes_of(each).values() if shape.part is not None]
    return found


def test_every_part_of_every_document_has_a_table():
    assert set().union(*map(_parts_below, ROOTS.values())) == set(TABLE)
    assert SipDocument in TABLE


@pytest.mark.parametrize("cls", TABLE, ids=lambda cls: cls.__name__)
def test_every_field_has_exactly_one_row(cls):
    names = [name for name in TABLE[cls].values() if name]

    assert set(TABLE[cls]) == set(cls.model_fields)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("cls", TABLE, ids=lambda cls: cls.__name__)
def test_the_schema_has_the_same_elements_in_the_same_order(cls):
    rows = [name for name in TABLE[cls].values() if name and not name.startswith("@")]
    extension = ["Extension"] if cls is Plan else []

    assert [each.get("name") for each in _sequence(cls)] == rows + extension


@pytest.mark.parametrize("cls", TABLE, ids=lambda cls: cls.__name__)
def test_the_schema_says_the_same_types_and_cardinalities(cls):
    fields = {name: field for field, name in TABLE[cls].items()}
    for element in _sequence(cls):
        if element.get("name") == "Extension":
            continue
        field = fields[element.get("name")]
        info, shape = cls.model_fields[field], shapes_of(cls)[field]
        given_when_read = field == "id" and cls.__name__ != "Organisation"
        assert element.get("type") == _expected_type(cls, field), field
        assert (element.get("minOccurs", "1") == "0") == (not info.is_required() or given_when_read), field
        assert (element.get("maxOccurs", "1") != "1") == shape.many, field


def test_every_code_list_has_the_codes_of_the_model():
    seen = 0
    for cls in TABLE:
        for shape in shapes_of(cls).values():
            if isinstance(shape.kind, type) and issubclass(shape.kind, Enum):
                listed = [each.get("value") for each in SIMPLE[shape.kind.__name__].iter(f"{XS}enumeration")]
                assert listed == [each.value for each in shape.kind], shape.kind.__name__
                seen += 1
    assert seen > 40


def test_every_root_of_the_family_is_there():
    assert set(ELEMENTS) == set(ALL_ROOTS)


def test_every_element_type_attribute_and_code_is_explained_in_swedish():
    for root in _schemas():
        for kind in ("element", "complexType", "simpleType", "attribute", "enumeration"):
            for each in root.iter(f"{XS}{kind}"):
                holder = each.getparent() if each.get("name") is None and kind == "complexType" else each
                text = holder.find(f"{XS}annotation/{XS}documentation")
                assert text is not None, etree.tostring(each)[:200]
                assert text.get("{http://www.w3.org/XML/1998/namespace}lang") == "sv"
                assert len(text.text.strip()) > 2


def test_nothing_in_the_schema_spoils_generated_classes():
    spoilers = ("choice", "union", "all", "group", "key", "keyref", "unique", "anyAttribute", "list", "redefine")
    for root in _schemas():
        assert not [each.tag for kind in spoilers for each in root.iter(f"{XS}{kind}")]
        assert all(each.get("substitutionGroup") is None and each.get("default") is None for each in root.iter())
        assert all(each.get("mixed") is None for each in root.iter(f"{XS}complexType"))
        assert all(each.get("type") not in ("xs:ID", "xs:IDREF", "xs:IDREFS") for each in root.iter())
        for inline in root.iter(f"{XS}complexType"):
            named, of_a_root = inline.get("name"), inline.getparent().getparent() is root
            assert named or of_a_root, "only a root has a type without name"
        for any_element in root.iter(f"{XS}any"):
            assert any_element.getparent().getparent().get("name") == "Extension"
