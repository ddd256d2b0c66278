"""Which names of places and which texts may stand in a table: never what could be somebody's data."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mappings.tables.language.rules import Kind
from mappings.tables.skeleton.lexicon import PARTS
from mappings.tables.skeleton.places import Place
from mappings.tables.skeleton.words import plain

_A_NAME = re.compile(r"@?[^\W\d]([^\W\d]|[._:-]|\d(?!\d{3})){0,63}|text\(\)|#text|\{[^{}\s]{0,200}\}[\w.-]{1,64}")
_A_HEADING = re.compile(r"[^\W\d]([^\W\d]|[ ._:/()%-]|\d(?!\d{3})){0,63}")
_A_CODE = re.compile(r"[A-Za-zÅÄÖåäö0-9][A-Za-zÅÄÖåäö0-9_.-]{0,23}")
_LONG_NUMBER = re.compile(r"\d{4}")
_PLAINLY_A_CODE = re.compile(r"\d{1,3}|[A-ZÅÄÖ]|[A-Z]+(_[A-Z0-9]+)+|[a-z]+([_-][a-z]+)+")
_CODES = 30

_KNOWN = frozenset(
    word
    for part in PARTS.values()
    for words in (part.names, *part.fields.values())
    for word in (*words.sure, *words.perhaps)
    if len(word) > 2
)


def may_be_shown(place: Place, kind: Kind) -> bool:
    """Whether a name is one of the format. A key of JSON with spaces must hold a word of the field."""
    if _A_NAME.fullmatch(place.name):
        return True
    if kind is Kind.XML or not _A_HEADING.fullmatch(place.name):
        return kind is Kind.XML and not _LONG_NUMBER.search(place.name)
    word = plain(place.name)
    return kind is Kind.CSV or any(each in word for each in _KNOWN if len(each) > 3)


def codes_to_show(texts: Iterable[str], *, sure: bool) -> list[str]:
    """The texts that look like codes; all of them, or none. `sure` when the place's name says that it holds codes."""
    said = sorted(texts)
    if not said or len(said) > _CODES:
        return []
    good = all(_A_CODE.fullmatch(each) and not _LONG_NUMBER.search(each) for each in said)
    return said if good and (sure or all(_PLAINLY_A_CODE.fullmatch(each) for each in said)) else []
