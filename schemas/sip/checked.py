"""Parts of the model made without asking the model again, of fields that its checks have made already.

Theory of operation. A part keeps the names of the fields that something was said of, as a set; a document has hundreds
of parts of few shapes, and so few such sets. One of each is kept and shared: parts are frozen, and the model copies the
set before it changes it. Else these sets take nearly half of the memory of a document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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

_SETS_AT_MOST = 2000
"""Of all parts together; our samples have some two hundred. Whoever sends odd ones makes it begin anew."""
_sets: dict[tuple[str, ...], set[str]] = {}


def names_said(names: Iterable[str]) -> set[str]:
    """The names of fields that something was said of, as the set that all parts share which say just these."""
    key = tuple(names)
    found = _sets.get(key)
    if found is None:
        if len(_sets) >= _SETS_AT_MOST:
            _sets.clear()
        found = _sets[key] = set(key)
    return found


def checked_part(part: type[P], fields: dict[str, Any], said: set[str]) -> P:
    """A part of fields that were checked by the model's own checks.

    `fields` are all, in the model's order; `said` names those that something was said of (`names_said`). The result
    cannot be told from one that the model has validated, and keeps both. What checks the part as a whole is for the
    caller to ask.
    """
    made: P = _new(part)
    _fields(made, fields)
    _fields_set(made, said)
    _extra(made, None)
    _private(made, None)
    return made


def with_changed(part: P, changed: Mapping[str, Any]) -> P:
    """The part with other values in some fields, which the caller answers for: what `model_copy` gives, but quickly."""
    said = part.__pydantic_fields_set__
    if not changed.keys() <= said:
        said = names_said(sorted(said | changed.keys()))
    return checked_part(type(part), {**part.__dict__, **changed}, said)
