"""A mapping table that stands in a file: read whole, or refused with everything that is wrong with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from mappings.limits import MAX_BODY_BYTES
from schemas.errors import InvalidDocument
from schemas.findings import Finding, finding, has_errors

if TYPE_CHECKING:
    from mappings.tables.table_format import TableFormat


class TableFile(NamedTuple):
    """A table ready for use, and what is odd about it."""

    format: TableFormat
    findings: tuple[Finding, ...] = ()


def table_in(path: Path) -> TableFile:
    """The table of a file.

    Raises InvalidDocument, its findings with the file's name: SIP980 (it cannot be read), SIP005 (too large), SIP260
    (no UTF-8); with the line, SIP26x, and what the model says of an organisation that the table knows.
    """
    from mappings.tables.loading.loader import load_table
    from mappings.tables.table_format import TableFormat

    try:
        with path.open("rb") as file:
            body = file.read(MAX_BODY_BYTES + 1)
        if len(body) > MAX_BODY_BYTES:
            raise InvalidDocument(findings=(finding("SIP005", path.name, limit=MAX_BODY_BYTES),))
        text = body.decode("utf-8-sig")
    except (OSError, ValueError) as fault:
        raise InvalidDocument(findings=(_unreadable(fault, path.name),)) from None
    loaded = load_table(text)
    found = tuple(each.at(f"{path.name}, {each.path}" if each.path else path.name) for each in loaded.findings)
    if loaded.table is None or has_errors(found):
        raise InvalidDocument(findings=found)
    return TableFile(TableFormat(loaded.table), found)


def _unreadable(fault: Exception, name: str) -> Finding:
    if isinstance(fault, UnicodeDecodeError):
        return finding("SIP260", name, sv="den är inte UTF-8", en="it is not UTF-8")
    return finding("SIP980", name)
