"""The account of a FHIR document: each leaf mapped, ignored or not understood; and where what was made came from.

Theory of operation. Whether all was understood is one comparison: marks stand on leaves only, so that a document with
as many marks as leaves has none without. Only when the numbers differ are the leaves counted one by one (a Python
program may hand in one object at two places, which then share their marks). The lists with a path for each leaf are
written when somebody looks at them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mappings.account import Account, Entry, Lists
from mappings.fhir.node import CONTAINERS, MAPPED, Found, Log, Said
from schemas.sip.walk import Path, pointer, sayable

_UNKNOWN = "no field of a SIP is known for it"
Marks = Mapping[tuple[int, str | int], str]


def leaves(value: Any, path: str, marks: Marks) -> Iterator[tuple[str, str | None]]:
    """Every leaf with its mark (None: nobody has taken it). An empty object or array is a leaf."""
    waiting: list[tuple[Any, str, str | None]] = [(value, path, None)]
    while waiting:
        each, where, mark = waiting.pop()
        if not each or not isinstance(each, CONTAINERS):
            yield where, mark
            continue
        own = id(each)
        if isinstance(each, dict):
            inner = [(below, f"{where}.{sayable(name)}", marks.get((own, name))) for name, below in each.items()]
        else:
            inner = [(below, f"{where}[{place}]", marks.get((own, place))) for place, below in enumerate(each)]
        inner.reverse()
        waiting += inner


def unread(value: Any, marks: Marks, known: int | None = None) -> int:
    """How many leaves nobody has taken. `known` is how many there are, if that is known."""
    return 0 if known == len(marks) else sum(1 for mark in _marks_of_leaves(value, marks) if mark is None)


def all_read(value: Any, marks: Marks) -> bool:
    """Whether every leaf below was taken."""
    return all(mark is not None for mark in _marks_of_leaves(value, marks))


def _marks_of_leaves(value: Any, marks: Marks) -> Iterator[str | None]:
    if not value or not isinstance(value, CONTAINERS):
        yield None
        return
    waiting = [value]
    while waiting:
        each = waiting.pop()
        own = id(each)
        for key, below in each.items() if isinstance(each, dict) else enumerate(each):
            if below and isinstance(below, CONTAINERS):
                waiting.append(below)
            else:
                yield marks.get((own, key))


def account_of(value: Any, path: str, log: Log, data: Any) -> Account:
    """The account of a whole document; `data` is what was made of it, and says where each string went."""
    return Account.later(lambda: _lists(value, path, log, data))


def _lists(value: Any, path: str, log: Log, data: Any) -> Lists:
    went: dict[tuple[int, str | int] | str, str] = {}
    _destinations(data, "", went)
    mapped: list[Entry] = []
    ignored: list[Entry] = []
    unknown: list[Entry] = []
    marks = log.marks

    def note_below(holder: Any, where: str) -> None:
        own, named = id(holder), isinstance(holder, dict)
        for key, below in holder.items() if named else enumerate(holder):
            inside = f"{where}.{sayable(key)}" if named else f"{where}[{key}]"
            if below and isinstance(below, CONTAINERS):
                note_below(below, inside)
                continue
            mark = marks.get((own, key))
            if mark is None:
                unknown.append(Entry(inside, _UNKNOWN))
            elif mark == MAPPED:
                mapped.append(Entry(inside, went.get((own, key)) or went.get(inside, "")))
            else:
                ignored.append(Entry(inside, mark))

    if value and isinstance(value, CONTAINERS):
        note_below(value, path)
    else:
        unknown.append(Entry(path, _UNKNOWN))
    return tuple(mapped), tuple(ignored), tuple(unknown)


def _destinations(data: Any, pointer: str, went: dict[tuple[int, str | int] | str, str]) -> None:
    """Leaf (its mark's key, or its path) → field of the model, for every string that was taken.

    Names in `data` are the model's.
    """
    if isinstance(data, Found):
        went[data.leaf] = pointer
    elif isinstance(data, dict):
        for name, value in data.items():
            if value:
                _destinations(value, f"{pointer}/{name}", went)
    elif isinstance(data, list | tuple):
        for place, value in enumerate(data):
            _destinations(value, f"{pointer}/{place}", went)


def places(data: Any, path: Path = ()) -> Iterator[tuple[str, str]]:
    """Part of the model → path of what said it in the document."""
    if isinstance(data, Said) and data.path:
        yield pointer(path), data.path
    steps = data.items() if isinstance(data, Mapping) else enumerate(data) if isinstance(data, list | tuple) else ()
    for step, value in steps:
        yield from places(value, (*path, step))


def origin(data: Any, path: Path, otherwise: str) -> str:
    """Where in the document the value at a path of the model came from: the nearest place that is known."""
    known = otherwise
    for step in path:
        known = getattr(data, "path", "") or known
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return known
    return getattr(data, "path", "") or known


def plain(data: Any) -> Any:
    """The same data without where it came from, and without what nothing was said of."""
    if isinstance(data, Mapping):
        return {name: plain(value) for name, value in data.items() if value is not None}
    if isinstance(data, list | tuple):
        return [plain(value) for value in data if value is not None]
    return str(data) if isinstance(data, Found) else data
