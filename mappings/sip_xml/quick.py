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

from collections.abc import Callable
from enum import Enum
from functools import cache
from typing import Annotated, Any

from lxml import etree
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from mappings.sip_xml.reader import plain
from mappings.sip_xml.rows import NAMESPACE, Holds, Shape, shapes_of
from mappings.sip_xml.straight import WIDE, Check, Row, Rows, straight
from mappings.sip_xml.table import TABLE
from mappings.text_bytes import base64_text
from schemas.identifiers import HsaId
from schemas.sip.base import Line, Part, Text
from schemas.sip.checked import checked_part
from schemas.sip.document import SipDocument
from schemas.sip.reading import NEEDS_ID, UNASSIGNED

_LONGEST_LINE, _LONGEST_TEXT = 500, 50_000
_REMEMBERED = 4096
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
    part = checked_part(rows.part, {**rows.usual, **said}, set(said))
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
        tuple((name, _adapter(part, name)) for name in fields if shapes[name].many and fields[name].metadata),
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
    one = _asking(shape.kind) if shape.many else _adapter(part, field)
    metadata = [] if shape.many else part.model_fields[field].metadata
    if isinstance(shape.kind, type) and issubclass(shape.kind, Enum) and not metadata:
        known.update({each.value: each for each in shape.kind})
    if shape.holds is Holds.BYTES:
        return lambda text: one(_base64(text))
    if shape.kind == Line and metadata in ([], _Ordinary.model_fields["line"].metadata):
        return _line(one)
    if shape.kind == Text and metadata in ([], _Ordinary.model_fields["text"].metadata):
        return _text(one)
    if shape.kind in (str, HsaId):  # numbers of persons: not to be remembered
        return lambda text: one(plain(text, shape.holds))
    return _remembering(lambda text: one(plain(text, shape.holds)), known)


class _Ordinary(Part):
    """A line and a text without further limits, to compare with."""

    line: Line
    text: Text


def _adapter(part: type[Part], field: str) -> Callable[[Any], Any]:
    described = part.model_fields[field]
    kind: Any = described.annotation
    return _asking(Annotated[(kind, *described.metadata)] if described.metadata else kind)


def _asking(kind: Any) -> Callable[[Any], Any]:
    """The model's own check of a kind of value; made when it is first asked, since most documents ask few."""

    made: list[Callable[[Any], Any]] = []

    def ask(value: Any) -> Any:
        if not made:
            made.append(_model_check(kind))
        return made[0](value)

    return ask


@cache
def _model_check(kind: Any) -> Callable[[Any], Any]:
    return TypeAdapter(kind).validate_python


def _remembering(check: Check, known: dict[str, Any]) -> Check:
    def checked(text: str) -> Any:
        value = check(text)
        if len(known) < _REMEMBERED:
            known[text] = value
        return value

    return checked


def _line(exactly: Callable[[str], Any]) -> Check:
    def line(text: str) -> Any:
        said = " ".join(text.split())
        return said if said.isprintable() and said and len(text) <= _LONGEST_LINE else exactly(text)

    return line


def _text(exactly: Callable[[str], Any]) -> Check:
    def ordinary(text: str) -> Any:
        said = text.strip()
        speakable = said.isprintable() or said.replace("\n", "").isprintable()
        return said if speakable and said and len(text) <= _LONGEST_TEXT else exactly(text)

    return ordinary


def _base64(text: str) -> str:
    content = base64_text(text)
    if content is None:
        raise NotQuick
    return content
