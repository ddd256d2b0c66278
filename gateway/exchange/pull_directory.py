"""Pull the shared directory: fetch, verify, compare, keep. When it is refused, the one in force stays so."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from gateway.directory.entries import Entry
from gateway.directory.signed import SignedDirectory, read_signed, refuse_unless_better, refuse_untrusted
from gateway.directory.source import fetch_signed
from gateway.security.keys import PublicKeys
from gateway.settings import SharedDirectory
from gateway.store.protocol import Store
from gateway.store.rows import DirectoryRow
from schemas.errors import InvalidDocument
from schemas.findings import Finding, Severity, finding

REACHED = "directory-reached"
"""The duty under which the last successful contact with the source is remembered, for all machines."""

_MOMENT = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a pull came to: the version in force afterwards, and who was added, removed or changed by it."""

    directory: SignedDirectory
    taken: bool
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()


def pull_directory(store: Store, shared: SharedDirectory, folder: Path, clock: Callable[[], datetime]) -> Pulled:
    """Fetch the signed directory, and keep it when it is newer. Twice is once.

    Raises SourceUnavailable (SIP687) when it cannot be fetched; InvalidDocument (SIP680-SIP686, SIP715) when it is
    refused. Whatever is raised, the directory in force is as it was.
    """
    new, now = read_signed(fetch_signed(shared.source, folder)), clock()
    before = newest_directory(store)
    refuse_unless_better(new, shared.fingerprint, before, now)
    refuse_foreign_keys(new.entries)
    _note_contact(store, now)
    with store.transaction() as tx:
        taken = tx.add_directory(DirectoryRow(new.version, new.body, new.issued_at, now))
        newest = tx.newest_directory()
    if not taken and newest is not None and newest.body.strip() != new.body.strip():
        raise InvalidDocument(findings=(finding("SIP684", version=new.version, newest=newest.version),))
    return _compared(new, before, taken=taken)


def newest_directory(store: Store) -> SignedDirectory | None:
    """The newest version that was taken, whoever is trusted now. Raises InvalidDocument when the row was altered."""
    with store.transaction() as tx:
        row = tx.newest_directory()
    return None if row is None else read_signed(row.body)


def directory_in_force(store: Store, shared: SharedDirectory) -> SignedDirectory | None:
    """The newest version that was taken; None before the first.

    Raises InvalidDocument (SIP680-SIP683) when the row was altered, or is signed by nobody who is trusted now.
    """
    found = newest_directory(store)
    if found is not None:
        refuse_untrusted(found, shared.fingerprint)
    return found


def age_of_directory(
    store: Store, shared: SharedDirectory, in_force: SignedDirectory, now: datetime
) -> tuple[Finding, ...]:
    """What there is to say of the age of the directory in force: SIP686 its end has passed, SIP689 no contact."""
    with store.transaction() as tx:
        reached = tx.turn_taken("", REACHED)
    found = []
    if in_force.expires_at <= now:
        found.append(finding("SIP686", severity=Severity.WARNING, version=in_force.version))
    if reached is None or now - reached > shared.stale_after:
        found.append(finding("SIP689", severity=Severity.WARNING))
    return tuple(found)


def refuse_foreign_keys(entries: Iterable[Entry]) -> None:
    """Every key must be one that we can seal to: else the document is refused whole (SIP715)."""
    found: list[Finding] = []
    for place, entry in enumerate(entries):
        try:
            PublicKeys.from_json(entry.id, entry.keys)
        except InvalidDocument as wrong:
            found += [each.at(f"/organisations/{place}/{each.path}") for each in wrong.findings]
    if found:
        raise InvalidDocument(findings=tuple(found))


def _note_contact(store: Store, now: datetime) -> None:
    if store.take_turn("", REACHED, owner=REACHED, now=now, lease=_MOMENT, every=timedelta(0)):
        store.end_turn("", REACHED, owner=REACHED)


def _compared(new: SignedDirectory, before: SignedDirectory | None, *, taken: bool) -> Pulled:
    now = {entry.id: entry for entry in new.entries}
    then = {entry.id: entry for entry in before.entries} if before is not None else {}
    return Pulled(
        new,
        taken,
        tuple(sorted(now.keys() - then.keys())),
        tuple(sorted(then.keys() - now.keys())),
        tuple(sorted(each for each in now.keys() & then.keys() if now[each] != then[each])),
    )
