"""A table ready for use, in both directions."""

from __future__ import annotations

from mappings.reading import Reading, Writing
from mappings.tables.language.rules import Table
from mappings.tables.reading.reader import Explained, TableReader
from mappings.tables.writing.writer import write_with
from schemas.sip.document import SipDocument


class TableFormat:
    """Reads and writes documents of one journal system. Holds nothing of a document; threads may share it."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self._reader = TableReader(table)

    @property
    def name(self) -> str:
        """As reports name the format: `table:NAME`."""
        return self.table.format

    def read(self, body: bytes) -> Reading:
        """A document as a plan with its consents. Never raises: what is wrong stands in the findings."""
        return self._reader.read(body)

    def explain(self, body: bytes) -> Explained:
        """As `read`, with what came from where."""
        return self._reader.explain(body)

    def write(self, document: SipDocument) -> Writing:
        """The plan as the system's document, with the account of what that could not hold."""
        return write_with(self.table, document)
