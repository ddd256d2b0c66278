"""Ids that reading gave to parts without one: a writer leaves them out, unless something refers to them."""

from __future__ import annotations

from schemas.sip.document import SipDocument
from schemas.sip.ids_given import UNASSIGNED
from schemas.sip.integrity import references_of
from schemas.sip.walk import walk


def ids_to_leave_out(document: SipDocument) -> frozenset[str]:
    """The ids of the document that mean nothing outside it."""
    given: set[str] = set()
    referred: set[str] = set()
    for _, part in walk(document):
        own = getattr(part, "id", None)
        if isinstance(own, str) and own.startswith(UNASSIGNED):
            given.add(own)
        referred.update(target for _, _, target, _ in references_of(part))
    for consent in document.consents:
        referred.update(consent.excluded_parties)
    return frozenset(given - referred)
