"""Fetching the signed directory: over HTTPS, or from a file. It is signed, so where it comes from proves nothing.

Plain HTTP is for this computer only (tests, a proxy beside): over the open net it would tell anybody who takes part.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from pathlib import Path
from time import monotonic
from typing import TypeVar
from urllib.parse import urlsplit

from gateway.directory.signing import DOCUMENT_CAP
from schemas.errors import InvalidDocument, Unavailable
from schemas.findings import finding

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
TOTAL_SECONDS = 60.0
Bytes = TypeVar("Bytes", bytes, bytearray)
SIZE_CAP = DOCUMENT_CAP * 4 // 3 + 4096
"""Bytes on the wire: Base64 of the largest document, and its header and signature."""


class SourceUnavailable(Unavailable):
    """The place of the shared directory does not answer."""

    code = "SIP687"


def fetch_signed(source: str, folder: Path) -> bytes:
    """The bytes at the source; a path is relative to `folder`.

    Raises SourceUnavailable (SIP687) when they cannot be had, InvalidDocument (SIP680) when they are too many, or when
    the source is HTTP without TLS beyond this computer.
    """
    if "://" not in source:
        return _of_file(folder / source)
    parts = urlsplit(source)
    if parts.scheme != "https" and not (parts.scheme == "http" and _is_loopback(parts.hostname or "")):
        raise InvalidDocument(findings=(finding("SIP680", "shared.source"),))
    return _over_http(source)


def _of_file(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return _capped(file.read(SIZE_CAP + 1))
    except (OSError, ValueError):
        raise SourceUnavailable from None


def _over_http(source: str) -> bytes:
    import httpx

    timeout = httpx.Timeout(READ_SECONDS, connect=CONNECT_SECONDS)
    try:
        with httpx.stream("GET", source, timeout=timeout, follow_redirects=False) as answer:
            if answer.status_code != httpx.codes.OK:
                raise SourceUnavailable
            return _all_of(answer.iter_bytes())
    except (httpx.HTTPError, httpx.InvalidURL):
        raise SourceUnavailable from None


def _all_of(pieces: Iterator[bytes]) -> bytes:
    """All pieces, unless they are too many or come too slowly."""
    body, until = bytearray(), monotonic() + TOTAL_SECONDS
    for piece in pieces:
        body += piece
        _capped(body)
        if monotonic() > until:
            raise SourceUnavailable
    return bytes(body)


def _capped(body: Bytes) -> Bytes:
    if len(body) > SIZE_CAP:
        raise InvalidDocument(findings=(finding("SIP680"),))
    return body


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
