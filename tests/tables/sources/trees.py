"""Tables that only say how a document is written down, and trees that can be compared."""

from __future__ import annotations

from typing import Any

from mappings.tables.language.rules import Kind, Layout, PartRule, Table
from mappings.tables.nodes import Node
from mappings.tables.sources import Source, read_source, write_source
from schemas.sip.document import SipDocument

DOCUMENT = PartRule("", 1, SipDocument, many=False)


def table(kind: str, /, **layout: Any) -> Table:
    """A table of a kind of document, with that layout."""
    return Table("trial", Kind(kind), DOCUMENT, layout=Layout(**layout))


def read(body: bytes, kind: str, /, **layout: Any) -> Source:
    """The document as a table with that layout reads it."""
    return read_source(body, table(kind, **layout))


def codes(body: bytes, kind: str, /, **layout: Any) -> list[str]:
    """The codes of what is wrong; a document with faults has no tree."""
    found = read(body, kind, **layout)
    assert (found.root is None) == bool(found.findings)
    return [each.code for each in found.findings]


def root_of(body: bytes, kind: str, /, **layout: Any) -> Node:
    """The root of a document that has no faults."""
    found = read(body, kind, **layout)
    assert found.findings == ()
    assert found.root is not None
    return found.root


def again(tree: Node, kind: str, /, **layout: Any) -> Node:
    """The tree, written and read."""
    return root_of(write_source(tree, table(kind, **layout)), kind, **layout)


def shape(node: Node) -> Any:
    """A tree without its lines: name, text, what is below."""
    return (node.name, node.text, [shape(each) for each in node.children])


def names(node: Node) -> list[str]:
    """The names below a place, in order."""
    return [each.name for each in node.children]
