"""The catalogue of finding codes: stable, never reused, each with a Swedish and an English text that says what to do.

0xx format and parser · 1xx structure and values · 2xx references, mapping tables ·
3xx lifecycle and statutory content · 4xx routine and county profile · 5xx consent and copies ·
6xx ownership, directory, versions · 7xx sealing and message · 8xx recipient's journal · 9xx around us.
"""

from __future__ import annotations

from schemas.catalogue import (
    broker,
    consent,
    directory,
    doctor,
    exchange,
    format,  # noqa: A004
    journal,
    law,
    message,
    operating,
    partners,
    store,
    structure,
    surface,
    tables,
    work,
)
from schemas.catalogue.row import Row

CATALOGUE: dict[str, Row] = {
    **format.ROWS,
    **structure.ROWS,
    **law.ROWS,
    **consent.ROWS,
    **exchange.ROWS,
    **message.ROWS,
    **journal.ROWS,
    **surface.ROWS,
    **broker.ROWS,
    **store.ROWS,
    **work.ROWS,
    **directory.ROWS,
    **partners.ROWS,
    **operating.ROWS,
    **doctor.ROWS,
    **tables.ROWS,
}
