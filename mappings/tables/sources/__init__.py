"""Documents of journal systems as bytes and as trees of places: XML, JSON and CSV, in both directions.

Reading takes a document of unknown origin and never raises: the hardened parsers and their limits are those of our own
formats. Writing raises UnwritableError when the format or its encoding cannot hold what stands in the tree.
"""

from __future__ import annotations

from collections.abc import Callable

from mappings.tables.language.rules import Kind, Layout, Table
from mappings.tables.nodes import Node
from mappings.tables.sources.encodings import ENCODINGS
from mappings.tables.sources.of_csv import DELIMITERS, QUOTES, csv_of_tree, tree_of_csv
from mappings.tables.sources.of_json import json_of_tree, tree_of_json
from mappings.tables.sources.of_xml import tree_of_xml
from mappings.tables.sources.source import Source
from mappings.tables.sources.to_xml import xml_of_tree

__all__ = ["DELIMITERS", "ENCODINGS", "QUOTES", "Source", "read_source", "write_source"]

_READ: dict[Kind, Callable[[bytes, Layout], Source]] = {
    Kind.XML: tree_of_xml,
    Kind.JSON: tree_of_json,
    Kind.CSV: tree_of_csv,
}
_WRITE: dict[Kind, Callable[[Node, Layout], bytes]] = {
    Kind.XML: xml_of_tree,
    Kind.JSON: json_of_tree,
    Kind.CSV: csv_of_tree,
}


def read_source(body: bytes, table: Table, *, linked: bool = True) -> Source:
    """The tree of a document in the table's format and encoding; without `linked` perhaps not linked. Never raises."""
    source = _READ[table.kind](body, table.layout)
    if linked and source.root is not None:
        source.root.link()
    return source


def write_source(root: Node, table: Table) -> bytes:
    """The document of a tree. Raises UnwritableError."""
    return _WRITE[table.kind](root, table.layout)
