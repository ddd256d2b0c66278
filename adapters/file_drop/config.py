"""How one organisation's folders are laid out and watched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.limits import MAX_BODY_BYTES

if TYPE_CHECKING:  # most organisations have no table, and what reads them takes its time and memory
    from mappings.tables.table_format import TableFormat


class IncomingFormat(StrEnum):
    """In what form incoming copies are written: SIP XML, the FHIR bytes exactly as they came, or as a table says."""

    SIP_XML = "sip-xml"
    FHIR_JSON = "fhir-json"
    TABLE = "table"


class Mode(StrEnum):
    """The whole exchange, or only receipts for copies that another adapter hands over."""

    EXCHANGE = "exchange"
    RECEIPTS = "receipts"


@dataclass(frozen=True, slots=True)
class FileDropConfig:
    """One organisation's folders. `root` must exist: a share that is away is never made anew as an empty folder.

    A file is taken at once when its name ends in `ready_suffix`, or when it has been unchanged for `quiet` and parses
    whole (`quiet = None`: only the suffix counts). A half file is reported when it has been unchanged for `half_after`.
    `table` is what the system's own documents are written in, where that is no format of ours.
    """

    root: Path
    incoming_format: IncomingFormat = IncomingFormat.SIP_XML
    mode: Mode = Mode.EXCHANGE
    ready_suffix: str | None = ".ready"
    quiet: timedelta | None = timedelta(seconds=10)
    half_after: timedelta = timedelta(minutes=15)
    max_bytes: int = MAX_BODY_BYTES
    at_once: int = 100
    table: TableFormat | None = None

    def __post_init__(self) -> None:
        """Raises ValueError for a form that cannot be written."""
        if self.incoming_format is IncomingFormat.TABLE and self.table is None:
            raise ValueError("copies are to be written with a table, and there is none")


OUT = "out"
DONE = "out/done"
REFUSED = "out/refused"
TAKEN = "out/.taken"
IN = "in"
HAND_OUT = "hand-out"
HAND_OUT_ENDED = "hand-out/ended"
STATUS = "status"
RECEIPTS = "receipts"
RECEIPTS_DONE = "receipts/done"
RECEIPTS_REFUSED = "receipts/refused"
COPIES = ".samspel/copies"
TOLD = ".samspel/told"
"""Folders under the root. What begins with a dot is ours: the journal system and people leave it alone."""
