"""A first table for documents, where there is none yet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from mappings.tables.skeleton import Sample, skeleton_of
from schemas.findings import Finding

_NAME = "our-journal"
_DECLARED = re.compile(r"""\s*<\?xml[^>]{0,80}?\sencoding\s*=\s*["']([A-Za-z0-9._-]{1,40})""")


def proposed_table(contents: Iterable[bytes | str | Finding | None]) -> str:
    """The skeleton that `samspel mapping new` makes of samples; "" when none can be made.

    Samples that do not belong together make none: the first by itself does then.
    """
    bodies = [_as_bytes(each) for each in contents if isinstance(each, bytes | str)]
    for some in (bodies, bodies[:1]):
        made = skeleton_of([Sample(str(at), each) for at, each in enumerate(some)], _NAME) if some else None
        if made is not None and made.text is not None:
            return made.text
    return ""


def _as_bytes(content: bytes | str) -> bytes:
    """A text that was pasted, in the encoding that it says of itself."""
    if isinstance(content, bytes):
        return content
    declared = _DECLARED.match(content)
    try:
        return content.encode(declared[1] if declared else "utf-8")
    except (LookupError, UnicodeError):
        return content.encode("utf-8", "replace")
