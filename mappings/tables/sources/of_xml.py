"""XML to a tree of places.

Names carry the table's own prefixes, whatever prefixes the document uses; a name of a namespace that the table does not
bind is `{uri}name`, which no table knows. An element with nothing in it has the text ""; one where only other places
stand has None. Text between elements is a place of its own, `text()`, so that the account sees it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from lxml import etree

from mappings.tables.nodes import Node
from mappings.tables.rules import Layout
from mappings.tables.sources.encodings import decoded, same_encoding
from mappings.tables.sources.source import Source
from mappings.xml_parser import parse_xml
from schemas.findings import Finding, finding

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"
BETWEEN = "text()"
"""The name of a place that is text between elements."""

_ENCODING = re.compile(r"""\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_NIL = f"{{{XSI}}}nil"
_TECHNICAL = frozenset(f"{{{XSI}}}{name}" for name in ("nil", "type", "schemaLocation", "noNamespaceSchemaLocation"))


class _Names(NamedTuple):
    """The names of the document as the table calls them; filled as they are met."""

    prefixes: dict[str, str]
    elements: dict[str, str]
    attributes: dict[str, str | None]


def tree_of_xml(body: bytes, layout: Layout) -> Source:
    """The tree of an XML document. Never raises; SIP230 and SIP229 say that it is not the table's."""
    content = _utf8(body, layout.encoding)
    if isinstance(content, Finding):
        return Source(None, (content,))
    parsed = parse_xml(content)
    if parsed.root is None:
        return Source(None, parsed.findings)
    prefixes = {uri: prefix for prefix, uri in reversed(layout.namespaces.items())} | {XML: "xml"}
    names = _Names(prefixes, {}, {} if XSI in prefixes else dict.fromkeys(_TECHNICAL))
    name = _element_name(parsed.root.tag, names)
    if layout.root and name != layout.root:
        return Source(None, (finding("SIP229", expected=layout.root),))
    root = Node(name, None, None, parsed.root.sourceline or 0)
    _fill(root, parsed.root, names)
    return Source(root)


def _utf8(body: bytes, encoding: str) -> bytes | Finding:
    """The document as UTF-8 that declares no encoding. Its lines stay where they are."""
    text = decoded(body, encoding)
    if isinstance(text, Finding):
        return text
    if text.startswith("<?xml"):
        end = text.find("?>")
        head = text[:end]
        declared = _ENCODING.search(head)
        if declared is not None:
            if not same_encoding(declared[1] or declared[2] or "", encoding):
                return finding("SIP230", encoding=encoding.upper())
            text = head[: declared.start()] + head[declared.end() :] + text[end:]
    return text.encode()


def _fill(node: Node, element: etree._Element, names: _Names) -> None:
    """Everything below an element. As deep as the parser lets documents be, which is not deep."""
    said = element.text
    attributes = element.items()
    if attributes:
        _attributes(node, element, names)
    known = names.elements
    has_children = False
    for child in element:
        has_children = True
        tag = child.tag
        name = known.get(tag) or _element_name(tag, names)
        made = node.add(name, None, child.sourceline or 0)
        _fill(made, child, names)
        if child.tail is not None and not child.tail.isspace():
            node.add(BETWEEN, child.tail, child.sourceline or 0)
    if said is not None and not ((has_children or attributes) and said.isspace()):
        node.text = said
    elif not node.children:
        node.text = ""


def _attributes(node: Node, element: etree._Element, names: _Names) -> None:
    line = element.sourceline or 0
    for tag, value in element.items():
        if tag == _NIL and value.strip() in ("true", "1"):
            node.text = ""
        name = names.attributes.get(tag, "")
        if name == "":
            name = names.attributes[tag] = f"@{_name(tag, names.prefixes, '')}"
        if name is not None:
            node.add(name, value, line)


def _element_name(tag: str, names: _Names) -> str:
    name = _name(tag, names.prefixes, "{}" if "" in names.prefixes.values() else "")
    names.elements[tag] = name
    return name


def _name(tag: str, prefixes: dict[str, str], without: str) -> str:
    """A name as the table writes it; `without` stands before one that is in no namespace."""
    if not tag.startswith("{"):
        return f"{without}{tag}"
    uri, _, local = tag[1:].partition("}")
    prefix = prefixes.get(uri)
    if prefix is None or (prefix == "" and without == ""):
        return tag
    return f"{prefix}:{local}" if prefix else local
