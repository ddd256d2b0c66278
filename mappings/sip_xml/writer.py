"""From the model to elements. What is at hand is written in the order of the schema; what is empty is left out."""

from __future__ import annotations

import base64
from datetime import datetime
from enum import Enum
from typing import Any

from lxml import etree

from mappings.sip_xml.rows import NAMESPACE
from mappings.sip_xml.table import TABLE
from schemas.sip.base import Part
from schemas.sip.shapes import shapes_of

DEFAULT_NAMESPACE: Any = {None: NAMESPACE}


def element_from_part(name: str, part: Part, *, leave_out: frozenset[str] = frozenset()) -> etree._Element:
    """An element that says everything that the part holds. `leave_out` are ids that are not written."""
    element = etree.Element(f"{{{NAMESPACE}}}{name}", nsmap=DEFAULT_NAMESPACE)
    _fill(element, part, leave_out)
    return element


def _fill(element: etree._Element, part: Part, leave_out: frozenset[str]) -> None:
    shapes = shapes_of(type(part))
    for field, name in TABLE[type(part)].items():
        value = getattr(part, field)
        if value is None or not name or (field == "id" and value in leave_out):
            continue
        if name.startswith("@"):
            element.set(name[1:], said(value))
            continue
        for each in value if shapes[field].many else (value,):
            child = etree.SubElement(element, f"{{{NAMESPACE}}}{name}")
            if isinstance(each, Part):
                _fill(child, each, leave_out)
            else:
                child.text = said(each)


def said(value: Any) -> str:
    """A value of the model as it stands in an element."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        return str(value.value)
    if isinstance(value, bytes):
        return base64.b64encode(value).decode("ascii")
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return str(value)


def document_bytes(root: etree._Element) -> bytes:
    """The document as it is sent: UTF-8 with declaration, indented; texts keep their line breaks."""
    etree.indent(root)
    body: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8")
    return body + b"\n"
