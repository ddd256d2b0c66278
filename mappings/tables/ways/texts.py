"""Texts, and bytes as texts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from mappings.tables.language.rules import Scalar, UnreadableError, UnwritableError
from mappings.tables.ways.contract import About, Field
from mappings.tables.ways.options import Maker, needs, texts
from mappings.text_bytes import base64_text
from schemas.sip.shapes import Holds


@dataclass(slots=True)
class TextWay:
    """A text as it stands; `breaks` are how the system writes a line break, the first when written."""

    breaks: tuple[str, ...] = ()
    name: str = "text"

    def read(self, text: str) -> str:
        """Without white space around it; line breaks are LF."""
        if "\r" in text:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        for each in self.breaks:
            text = text.replace(each, "\n")
        return text.strip()

    def write(self, value: Any) -> Scalar:
        """Refuses what would be read with other line breaks than it has."""
        text = str(value)
        if not self.breaks:
            return text
        if any(each in text for each in self.breaks if each != "\n"):
            raise UnwritableError("the text holds what the system writes for a line break")
        written = text.replace("\n", self.breaks[0])
        if self.read(written) != text.strip():
            raise UnwritableError("the text with the system's line breaks would be read as another")
        return written


@dataclass(slots=True)
class Base64Way:
    """Bytes as Base64, read strictly; white space in it means nothing."""

    name: str = "base64"

    def read(self, text: str) -> str:
        """Raises UnreadableError (SIP109)."""
        content = base64_text(text)
        if content is None:
            raise UnreadableError("SIP109")
        return content

    def write(self, value: Any) -> Scalar:
        """In one line."""
        text = value.decode("ascii") if isinstance(value, bytes) else str(value)
        return "".join(text.split())


def _text(for_field: Field, options: Mapping[str, Any], _: About) -> TextWay:
    needs(
        for_field.shape.holds in (Holds.TEXT, Holds.TOKEN, Holds.INSTANT),
        "fältet är ingen text",
        "the field is no text",
    )
    breaks = tuple(each.replace("\r\n", "\n") for each in texts(options, "line_break"))
    needs(
        all(each == "\n" or "\n" not in each for each in breaks),
        "line_break är LF eller tecken utan LF",
        "line_break is LF or characters without LF",
    )
    return TextWay(breaks)


def _base64(for_field: Field, _options: Mapping[str, Any], _: About) -> Base64Way:
    needs(for_field.shape.holds is Holds.BYTES, "fältet håller inga bytes", "the field holds no bytes")
    return Base64Way()


TEXT = Maker(frozenset({"line_break"}), _text)
BASE64 = Maker(frozenset(), _base64)
