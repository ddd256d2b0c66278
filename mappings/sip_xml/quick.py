"""The quick way from elements to the model, for documents in which nothing is wrong.

Theory of operation. Most documents are right, and of those the thorough reader (reader.py) finds out slowly what the
schema has said already. So the schema judges first. Of a document that it accepts we know which elements stand where,
in which order and how often; what is left is to take their texts, to check what the schema cannot (dates of the
calendar, check digits, references) and to make the parts. The table, read once into one `Rows` for each part, says
how: element → field, whether it repeats, and what checks the text. The checks are the model's own, asked field by
field; two of them (a line, a text) have a short form for the ordinary case, and those of codes, dates and ids remember
their answers.

A sequence of elements that a part is met with again and again (`straight.py`) gets a function of its own, in which all
that the table says is decided already. Parts that are met with it for the first times, and wide ones, are read along
the table.

Whatever is out of the ordinary raises `NotQuick`, and the thorough reader reads the document from the start: it alone
says findings, and makes the account. So a quick reading has no findings, and its account, in which every element went
somewhere, is made when somebody asks for it. That both readers say the same of a document is tested.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any

from lxml import etree
from pydantic import ValidationError
from pydantic_core import PydanticCustomError

from mappings.sip_xml.reader import plain
from mappings.sip_xml.rows import NAMESPACE
from mappings.sip_xml.straight import WIDE, Check, Row, Rows, straight
from mappings.sip_xml.table import TABLE
from mappings.text_bytes import base64_text
from schemas.identifiers import HsaId
from schemas.sip.base import Part
from schemas.sip.checked import checked_part, names_said
from schemas.sip.document import SipDocument
from schemas.sip.field_checks import a_line, a_text, asking, is_a_line, is_a_text, model_check, remembering
from schemas.sip.ids_given import NEEDS_ID, UNASSIGNED
from schemas.sip.shapes import Holds, Shape, shapes_of

_OTHER_ATTRIBUTES = etree.XPath("boolean(/*/@*[name() != 'version'] | /*//*/@*)")


class NotQuick(Exception):
    """The document, or one value of it, is not ordinary: the thorough reader's turn."""


def quick_document(root: etree._Element) -> SipDocument:
    """The plan in a tree that the schema accepts. Raises NotQuick when it takes the thorough reader to tell."""
    if root.tag != f"{{{NAMESPACE}}}SipPlan" or _OTHER_ATTRIBUTES(root):
        raise NotQuick
    try:
        document: SipDocument = _read(root, _rows(SipDocument, None), {})
    except (KeyError, ValidationError, PydanticCustomError):
        raise NotQuick from None
    return document


def _read(element: Any, rows: Rows, given: dict[str, int]) -> Any:
    """The part that an element says. `given` counts the ids that were given to parts of each kind."""
    children = list(element)
    if len(children) < WIDE:
        tags = tuple([child.tag for child in children])
        made = rows.made.get(tags) or straight(rows, tags, _read)
        if made is not None:
            return made(children, element, given)
    return _read_along(children, element, rows, given)


def _read_along(children: list[Any], element: Any, rows: Rows, given: dict[str, int]) -> Any:
    """The same, element by element along the table."""
    said: dict[str, Any] = {}
    elements = rows.elements
    for child in children:
        field, many, known, check, inner = elements[child.tag]
        if inner is not None:
            value = _read(child, inner, given)
        elif (value := known.get(text := child.text or "")) is None:
            value = check(text)  # type: ignore[misc]
        if not many:
            said[field] = value
        elif field in said:
            said[field] += (value,)
        else:
            said[field] = (value,)
    for name, row in rows.attributes.items():
        text = element.get(name) or ""
        said[row.field] = row.known.get(text) or row.check(text)  # type: ignore[misc]
    if (kind := rows.kind) is not None and "id" not in said:
        given[kind] = given.get(kind, 0) + 1
        said["id"] = f"{UNASSIGNED}{kind}-{given[kind]}"
    return _part(rows, said)


def _part(rows: Rows, said: dict[str, Any]) -> Part:
    """The part of these fields, if nothing is missing and the model has nothing against it as a whole."""
    if not rows.required <= said.keys():
        raise NotQuick
    for field, of_list in rows.lists:
        of_list(said.get(field, ()))
    part = checked_part(rows.part, {**rows.usual, **said}, names_said(said))
    for of_whole in rows.whole:
        of_whole(part)
    return part


@cache
def _rows(part: type[Part], kind: str | None) -> Rows:
    shapes, fields, table = shapes_of(part), part.model_fields, TABLE[part]
    return Rows(
        part,
        kind,
        {name: field.get_default(call_default_factory=True) for name, field in fields.items()},
        frozenset(name for name, field in fields.items() if field.is_required()),
        {
            f"{{{NAMESPACE}}}{name}": _row(part, field, shapes[field])
            for field, name in table.items()
            if name and not name.startswith("@")
        },
        {name[1:]: _row(part, field, shapes[field]) for field, name in table.items() if name.startswith("@")},
        tuple((name, model_check(part, name)) for name in fields if shapes[name].many and fields[name].metadata),
        tuple(each.func for each in part.__pydantic_decorators__.model_validators.values()),
        {},
        {},
    )


def _row(part: type[Part], field: str, shape: Shape) -> Row:
    if shape.part is not None:
        return Row(field, shape.many, {}, None, _rows(shape.part, NEEDS_ID.get(field)))
    known: dict[str, Any] = {}
    return Row(field, shape.many, known, _check(part, field, shape, known))


def _check(part: type[Part], field: str, shape: Shape, known: dict[str, Any]) -> Check:
    """What checks the text of an element; it puts what may be remembered among what is known."""
    one = asking(shape.kind) if shape.many else model_check(part, field)
    metadata = [] if shape.many else part.model_fields[field].metadata
    if isinstance(shape.kind, type) and issubclass(shape.kind, Enum) and not metadata:
        known.update({each.value: each for each in shape.kind})
    if shape.holds is Holds.BYTES:
        return lambda text: one(_base64(text))
    if is_a_line(shape, metadata):
        return a_line(one)
    if is_a_text(shape, metadata):
        return a_text(one)
    if shape.kind in (str, HsaId):  # numbers of persons: not to be remembered
        return lambda text: one(plain(text, shape.holds))
    return remembering(lambda text: one(plain(text, shape.holds)), known)


def _base64(text: str) -> str:
    content = base64_text(text)
    if content is None:
        raise NotQuick
    return content
