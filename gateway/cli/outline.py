"""A document as an indented outline for a person's eyes: every field that says something, in the language spoken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from gateway.cli.voice import Voice
from mappings.swedish import sv
from mappings.swedish_fields import sv_field
from schemas.sip.base import Part

_INDENT = "  "


@dataclass(frozen=True, slots=True)
class Outline:
    """Says documents in one language. What is empty is left out, and nothing else."""

    voice: Voice

    def of(self, part: Part, depth: int = 0) -> Iterator[str]:
        """Lines of `name: value`."""
        for name in type(part).model_fields:
            value = getattr(part, name)
            if value not in (None, (), ""):
                yield from self._field(self.voice.choose(sv_field(name), name), value, depth)

    def _field(self, name: str, value: object, depth: int) -> Iterator[str]:
        margin = _INDENT * depth
        if isinstance(value, Part):
            yield f"{margin}{name}:"
            yield from self.of(value, depth + 1)
        elif isinstance(value, tuple) and any(isinstance(each, Part) for each in value):
            for each in value:
                yield from self._field(f"{name} -", each, depth)
        elif isinstance(value, tuple):
            yield f"{margin}{name}: {', '.join(self._plain(each) for each in value)}"
        else:
            yield f"{margin}{name}: {self._plain(value)}"

    def _plain(self, value: object) -> str:
        if isinstance(value, bytes):
            return self.voice.choose(f"({len(value)} byte)", f"({len(value)} bytes)")
        if isinstance(value, bool):
            return self.voice.choose("ja" if value else "nej", "yes" if value else "no")
        if isinstance(value, StrEnum):
            return self.voice.choose(_word(value), value.value)
        return " / ".join(str(value).splitlines())


def _word(code: StrEnum) -> str:
    """The Swedish word; codes that are identifiers of a standard have none and stay as they are."""
    try:
        return sv(code)
    except KeyError:
        return code.value
