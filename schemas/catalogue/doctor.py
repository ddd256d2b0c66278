"""What `samspel doctor` says: SIP900-929."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
