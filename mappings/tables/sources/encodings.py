"""Bytes and text: the encodings that a table can name, strictly in both directions.

A text in a single-byte encoding can hardly be told from another, so the two mistakes that people make are looked for:
UTF-8 where the table says Latin (`Ã¥`), and Windows' characters where it says ISO (its control characters 80-9F).
"""

from __future__ import annotations

import re
from collections.abc import Callable

from mappings.limits import MAX_BODY_BYTES
from mappings.tables.language.rules import UnwritableError
from schemas.findings import Finding, finding

ENCODINGS: dict[str, frozenset[str]] = {
    "utf-8": frozenset({"utf-8", "utf8", "unicode-1-1-utf-8"}),
    "iso-8859-1": frozenset(
        {"iso-8859-1", "iso8859-1", "iso_8859-1", "iso88591", "latin1", "latin-1", "l1", "cp819", "ibm819"}
    ),
    "iso-8859-15": frozenset({"iso-8859-15", "iso8859-15", "iso_8859-15", "iso885915", "latin9", "latin-9", "l9"}),
    "windows-1252": frozenset({"windows-1252", "cp1252", "cp-1252", "x-cp1252", "ansi"}),
    "utf-16": frozenset({"utf-16", "utf16", "utf-16le", "utf-16be"}),
}
"""The encodings, and the names that documents give them."""

_ISO = frozenset({"iso-8859-1", "iso-8859-15"})
_SINGLE_BYTE = _ISO | {"windows-1252"}
_C1 = re.compile("[\x80-\x9f]")
_UTF8_BOM = b"\xef\xbb\xbf"
_LITTLE, _BIG = b"\xff\xfe", b"\xfe\xff"


def same_encoding(declared: str, encoding: str) -> bool:
    """Whether what a document says of itself is the encoding of the table."""
    return declared.strip().lower() in ENCODINGS[encoding]


def decoded(body: bytes, encoding: str) -> str | Finding:
    """The text without byte order mark, or why there is none (SIP005, SIP010, SIP230)."""
    if len(body) > MAX_BODY_BYTES:
        return finding("SIP005", limit=MAX_BODY_BYTES)
    if not body:
        return finding("SIP010")
    try:
        text = _text(body, encoding)
    except UnicodeDecodeError:
        text = None
    if text is None or "\0" in text or (encoding in _ISO and _C1.search(text)):
        return finding("SIP230", encoding=encoding.upper())
    return text if text.strip() else finding("SIP010")


def encoded(text: str, encoding: str, instead: Callable[[str], str] | None = None, *, bom: bool = False) -> bytes:
    """The bytes of a text. A character that the encoding lacks is written as `instead` says.

    Raises UnwritableError when there is no such way.
    """
    if encoding == "utf-16":
        return _LITTLE + _bytes(text, "utf-16-le", instead)
    body = _bytes(text, encoding, instead)
    if encoding in _SINGLE_BYTE and _is_utf8(body):  # none would read it as it is meant
        body = _replaced(text, "ascii", instead)
    return _UTF8_BOM + body if bom and encoding == "utf-8" else body


def _text(body: bytes, encoding: str) -> str | None:
    if encoding == "utf-8":
        return body.removeprefix(_UTF8_BOM).decode("utf-8")
    if encoding == "utf-16":
        return _utf16(body)
    return None if _is_utf8(body) else body.decode(encoding)


def _utf16(body: bytes) -> str | None:
    """By its mark; without one, by the first character, which is one of ASCII in everything that tables read."""
    if body.startswith((_LITTLE, _BIG)):
        return body[2:].decode("utf-16-le" if body.startswith(_LITTLE) else "utf-16-be")
    if len(body) < 2 or (body[0] == 0) == (body[1] == 0):
        return None
    return body.decode("utf-16-be" if body[0] == 0 else "utf-16-le")


def _is_utf8(body: bytes) -> bool:
    """Whether bytes are UTF-8 and more than ASCII."""
    if body.isascii():
        return False
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _bytes(text: str, encoding: str, instead: Callable[[str], str] | None) -> bytes:
    if not (encoding in _ISO and _C1.search(text)):
        try:
            return text.encode(encoding)
        except UnicodeEncodeError:
            pass
    return _replaced(text, encoding, instead)


def _replaced(text: str, encoding: str, instead: Callable[[str], str] | None) -> bytes:
    if instead is None:
        raise UnwritableError("the encoding of the format lacks a character")
    held: dict[str, bool] = {}
    return "".join(
        each if held.setdefault(each, each.isascii() or _holds(each, encoding)) else instead(each) for each in text
    ).encode(encoding)


def _holds(character: str, encoding: str) -> bool:
    if encoding in _ISO and _C1.match(character):
        return False
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
