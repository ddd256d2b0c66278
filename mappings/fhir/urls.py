"""Full URLs of the resources of one bundle: derived, so that the same copy always gives the same bytes.

They come from the plan or copy id and the ids of the parts, never from a personal number. Parts without an id of their
own (a signature, one attainment) are counted among those that travel in this very bundle: the count says nothing about
what was left out before. The copy id names the recipient, so two recipients cannot compare their URLs.
"""

from __future__ import annotations

import hashlib
from uuid import UUID

from mappings.fhir.constants import HSA, ORGANISATION_NUMBER, SID_PARTY, SID_UNIT, Json
from schemas.identifiers import is_hsa_id, is_organisation_number

_NAMESPACE = UUID("7f1c5d1e-6c0b-5f0a-9a55-0d3f1b5f6a20").bytes
_VARIANT = {digit: "89ab"[int(digit, 16) & 3] for digit in "0123456789abcdef"}


class Urls:
    """The URLs below one plan or copy id. Each is worked out once: a bundle refers to most of them several times."""

    __slots__ = ("_known", "_references", "base")

    def __init__(self, base: str) -> None:
        self.base = base
        self._known: dict[tuple[str | int, ...], str] = {}
        self._references: dict[tuple[str | int, ...], Json] = {}

    def of(self, *parts: str | int) -> str:
        """The full URL of the part with that id; further words tell resources of one part apart."""
        known = self._known.get(parts)
        if known is None:
            known = self._known[parts] = _uuid5("|".join([self.base, *map(str, parts)]))
        return known

    def reference(self, *parts: str | int) -> Json:
        """A reference to the resource of a part. One object for all who refer to it: never to be changed."""
        known = self._references.get(parts)
        if known is None:
            known = self._references[parts] = {"reference": self.of(*parts)}
        return known


def _uuid5(name: str) -> str:
    """The name-based UUID (version 5, RFC 9562) as `urn:uuid:`: what `uuid.uuid5` gives, without its object."""
    digest = hashlib.sha1(_NAMESPACE + name.encode("utf-8"), usedforsecurity=False).hexdigest()
    return (
        f"urn:uuid:{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{_VARIANT[digest[16]]}{digest[17:20]}-{digest[20:32]}"
    )


def organisation_identifier(organisation: str) -> Json:
    """The directory id of an organisation: an HSA-id, a bare organisation number, or one with a unit code."""
    if is_hsa_id(organisation):
        return {"system": HSA, "value": organisation}
    return {"system": ORGANISATION_NUMBER if organisation.isdigit() else SID_UNIT, "value": organisation}


def logical(organisation: str) -> Json:
    """A reference to an organisation by its directory id, which need not be in the bundle."""
    return {"type": "Organization", "identifier": organisation_identifier(organisation)}


def logical_party(party: str) -> Json:
    """A reference to any party by its id, which need not be in the bundle (an exclusion, a reporter)."""
    if is_hsa_id(party) or is_organisation_number(party.split(".")[0]):
        return logical(party)
    return {"identifier": {"system": SID_PARTY, "value": party}}
