"""What the primitive types of R4 may be, each as a question to one value."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from schemas.dates import is_real_day

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_INSTANT = re.compile(
    r"([0-9]{4})-([0-9]{2})-([0-9]{2})T(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
    r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
)
_FORMS = {
    "uri": re.compile(r"\S+"),
    "url": re.compile(r"\S+"),
    "canonical": re.compile(r"\S+"),
    "code": re.compile(r"\S+(?:\s\S+)*"),
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "oid": re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+"),
    "uuid": re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
    "time": re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"),
}
_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_WHITE = re.compile(r"[ \t\r\n]+")
_MOST = 2**31 - 1
_LEAST = {"integer": -(2**31), "unsignedInt": 0, "positiveInt": 1}


def _text(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and not value.isspace()


def _form(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


def _whole(least: int) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST


def _date(value: Any) -> bool:
    parts = _DATE.fullmatch(value) if isinstance(value, str) else None
    return parts is not None and is_real_day(parts[1], parts[2], parts[3])


def _instant(value: Any) -> bool:
    parts = _INSTANT.fullmatch(value) if isinstance(value, str) else None
    return parts is not None and is_real_day(parts[1], parts[2], parts[3])


def _base64(value: Any) -> bool:
    return isinstance(value, str) and bool(value) and _BASE64.fullmatch(_WHITE.sub("", value)) is not None


IS: dict[str, Callable[[Any], bool]] = {
    "boolean": lambda value: isinstance(value, bool),
    "decimal": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "string": _text,
    "markdown": _text,
    "xhtml": _text,
    "base64Binary": _base64,
    "date": _date,
    "dateTime": lambda value: _date(value) or _instant(value),
    "instant": _instant,
    **{kind: _whole(least) for kind, least in _LEAST.items()},
    **{kind: _form(pattern) for kind, pattern in _FORMS.items()},
}
"""Primitive type → whether a value is one."""
