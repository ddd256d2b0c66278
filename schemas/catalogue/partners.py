"""What gateways say to each other beside copies, ping and reconciling: SIP740-759."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
