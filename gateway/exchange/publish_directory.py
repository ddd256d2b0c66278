"""Publish the shared directory, on the platform's side: a new version, signed, in place of the one before."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from joserfc.jwk import ECKey

from gateway.directory.entries import Entry
from gateway.directory.signed import SignedDirectory, read_signed, signed_directory, succession, trusted_leads_to
from gateway.directory.signing import fingerprint
from gateway.exchange.pull_directory import refuse_foreign_keys
from schemas.errors import InvalidDocument, Rejected
from schemas.findings import finding

VALID = timedelta(days=90)
"""How long a version may be shown: the platform publishes anew at least so often, also when nothing has changed."""


def publish_directory(
    entries: Sequence[Entry],
    key: ECKey,
    out: Path,
    now: datetime,
    *,
    next_key: ECKey | None = None,
    at_least: int = 1,
    valid: timedelta = VALID,
) -> SignedDirectory:
    """Sign the entries as the version after the one at `out` (and no lower than `at_least`), and put it there.

    With `next_key` the document says that this key follows: every gateway that takes it believes the next key too.
    Raises InvalidDocument: SIP715 for a key that nobody could seal to, SIP680 or SIP681 when what lies at `out` is no
    directory, SIP699 when the key does not follow from the one that signed it; Rejected (SIP981) when it cannot be
    written. Published twice it gives two versions.
    """
    refuse_foreign_keys(entries)
    before = _before(out)
    said = before.successions if before is not None else ()
    if before is not None and not trusted_leads_to(before.signer, fingerprint(key), before.successors):
        raise InvalidDocument(findings=(finding("SIP699"),))
    if next_key is not None:
        said = (*said, succession(key, next_key))
    version = max(at_least, before.version + 1 if before is not None else 1)
    body = signed_directory(entries, key, version=version, issued_at=now, expires_at=now + valid, successions=said)
    _put(out, body)
    return read_signed(body)


def _before(out: Path) -> SignedDirectory | None:
    try:
        return read_signed(out.read_bytes())
    except FileNotFoundError:
        return None
    except OSError:
        raise Rejected(findings=(finding("SIP980"),)) from None


def _put(out: Path, body: bytes) -> None:
    """Whole or not at all: gateways fetch it meanwhile."""
    new = out.with_name(out.name + ".new")
    try:
        with new.open("wb") as file:
            file.write(body + b"\n")
            file.flush()
            os.fsync(file.fileno())
        new.replace(out)
    except OSError as fault:
        raise Rejected(findings=(finding("SIP981"),)) from fault
