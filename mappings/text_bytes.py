"""The first look at bytes, before any parser: not empty, not too large, UTF-8 and nothing else. And strict Base64."""

from __future__ import annotations

import re

from mappings.limits import MAX_BODY_BYTES
from schemas.findings import Finding, finding

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")
_WHITE = re.compile(r"[ \t\r\n]+")
_BOM = b"\xef\xbb\xbf"

_FILES = {
    b"%PDF": "PDF",
    b"PK\x03\x04": "Word/ZIP",
    b"\xd0\xcf\x11\xe0": "Word",
    b"{\\rtf": "RTF",
    b"\x89PNG": "PNG",
    b"\xff\xd8\xff": "JPEG",
    b"GIF8": "GIF",
    b"II*\0": "TIFF",
    b"MM\0*": "TIFF",
}
"""What files that people keep plans in begin with."""


def kind_of_file(body: bytes) -> str | None:
    """The kind of file, when it is one that people keep plans in and no text format of ours."""
    return next((kind for start, kind in _FILES.items() if body.startswith(start)), None)


def utf8_or_finding(body: bytes) -> bytes | Finding:
    """The body without byte order mark, or what is wrong with it (SIP002, SIP005, SIP010).

    A NUL is in no text format of ours; it is how UTF-16 and UTF-32 without a mark give themselves away.
    """
    if len(body) > MAX_BODY_BYTES:
        return finding("SIP005", limit=MAX_BODY_BYTES)
    content = body.removeprefix(_BOM)
    if not content.strip():
        return finding("SIP010")
    if b"\0" in content:
        return finding("SIP002")
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return finding("SIP002")
    return content


STAND_IN = "AA=="
"""Given to the model in place of content that is no Base64, when that has been told."""


def base64_text(text: str) -> str | None:
    """Base64 without white space, or None when it is none: decoders are lenient, and drop what they do not know."""
    content = _WHITE.sub("", text)
    return content if _BASE64.fullmatch(content) else None
