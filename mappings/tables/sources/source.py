"""What reading the bytes of a document gives."""

from __future__ import annotations

from typing import NamedTuple

from mappings.tables.nodes import Node
from schemas.findings import Finding


class Source(NamedTuple):
    """The root of the document, or None with the findings that say why."""

    root: Node | None
    findings: tuple[Finding, ...] = ()
