"""SIP5xx: consent and copies."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
