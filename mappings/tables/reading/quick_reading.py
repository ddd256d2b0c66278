"""Reading a document in which nothing is wrong: its source, the quick pass along it, the document."""

from __future__ import annotations

from typing import Any

from mappings.tables.language.rules import Kind, Table, UnreadableError
from mappings.tables.reading.compiled import Compiled
from mappings.tables.reading.quick_pass import QuickPass
from mappings.tables.reading.quick_rules import QuickRules, quick_rules
from mappings.tables.reading.quick_sources import ElementPass, NodePass
from mappings.tables.sources import read_source
from mappings.tables.sources.of_xml import XmlNames, root_of_xml
from schemas.sip.document import SipDocument
from schemas.sip.quick_data import OUT_OF_THE_ORDINARY

_NOT_QUICK = (UnreadableError, *OUT_OF_THE_ORDINARY)


class QuickReader:
    """Reads right documents with one table. Holds nothing of a document; threads may share it."""

    def __init__(self, table: Table, rules: Compiled) -> None:
        self._table, self._compiled = table, rules
        self._names = XmlNames(table.layout)
        self._rules = self._turned()

    def _turned(self) -> QuickRules | None:
        """None for a table whose documents are all read with care."""
        try:
            of_parser = self._names.of_parser if self._table.kind is Kind.XML else str
            return quick_rules(self._table, self._compiled, of_parser)
        except _NOT_QUICK:
            return None

    def read(self, body: bytes) -> SipDocument | None:
        """The document, or None when something in it is out of the ordinary. Never raises."""
        if self._rules is None:
            return None
        root, way = self._source(body, self._rules)
        if root is None:
            return None
        try:
            return way.document(root)
        except _NOT_QUICK:
            return None

    def _source(self, body: bytes, rules: QuickRules) -> tuple[Any, QuickPass]:
        about = (self._table, self._compiled, rules)
        if self._table.kind is Kind.XML:
            root = root_of_xml(body, self._table.layout)
            expected = self._table.layout.root
            if root is not None and expected and self._names.called(str(root.tag)) != expected:
                root = None
            return root, ElementPass(self._names, *about)
        source = read_source(body, self._table, linked=False)
        return None if source.findings else source.root, NodePass(*about)
