"""Walking through a document part by part, with the path of each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from schemas.sip.base import Part

Path = tuple[str | int, ...]
"""Path in the model: field names and positions, such as `("plan", "needs", 0, "sub_goals", 1)`."""


def walk(part: Part, path: Path = ()) -> Iterator[tuple[Path, Part]]:
    """Every part below and including `part`, outermost first, in the order of the model."""
    yield path, part
    for name in fields_with_parts(type(part)):
        value = getattr(part, name)
        if isinstance(value, Part):
            yield from walk(value, (*path, name))
        elif value:
            for position, item in enumerate(value):
                yield from walk(item, (*path, name, position))


@cache
def fields_with_parts(part: type[Part]) -> tuple[str, ...]:
    """The fields that hold a part or parts, in the order of the model."""
    return tuple(name for name, field in part.model_fields.items() if _holds_parts(field.annotation))


def _holds_parts(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, Part):
        return True
    return any(_holds_parts(inner) for inner in get_args(annotation))


_NAME_LIKE = re.compile(r"[A-Za-z_$][A-Za-z_.:-]{0,63}")


_SAYABLE: set[str] = set()
"""Names that were found to be such. Nearly all are of a model or a standard, so that they come again and again."""
_MOST_SAYABLE = 4096


def sayable(step: str | int) -> str:
    """A step of a path as it may be shown: a name stays, anything that could be a person's data becomes `?`."""
    if step in _SAYABLE:
        return step
    text = str(step)
    if isinstance(step, int):
        return text
    if not _NAME_LIKE.fullmatch(text):
        return "?"
    if len(_SAYABLE) < _MOST_SAYABLE:
        _SAYABLE.add(text)
    return text


def pointer(path: Path) -> str:
    """The path as a JSON Pointer, such as `/plan/needs/0/text`; names that a document made up are shown as `?`."""
    return "".join([f"/{sayable(step)}" for step in path])
