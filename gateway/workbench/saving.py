"""The file of the table: reading it, and writing it back without losing what somebody else wrote meanwhile."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import NamedTuple

from mappings.limits import MAX_BODY_BYTES
from schemas.findings import Finding, finding

_BOM = b"\xef\xbb\xbf"


class TableFile(NamedTuple):
    """The text of a table, and a mark of the bytes that it stood in; the mark of a file that is not there is ""."""

    text: str
    mark: str


class Changed(NamedTuple):
    """The file is not as it was when it was read: nothing was written."""


def read_table(path: Path) -> TableFile | Finding:
    """The table in a file. One that is not there yet is empty.

    SIP980 for one that cannot be read, SIP005 for one that is too large, SIP260 for one that is not in UTF-8.
    """
    body = _bytes(path)
    if body is None:
        return TableFile("", "")
    if isinstance(body, Finding):
        return body
    try:
        text = body.removeprefix(_BOM).decode("utf-8")
    except UnicodeDecodeError:
        return finding("SIP260", sv="den är inte skriven i UTF-8", en="it is not written in UTF-8")
    return TableFile(text.replace("\r\n", "\n"), _mark(body))


def save_table(path: Path, text: str, mark: str | None) -> TableFile | Changed | Finding:
    """Write the table to its file, whole or not at all.

    `mark` is that of the file as it was read; None writes over whatever stands there. The file keeps its line ends, its
    byte order mark and its rights. SIP981 when it cannot be written, or what stands there cannot be read to compare.
    """
    before = _bytes(path)
    if isinstance(before, Finding):
        return finding("SIP981")
    if mark is not None and mark != _mark(before):
        return Changed()
    body = text.encode("utf-8", "replace")
    if before is not None and b"\r\n" in before:
        body = body.replace(b"\n", b"\r\n")
    if before is not None and before.startswith(_BOM):
        body = _BOM + body
    try:
        _replace(path.resolve(), body)
    except OSError:
        return finding("SIP981")
    return TableFile(text, _mark(body))


def _replace(path: Path, body: bytes) -> None:
    """Written beside the file first: who stops in between has the old one."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as target:
            target.write(body)
            target.flush()
            os.fsync(target.fileno())
        beside.chmod(path.stat().st_mode & 0o777 if path.exists() else 0o644)
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _bytes(path: Path) -> bytes | Finding | None:
    try:
        with path.open("rb") as source:
            body = source.read(MAX_BODY_BYTES + 1)
    except FileNotFoundError:
        return None
    except (OSError, ValueError):  # ValueError: a NUL in the name
        return finding("SIP980")
    return body if len(body) <= MAX_BODY_BYTES else finding("SIP005", limit=MAX_BODY_BYTES)


def _mark(body: bytes | None) -> str:
    return "" if body is None else hashlib.sha256(body).hexdigest()
