"""Parts of the model made without asking the model again, by readers that have checked every field already."""

from __future__ import annotations

from typing import Any, TypeVar

from pydantic import BaseModel

from schemas.sip.base import Part

P = TypeVar("P", bound=Part)
_new = object.__new__
_fields, _fields_set, _extra, _private = (
    vars(BaseModel)[name].__set__
    for name in ("__dict__", "__pydantic_fields_set__", "__pydantic_extra__", "__pydantic_private__")
)
"""What sets the slots of a model, which is frozen for everybody else."""


def checked_part(part: type[P], fields: dict[str, Any], said: set[str]) -> P:
    """A part of fields that were checked by the model's own checks.

    `fields` are all, in the model's order; `said` names those that something was said of. The result cannot be told
    from one that the model has validated, and keeps both. What checks the part as a whole is for the caller to ask.
    """
    made: P = _new(part)
    _fields(made, fields)
    _fields_set(made, said)
    _extra(made, None)
    _private(made, None)
    return made
