"""Registered functions, for what no transformation says: a rare case gets a name, a tested pair, and a line here.

A function reads a text into plain data of the model and writes it back. It raises UnreadableError and UnwritableError
as every transformation does, and is given what the table gives those: the text, nothing of the document.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, NamedTuple

from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.ways.contract import About, Field, WrongOptionError
from mappings.tables.ways.options import Maker, needs
from mappings.tables.ways.zones import moment_of
from schemas.dates import Moment
from schemas.sip.shapes import Shape


class Pair(NamedTuple):
    """Both directions of one function, and the fields that it is for."""

    read: Callable[[str], Any]
    write: Callable[[Any], Scalar]
    fits: Callable[[Shape], bool]


FUNCTIONS: dict[str, Pair] = {}
"""Every function that a table can name."""


def register(
    name: str, read: Callable[[str], Any], write: Callable[[Any], Scalar], fits: Callable[[Shape], bool]
) -> None:
    """Make a pair of functions known to tables by a name. Raises ValueError when the name is taken."""
    if name in FUNCTIONS:
        raise ValueError(name)
    FUNCTIONS[name] = Pair(read, write, fits)


@dataclass(slots=True)
class FunctionWay:
    """A registered pair."""

    pair: Pair
    name: str = "function"

    def read(self, text: str) -> Any:
        """As the function says."""
        return self.pair.read(text)

    def write(self, value: Any) -> Scalar:
        """As the function says."""
        return self.pair.write(value)


def _function(for_field: Field, options: Mapping[str, Any], _: About) -> FunctionWay:
    pair = FUNCTIONS.get(str(options.get("name")))
    if pair is None:
        words = ", ".join(FUNCTIONS)
        raise WrongOptionError(f"name är en av {words}", f"name is one of {words}")
    needs(pair.fits(for_field.shape), "funktionen är inte för det fältet", "the function is not for that field")
    return FunctionWay(pair)


FUNCTION = Maker(frozenset({"name"}), _function)

_DOTNET = re.compile(r"\\?/Date\((-?[0-9]{1,15})(?:([+-])(0[0-9]|1[0-4])([0-5][0-9]))?\)\\?/")
_START = datetime(1970, 1, 1, tzinfo=UTC)


def _read_dotnet(text: str) -> str:
    """`/Date(1700000000000+0100)/`: milliseconds of UTC, and the offset of the clock that was looked at."""
    found = _DOTNET.fullmatch(text.strip())
    if found is None:
        raise UnreadableError("SIP220", expected="/Date(0+0100)/")
    zone = UTC
    if found[2]:
        offset = timedelta(hours=int(found[3]), minutes=int(found[4]))
        zone = timezone(-offset if found[2] == "-" else offset)
    try:
        time = (_START + timedelta(milliseconds=int(found[1]))).astimezone(zone)
    except OverflowError:
        raise UnreadableError("SIP104") from None
    return moment_of(time)


def _write_dotnet(value: Any) -> Scalar:
    text = str(value)
    if "T" not in text:
        raise UnwritableError("the format holds exact times")
    time = datetime.fromisoformat(text)
    number, rest = divmod(time - _START, timedelta(milliseconds=1))
    if rest:
        raise UnwritableError("the time is finer than the unit of the format")
    return f"/Date({number}{'' if text.endswith('Z') else text[-6:].replace(':', '')})/"


register("dotnet-date", _read_dotnet, _write_dotnet, lambda shape: bool(shape.kind == Moment))
