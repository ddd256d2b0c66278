"""Reading a document with a table.

Theory of operation. The document is a tree of places (`sources`), the table one of branches (`compiled`). Both are
walked together once; at each place every branch that has come so far takes its value or begins its part. What no branch
knows is told. References wait until all parts are there. What comes out is plain data for the model, which judges it
like that of any other format.

Most documents are right, and nobody looks at their account. So a document is read in a quick pass (`quick_pass.py`),
which notes nothing and gives up at the first thing that is out of the ordinary; only then, or when somebody asks, it is
walked with a `Trace`, which says what was found and where.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from mappings.account import Account, Lists
from mappings.reading import Reading
from mappings.tables.language.rules import Table
from mappings.tables.nodes import Node
from mappings.tables.reading.compiled import compiled
from mappings.tables.reading.quick_reading import QuickReader
from mappings.tables.reading.tracing import Origin, Trace
from mappings.tables.reading.walking import Walk
from mappings.tables.sources import read_source
from schemas.findings import Finding, has_errors
from schemas.sip.reading import parse_document
from schemas.sip.walk import pointer


class Explained(NamedTuple):
    """A reading, the tree that was read, and what came from where."""

    reading: Reading
    root: Node | None
    origins: tuple[Origin, ...]


class TableReader:
    """Reads documents with one table, which is turned round once. Holds nothing of a document; threads may share it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._compiled = compiled(table)
        self._quick = QuickReader(table, self._compiled)

    def read(self, body: bytes) -> Reading:
        """Read a document. Never raises: what is wrong stands in the findings, all of it at once."""
        document = self._quick.read(body)
        if document is None:
            return self.explain(body).reading
        return Reading(self.table.format, document, Account.later(lambda: self._lists(body)))

    def explain(self, body: bytes) -> Explained:
        """As `read`, with what came from where."""
        source = read_source(body, self.table)
        if source.root is None:
            return Explained(Reading(self.table.format, None, findings=source.findings), None, ())
        return self._with_care(source.root, source.findings)

    def _lists(self, body: bytes) -> Lists:
        """The account of a document that was read without one."""
        account = self.explain(body).reading.account
        return account.mapped, account.ignored, account.not_understood

    def _with_care(self, root: Node, found: tuple[Finding, ...]) -> Explained:
        trace = Trace(self.table)
        walk = Walk(self.table, self._compiled, trace)
        document, faults = parse_document(walk.read(root))
        places, lines = trace.places(), trace.lines()
        told = [each.as_finding(self.table, trace) for each in walk.told]
        at_fault = {
            pointer((*trace.path_of(each.item), each.rule.field)) for each in walk.told if each.rule and each.item
        }
        for path, fault in faults:
            where = pointer(path)
            if _nearest(where, at_fault) is None:
                named = fault.at(places.get(_nearest(where, places) or "", ""))
                told.append(named.by_rule(self._line(lines, where)))
        findings = (*found, *told)
        read = None if has_errors(findings) else document
        reading = Reading(self.table.format, read, trace.account(), findings, places)
        return Explained(reading, root, tuple(trace.origins()))

    def _line(self, lines: dict[str, int], where: str) -> str:
        line = lines.get(_nearest(where, lines) or "", 0)
        return f"{self.table.name}, line {line}" if line else self.table.name


def _nearest(where: str, among: Any) -> str | None:
    while where:
        if where in among:
            return where
        where = where.rpartition("/")[0]
    return None
