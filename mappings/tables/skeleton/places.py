"""Every place of all samples in one tree: how often it stands there, in what order, and what texts it holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from mappings.tables.language.paths import Steps, path_of, steps_of
from mappings.tables.nodes import LISTED, Node
from mappings.tables.sources.of_csv import ROW

_TEXTS_KEPT = 5000
_ORDERED = 500
"""Names below one place up to which their order is merged; more come as they are met."""

NOTHING = frozenset({"-", "--", "–", "n/a", "null", "saknas", "uppgift saknas", "ej angivet", "ej angiven"})
"""Texts, in small letters, by which systems say that nothing is said."""


@dataclass(slots=True, eq=False)
class Place:
    """One place of the format, of all samples together."""

    name: str
    parent: Place | None = None
    children: dict[str, Place] = field(default_factory=dict)
    count: int = 0
    """How often it stands in the samples."""
    within: int = 0
    """In how many of the places around it it stands."""
    most: int = 0
    """How often it stands in one of them, at most."""
    listed: bool = False
    """JSON: it is a list."""
    samples: set[int] = field(default_factory=set)
    texts: Counter[str] = field(default_factory=Counter)
    """What stands there, without blanks and without what means nothing."""
    nothing: set[str] = field(default_factory=set)
    types: set[type] = field(default_factory=set)
    """JSON: the types of its values."""

    @property
    def steps(self) -> Steps:
        """From the root's children to here."""
        return (*self.parent.steps, self.name) if self.parent is not None else ()

    @property
    def repeats(self) -> bool:
        """Whether it stands several times in one place."""
        return self.most > 1 or self.listed

    @property
    def is_leaf(self) -> bool:
        """Whether a value can stand there."""
        return not self.children or bool(self.texts)

    def below(self) -> Iterator[Place]:
        """All places below, in the order of the samples."""
        for each in self.children.values():
            yield each
            yield from each.below()

    def path(self) -> str:
        """As a table writes it; of CSV the heading alone."""
        steps = self.steps
        return path_of(steps[1:] if steps[:1] == (ROW,) and len(steps) > 1 else steps)

    def can_be_written(self) -> bool:
        """Whether a table has a way to name the place."""
        steps = self.steps
        return not steps or (all(not set(each) & set("\r\n'*") for each in steps) and steps_of(path_of(steps)) == steps)


def gather(into: Place, root: Node, sample: int) -> None:
    """Add the places of one sample."""
    waiting = [(root, into)]
    into.count += 1
    while waiting:
        node, place = waiting.pop()
        seen = Counter(each.name for each in node.children)
        _merge_order(place, list(seen))
        for name, count in seen.items():
            inner = place.children[name]
            inner.within += 1
            inner.most = max(inner.most, count)
            inner.samples.add(sample)
        for each in node.children:
            inner = place.children[each.name]
            inner.count += 1
            inner.listed = inner.listed or each.line == LISTED
            _note(inner, each)
            waiting.append((each, inner))


def _merge_order(place: Place, names: list[str]) -> None:
    """New names stand after the one that they follow in this sample."""
    if all(name in place.children for name in names):
        return
    order, before = list(place.children), -1
    few = len(order) + len(names) <= _ORDERED
    for name in names:
        if name in place.children:
            before = order.index(name) if few else before
            continue
        place.children[name] = Place(name, place)
        before += 1
        order.insert(before if few else len(order), name)
    place.children = {name: place.children[name] for name in order}


def _note(place: Place, node: Node) -> None:
    if node.value is not None:
        place.types.add(type(node.value))
    text = (node.text or "").strip()
    if not text:
        return
    if text.lower() in NOTHING:
        place.nothing.add(text)
    elif text in place.texts or len(place.texts) < _TEXTS_KEPT:
        place.texts[text] += 1


def add_empty_lists(place: Place, value: Any) -> None:
    """JSON: the keys at which nothing but empty lists stand, which the tree of places leaves out."""
    waiting: list[tuple[Place, Any]] = [(place, value)]
    while waiting:
        here, found = waiting.pop()
        if isinstance(found, list):
            waiting += [(here, each) for each in found]
        elif isinstance(found, dict):
            for name, inner in found.items():
                if name not in here.children:
                    here.children[name] = Place(name, here)
                here.children[name].listed |= isinstance(inner, list)
                waiting.append((here.children[name], inner))
