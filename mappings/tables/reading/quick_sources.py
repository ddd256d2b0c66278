"""The quick pass along the elements of XML as they are parsed, and along the places of JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from mappings.tables.language.paths import Steps
from mappings.tables.nodes import BETWEEN, Node
from mappings.tables.reading.quick_parts import QuickItem
from mappings.tables.reading.quick_pass import Pairs, QuickPass
from mappings.tables.reading.quick_rules import Place
from mappings.tables.sources.of_xml import XmlNames

_ATTRIBUTES_BELOW = etree.XPath("boolean(/*//*/@*)")


class NodePass(QuickPass):
    """Along the places of a tree."""

    def _root(self, root: Node, place: Place, top: QuickItem) -> None:
        self._alone(root, place, self._hopped(place, top, root))

    def said(self, at: Node, steps: Steps) -> str:
        """As for every source."""
        return at.said(steps)

    def _called(self, name: str) -> str:
        return name

    def _alone(self, node: Node, place: Place, item: QuickItem) -> None:
        """Read what stands below a place of which one part alone is read."""
        below, data, nothing = place.below, item.data, self._nothing
        simple = not item.spans
        for child in node.children:
            found = below.get(child.name)
            if found is None:
                self._stranger(place, child.name)
            elif child.children or found.sole is None:
                self._enter(child, found, item)
            elif simple and (leaf := found.leaf) is not None and leaf.field not in data:
                text = child.text or ""
                value = leaf.known.get(text)
                if value is not None and text not in nothing:
                    data[leaf.field] = value
                elif (text := text.strip()) and text not in nothing:
                    data[leaf.field] = self._made(item, leaf, text)
            else:
                self._take(found.sole, item, child.text, child)

    def _enter(self, node: Node, place: Place, item: QuickItem) -> None:
        if (part := place.part) is not None and not node.says:
            begun = self._begun(part, item, node)
            if begun is not None:
                self._alone(node, part.place, self._hopped(part.place, begun, node))
        else:
            self._several(node, [(place, self._hopped(place, item, node))])

    def _several(self, node: Node, pairs: Pairs) -> None:
        known = self._read_at(node, pairs, node.text)
        if not known and node.says:
            self._strange_itself(pairs[0][0])
        if node.children:
            pairs = with_below(pairs)
            if len(pairs) == 1:
                self._alone(node, *pairs[0])
                return
            for child in node.children:
                found = [(below, item) for each, item in pairs if (below := each.below.get(child.name)) is not None]
                if found:
                    self._several(child, [(each, self._hopped(each, item, child)) for each, item in found])
                else:
                    self._stranger(pairs[0][0], child.name)


class ElementPass(QuickPass):
    """Along the elements of XML; a name is what the parser calls it, of an attribute with `@` before it."""

    def __init__(self, names: XmlNames, *about: Any) -> None:
        super().__init__(*about)
        self._names = names
        self._attributed = False

    def _root(self, root: Any, place: Place, top: QuickItem) -> None:
        self._attributed = bool(_ATTRIBUTES_BELOW(root))
        if root.text is not None and root.text.strip():
            self._strange_itself(place)
        pairs = [(place, self._hopped(place, top, root))]
        self._attributes(root, pairs)
        self._alone(root, *pairs[0])

    def said(self, at: Any, steps: Steps) -> str:
        """As for every source."""
        if steps and steps[-1].startswith("@"):
            name = steps[-1][1:]
            values = (each.get(name) for each in _elements(at, steps[:-1]))
            return (next((each for each in values if each is not None), None) or "").strip()
        found = next(_elements(at, steps), None)
        return (found.text or "").strip() if found is not None else ""

    def _called(self, name: str) -> str:
        return self._names.called(name)

    def _alone(self, element: Any, place: Place, item: QuickItem) -> None:
        """Read what stands below a place of which one part alone is read."""
        below, data, nothing, attributed = place.below, item.data, self._nothing, self._attributed
        simple = not item.spans
        for child in element:
            found = below.get(child.tag)
            if found is None:
                self._stranger(place, child.tag)
            elif len(child) or found.sole is None or (attributed and child.keys()):
                self._enter(child, found, item)
            elif (text := child.text) is not None:
                if simple and (leaf := found.leaf) is not None and leaf.field not in data:
                    value = leaf.known.get(text)
                    if value is not None and text not in nothing:
                        data[leaf.field] = value
                    elif (text := text.strip()) and text not in nothing:
                        data[leaf.field] = self._made(item, leaf, text)
                else:
                    self._take(found.sole, item, text, child)
            after = child.tail
            if after is not None and not after.isspace():
                self._stranger(place, BETWEEN)

    def _enter(self, element: Any, place: Place, item: QuickItem) -> None:
        if (part := place.part) is not None and not (self._attributed and element.keys()):
            text = element.text
            if text is None or text.isspace():
                begun = self._begun(part, item, element)
                if begun is not None:
                    self._alone(element, part.place, self._hopped(part.place, begun, element))
                return
        self._several(element, [(place, self._hopped(place, item, element))])

    def _several(self, element: Any, pairs: Pairs) -> None:
        text = element.text
        known = self._read_at(element, pairs, text)
        below = with_below(pairs)
        if self._attributed:
            self._attributes(element, below)
        if not known and text is not None and text.strip():
            self._strange_itself(pairs[0][0])
        if len(below) == 1:
            self._alone(element, *below[0])
            return
        for child in element:
            found = [(inner, item) for each, item in below if (inner := each.below.get(child.tag)) is not None]
            if found:
                self._several(child, [(each, self._hopped(each, item, child)) for each, item in found])
            else:
                self._stranger(below[0][0], child.tag)
            after = child.tail
            if after is not None and not after.isspace():
                self._stranger(below[0][0], BETWEEN)

    def _attributes(self, element: Any, pairs: Pairs) -> None:
        for name, value in element.items():
            tag = f"@{name}"
            if self._names.is_technical(tag):
                continue
            found = [(below, item) for each, item in pairs if (below := each.below.get(tag)) is not None]
            if not found:
                self._stranger(pairs[0][0], tag)
            elif not self._read_at(element, found, value) and value.strip():
                self._strange_itself(found[0][0])


def _elements(at: Any, steps: Steps) -> Iterator[Any]:
    if not steps:
        yield at
        return
    for child in at:
        if child.tag == steps[0]:
            yield from _elements(child, steps[1:])


def with_below(pairs: Pairs) -> Pairs:
    """Those that something below a place can belong to; one, if there is none."""
    return [each for each in pairs if each[0].below] or pairs[:1]
