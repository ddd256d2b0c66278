"""A copy in the form that the system imports: our XML, the FHIR as it came, or as its mapping table writes."""

from __future__ import annotations

from typing import Any, NamedTuple

from adapters.file_drop.config import FileDropConfig, IncomingFormat
from adapters.journal import CopyToRecord
from mappings.account import Entry
from mappings.formats import write
from mappings.reading import Format


class CopyWritten(NamedTuple):
    """The bytes of a copy, and what of the plan they do not hold (fields of the plan, never content)."""

    body: bytes
    suffix: str
    format: str
    not_held: tuple[Entry, ...] = ()

    def told(self) -> dict[str, Any]:
        """What the cover note says of it."""
        said: dict[str, Any] = {"format": self.format}
        if self.not_held:
            said["not_held"] = [each._asdict() for each in self.not_held]
        return said


def as_configured(copy: CopyToRecord, config: FileDropConfig) -> CopyWritten:
    """The copy in the organisation's form.

    A table's format may lack places, which the cover note tells. At worst it cannot hold the plan at all (an encoding
    without a letter that stands there): then the copy is SIP XML, which the cover note says, and nothing is lost.
    """
    if config.incoming_format is IncomingFormat.FHIR_JSON:
        return CopyWritten(copy.fhir, ".json", Format.FHIR_JSON)
    if config.incoming_format is IncomingFormat.TABLE and config.table is not None:
        written = config.table.write(copy.document)
        account = written.account
        if written.body:
            reasons = {each.because for each in config.table.table.not_carried}
            left_out = (each for each in account.ignored if each.reason in reasons)
            not_held = (*account.not_understood, *left_out)
            return CopyWritten(written.body, f".{config.table.table.kind}", config.table.name, not_held)
        return CopyWritten(write(copy.document, Format.SIP_XML).body, ".xml", Format.SIP_XML, account.not_understood)
    return CopyWritten(write(copy.document, Format.SIP_XML).body, ".xml", Format.SIP_XML)
