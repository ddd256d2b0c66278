"""Words of the field, Swedish and English, as names of places: which part of a plan, and which field of it, they say.

Theory of operation. A word is written as `words.plain` makes it. Before `|` stand words that say one thing only in
their part; behind it, up to a `;`, words that may, and that need a human eye. A name can carry its part in front
(`behovstext`, `needDescription`) or behind: what is left is looked up among that part's fields, and nothing left is the
part's own text.
"""

from __future__ import annotations

from mappings.tables.skeleton.lexicon_content import CONTENT
from mappings.tables.skeleton.lexicon_people import PEOPLE
from mappings.tables.skeleton.lexicon_rows import PartWords, Words

__all__ = ["PARTS", "PartWords", "Words", "around", "parts_within"]

PARTS: dict[str, PartWords] = {**PEOPLE, **CONTENT}
"""By a name of its own for each part; fields by their path from it."""


def around(part: str) -> list[str]:
    """The parts around a part, from the document on, and itself."""
    within = PARTS[part].within
    return [*(around(within) if within else []), part]


def parts_within(part: str) -> list[str]:
    """The parts that can stand somewhere in a part."""
    return [each for each in PARTS if each != part and part in around(each)]
