"""A document as an indented outline for a person's eyes: every field that says something, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from schemas.sip.base import Part

_INDENT = "  "


def outline(part: Part, depth: int = 0) -> Iterator[str]:
    """Lines of `name: value`; fields that are empty or as they are by default are left out."""
    for name, field in type(part).model_fields.items():
        value = getattr(part, name)
        if value in (None, (), "") or value == field.default:
            continue
        yield from _field(name, value, depth)


def _field(name: str, value: object, depth: int) -> Iterator[str]:
    margin = _INDENT * depth
    if isinstance(value, Part):
        yield f"{margin}{name}:"
        yield from outline(value, depth + 1)
    elif isinstance(value, tuple) and any(isinstance(each, Part) for each in value):
        for each in value:
            yield from _field(f"{name} -", each, depth)
    elif isinstance(value, tuple):
        yield f"{margin}{name}: {', '.join(_plain(each) for each in value)}"
    else:
        yield f"{margin}{name}: {_plain(value)}"


def _plain(value: object) -> str:
    if isinstance(value, bytes):
        return f"({len(value)} bytes)"
    text = value.value if isinstance(value, Enum) else value
    return " / ".join(str(text).splitlines())
