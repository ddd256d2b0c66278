"""JSON and a tree of places, in both directions.

A key is a place, a list as many places of its name, marked by their line (`LISTED`). A list in a list is a place of the
outer name with places `item` below; its value is `IN_LIST`, which tells it from an object with a key of that name.
null has the text "" and no value; a decimal keeps the digits that stand in the document as its text.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from mappings.json_parser import parse_json
from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Layout, UnwritableError
from mappings.tables.nodes import LISTED, Node, text_of
from mappings.tables.sources.encodings import decoded, encoded
from mappings.tables.sources.ordering import Order, in_order, order_of
from mappings.tables.sources.source import Source
from schemas.findings import Finding, finding

ITEM = "item"
IN_LIST: tuple[()] = ()
"""The value of a place that is a list in a list."""


class _Decimal(float):
    """A number with the digits that stood in the document."""

    digits: str

    def __new__(cls, digits: str) -> _Decimal:
        made = super().__new__(cls, digits)
        made.digits = digits
        return made


class _NeedsDigits(Exception):
    """A decimal was met whose digits are not known."""


def tree_of_json(body: bytes, layout: Layout) -> Source:
    """The tree of a JSON document. Never raises; SIP230 and SIP229 say that it is not the table's."""
    text = decoded(body, layout.encoding)
    if isinstance(text, Finding):
        return Source(None, (text,))
    content = text.encode()
    parsed = parse_json(content)
    if parsed.findings:
        return Source(None, parsed.findings)
    try:
        return _source(parsed.value)
    except _NeedsDigits:
        return _source(json.loads(content, parse_float=_Decimal))


def _source(value: Any) -> Source:
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        return Source(None, (finding("SIP229", expected="JSON {…}"),))
    root = Node("")
    _fill(root, value)
    return Source(root)


def _fill(node: Node, found: dict[str, Any]) -> None:
    for name, value in found.items():
        if isinstance(value, list):
            _listed(node, name, value)
        else:
            _place(node, name, value, 0)


def _listed(node: Node, name: str, values: list[Any]) -> None:
    for each in values:
        if isinstance(each, list):
            _listed(node.add(name, None, LISTED, IN_LIST), ITEM, each)
        else:
            _place(node, name, each, LISTED)


def _place(node: Node, name: str, value: Any, line: int) -> None:
    if isinstance(value, dict):
        _fill(node.add(name, None, line), value)
    elif value is None:
        node.add(name, "", line)
    elif isinstance(value, float):
        if not isinstance(value, _Decimal):
            raise _NeedsDigits
        node.add(name, value.digits, line, float(value))
    else:
        node.add(name, text_of(value), line, value)


def json_of_tree(root: Node, layout: Layout) -> bytes:
    """The document, two spaces a level; what the encoding lacks is escaped. Raises UnwritableError."""
    value = _object(root, (), order_of(layout.order))
    try:
        text = json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False)
    except ValueError:
        raise UnwritableError("a number that JSON cannot hold") from None
    return encoded(f"{text}\n", layout.encoding, _escaped, bom=layout.bom)


def _object(node: Node, steps: Steps, order: Order) -> dict[str, Any]:
    made: dict[str, Any] = {}
    lists: set[str] = set()
    for child in in_order(node, steps, order):
        name, value = child.name, _value(child, (*steps, child.name), order)
        if name not in made:
            made[name] = [value] if child.is_listed else value
            if child.is_listed:
                lists.add(name)
        elif name in lists:
            made[name].append(value)
        else:
            made[name] = [made[name], value]
            lists.add(name)
    return made


def _value(node: Node, steps: Steps, order: Order) -> Any:
    if node.value == IN_LIST and node.value is not None:
        return [_value(each, (*steps, each.name), order) for each in node.children]
    said = node.text if node.value is None else node.value
    if node.children:
        if said not in (None, ""):
            raise UnwritableError("a value and other places at one place of JSON")
        return _object(node, steps, order)
    if said is None:
        return {}
    return None if said == "" and node.value is None else said


def _escaped(character: str) -> str:
    units: Iterable[int] = memoryview(character.encode("utf-16-le", "surrogatepass")).cast("H")
    return "".join(f"\\u{each:04x}" for each in units)
