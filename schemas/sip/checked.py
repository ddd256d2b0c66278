"""Parts of the model made without asking the model again, by readers that have checked every field already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from schemas.sip.base import Part

P = TypeVar("P", bound=Part)
_set = object.__setattr__


def checked_part(part: type[P], usual: Mapping[str, Any], said: dict[str, Any]) -> P:
    """A part of fields that were checked by the model's own checks.

    `usual` are all fields in the model's order with what they are when nothing is said of them. The result cannot be
    told from one that the model has validated. What checks the part as a whole is for the caller to ask.
    """
    made = part.__new__(part)
    _set(made, "__dict__", {**usual, **said})
    _set(made, "__pydantic_fields_set__", set(said))
    _set(made, "__pydantic_extra__", None)
    _set(made, "__pydantic_private__", None)
    return made
