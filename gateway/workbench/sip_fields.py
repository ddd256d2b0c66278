"""The plan as the page draws it: sections along the model, every value with where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from mappings.swedish import sv
from mappings.swedish_fields import sv_field
from mappings.tables.language.rules import PartRule, Table
from mappings.tables.reading.tracing import Origin
from schemas.codes import Language
from schemas.identifiers import PersonIdentity
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.integrity import REFERENCES
from schemas.sip.people import Name
from schemas.sip.shapes import Holds, Shape, shapes_of
from schemas.sip.walk import Path, pointer

_NOT_SHOWN = frozenset({"format", "version"})
_AS_ONE = (PersonIdentity, Name)
"""Parts that may come from one text."""


@dataclass(slots=True)
class Value:
    """One value, and the lines of the table that it came by. `from_table`: it stands in no document."""

    id: str
    text: str
    pointer: str
    lines: list[int]
    from_table: bool = False


@dataclass(slots=True)
class Section:
    """A part: its own values by name, then the parts in it."""

    id: str
    title: str
    values: list[tuple[str, list[Value]]] = field(default_factory=list)
    parts: list[Section] = field(default_factory=list)


def field_id(at: str) -> str:
    """What the page calls a place of the model; the same for equal pointers."""
    return "f" + "".join(each if each.isalnum() else "-" for each in at)


def sections(data: dict[str, Any], origins: tuple[Origin, ...], table: Table, language: Language) -> list[Section]:
    """The plan and its consents, as far as they were read."""
    drawing = _Drawing(origins, table, language, dict(_names(data)))
    shapes = shapes_of(SipDocument)
    made: list[Section] = []
    for name in ("plan", "consents"):
        if data.get(name):
            made += drawing.parts(name, shapes[name], data[name], ())
    return made


class _Drawing:
    def __init__(self, origins: tuple[Origin, ...], table: Table, language: Language, names: dict[str, str]) -> None:
        self._language, self._names = language, names
        self._lines: dict[str, list[int]] = {}
        for each in origins:
            self._lines.setdefault(each.pointer, []).append(each.line)
        self._by_table = dict(_said_by_table(table.document, ()))

    def parts(self, name: str, shape: Shape, value: Any, above: Path) -> Iterator[Section]:
        """The sections of a field that holds one part or several."""
        assert shape.part is not None  # noqa: S101  (the caller asks `holds`)
        title = self._word(name)
        if not shape.many:
            yield self._section(title, shape.part, value, (*above, name))
            return
        for position, each in enumerate(value):
            yield self._section(f"{title} {position + 1}", shape.part, each, (*above, name, position))

    def _section(self, title: str, cls: type[Part], data: Any, path: Path) -> Section:
        made = Section(field_id(pointer(path)), title)
        shapes = shapes_of(cls)
        for name, shape in shapes.items():
            value = data.get(name) if isinstance(data, dict) else None
            if value in (None, [], {}, "") or name in _NOT_SHOWN:
                continue
            if shape.holds is Holds.PART and not isinstance(value, str):
                made.parts += self.parts(name, shape, value, path)
            else:
                made.values.append((self._word(name), self._values(cls, name, shape, value, path)))
        return made

    def _values(self, cls: type[Part], name: str, shape: Shape, value: Any, above: Path) -> list[Value]:
        path = (*above, name)
        if not isinstance(value, list):
            return [self._value(cls, name, shape, value, path)]
        return [self._value(cls, name, shape, each, (*path, at)) for at, each in enumerate(value)]

    def _value(self, cls: type[Part], name: str, shape: Shape, value: Any, path: Path) -> Value:
        at = pointer(path)
        lines = self._lines.get(at)
        if lines is None and isinstance(path[-1], int):
            lines = self._lines.get(pointer(path[:-1]))
        if lines is None and cls in _AS_ONE:
            at = pointer(path[:-1])
            lines = self._lines.get(at)
        by_table = [] if lines else self._by_table.get(tuple(each for each in path if isinstance(each, str)), [])
        return Value(
            field_id(at),
            self._text(cls, name, shape, value),
            at,
            list(dict.fromkeys(lines or by_table)),
            bool(by_table),
        )

    def _text(self, cls: type[Part], name: str, shape: Shape, value: Any) -> str:
        if shape.holds is Holds.BYTES:
            return self._choose("(en fil)", "(a file)")
        if isinstance(value, bool):
            return self._choose("ja" if value else "nej", "yes" if value else "no")
        text = str(value)
        if (cls.__name__, name) in REFERENCES and text in self._names:
            return f"{self._names[text]} ({text})"
        if isinstance(shape.kind, type) and issubclass(shape.kind, StrEnum):
            return self._code(shape.kind, text)
        return text

    def _code(self, kind: type[StrEnum], text: str) -> str:
        if self._language is not Language.SV or text not in set(kind):
            return text
        try:
            word = sv(kind(text))
        except KeyError:
            return text
        return f"{word} ({text})" if word != text else text

    def _word(self, name: str) -> str:
        word = self._choose(sv_field(name), name.replace("_", " "))
        return word[:1].upper() + word[1:]

    def _choose(self, swedish: str, english: str) -> str:
        return swedish if self._language is Language.SV else english


def _said_by_table(rule: PartRule, above: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Fields that the table itself says → the line."""
    for value in rule.values:
        if value.is_constant or value.otherwise is not None:
            yield (*above, value.field), [value.line]
    for part in rule.parts:
        yield from _said_by_table(part, (*above, part.field))


def _names(value: Any) -> Iterator[tuple[str, str]]:
    """The id of every part that has one → what people call it."""
    if isinstance(value, list):
        for each in value:
            yield from _names(each)
    elif isinstance(value, dict):
        if isinstance(value.get("id"), str) and (called := _called(value)):
            yield value["id"], called
        for each in value.values():
            yield from _names(each)


def _called(part: dict[str, Any]) -> str:
    name = part.get("name", part.get("text", ""))
    if isinstance(name, dict):
        name = " ".join(str(name[each]) for each in ("given", "family") if name.get(each))
    text = str(name)
    return text if len(text) <= 60 else f"{text[:60]}…"
