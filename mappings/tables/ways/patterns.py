"""Patterns of dates and times, such as `YYYYMMDD` and `D/M YYYY kl hh.mm`.

Theory of operation. A pattern is tokens and what stands between them, word for word; letters that would be tokens are
put in quotes (`'Dag' D`). It becomes one regular expression for reading and a list of pieces for writing. Whatever
would be a guess is refused when the table is read: years of two digits, a day without its month, digits that run
together without a fixed number of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mappings.tables.ways.contract import WrongOptionError
from schemas.dates import is_real_day

_PIECES = re.compile(r"'([^']*)'|(YYYY|MM|DD|M|D|hh|mm|ss)|(YY|.)", re.DOTALL)
_DIGITS = {"YYYY": "([0-9]{4})", "M": "([1-9]|1[0-2])", "D": "([1-9]|[12][0-9]|3[01])"}
_TWO = "([0-9]{2})"
_UNITS = {"YYYY": 0, "MM": 1, "M": 1, "DD": 2, "D": 2, "hh": 3, "mm": 4, "ss": 5}
_WHOLE = (frozenset({0}), frozenset({0, 1}), frozenset({0, 1, 2}))
_TIMES = (frozenset({0, 1, 2, 3, 4}), frozenset({0, 1, 2, 3, 4, 5}))

Units = tuple[str, ...]
"""Year, month, day, hour, minute, second in digits of full width; as many as are known."""


@dataclass(slots=True)
class Pattern:
    """One way to write a date or a time."""

    said: str
    expression: re.Pattern[str]
    pieces: tuple[str | int, ...]
    short: frozenset[int]
    """The units that are written without a leading zero."""
    units: int
    """How many units it has."""

    def read(self, text: str) -> Units | None:
        """The units of a text, or None when it is not so written. The calendar is not asked."""
        found = self.expression.fullmatch(text)
        if found is None:
            return None
        made = [""] * self.units
        units = [each for each in self.pieces if isinstance(each, int)]
        for unit, digits in zip(units, found.groups(), strict=True):
            made[unit] = digits.zfill(2)
        return tuple(made)

    def write(self, units: Units) -> str:
        """The text for as many units as the pattern has."""
        return "".join(
            each if isinstance(each, str) else units[each].lstrip("0") if each in self.short else units[each]
            for each in self.pieces
        )


def pattern_of(said: str, *, times: bool) -> Pattern:
    """The pattern that a table says. Raises WrongOptionError."""
    pieces: list[str | int] = []
    expression, short, before = "", set[int](), ""
    for quoted, token, other in _PIECES.findall(said):
        if other.startswith("Y"):
            raise _wrong(said, "år skrivs med fyra siffror", "years are written with four digits")
        piece = token or quoted or other
        if _run_together(before, piece, is_token=bool(token)):
            raise _wrong(said, "siffror utan gräns emellan", "digits without anything between them")
        if token and _UNITS[token] in pieces:
            raise _wrong(said, f"{token} står två gånger", f"{token} stands twice")
        if len(token) == 1:
            short.add(_UNITS[token])
        pieces.append(_UNITS[token] if token else piece)
        expression += _DIGITS.get(token, _TWO) if token else re.escape(piece)
        before = token or ("0" if piece[-1:].isdigit() else "")
    units = frozenset(each for each in pieces if isinstance(each, int))
    if units not in (_WHOLE + _TIMES if times else _WHOLE):
        tokens = "YYYY MM DD hh mm ss" if times else "YYYY MM DD"
        raise _wrong(said, f"den har inte {tokens} från början", f"it has not {tokens} from the first on")
    return Pattern(said, re.compile(expression), tuple(pieces), frozenset(short), len(units))


def _run_together(before: str, piece: str, *, is_token: bool) -> bool:
    """Whether digits without a fixed number of them (`M`, `D`) have digits beside them; "" before: no digits."""
    if is_token:
        return bool(before) and (len(piece) == 1 or (len(before) == 1 and before != "0"))
    return piece[:1].isdigit() and before in ("M", "D")


def is_real(units: Units) -> bool:
    """Whether the calendar and the clock have it."""
    if not is_real_day(*units[:3]):
        return False
    return all(int(each) < limit for each, limit in zip(units[3:], (24, 60, 60), strict=False))


def _wrong(said: str, sv: str, en: str) -> WrongOptionError:
    return WrongOptionError(f"mönstret {said}: {sv}", f"the pattern {said}: {en}")
