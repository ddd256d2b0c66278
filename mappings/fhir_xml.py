"""FHIR XML and FHIR JSON say the same: one tree of elements, one JSON object, both ways.

Theory of operation. In XML a list of one looks like no list, and a number like a text; JSON tells them apart. What each
element is, the models of fhir.resources know (R4B, equal to R4 for what a SIP uses). Of a type that they do not have,
what the document shows counts: what stands twice is a list, what has a `value` is a text. Nothing gets lost on the way:
what is no FHIR keeps a name that no field of FHIR has (`attribute::name`, `text::`, `foreign::name`), so that the
account of the JSON reader tells of it. Paths are those of FHIRPath, which are the same in both forms.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import zip_longest
from typing import Any

from lxml import etree

from mappings.fhir.constants import Json
from mappings.fhir.models import Element, elements_of
from mappings.xml_parser import new_parser

NAMESPACE = "http://hl7.org/fhir"
_DEFAULT_NAMESPACE: Any = {None: NAMESPACE}
_XHTML = "{http://www.w3.org/1999/xhtml}"
_SCHEMA_LOCATION = "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"
_ATTRIBUTES = {"Extension": ("id", "url")}
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,30})(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,3})?")
_WHITE = " \t\r\n"
_BOOLEANS = {"true": True, "false": False}


def json_from_xml(root: etree._Element) -> Json:
    """The resource as FHIR JSON. Where the schema is (xsi:schemaLocation) is no content. Never raises."""
    return {"resourceType": etree.QName(root).localname, **_object(root, etree.QName(root).localname, ())}


def xml_from_json(resource: Json) -> bytes:
    """The resource as FHIR XML, UTF-8, elements in the order of the standard. For resources that we made ourselves."""
    root = etree.Element(f"{{{NAMESPACE}}}{resource['resourceType']}", nsmap=_DEFAULT_NAMESPACE)
    _fill(root, resource, resource["resourceType"], ())
    etree.indent(root)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8") + b"\n"


def _object(element: etree._Element, kind: str, attributes: tuple[str, ...] | None = None) -> Json:
    """The element as a JSON object; `attributes` are those that FHIR has there, besides the value of a primitive."""
    known = elements_of(kind) or {}
    made = _stray(element, _ATTRIBUTES.get(kind, ("id",)) if attributes is None else attributes)
    groups: dict[str, list[etree._Element]] = {}
    for child in element:
        groups.setdefault(_name(child), []).append(child)
    for name, children in groups.items():
        _put(made, name, children, known.get(name))
    return made


def _stray(element: etree._Element, allowed: tuple[str, ...]) -> Json:
    """Attributes, and text between the elements: what FHIR does not have there gets a name that no field has."""
    made: Json = {}
    for name in map(str, element.attrib.keys()):  # asking for all values at once is quadratic in lxml
        if name != _SCHEMA_LOCATION:
            made[name if name in allowed else f"attribute::{etree.QName(name).localname}"] = element.get(name)
    if text := "".join(filter(None, (element.text, *(child.tail for child in element)))).strip(_WHITE):
        made["text::"] = text
    return made


def _name(element: etree._Element) -> str:
    name = etree.QName(element)
    ours = name.namespace == NAMESPACE or element.tag == f"{_XHTML}div"
    return name.localname if ours else f"foreign::{name.localname}"


def _put(made: Json, name: str, children: list[etree._Element], what: Element | None) -> None:
    many = len(children) > 1 or (what is not None and what.many)
    if not _primitive(children, what):
        objects = [_complex(child, what) for child in children]
        made[name] = objects if many else objects[0]
        return
    values = [_value(child, what) for child in children]
    beside = [_beside(child) for child in children]
    if any(each is not None for each in values):
        made[name] = values if many else values[0]
    if any(each is not None for each in beside):
        made[f"_{name}"] = beside if many else beside[0]


def _primitive(children: list[etree._Element], what: Element | None) -> bool:
    if what is not None:
        return what.kind is not None
    return all(child.get("value") is not None or str(child.tag).startswith(_XHTML) for child in children)


def _complex(element: etree._Element, what: Element | None) -> Json:
    inner = element[0] if len(element) == 1 else None
    if inner is not None and (what is None or what.of == "Resource"):
        name = etree.QName(inner)
        if name.namespace == NAMESPACE and name.localname[:1].isupper():
            return {**json_from_xml(inner), **_stray(element, ())}
    return _object(element, "" if what is None else what.of)


def _value(element: etree._Element, what: Element | None) -> Any:
    if str(element.tag).startswith(_XHTML):
        return _xhtml(element)
    text = element.get("value")
    if text is None or what is None:
        return text
    if what.kind is bool:
        return _BOOLEANS.get(text, text)
    if what.kind in (int, Decimal) and _INTEGER.fullmatch(text):
        return int(text)
    if what.kind is Decimal and _DECIMAL.fullmatch(text) and math.isfinite(float(text)):
        return float(text)
    return text


def _beside(element: etree._Element) -> Json | None:
    """What stands beside the value of a primitive: its id and extensions; None when there is only the value."""
    if str(element.tag).startswith(_XHTML):
        return None
    made = _object(element, "Element", ("id", "value"))
    has_value = made.pop("value", None) is not None
    return made if made or not has_value else None


def _xhtml(element: etree._Element) -> str:
    alone = copy.deepcopy(element)
    alone.tail = None
    etree.cleanup_namespaces(alone)
    return etree.tostring(alone, encoding="unicode")


def _fill(element: etree._Element, value: Json, kind: str, attributes: tuple[str, ...] | None = None) -> None:
    known = elements_of(kind) or {}
    allowed = _ATTRIBUTES.get(kind, ("id",)) if attributes is None else attributes
    names = {name.removeprefix("_") for name in value} - {"resourceType"}
    for name in allowed:
        if name in names:
            element.set(name, value[name])
    for name in (*(each for each in known if each in names), *(each for each in value if each in names - known.keys())):
        if name not in allowed:
            for each, beside in _pairs(value.get(name), value.get(f"_{name}")):
                _add(element, name, each, beside, known.get(name))


def _pairs(values: Any, beside: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(values, list) or isinstance(beside, list):
        yield from zip_longest(values or (), beside or ())
    else:
        yield values, beside


def _add(parent: etree._Element, name: str, value: Any, beside: Any, what: Element | None) -> None:
    if name == "div" and isinstance(value, str):
        parent.append(etree.fromstring(value, new_parser()))
        return
    child = etree.SubElement(parent, f"{{{NAMESPACE}}}{name}")
    if isinstance(value, dict) and "resourceType" in value:
        _fill(etree.SubElement(child, f"{{{NAMESPACE}}}{value['resourceType']}"), value, value["resourceType"], ())
    elif isinstance(value, dict):
        _fill(child, value, "" if what is None else what.of)
    elif value is not None:
        child.set("value", ("true" if value else "false") if isinstance(value, bool) else str(value))
    if beside:
        _fill(child, beside, "Element")
