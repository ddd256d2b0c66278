"""Move an organisation to another gateway: all its rows and keys in one sealed file, with copies in flight.

Theory of operation. The queues belong to the organisation and not to the gateway: they keep their names, and what is
in flight waits in them until the new gateway reads. So what moves is everything else, at a moment when nobody works on
it. `move_out` is refused while the organisation stands in the settings or a lease on its work is running; it marks the
organisation, so that no process of this gateway takes it up again, and writes the file. `move_in` writes the rows into
a store that has none of that organisation: all of them or none. Fences are kept, so a late worker of the old gateway
that comes back with the same database is refused; leases are free. `move_done` removes rows and keys at the old
gateway, when nothing has been written there since; everything that happens to an organisation writes an audit row, so
the number of the newest one says that. Until then `move_cancel` takes everything back.

The audit moves as it is: its rows keep their order and their distances, its batches and roots, so the chain verifies
at the new gateway, and a root that was noted before the move still counts.
"""

from __future__ import annotations

import base64
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from gateway.exchange.audit_chain import close_audit
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.parts import Parts
from gateway.security.keys import KeyRing
from gateway.security.sealed_file import SealedWriter, lines_of, refusal, refuse_weak
from gateway.store.protocol import Transaction
from gateway.store.tables import SCHEMA
from schemas.errors import Rejected
from schemas.findings import finding

