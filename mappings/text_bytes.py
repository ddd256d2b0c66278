"""The first look at a body, before any parser: not empty, not too large, UTF-8 and nothing else."""

from __future__ import annotations

from mappings.limits import MAX_BODY_BYTES
from schemas.findings import Finding, finding

_BOM = b"\xef\xbb\xbf"


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
