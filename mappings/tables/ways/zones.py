"""Clock times in a zone: the offset that was in force, the hour that there was twice, the hour that there was not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mappings.tables.language.rules import UnreadableError
from mappings.tables.ways.contract import WrongOptionError


def zone_of(name: object) -> ZoneInfo:
    """The zone of a name. Raises WrongOptionError."""
    try:
        return ZoneInfo(str(name))
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise WrongOptionError("tidszonen finns inte", "there is no such zone") from None


def moment_at(local: datetime, zone: ZoneInfo) -> str:
    """A moment of a clock time in the zone. Raises UnreadableError (SIP225 with the day instead, SIP226, SIP104)."""
    first = local.replace(tzinfo=zone, fold=0)
    offset, other = first.utcoffset(), first.replace(fold=1).utcoffset()
    if offset != other:
        if offset is not None and other is not None and offset > other:
            raise UnreadableError("SIP225", instead=local.date().isoformat())
        raise UnreadableError("SIP226")
    return moment_of(first)


def moment_of(time: datetime) -> str:
    """The moment with its offset. Raises UnreadableError (SIP104): offsets of seconds, before zones were agreed on."""
    offset = time.utcoffset() or timedelta()
    if offset % timedelta(minutes=1) or abs(offset) > timedelta(hours=14):
        raise UnreadableError("SIP104")
    precision = "milliseconds" if time.microsecond and not time.microsecond % 1000 else "auto"
    if time.tzinfo is UTC:
        return time.replace(tzinfo=None).isoformat(timespec=precision) + "Z"
    return time.isoformat(timespec=precision)


def clock_at(moment: str, zone: ZoneInfo) -> datetime | None:
    """What the clock of the zone shows at a moment, or None at the ends of the calendar."""
    try:
        return datetime.fromisoformat(moment).astimezone(zone)
    except OverflowError:
        return None
