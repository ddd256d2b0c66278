"""A format as a command line gives it: by its name, or by the file of a mapping table."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mappings.reading import Format
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from mappings.formats import OtherFormat


def given_format(name: Format | None, table: Path | None, options: tuple[str, str]) -> Format | OtherFormat | None:
    """The one that was given, or None. Raises Rejected: SIP998 for both, what is wrong with the table."""
    if table is None:
        return name
    if name is not None:
        raise Rejected(findings=(finding("SIP998", one=options[0], other=options[1]),))
    from adapters.table_file import table_in

    return table_in(table).format
