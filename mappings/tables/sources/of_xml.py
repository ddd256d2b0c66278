"""XML to a tree of places.

Names carry the table's own prefixes, whatever prefixes the document uses; a name of a namespace that the table does not
bind is `{uri}name`, which no table knows. An element with nothing in it has the text ""; one where only other places
stand has None. Text between elements is a place of its own, `text()`, so that the account sees it.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from lxml import etree

from mappings.tables.language.rules import Layout
from mappings.tables.nodes import BETWEEN, Node
from mappings.tables.sources.encodings import decoded, same_encoding
from mappings.tables.sources.source import Source
from mappings.xml_parser import parse_xml
from schemas.findings import Finding, finding

XSI = "http://www.w3.org/2001/XMLSchema-instance"
XML = "http://www.w3.org/XML/1998/namespace"

_ENCODING = re.compile(r"""\sencoding\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_USUAL = re.compile(rb"""<\?xml version=["']1\.0["'](?: encoding=["'](?:utf|UTF)-8["'])?\s*\?>""")
_BOM = b"\xef\xbb\xbf"
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
    prefixes = _prefixes(layout)
    names = _Names(prefixes, {}, {} if XSI in prefixes else dict.fromkeys(_TECHNICAL))
    name = _element_name(str(parsed.root.tag), names)
    if layout.root and name != layout.root:
        return Source(None, (finding("SIP229", expected=layout.root),))
    return Source(_tree(parsed.root, names))


def root_of_xml(body: bytes, layout: Layout) -> etree._Element | None:
    """The root element of a document of the table, for who reads elements; None when there is more to say of it."""
    content = _as_it_is(body) if layout.encoding == "utf-8" else _utf8(body, layout.encoding)
    return parse_xml(content).root if isinstance(content, bytes) else None


def _as_it_is(body: bytes) -> bytes | Finding:
    """A document that says nothing but UTF-8 of itself need not be taken apart: the parser looks at the rest."""
    plain = not body.startswith((b"<?xml", _BOM)) or _USUAL.match(body) is not None
    return body if plain else _utf8(body, "utf-8")


class XmlNames:
    """Names as the parser gives them (of an attribute with `@` before it), and as a table writes them."""

    def __init__(self, layout: Layout) -> None:
        self._prefixes = _prefixes(layout)
        self._uris = {prefix: uri for uri, prefix in self._prefixes.items()}
        self._technical = frozenset() if XSI in self._prefixes else frozenset(f"@{each}" for each in _TECHNICAL)

    def called(self, name: str) -> str:
        """As the table writes a name of the parser's."""
        if name == BETWEEN:
            return name
        if name.startswith("@"):
            return f"@{_name(name[1:], self._prefixes, '')}"
        return _name(name, self._prefixes, _without(self._prefixes))

    def of_parser(self, name: str) -> str | None:
        """As the parser gives a name of the table's; None when it never does."""
        at, local = ("@", name[1:]) if name.startswith("@") else ("", name)
        prefix, colon, rest = local.partition(":")
        if local.startswith("{"):
            found = local.removeprefix("{}")
        elif colon:
            found = f"{{{self._uris.get(prefix, '')}}}{rest}"
        else:
            found = f"{{{self._uris['']}}}{local}" if "" in self._uris and not at else local
        return f"{at}{found}" if self.called(f"{at}{found}") == name else None

    def is_technical(self, name: str) -> bool:
        """Whether an attribute says nothing but how XML is to be read."""
        return name in self._technical


def _prefixes(layout: Layout) -> dict[str, str]:
    return {uri: prefix for prefix, uri in reversed(layout.namespaces.items())} | {XML: "xml"}


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


def _tree(top: etree._Element, names: _Names) -> Node:
    """The tree of an element, in one sweep over all elements in the order of the document.

    `left` is how many children of `above` are still to come; what stands after an element that has children waits with
    those around it. Places are made without `Node.add`: a document has thousands.
    """
    root = above = Node("")
    root.children = []
    known, left = names.elements, 1
    waiting: list[tuple[Node, int, str | None, int]] = []
    for element in top.iter():
        while not left:
            above, left = _closed(waiting)
        left -= 1
        tag: Any = element.tag
        said, after, inside, attributes = element.text, element.tail, len(element), element.items()
        line: Any = element.sourceline
        node = Node(known.get(tag) or _element_name(tag, names), None, said, line)
        above.children.append(node)
        if attributes or inside:
            node.children = []
            if attributes:
                _attributes(node, attributes, line, names)
            if said is None or said.isspace():
                node.text = None if node.children or inside else ""
        elif said is None:
            node.text = ""
        stray = after if after is not None and not after.isspace() else None
        if inside:
            waiting.append((above, left, stray, line))
            above, left = node, inside
        elif stray is not None:
            above.children.append(Node(BETWEEN, None, stray, line))
    while waiting:
        _closed(waiting)
    made: Node = root.children[0]
    return made


def _closed(waiting: list[tuple[Node, int, str | None, int]]) -> tuple[Node, int]:
    """Go back to what stands around an element that is read."""
    above, left, stray, line = waiting.pop()
    if stray is not None:
        above.children.append(Node(BETWEEN, None, stray, line))
    return above, left


def _attributes(node: Node, attributes: Any, line: int, names: _Names) -> None:
    for tag, value in attributes:
        name = names.attributes.get(tag, "")
        if name == "":
            name = names.attributes[tag] = f"@{_name(tag, names.prefixes, '')}"
        if name is not None:
            node.children.append(Node(name, None, value, line))


def _element_name(tag: str, names: _Names) -> str:
    name = names.elements[tag] = _name(tag, names.prefixes, _without(names.prefixes))
    return name


def _without(prefixes: dict[str, str]) -> str:
    return "{}" if "" in prefixes.values() else ""


def _name(tag: str, prefixes: dict[str, str], without: str) -> str:
    """A name as the table writes it; `without` stands before one that is in no namespace."""
    if not tag.startswith("{"):
        return f"{without}{tag}"
    uri, _, local = tag[1:].partition("}")
    prefix = prefixes.get(uri)
    if prefix is None or (prefix == "" and without == ""):
        return tag
    return f"{prefix}:{local}" if prefix else local
