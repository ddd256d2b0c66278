"""SIP6xx: ownership, directory, versions."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
