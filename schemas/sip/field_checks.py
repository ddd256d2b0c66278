"""The model's own check of one field, for readers that make parts field by field (`checked.py`).

Each check takes a value and gives what the model makes of it, or raises what says that it is wrong. Lines and texts
have a short form for the ordinary case; of other values that come again and again who asks remembers the answer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from pydantic import TypeAdapter

from schemas.sip.base import Line, Part, Text
from schemas.sip.shapes import Shape

Check = Callable[[Any], Any]

_LONGEST_LINE, _LONGEST_TEXT = 500, 50_000
_REMEMBERED = 4096


def is_a_line(shape: Shape, metadata: list[Any]) -> bool:
    """Whether a field takes any line of text, with no limit but a line's own."""
    return bool(shape.kind == Line and metadata in ([], _Ordinary.model_fields["line"].metadata))


def is_a_text(shape: Shape, metadata: list[Any]) -> bool:
    """Whether a field takes any text, with no limit but a text's own."""
    return bool(shape.kind == Text and metadata in ([], _Ordinary.model_fields["text"].metadata))


class _Ordinary(Part):
    """A line and a text without further limits, to compare with."""

    line: Line
    text: Text


def model_check(part: type[Part], field: str) -> Check:
    """The check of a field as a whole."""
    described = part.model_fields[field]
    kind: Any = described.annotation
    return asking(Annotated[(kind, *described.metadata)] if described.metadata else kind)


def asking(kind: Any) -> Check:
    """The model's own check of a kind of value; made when it is first asked, since most documents ask few."""

    made: list[Callable[[Any], Any]] = []

    def ask(value: Any) -> Any:
        if not made:
            made.append(_model_check(kind))
        return made[0](value)

    return ask


@cache
def _model_check(kind: Any) -> Check:
    return TypeAdapter(kind).validate_python


def remembering(check: Check, known: dict[str, Any]) -> Check:
    """A check that notes among `known` what was right; not for numbers of persons."""

    def checked(text: str) -> Any:
        value = check(text)
        if len(known) < _REMEMBERED:
            known[text] = value
        return value

    return checked


def a_line(exactly: Check) -> Check:
    """The check of a line: quick for ordinary ones."""

    def line(text: str) -> Any:
        said = " ".join(text.split())
        return said if said.isprintable() and said and len(text) <= _LONGEST_LINE else exactly(text)

    return line


def a_text(exactly: Check) -> Check:
    """The check of a text: quick for ordinary ones."""

    def ordinary(text: str) -> Any:
        said = text.strip()
        speakable = said.isprintable() or said.replace("\n", "").isprintable()
        return said if speakable and said and len(text) <= _LONGEST_TEXT else exactly(text)

    return ordinary
