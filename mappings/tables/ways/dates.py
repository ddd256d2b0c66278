"""Dates: a pattern or several, each with the precision that its tokens have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.ways.contract import About, Field
from mappings.tables.ways.options import Maker, needs, texts
from mappings.tables.ways.patterns import Pattern, Units, is_real, pattern_of
from schemas.dates import Day, Moment, PartialDate

_ISO = ("YYYY-MM-DD", "YYYY-MM", "YYYY")
_A_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")


@dataclass(slots=True)
class DateWay:
    """A date as one of some patterns; what two of them read differently is no date."""

    patterns: tuple[Pattern, ...]
    name: str = "date"

    def read(self, text: str) -> str:
        """Year, month and day as far as they stand there. Raises UnreadableError (SIP104, SIP220)."""
        return "-".join(units_of(text.strip(), self.patterns))

    def write(self, value: Any) -> Scalar:
        """By the pattern that has the precision of the date."""
        text = str(value)
        if not _A_DATE.fullmatch(text):
            raise UnwritableError("the format holds dates, and this is a time")
        units = tuple(text.split("-"))
        for each in self.patterns:
            if each.units == len(units):
                written = each.write(units)
                if readings(written, self.patterns) == {units}:
                    return written
        raise UnwritableError("the format has no way to write a date of this precision")


def readings(text: str, patterns: tuple[Pattern, ...]) -> set[Units]:
    """What a text can mean, of what there is in the calendar."""
    found = (each.read(text) for each in patterns)
    return {units for units in found if units is not None and is_real(units)}


def units_of(text: str, patterns: tuple[Pattern, ...]) -> Units:
    """The one thing that a text can mean. Raises UnreadableError (SIP104, SIP220)."""
    possible = readings(text, patterns)
    if len(possible) == 1:
        return possible.pop()
    expected = ", ".join(each.said for each in patterns)
    if not possible and any(each.read(text) is not None for each in patterns):
        raise UnreadableError("SIP104")
    raise UnreadableError("SIP220", expected=expected)


def patterns_of(options: Mapping[str, Any], usual: tuple[str, ...], *, times: bool) -> tuple[Pattern, ...]:
    """The patterns of an option `pattern`. Raises WrongOptionError."""
    return tuple(pattern_of(each, times=times) for each in texts(options, "pattern") or usual)


def _date(for_field: Field, options: Mapping[str, Any], _: About) -> DateWay:
    needs(for_field.shape.kind in (PartialDate, Day, Moment), "fältet är inget datum", "the field is no date")
    patterns = patterns_of(options, _ISO[:1] if for_field.shape.kind == Day else _ISO, times=False)
    needs(
        for_field.shape.kind != Day or all(each.units == 3 for each in patterns),
        "fältet är en hel dag",
        "the field is a whole day",
    )
    return DateWay(patterns)


DATE = Maker(frozenset({"pattern"}), _date)
