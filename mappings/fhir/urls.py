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


class _Known(dict[str, str]):
    """Words of a part, joined → its full URL; worked out when it is first asked."""

    __slots__ = ("_begun",)

    def __init__(self, base: str) -> None:
        self._begun = hashlib.sha1(_NAMESPACE + f"{base}|".encode(), usedforsecurity=False)

    def __missing__(self, name: str) -> str:
        hashed = self._begun.copy()
        hashed.update(name.encode("utf-8"))
        made = self[name] = _uuid5(hashed.hexdigest())
        return made


class _References(dict[str, Json]):
    """Id of a part → the reference to it; made when it is first asked."""

    __slots__ = ("_urls",)

    def __init__(self, urls: _Known) -> None:
        self._urls = urls

    def __missing__(self, part: str) -> Json:
        made = self[part] = {"reference": self._urls[part]}
        return made


class Urls:
    """The URLs below one plan or copy id. Each is worked out once: a bundle refers to most of them several times.

    `to` holds the reference to each part. One object for all who refer to it: never to be changed.
    """

    __slots__ = ("_known", "base", "to")

    def __init__(self, base: str) -> None:
        self.base = base
        self._known = _Known(base)
        self.to: dict[str, Json] = _References(self._known)

    def of(self, part: str | int, *more: str | int) -> str:
        """The full URL of the part with that id; further words tell resources of one part apart."""
        return self._known["|".join((str(part), *map(str, more)))] if more else self._known[str(part)]

    def reference(self, part: str | int, *more: str | int) -> Json:
        """A reference to the resource of a part; see `to`."""
        return {"reference": self.of(part, *more)} if more else self.to[str(part)]


def _uuid5(digest: str) -> str:
    """The name-based UUID (version 5, RFC 9562) of a SHA-1, as `urn:uuid:`; `uuid.uuid5` without its object."""
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
