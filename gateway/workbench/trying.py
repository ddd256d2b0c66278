"""One run: a table tried on a document, with everything that the page shows of it. A pure function of both texts."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mappings.fhir import write_fhir_json
from mappings.page import page_for_person
from mappings.tables.language.rules import Table, UnwritableError
from mappings.tables.loading.loader import load_table
from mappings.tables.reading.compiled import compiled
from mappings.tables.reading.reader import Explained
from mappings.tables.reading.tracing import Trace
from mappings.tables.reading.walking import Walk
from mappings.tables.sources import read_source
from mappings.tables.sources.encodings import encoded
from mappings.tables.table_format import TableFormat
from mappings.tables.trial import Trial, try_sample
from schemas.findings import Finding, finding
from schemas.sip.document import SipDocument


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. Without a table that can be used there are its faults, and nothing else."""

    table: Table | None = None
    faults: tuple[Finding, ...] = ()
    explained: Explained | None = None
    found: tuple[Finding, ...] = ()
    """Why there is no document to read: a file that cannot be read, a text that the encoding does not hold."""
    data: dict[str, Any] = field(default_factory=dict)
    """The plan as far as it could be read, also when it is not valid."""
    trial: Trial | None = None
    message: str = ""
    page: bytes = b""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All that was found of the document: while reading, then of the FHIR message."""
        read = self.explained.reading.findings if self.explained is not None else ()
        return (*self.found, *read, *(self.trial.fhir if self.trial is not None else ()))


def try_table(text: str, content: bytes | str | Finding | None, today: date) -> Outcome:
    """Try a table on a document: bytes, a text that was pasted, or why there is none. Both may be anything."""
    if not text.strip():
        return Outcome(found=(content,) if isinstance(content, Finding) else ())
    loaded = load_table(text)
    table = loaded.table
    if table is None or content is None:
        return Outcome(table, loaded.findings)
    body = _as_bytes(content, table)
    if isinstance(body, Finding):
        return Outcome(table, loaded.findings, found=(body,))
    table_format = TableFormat(table)
    explained = table_format.explain(body)
    document = explained.reading.document
    if document is None:
        return Outcome(table, loaded.findings, explained, data=_as_far_as_read(table, body))
    return Outcome(
        table,
        loaded.findings,
        explained,
        data=document.model_dump(mode="json", exclude_none=True),
        trial=try_sample(table_format, "", body),
        message=_message(document),
        page=page_for_person(document, (), made_on=today),
    )


def _as_bytes(content: bytes | str | Finding, table: Table) -> bytes | Finding:
    """A text that was pasted has no bytes yet: it gets those that the table says."""
    if not isinstance(content, str):
        return content
    try:
        return encoded(content, table.layout.encoding)
    except UnwritableError:
        return finding("SIP230", encoding=table.layout.encoding.upper())


def _as_far_as_read(table: Table, body: bytes) -> dict[str, Any]:
    root = read_source(body, table).root
    return Walk(table, compiled(table), Trace(table)).read(root) if root is not None else {}


def _message(document: SipDocument) -> str:
    return json.dumps(json.loads(write_fhir_json(document).body), ensure_ascii=False, indent=2)
