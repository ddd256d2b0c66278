"""What one row of the SIP XML tables is, and what the model says of the field that it names.

A table gives each field of a part its element; whether it repeats and what it holds is read off the model, so that the
two cannot disagree.
"""

from __future__ import annotations

from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, NamedTuple, Union, get_args, get_origin, get_type_hints

from pydantic import AwareDatetime, Base64Bytes

from schemas.sip.base import Line, Part, Text

NAMESPACE = "urn:samspel:sip:0.9"
EXTENSION = "Extension"
"""The one place where others may put elements of their own: at the end of a plan."""

SAID_BY_THE_ROOT = ""
"""The field has no element: the name of the root says it."""

Table = dict[type[Part], dict[str, str]]
"""Part → field → element name, in the order of the schema. A name that begins with `@` is an attribute."""


class Holds(Enum):
    """What an element holds."""

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
