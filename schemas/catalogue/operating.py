"""What operating says, non-deliveries and filters of lists: SIP675-679."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
