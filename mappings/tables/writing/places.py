"""Places of a document while it is written: found again or made, and never written twice with different texts."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mappings.tables.language.paths import Steps
from mappings.tables.language.rules import Kind, Scalar, Table, UnwritableError
from mappings.tables.nodes import LISTED, Node, text_of
from mappings.tables.sources.encodings import encoded

_TAKEN = "another value stands at its place"
_NO_CELL = "CSV has no places below a cell"
_BOTH = "JSON holds either a value or other places at one place"


@dataclass(slots=True)
class Scope:
    """Where a part is written: one place, or the several rows that are one part together."""

    nodes: list[Node]
    prefix: Steps = ()
    make: Callable[[], Node] | None = None
    """Makes another row of the same part."""
    grouped: bool = False
    spans: bool = False
    """Whether reading takes the part's values from several places, each text once."""
    around: frozenset[Steps] = frozenset()
    """Where the parts of groups around this one write on every row."""
    later: list[Callable[[], None]] = field(default_factory=list)
    """What is written when all rows are there."""

    def below(self, steps: Steps) -> Scope:
        """The scope of a part that stands at a path from here, and has no rows of its own."""
        return Scope(self.nodes, (*self.prefix, *steps), self.make, self.grouped, self.spans, self.around, self.later)

    def finish(self) -> None:
        """Write what waited."""
        for each in self.later:
            each()


class Places:
    """The tree that is being written."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._lines: dict[int, int] = {}
        self._dropped: list[Node] = []  # kept, so that no other place is taken for one of them
        self.root = Node(table.layout.root if table.kind is Kind.XML else "")

    def row(self) -> Node:
        """A new row of CSV."""
        return self.root.add("row", line=len(self.root.children) + 1)

    def begin(self, node: Node, steps: Steps, line: int) -> Node:
        """A new place at a path from a node; the places that lead there are shared."""
        if self._table.kind is Kind.CSV:
            raise UnwritableError(_NO_CELL)
        holder = self._holder(node, steps[:-1], line)
        return self._noted(holder.add(steps[-1], line=LISTED if self._table.kind is Kind.JSON else 0), line)

    def put(self, scope: Scope, texts: Iterable[tuple[Steps, Scalar]], line: int) -> Node:
        """Write texts at their paths in every row of a scope; all or nothing. Raises UnwritableError."""
        listed = [((*scope.prefix, *steps), value) for steps, value in texts]
        for steps, value in listed:
            self.sayable(text_of(value), steps)
            for node in scope.nodes:
                self._free(node, steps, text_of(value))
        made = [self._set(node, steps, value, line) for node in scope.nodes for steps, value in listed]
        return made[0]

    def add(self, scope: Scope, steps: Steps, value: Scalar, line: int) -> Node:
        """Write one more value of several at the same path. Raises UnwritableError."""
        full = (*scope.prefix, *steps)
        if self._table.kind is Kind.CSV or not full or full[-1].startswith("@"):
            raise UnwritableError("more values than places")
        self.sayable(text_of(value), full)
        self._free(scope.nodes[0], full[:-1], None)
        return self._say(self.begin(scope.nodes[0], full, line), value)

    def can_repeat(self, scope: Scope, steps: Steps) -> bool:
        """Whether a path can lead to several values."""
        full = (*scope.prefix, *steps)
        return self._table.kind is not Kind.CSV and bool(full) and not full[-1].startswith("@")

    def column(self, name: str, line: int) -> None:
        """A column of CSV, which has its heading even if nothing stands in it."""
        row = self.root.children[0] if self.root.children else self.row()
        if not any(each.name == name for each in row.children):
            self._noted(row.add(name, ""), line)

    def drop(self, node: Node) -> None:
        """Take away a place with all below it."""
        if node.parent is not None:
            node.parent.children.remove(node)
            self._dropped.append(node)

    def in_order(self) -> None:
        """Let places stand in the order of the table's lines; those of one line as they were written."""
        for node in [each for each in self.root.walk() if each.children]:
            if not (node is self.root and self._table.kind is Kind.CSV):
                node.children.sort(key=lambda each: self._lines.get(id(each), 0))

    def sayable(self, text: str, steps: Steps) -> None:
        """Raises UnwritableError when a text cannot stand at a path, whatever stands there already."""
        if not text.strip() or text.strip() in self._table.nothing:
            raise UnwritableError("in this format it means that nothing is said")
        if text != text.strip():
            raise UnwritableError("white space around it would be lost")
        if self._table.kind is Kind.CSV:
            if len(steps) != 1:
                raise UnwritableError(_NO_CELL)
            encoded(text, self._table.layout.encoding)

    def _free(self, node: Node, steps: Steps, text: str | None) -> None:
        """Raises UnwritableError unless a text can stand at a path (None: other places below it)."""
        is_json = self._table.kind is Kind.JSON
        for length in range(len(steps) + 1):
            for each in node.below(steps[:length]):
                if length == len(steps) and text is not None:
                    if each.text not in (None, text):
                        raise UnwritableError(_TAKEN)
                    if is_json and each.children:
                        raise UnwritableError(_BOTH)
                elif is_json and each.text is not None:
                    raise UnwritableError(_BOTH)

    def _set(self, node: Node, steps: Steps, value: Scalar, line: int) -> Node:
        if not steps:
            return self._say(node, value)
        holders = list(node.below(steps[:-1])) or [self._holder(node, steps[:-1], line)]
        said = [self._say(self._child(each, steps[-1], line), value) for each in holders]
        return said[0]

    def _say(self, node: Node, value: Scalar) -> Node:
        node.text = text_of(value)
        if self._table.kind is Kind.JSON:
            node.value = value
        return node

    def _holder(self, node: Node, steps: Steps, line: int) -> Node:
        for step in steps:
            node = self._child(node, step, line)
        return node

    def _child(self, node: Node, name: str, line: int) -> Node:
        found = next((each for each in node.children if each.name == name), None)
        return self._noted(found if found is not None else node.add(name), line)

    def _noted(self, node: Node, line: int) -> Node:
        self._lines[id(node)] = min(line, self._lines.get(id(node), line))
        return node
