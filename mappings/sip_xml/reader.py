"""From elements to plain data, with an account of every element and attribute, and findings on what stands wrong.

Theory of operation. The tree is walked once along the table. What the table knows becomes plain data for the model,
which checks the values; what it does not know is told (SIP210), put in the account and cut out of the tree, so that the
schema afterwards judges only what we claim to understand.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from mappings.account import AccountBuilder
from mappings.sip_xml.rows import EXTENSION, NAMESPACE
from mappings.sip_xml.table import TABLE
from mappings.text_bytes import STAND_IN, base64_text
from schemas.findings import Finding, finding
from schemas.sip.base import Part
from schemas.sip.plan import Plan
from schemas.sip.shapes import Holds, Shape, shapes_of
from schemas.sip.walk import Path, pointer, sayable

_SCHEMA_LOCATIONS = frozenset(
    f"{{http://www.w3.org/2001/XMLSchema-instance}}{name}" for name in ("schemaLocation", "noNamespaceSchemaLocation")
)
_WHITE = " \t\r\n"
_RUNS = re.compile(f"[{_WHITE}]+")
_INTEGER = re.compile(r"[+-]?[0-9]{1,19}")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_WRONG_KIND: list[Any] = []
"""Given to the model in place of a value that is none: it answers with SIP100 at the right place."""

UNKNOWN = "not part of SIP XML 0.9"
OUTSIDE = "Extension: kept in the source document only"
TWICE = "stands more than once; the first was read"
TECHNICAL = "says where the schema is"


@dataclass
class PartReader:
    """Reads one document; `places` says afterwards where each element that we understood stands."""

    account: AccountBuilder = field(default_factory=AccountBuilder)
    findings: list[Finding] = field(default_factory=list)
    places: dict[etree._Element, str] = field(default_factory=dict)
    _cut: list[etree._Element] = field(default_factory=list)

    def part(self, element: etree._Element, cls: type[Part], path: str, model: Path) -> dict[str, Any]:
        """The element as plain data for a part of the model."""
        self._understood(element, path, model)
        rows = TABLE[cls]
        fields = {name: (order, key) for order, (key, name) in enumerate(rows.items())}
        made = self._attributes(element, fields, path, model)
        self._stray_text(element, path)
        shapes, latest, seen = shapes_of(cls), -1, _Counter()
        for child in _children(element):
            name = _own_name(child)
            if name == EXTENSION and cls is Plan and not seen[EXTENSION]:
                latest = len(rows)
                self._outside(child, f"{path}/{EXTENSION}")
            elif name is None or name not in fields:
                self._unknown(child, f"{path}/{_shown(child)}[{seen.next(_shown(child))}]")
                continue
            else:
                order, key = fields[name]
                place = _step(name, seen[name] + 1, shapes[key])
                if order < latest or (seen[name] and not shapes[key].many):
                    self.findings.append(finding("SIP013", f"{path}/{place}", field=name))
                latest = max(latest, order)
                self._field(child, made, key, shapes[key], f"{path}/{place}", (*model, key))
            seen.next(name)
        return made

    def cut_out_unknown(self) -> None:
        """Take out of the tree what was not understood."""
        for element in self._cut:
            parent = element.getparent()
            if parent is not None:
                parent.remove(element)

    def _field(
        self, child: etree._Element, made: dict[str, Any], key: str, shape: Shape, path: str, model: Path
    ) -> None:
        if shape.many:
            listed = made.setdefault(key, [])
            listed.append(self._value(child, shape, path, (*model, len(listed))))
        elif key in made:
            for shown in _everything_in(child, path):
                self.account.not_understood(shown, TWICE)
            self._cut.append(child)
        else:
            made[key] = self._value(child, shape, path, model)

    def _value(self, element: etree._Element, shape: Shape, path: str, model: Path) -> Any:
        if shape.part is not None:
            return self.part(element, shape.part, path, model)
        self._understood(element, path, model)
        self._attributes(element, {}, path, model)
        children = list(_children(element))
        for child in children:
            self._unknown(child, f"{path}/{_shown(child)}")
        if children:
            return _WRONG_KIND
        if shape.holds is Holds.BYTES:
            return self._bytes(element, path)
        return plain(element.text or "", shape.holds)

    def _bytes(self, element: etree._Element, path: str) -> str:
        content = base64_text(element.text or "")
        if content is None:
            self.findings.append(finding("SIP109", path, field=_shown(element)))
            return STAND_IN
        return content

    def _understood(self, element: etree._Element, path: str, model: Path) -> None:
        self.places[element] = path
        self.account.mapped(path, pointer(model))

    def _attributes(
        self, element: etree._Element, fields: dict[str, tuple[int, str]], path: str, model: Path
    ) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for name in map(str, element.attrib.keys()):  # asking for all values at once is quadratic in lxml
            shown = f"{path}/@{sayable(etree.QName(name).localname)}"
            if f"@{name}" in fields:
                key = fields[f"@{name}"][1]
                made[key] = (element.get(name) or "").strip(_WHITE)
                self.account.mapped(shown, pointer((*model, key)))
            elif name in _SCHEMA_LOCATIONS:
                self.account.ignored(shown, TECHNICAL)
            else:
                self._say_unknown(shown)
        if len(element.attrib) > len(made):
            element.attrib.clear()
            element.attrib.update({row[1:]: made[key] for row, (_, key) in fields.items() if key in made})
        return made

    def _stray_text(self, element: etree._Element, path: str) -> None:
        texts = [element.text, *(child.tail for child in element)]
        if any(text and text.strip(_WHITE) for text in texts):
            self._say_unknown(f"{path}/text()")
            element.text = None
            for child in element:
                child.tail = None

    def _say_unknown(self, path: str) -> None:
        self.account.not_understood(path, UNKNOWN)
        self.findings.append(finding("SIP210", path))

    def _unknown(self, element: etree._Element, path: str) -> None:
        self.findings.append(finding("SIP210", path))
        for shown in _everything_in(element, path):
            self.account.not_understood(shown, UNKNOWN)
        self._cut.append(element)

    def _outside(self, element: etree._Element, path: str) -> None:
        for shown in _everything_in(element, path):
            self.account.ignored(shown, OUTSIDE)
        self._cut.append(element)


class _Counter(dict[str | None, int]):
    def __missing__(self, name: str | None) -> int:
        return 0

    def next(self, name: str | None) -> int:
        """Count one more, and say how many there are now."""
        self[name] += 1
        return self[name]


def _children(element: etree._Element) -> Iterator[etree._Element]:
    return (child for child in element if isinstance(child.tag, str))


def _own_name(element: etree._Element) -> str | None:
    name = etree.QName(element)
    return name.localname if name.namespace == NAMESPACE else None


def _shown(element: etree._Element) -> str:
    return sayable(etree.QName(element).localname)


def _step(name: str, number: int, shape: Shape) -> str:
    return f"{name}[{number}]" if shape.many or number > 1 else name


def _everything_in(element: etree._Element, path: str) -> Iterator[str]:
    waiting = [(element, path)]
    while waiting:
        each, shown = waiting.pop()
        yield shown
        yield from (f"{shown}/@{sayable(etree.QName(name).localname)}" for name in each.attrib)
        seen = _Counter()
        waiting += [(child, f"{shown}/{_shown(child)}[{seen.next(_shown(child))}]") for child in _children(each)]


def plain(text: str, holds: Holds) -> Any:
    if holds is Holds.TEXT:
        return text
    token = _RUNS.sub(" ", text.strip(_WHITE))
    if holds is Holds.BOOLEAN:
        return _BOOLEANS.get(token, _WRONG_KIND)
    if holds is Holds.INTEGER:
        return int(token) if _INTEGER.fullmatch(token) else _WRONG_KIND
    return token
