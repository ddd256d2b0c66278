"""A document of a journal system as a tree of places, the same for XML, JSON and CSV.

An element, a key or a cell is a `Node`; an attribute is one whose name begins with `@`; a list of JSON is as many nodes
of one name; a row of CSV is a node `row` below the root. A namespace stands before a name as the table's own prefix
(`v:Insats`), so that names compare as text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Kind, Scalar
from schemas.sip.walk import sayable

_A_NAME = re.compile(r"@?[^\W\d]([^\W\d]|[._:-]|\d(?!\d{3})){0,63}")
_A_HEADING = re.compile(r"[^\W\d]([^\W\d]|[ ._:/()-]|\d(?!\d{3})){0,63}")
_NO_CHILDREN: list[Any] = []
Positions = dict[int, dict[int, tuple[int, bool]]]
"""Positions of places by their parents (`id()`)."""

BETWEEN = "text()"
"""XML: the name of a place that is text between elements."""


class Node:
    """One place. `text` is None where only other places stand; `line` is the line (XML) or row (CSV), else 0."""

    __slots__ = ("children", "line", "name", "parent", "text", "value")

    def __init__(
        self, name: str, parent: Node | None = None, text: str | None = None, line: int = 0, value: Any = None
    ) -> None:
        self.name, self.parent, self.text, self.line = name, parent, text, line
        self.value: Any = value  # JSON: the scalar itself; a written node: what is to stand there
        self.children: list[Node] = _NO_CHILDREN

    def add(self, name: str, text: str | None = None, line: int = 0, value: Any = None) -> Node:
        """A new place below this one, after those that are there."""
        if self.children is _NO_CHILDREN:
            self.children = []
        made = Node(name, self, text, line, value)
        self.children.append(made)
        return made

    def link(self) -> None:
        """Let every place below know what is around it, which paths need.

        A linked tree is not let go of at once when nobody holds it any more, so that who reads many documents links
        one only when there is something to tell.
        """
        for child in self.children:
            child.parent = self
            if child.children:
                child.link()

    def below(self, steps: Steps) -> Iterator[Node]:
        """The places that a path leads to from here."""
        if not steps:
            yield self
            return
        for child in self.children:
            if child.name == steps[0]:
                yield from child.below(steps[1:])

    def first(self, steps: Steps) -> Node | None:
        """The first place that a path leads to, or None."""
        return next(self.below(steps), None)

    def said(self, steps: Steps) -> str:
        """The text at a path, without white space around it; "" when there is none."""
        found = self.first(steps)
        return (found.text or "").strip() if found is not None else ""

    def walk(self) -> Iterator[Node]:
        """This place and all below, in the order of the document."""
        yield self
        for child in self.children:
            yield from child.walk()

    def steps(self) -> Steps:
        """The names from the root's children to here; () is the root."""
        return (*self.parent.steps(), self.name) if self.parent is not None else ()

    def path(self, kind: Kind, known: frozenset[str] = frozenset(), positions: Positions | None = None) -> str:
        """The place as findings name it: like an XPath (XML, CSV: `/row[2]/Namn`) or a JSON Pointer.

        A name is shown when the table knows it or when it looks like one: letters without spaces, few digits. All else
        is `?`, a number or a full name among it; a key that is one word of letters cannot be told from a field's name.
        Who asks for many paths of a tree gives the `positions` found so far.
        """
        if self.parent is None:
            return "" if kind is not Kind.XML else f"/{_shown(self.name, kind, known)}"
        above = self.parent.path(kind, known, positions)
        position, alone = self.parent.positions({} if positions is None else positions)[id(self)]
        shown = _shown(self.name, kind, known)
        if kind is Kind.JSON:
            shown = shown.replace("~", "~0").replace("/", "~1")
            return f"{above}/{shown}/{position}" if self.is_listed else f"{above}/{shown}"
        if alone and not self.name.startswith("row"):
            return f"{above}/{shown}"
        return f"{above}/{shown}[{position + 1}]"

    def positions(self, found: Positions) -> dict[int, tuple[int, bool]]:
        """Each place below this one (its `id()`): its position among those of its name, and whether it is the only."""
        made = found.get(id(self))
        if made is None:
            names = Counter(child.name for child in self.children)
            made, met = found.setdefault(id(self), {}), Counter[str]()
            for child in self.children:
                made[id(child)] = met[child.name], names[child.name] == 1
                met[child.name] += 1
        return made

    @property
    def says(self) -> bool:
        """Whether a text stands at the place itself."""
        return self.text is not None and bool(self.text.strip())

    @property
    def is_listed(self) -> bool:
        """JSON: whether the place is one of a list (its line is -1 then, as the reader marks it)."""
        return self.line == LISTED


LISTED = -1
"""The `line` of a node of JSON that stands in a list."""


def text_of(value: Scalar) -> str:
    """A scalar as text: truth as JSON and XML write it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _shown(name: str, kind: Kind, known: frozenset[str]) -> str:
    """A heading of CSV may hold spaces; a key of JSON that does is perhaps somebody's name."""
    if name in known or name == BETWEEN or (_A_HEADING if kind is Kind.CSV else _A_NAME).fullmatch(name):
        return name
    return sayable(name)
