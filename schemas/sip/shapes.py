"""What the model says of its fields: what each holds, whether it repeats, what part it is."""

from __future__ import annotations

from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, Base64Bytes

from schemas.sip.base import Line, Part, Text


class Holds(Enum):
    """What a field holds."""

    PART = "part"
    TEXT = "text"  # white space is the author's
    TOKEN = "token"  # noqa: S105 - codes, ids, dates: white space around and runs of it mean nothing
    BOOLEAN = "boolean"
    INTEGER = "integer"
    BYTES = "bytes"
    INSTANT = "instant"


class Shape(NamedTuple):
    """What a field of the model takes. `part` is set when it holds parts."""

    holds: Holds
    many: bool
    part: type[Part] | None
    kind: Any


@cache
def shapes_of(cls: type[Part]) -> dict[str, Shape]:
    """Every field of a part with its shape."""
    hints = get_type_hints(cls, include_extras=True)
    return {name: _shape(hints[name]) for name in cls.model_fields}


def _shape(hint: Any) -> Shape:
    if get_origin(hint) in (Union, UnionType):
        hint = next(each for each in get_args(hint) if each is not NoneType)
    bare = get_args(hint)[0] if hasattr(hint, "__metadata__") else hint
    many = get_origin(bare) is tuple
    kind = get_args(bare)[0] if many else hint
    if isinstance(kind, type) and issubclass(kind, Part):
        return Shape(Holds.PART, many, kind, kind)
    return Shape(_leaf(kind), many, None, kind)


def _leaf(kind: Any) -> Holds:
    known = ((Line, Holds.TEXT), (Text, Holds.TEXT), (Base64Bytes, Holds.BYTES), (AwareDatetime, Holds.INSTANT))
    simple = ((bool, Holds.BOOLEAN), (int, Holds.INTEGER))
    return next((holds for each, holds in (*known, *simple) if each == kind), Holds.TOKEN)
