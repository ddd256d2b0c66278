"""The quick way to read JSON: proves in a few sweeps over the bytes that the careful parser would find nothing.

Theory of operation. The fast parser is strict in grammar, encoding and surrogates, yet swallows doubled names and reads
numbers beyond 64 bits as decimals. What it does not tell is told by the bytes themselves: strings taken out, what is
left is brackets and commas. A document has one leaf more than it has commas; a doubled name that the parser swallowed
is a comma that does not come back when the value is written again; brackets that close at once are peeled off layer by
layer, and the number of layers is the depth. Every sweep is one call into C over the whole body.

Anything out of the ordinary gives None, which means no more than that the careful parser has to look: it alone decides
and it alone finds the words.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import orjson

from mappings.limits import MAX_BODY_BYTES, MAX_DEPTH, MAX_VALUES

_BOM = b"\xef\xbb\xbf"
_STRUCTURE = b'"{}[],'
_REST = bytes(each for each in range(256) if each not in _STRUCTURE)
_ESCAPE = re.compile(rb"\\.")
_FEW_ESCAPES = 1000
"""So many are found one by one sooner than the whole body is copied twice."""
_ONE_BRACKET = bytes.maketrans(b"[]", b"{}")
_ONE_DIGIT = bytes.maketrans(b"123456789", b"000000000")
_LONG_NUMBER = b"0" * 19
"""So many digits can be more than 64 bits; with fewer a number is what it says."""


class Quick(NamedTuple):
    """The value, and how many leaves it has: an empty object or array is one."""

    value: Any
    leaves: int


def read_quickly(body: bytes) -> Quick | None:
    """The value of a body that has no fault at all; None when only a careful look can tell."""
    if len(body) > MAX_BODY_BYTES:
        return None
    content = body.removeprefix(_BOM)
    bones = _bones(content)
    commas = bones.count(b",")
    if commas + bones.count(b"{") >= MAX_VALUES or not _is_shallow(bones):
        return None
    if _LONG_NUMBER in content.translate(_ONE_DIGIT):
        return None
    try:
        value = orjson.loads(content)
    except orjson.JSONDecodeError:
        return None
    again = orjson.dumps(value)
    if again != content and _bones(again).count(b",") != commas:
        return None
    return Quick(value, commas + 1)


def _bones(content: bytes) -> bytes:
    """The brackets (all as braces) and commas that stand outside of strings, if the content is JSON at all.

    Escapes go first, each with what it escapes, or doubled backslashes before quotes. Of the rest only quotes and
    structure stay, so that nearly every string is two quotes side by side, which go at once: taking out a pair of
    quotes changes for no other character whether it stands inside or outside. What is left between quotes is cut out.
    """
    escapes = content.count(b"\\")
    if 0 < escapes <= _FEW_ESCAPES:
        content = _ESCAPE.sub(b"", content)
    elif escapes:
        content = content.replace(b"\\\\", b"").replace(b'\\"', b"")
    left = content.translate(_ONE_BRACKET, _REST).replace(b'""', b"")
    return b"".join(left.split(b'"')[::2]) if b'"' in left else left


def _is_shallow(bones: bytes) -> bool:
    left = bones.replace(b",", b"")
    for _ in range(MAX_DEPTH):
        if not left:
            return True
        left = left.replace(b"{}", b"")
    return not left
