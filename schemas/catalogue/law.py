"""SIP3xx: lifecycle and statutory content, and SIP4xx: routines and county profiles."""

from __future__ import annotations

from schemas.catalogue.row import Row

ROWS: dict[str, Row] = {}
