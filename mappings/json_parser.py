"""The JSON parser, configured once: UTF-8 only, no doubled names, no NaN, bounded in size, depth and width.

What is plainly whole is read the quick way (`json_quick`), which says no more than that nothing is wrong. For the rest
the standard library's parser is used since it tells of doubled names, which a faster one swallows. It recurses: its
RecursionError is caught here and is the same finding as the depth that we count ourselves.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from mappings.json_quick import read_quickly
from mappings.limits import MAX_DEPTH, MAX_VALUES
from mappings.text_bytes import utf8_or_finding
from schemas.findings import Finding, finding
from schemas.sip.walk import Path, pointer

_SURROGATE = re.compile("[\ud800-\udfff]")
_SURROGATE_ESCAPE = re.compile(rb"\\u[dD][89a-fA-F]")
_TOKENS = re.compile(r'"(?:[^"\\]|\\.)*"|-?Infinity|NaN')
_MAX_INTEGER = 2**63 - 1


class ParsedJson(NamedTuple):
    """The value, or None with the findings that say why."""

    value: Any
    findings: tuple[Finding, ...] = ()


class _Doubled(dict[str, Any]):
    """An object in which a name stands twice; `name` is the first such."""

    name = ""


class _NotANumber(ValueError):
    """NaN and Infinity are not JSON."""


class _TooLarge(float):
    """Stands for a number that we do not read."""


class CountedJson(NamedTuple):
    """The value, or None with the findings that say why; and how many leaves it has, if that is known."""

    value: Any
    findings: tuple[Finding, ...] = ()
    leaves: int | None = None


def parse_json(body: bytes) -> ParsedJson:
    """Parse a document of unknown origin. Never raises; SIP002-SIP012 say what is wrong, doubled names all at once."""
    quick = read_quickly(body)
    return ParsedJson(quick.value) if quick is not None else parse_carefully(body)


def parse_counted(body: bytes) -> CountedJson:
    """As `parse_json`, for who accounts for every leaf."""
    quick = read_quickly(body)
    return CountedJson(quick.value, leaves=quick.leaves) if quick is not None else CountedJson(*parse_carefully(body))


def parse_carefully(body: bytes) -> ParsedJson:
    """As `parse_json`, looking at every value: what the quick way cannot vouch for."""
    content = utf8_or_finding(body)
    if isinstance(content, Finding):
        return ParsedJson(None, (content,))
    try:
        value = json.loads(
            content,
            object_pairs_hook=_object,
            parse_constant=_refuse_constant,
            parse_int=_integer,
            parse_float=_decimal,
        )
    except json.JSONDecodeError as fault:
        return ParsedJson(None, (finding("SIP003", line=fault.lineno, column=fault.colno),))
    except _NotANumber:
        return ParsedJson(None, (_where_no_number_is(content.decode()),))
    except RecursionError:
        return ParsedJson(None, (finding("SIP006", limit=MAX_DEPTH),))
    found = tuple(_faults(value, look_at_text=bool(_SURROGATE_ESCAPE.search(content))))
    return ParsedJson(None, found) if found else ParsedJson(value)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    doubled = _Doubled(pairs)
    seen: set[str] = set()
    doubled.name = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
    return doubled


def _refuse_constant(_: str) -> Any:
    raise _NotANumber


def _where_no_number_is(text: str) -> Finding:
    """The place of the first NaN or Infinity that stands outside of a string."""
    place = next((each.start() for each in _TOKENS.finditer(text) if not each[0].startswith('"')), 0)
    line = text.count("\n", 0, place) + 1
    return finding("SIP003", line=line, column=place - text.rfind("\n", 0, place))


def _integer(text: str) -> int | _TooLarge:
    if len(text) > 20 or abs(int(text)) > _MAX_INTEGER:
        return _TooLarge("nan")
    return int(text)


def _decimal(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _TooLarge("nan")


def _faults(value: Any, *, look_at_text: bool) -> Iterator[Finding]:
    """Everything beyond syntax; stops at the first limit that is broken."""
    waiting: list[tuple[Path, Any]] = [((), value)]
    count = 0
    while waiting:
        path, each = waiting.pop()
        count += 1
        if len(path) >= MAX_DEPTH and isinstance(each, dict | list):
            yield finding("SIP006", limit=MAX_DEPTH)
            return
        if isinstance(each, _Doubled):
            yield finding("SIP009", pointer((*path, each.name)))
        elif isinstance(each, _TooLarge):
            yield finding("SIP011", pointer(path))
        elif isinstance(each, str) and look_at_text and _SURROGATE.search(each):
            yield finding("SIP012", pointer(path))
        if isinstance(each, dict | list) and count + len(waiting) + len(each) > MAX_VALUES:
            yield finding("SIP006", limit=MAX_VALUES)
            return
        if isinstance(each, dict):
            if look_at_text and any(_SURROGATE.search(name) for name in each):
                yield finding("SIP012", pointer(path))
            waiting.extend(((*path, name), inner) for name, inner in reversed(each.items()))
        elif isinstance(each, list):
            waiting.extend(((*path, place), each[place]) for place in range(len(each) - 1, -1, -1))
