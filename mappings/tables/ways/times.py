"""Times: patterns of clock times in the table's zone, or ISO 8601 with an offset."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.ways.contract import About, Field
from mappings.tables.ways.dates import readings, units_of
from mappings.tables.ways.options import Maker, needs, texts
from mappings.tables.ways.patterns import Pattern, Units, is_real, pattern_of
from mappings.tables.ways.zones import clock_at, moment_at, zone_of
from schemas.dates import Moment
from schemas.sip.shapes import Holds

ISO = "iso"
_ISO_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(:[0-9]{2})?(?:(\.[0-9]{1,6})0*)?"
    r"(Z|[+-][0-9]{2}(?::?[0-9]{2})?)?"
)
_ISO_DATES = ("YYYY-MM-DD", "YYYY-MM", "YYYY")


@dataclass(slots=True)
class TimeWay:
    """A time as one of some patterns, in a zone. Patterns of dates may stand among them: the precision is kept."""

    patterns: tuple[Pattern, ...]
    zone: ZoneInfo
    iso: bool
    """Whether times in ISO form, with or without offset, are read, and times are written so, with theirs."""
    name: str = "time"

    def read(self, text: str) -> str:
        """A moment. Raises UnreadableError (SIP104, SIP220, SIP225, SIP226)."""
        text = text.strip()
        found = _ISO_TIME.fullmatch(text) if self.iso else None
        if found is not None:
            return self._iso(found)
        try:
            units = units_of(text, self.patterns)
        except UnreadableError as fault:
            if self.iso and fault.words:
                fault.words["expected"] = ", ".join(("ISO 8601", *(each.said for each in self.patterns)))
            raise
        return "-".join(units) if len(units) < 4 else moment_at(_datetime(units), self.zone)

    def _iso(self, found: re.Match[str]) -> str:
        day, minutes, seconds, fraction, offset = found.groups()
        seconds = seconds or ":00"
        if not is_real((*day.split("-"), *minutes.split(":"), seconds[1:])):
            raise UnreadableError("SIP104")
        time = f"{day}T{minutes}{seconds}{fraction or ''}"
        if offset is None:
            return moment_at(datetime.fromisoformat(time), self.zone)
        if offset == "Z":
            return f"{time}Z"
        digits = offset[1:].replace(":", "").ljust(4, "0")
        return f"{time}{offset[0]}{digits[:2]}:{digits[2:]}"

    def write(self, value: Any) -> Scalar:
        """By a pattern that says all of it, so that reading gives the same moment."""
        text = str(value)
        if "T" not in text:
            return self._written(tuple(text.split("-")))
        if self.iso:
            return text
        clock = clock_at(text, self.zone)
        if clock is None or clock.microsecond or self._is_ambiguous(clock):
            raise UnwritableError("the format cannot say this time exactly")
        units = tuple(clock.strftime("%m %d %H %M %S").split())
        return self._written((f"{clock.year:04}", *units))

    def _written(self, units: Units) -> str:
        lengths = {len(units)} | ({5} if len(units) == 6 and units[5] == "00" else set())
        for each in self.patterns:
            if each.units in lengths:
                written = each.write(units)
                if readings(written, self.patterns) == {units[: each.units]}:
                    return written
        raise UnwritableError("the format has no way to write a time of this precision")

    def _is_ambiguous(self, clock: datetime) -> bool:
        try:
            moment_at(clock.replace(tzinfo=None), self.zone)
        except UnreadableError:
            return True
        return False


def _datetime(units: Units) -> datetime:
    return datetime(*(int(each) for each in units))  # type: ignore[arg-type]  # noqa: DTZ001


def _time(for_field: Field, options: Mapping[str, Any], about: About) -> TimeWay:
    needs(
        for_field.shape.kind == Moment or for_field.shape.holds is Holds.INSTANT,
        "fältet är ingen tid",
        "the field is no time",
    )
    said = texts(options, "pattern") or (ISO,)
    patterns = tuple(pattern_of(each, times=True) for each in said if each != ISO)
    if ISO in said:
        patterns += tuple(pattern_of(each, times=True) for each in _ISO_DATES)
    return TimeWay(patterns, zone_of(about.zone), ISO in said)


TIME = Maker(frozenset({"pattern"}), _time)
