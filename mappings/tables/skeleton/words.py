"""Names of places as plain words: `KlientFörnamn`, `klient_fornamn` and `klientFornamn` are the same."""

from __future__ import annotations

import unicodedata

GENERIC = frozenset({"value", "varde", "text()", "#text", "v", "val"})
"""Names that say nothing themselves: the name around them does."""

CODED = frozenset({"kod", "code"})
"""Names that say that a code stands there: of what, the name around them says."""

_NEUTRAL = (
    "period timestamps times dates datum tider name names namn contact kontakt contacts kontaktuppgifter address "
    "adress schedule details detaljer info information data header huvud general allmant grunduppgifter ownership "
    "uppgifter personuppgifter telecom"
)
NEUTRAL = frozenset(_NEUTRAL.split())
"""Names of places that only hold others together."""

_ROWS = "rad rader row rows item items post poster element elements entry entries list lista person"
ROWS = frozenset(_ROWS.split())
"""Names of one of several, which say nothing of what it is."""


def plain(name: str) -> str:
    """A name in small letters and digits of ASCII: without prefix of a namespace, `@`, hyphens, dots and accents."""
    name = name.rpartition("}")[2].lstrip("@")
    name = name.rpartition(":")[2] or name
    if name in GENERIC:
        return name
    split = unicodedata.normalize("NFKD", name.casefold())
    return "".join(each for each in split if each.isascii() and each.isalnum())
