"""SIP8xx: the recipient's journal, and SIP9xx: what is around us."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
