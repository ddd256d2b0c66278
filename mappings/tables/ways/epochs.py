"""Numbers that count from the first of January 1970, as programs store times."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.ways.contract import About, Field
from mappings.tables.ways.options import Maker, needs, one_of
from mappings.tables.ways.zones import moment_of, zone_of
from schemas.dates import Day, Moment, PartialDate
from schemas.sip.shapes import Holds

_START = datetime(1970, 1, 1, tzinfo=UTC)
_UNITS = {"seconds": timedelta(seconds=1), "milliseconds": timedelta(milliseconds=1)}
_WHOLE = re.compile(r"-?[0-9]{1,15}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(slots=True)
class EpochWay:
    """A time, or a day that begins at midnight in the zone."""

    unit: str
    zone: ZoneInfo
    days: bool
    name: str = "epoch"

    def read(self, text: str) -> str:
        """A moment with the offset of the zone, or a day.

        Raises UnreadableError (SIP220, SIP104); of a time where the table says days, the day is read instead.
        """
        if not _WHOLE.fullmatch(text.strip()):
            raise UnreadableError("SIP220", expected=f"epoch, {self.unit}")
        try:
            time = (_START + int(text) * _UNITS[self.unit]).astimezone(self.zone)
        except OverflowError:
            raise UnreadableError("SIP104") from None
        if not self.days:
            return moment_of(time)
        day = time.date()
        if time != datetime(day.year, day.month, day.day, tzinfo=self.zone):
            raise UnreadableError(
                "SIP220", instead=day.isoformat(), expected=f"epoch, {self.unit}, {self.zone.key} 00:00"
            )
        return day.isoformat()

    def write(self, value: Any) -> Scalar:
        """The number. Refuses what has another precision than the field of the format."""
        text = str(value)
        if self.days != bool(_DAY.fullmatch(text)) or (not self.days and "T" not in text):
            raise UnwritableError("the format holds days" if self.days else "the format holds exact times")
        time = datetime.fromisoformat(text)
        if self.days:
            time = time.replace(tzinfo=self.zone)
        number, rest = divmod(time - _START, _UNITS[self.unit])
        if rest:
            raise UnwritableError("the time is finer than the unit of the format")
        return number


def _epoch(for_field: Field, options: Mapping[str, Any], about: About) -> EpochWay:
    kind = for_field.shape.kind
    moment = kind == Moment or for_field.shape.holds is Holds.INSTANT
    needs(moment or kind in (PartialDate, Day), "fältet är ingen tid", "the field is no time")
    needs("unit" in options, "unit saknas: seconds eller milliseconds", "unit is missing: seconds or milliseconds")
    unit = one_of(options, "unit", tuple(_UNITS), "seconds")
    holds = one_of(options, "holds", ("day", "time"), "time" if moment else "day")
    needs(moment or holds == "day", "fältet är ett datum", "the field is a date")
    return EpochWay(unit, zone_of(options.get("zone", about.zone)), holds == "day")


EPOCH = Maker(frozenset({"unit", "holds", "zone"}), _epoch)