FORMAT = "samspel-move-0.9"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a file says of itself."""

    organisation: str
    ring: KeyRing
    newest_audit: int
    rows: int


def move_out(parts: Parts, organisation: str, target: Path, passphrase: str) -> int:
    """Write everything of the organisation into a new file; how many rows. From now on nobody works for it here.

    Again gives another file, with what has come meanwhile. Raises Rejected: SIP694 while it works here, SIP995 for one
    that is not here, SIP981 when the file cannot be written.
    """
    refuse_weak(passphrase)
    _refuse_working(parts, organisation)
    ring = parts.keys.peek(organisation)
    if ring is None:
        raise Rejected(findings=(finding("SIP995", hosted=", ".join(parts.hosted) or "-"),))
    with parts.store.transaction() as tx:
        if tx.running_leases(organisation, parts.clock()):
            raise Rejected(findings=(finding("SIP694"),))
        tx.mark_moved_out(organisation, parts.clock())
        audit(tx, parts, organisation, Audited.MOVED_OUT)
    while close_audit(parts, organisation):
        pass
    new = target.with_name(target.name + ".new")
    try:
        count, newest = _write(parts, organisation, ring, new, passphrase)
        with parts.store.transaction() as tx:
            quiet = tx.newest_audit(organisation) == newest and not tx.running_leases(organisation, parts.clock())
        if not quiet:
            raise Rejected(findings=(finding("SIP694"),))
        new.replace(target)
    except OSError as fault:
        raise Rejected(findings=(finding("SIP981"),)) from fault
    finally:
        new.unlink(missing_ok=True)
    return count


def move_in(parts: Parts, source: Path, passphrase: str) -> str:
    """Take in everything of the organisation that the file carries; its id. All of it, or nothing has changed.

    Raises CannotOpen (SIP696) for a file or passphrase that is not right; Rejected: SIP697 when the organisation has
    rows here, SIP694 when it is in the settings already.
    """
    carried = _examined(source, passphrase)
    organisation = carried.organisation
    _refuse_working(parts, organisation)
    with parts.store.transaction() as tx:
        _refuse_here(tx, organisation)
    before = parts.keys.peek(organisation)
    parts.keys.replace(carried.ring)
    try:
        with source.open("rb") as file, parts.store.transaction() as tx:
            _refuse_here(tx, organisation)
            lines = _rows(islice(lines_of(file, passphrase), 1, None))
            tx.put_organisation_rows(organisation, lines, newest_audit=carried.newest_audit)
            tx.unmark_moved_out(organisation)
            audit(tx, parts, organisation, Audited.MOVED_IN)
    except BaseException:
        if before is None:
            parts.keys.forget(organisation)
        else:
            parts.keys.replace(before)
        raise
    return organisation


def move_done(parts: Parts, organisation: str, source: Path, passphrase: str) -> None:
    """Remove the organisation's rows and keys here: they are at the new gateway. Twice is once.

    Raises Rejected: SIP694 when it works here, SIP695 when something was written after the file was made; CannotOpen
    (SIP696) when the file is not that of this organisation.
    """
    carried = _examined(source, passphrase)
    if carried.organisation != organisation:
        raise refusal()
    _refuse_working(parts, organisation)
    with parts.store.transaction() as tx:
        if tx.has_organisation(organisation):
            _refuse_changed(tx, parts, carried)
        tx.remove_organisation(organisation)
    parts.keys.forget(organisation)


def move_cancel(parts: Parts, organisation: str) -> None:
    """The organisation stays: it may be put into the settings here again. Not when the new gateway has begun."""
    with parts.store.transaction() as tx:
        tx.unmark_moved_out(organisation)


def _refuse_changed(tx: Transaction, parts: Parts, carried: Carried) -> None:
    if tx.running_leases(carried.organisation, parts.clock()):
        raise Rejected(findings=(finding("SIP694"),))
    marked = carried.organisation in tx.moved_out()
    if not marked or tx.newest_audit(carried.organisation) != carried.newest_audit:
        raise Rejected(findings=(finding("SIP695"),))


def _refuse_here(tx: Transaction, organisation: str) -> None:
    if tx.has_organisation(organisation):
        raise Rejected(findings=(finding("SIP697"),))


def _refuse_working(parts: Parts, organisation: str) -> None:
    if organisation in parts.journals:
        raise Rejected(findings=(finding("SIP694"),))


def _write(parts: Parts, organisation: str, ring: KeyRing, target: Path, passphrase: str) -> tuple[int, int]:
    """Rows written, and the number of the newest audit row among them."""
    count = 0
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        writer = SealedWriter(file, passphrase)
        with parts.store.transaction() as tx:
            newest = tx.newest_audit(organisation)
            head = {"format": FORMAT, "schema": SCHEMA, "organisation": organisation, "newest_audit": newest}
            writer.write(_line({**head, "ring": ring.as_json()}))
            for table, row in tx.organisation_rows(organisation):
                writer.write(_line({"table": table, "row": {name: _said(value) for name, value in row.items()}}))
                count += 1
        writer.write(_line({"rows": count}))
        writer.finish()
        file.flush()
        os.fsync(file.fileno())
    return count, newest


def _examined(source: Path, passphrase: str) -> Carried:
    """The file read to its end: nothing is changed for one that breaks off."""
    try:
        with source.open("rb") as file:
            lines = lines_of(file, passphrase)
            head = json.loads(next(lines, b"null"))
            if not isinstance(head, dict) or (head.get("format"), head.get("schema")) != (FORMAT, SCHEMA):
                raise refusal()
            ring = KeyRing.from_json(head["ring"])
            rows = sum(1 for _ in _rows(lines))
    except OSError:
        raise Rejected(findings=(finding("SIP980"),)) from None
    except (ValueError, KeyError, TypeError):
        raise refusal() from None
    if ring.organisation != head["organisation"]:
        raise refusal()
    return Carried(ring.organisation, ring, int(head["newest_audit"]), rows)


def _rows(lines: Iterator[bytes]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The rows in their order; the line after the last one says how many there were."""
    count, told = 0, None
    for line in lines:
        said = json.loads(line)
        if told is not None:
            raise refusal()
        if "rows" in said:
            told = said["rows"]
        else:
            count += 1
            yield said["table"], {name: _read(value) for name, value in said["row"].items()}
    if told != count:
        raise refusal()


def _line(said: Mapping[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _said(value: Any) -> Any:
    """A column's value in JSON: what JSON lacks stands in an object with one member that names its kind."""
    if isinstance(value, bytes):
        return {"bytes": base64.b64encode(value).decode()}
    if isinstance(value, datetime):
        return {"instant": value.isoformat()}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    return value


def _read(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    ((kind, text),) = value.items()
    return _KINDS[kind](text)


_KINDS: dict[str, Callable[[str], Any]] = {
    "bytes": base64.b64decode,
    "instant": datetime.fromisoformat,
    "date": date.fromisoformat,
}
