"""What the signed directory, keys and moving between gateways say: SIP680-699."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
