"""A tree of places to XML."""

from __future__ import annotations

from typing import Any

from lxml import etree

from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Layout, UnwritableError
from mappings.tables.nodes import BETWEEN, Node
from mappings.tables.sources.encodings import encoded
from mappings.tables.sources.of_xml import XML
from mappings.tables.sources.ordering import Order, in_order, order_of, said_at

_NO_XML = "a character or a name that XML cannot hold"


def xml_of_tree(root: Node, layout: Layout) -> bytes:
    """The document, declared in the table's encoding; what that lacks stands as character references.

    Raises UnwritableError for what XML cannot hold.
    """
    uris = {**layout.namespaces, "xml": XML}
    try:
        element = etree.Element(_tag(root.name, uris), nsmap=_nsmap(layout))
        _fill(element, root, (), uris, order_of(layout.order))
    except (ValueError, TypeError):
        raise UnwritableError(_NO_XML) from None
    etree.indent(element)
    text = (
        f'<?xml version="1.0" encoding="{layout.encoding.upper()}"?>\n{etree.tostring(element, encoding="unicode")}\n'
    )
    return encoded(text, layout.encoding, lambda each: f"&#{ord(each)};", bom=layout.bom)


def _nsmap(layout: Layout) -> dict[Any, str]:
    return {prefix or None: uri for prefix, uri in layout.namespaces.items()}


def _tag(name: str, uris: dict[str, str], *, attribute: bool = False) -> str:
    if name.startswith("{"):
        if name.startswith("{}") and "" in uris:
            raise UnwritableError("an element without a namespace, where the table has one for names without prefix")
        return name
    prefix, colon, local = name.partition(":")
    if colon:
        if prefix not in uris:
            raise UnwritableError("a prefix of a namespace that the table does not bind")
        return f"{{{uris[prefix]}}}{local}"
    return f"{{{uris['']}}}{name}" if "" in uris and not attribute else name


def _fill(element: etree._Element, node: Node, steps: Steps, uris: dict[str, str], order: Order) -> None:
    element.text = said_at(node) or None
    latest: etree._Element | None = None
    for child in in_order(node, steps, order):
        if child.name.startswith("@"):
            _attribute(element, child, uris)
        elif child.name == BETWEEN:
            _between(element, latest, said_at(child) or "")
        else:
            latest = etree.SubElement(element, _tag(child.name, uris))
            _fill(latest, child, (*steps, child.name), uris, order)


def _attribute(element: etree._Element, child: Node, uris: dict[str, str]) -> None:
    tag = _tag(child.name[1:], uris, attribute=True)
    if tag in element.attrib:
        raise UnwritableError("an attribute that would stand twice")
    element.set(tag, said_at(child) or "")


def _between(element: etree._Element, latest: etree._Element | None, text: str) -> None:
    if latest is None:
        element.text = (element.text or "") + text
    else:
        latest.tail = (latest.tail or "") + text
