"""Reading documents from files and stdin, writing them to stdout: exact bytes, never more than a document may have."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mappings.limits import MAX_BODY_BYTES
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from schemas.findings import Finding

STDIN = "-"
_PIECE = 64 * 1024


def body_or_finding(name: str) -> bytes | Finding:
    """The bytes of a file or of stdin (`-`), or SIP980; one byte over the limit is enough to be refused."""
    try:
        if name == STDIN:
            return _capped(sys.stdin.buffer)
        with Path(name).open("rb") as source:
            return _capped(source)
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return finding("SIP980")


def body_of(name: str) -> bytes:
    """The bytes of a file or of stdin; raises `Rejected` with SIP980 when it cannot be read."""
    body = body_or_finding(name)
    if isinstance(body, bytes):
        return body
    raise Rejected(findings=(body,))


def _capped(source: BinaryIO) -> bytes:
    """In pieces, so that Ctrl-C is heard between them."""
    parts: list[bytes] = []
    left = MAX_BODY_BYTES + 1
    while left > 0 and (part := source.read(min(left, _PIECE))):
        parts.append(part)
        left -= len(part)
    return b"".join(parts)


def put(body: bytes, target: Path | None) -> None:
    """Write exactly these bytes to a file, or to stdout; raises `Rejected` (SIP981) when that cannot be done."""
    if target is None:
        sys.stdout.buffer.write(body)
        sys.stdout.buffer.flush()
        return
    try:
        target.write_bytes(body)
    except (OSError, ValueError) as fault:
        raise Rejected(findings=(finding("SIP981"),)) from fault
