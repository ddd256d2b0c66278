"""What people read: the printable page for the person, the one for professionals, and *Mina planer*. Pure functions."""

from __future__ import annotations

from mappings.page.ledger_page import ledger_page
from mappings.page.person import page_for_person
from mappings.page.professional import page_for_professional
from mappings.page.rows import AnnouncementRow, Coming, Direction, LedgerRow

__all__ = [
    "AnnouncementRow",
    "Coming",
    "Direction",
    "LedgerRow",
    "ledger_page",
    "page_for_person",
    "page_for_professional",
]
