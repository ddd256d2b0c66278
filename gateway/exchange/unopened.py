"""Unopened: messages that this gateway cannot believe *yet*, kept as they came and opened when it can.

Theory of operation. Gateways pull the directory each at its own pace, so a message can come signed by an organisation
or a key that ours does not show yet (SIP706, SIP707), or by a clock that is ahead of ours (SIP710). Nobody has signed
it for us, so nobody is answered, least of all with a final refusal. A copy or a control message would come again in a
new envelope; an answer would not, and the ledger of whoever waits for it would never know. So the delivery lies sealed
in the parked list, and is taken as if it came now as soon as it opens: when the directory has changed, or time has
passed. `waits_since` lets the directory be pulled at once. After `WAITS` it is left to a person.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from datetime import datetime, timedelta

from gateway.broker.protocol import Delivery, Queue
from gateway.directory.entries import Directory
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.envelopes import opened_for
from gateway.exchange.inbox import DELIVERY_KIND, UNOPENED, envelope_in
from gateway.exchange.parking import IN
from gateway.exchange.parts import Parts
from gateway.exchange.receive import receive
from gateway.rules.retry import TRIES_OF_A_DEFECT
from gateway.store.protocol import Store
from gateway.store.rows import ParkedRow, WantedParked
from schemas.errors import Rejected
from schemas.findings import finding

UNKNOWN_SIGNER = ("SIP706", "SIP707")
OF_THE_FUTURE = "SIP710"
WAITS = timedelta(days=14)
"""Two overlaps of a rotation: a directory that has not come by then will not come by waiting."""
_AT_ONCE = 10_000
"""Rows looked at, without bodies: more of them are no lagging directory."""
_SETTLED_BY_US = frozenset({"SIP640", "SIP641"})
"""Parked by a defect of ours or by the broker: the message itself may well open."""


def waits_since(store: Store, since: datetime | None) -> bool:
    """Whether a message by a signer whom the directory does not show has come since then."""
    with store.transaction() as tx:
        return any(
            tx.parked(WantedParked(direction=IN, kind=DELIVERY_KIND, reason=code, parked_from=since, limit=1))
            for code in UNKNOWN_SIGNER
        )


def open_waiting(parts: Parts, tried: MutableMapping[int, int]) -> int:
    """Take what has come to open; how many. Twice is once.

    `tried` remembers with which directory each was tried in vain: it is not tried again until another is in force.
    """
    since, done = parts.clock() - WAITS, 0
    for code in (*UNKNOWN_SIGNER, OF_THE_FUTURE):
        wanted = WantedParked(direction=IN, kind=DELIVERY_KIND, reason=code, parked_from=since, limit=_AT_ONCE)
        with parts.store.transaction() as tx:
            rows = [row for row in tx.parked(wanted) if row.organisation in parts.journals]
        known = _signers(parts.directory) if rows else 0
        for row in rows:
            if code in UNKNOWN_SIGNER and tried.get(row.id) == known:
                continue
            tried[row.id] = known
            done += _opens(parts, row.id)
    return done


def _signers(directory: Directory) -> int:
    """A number that changes when anybody's keys do."""
    return hash(tuple((each.id, repr(each.keys)) for each in directory.all()))


def _opens(parts: Parts, parked_id: int) -> bool:
    with parts.store.transaction() as tx:
        row = tx.parked_row(parked_id)
    if row is None or row.resolved_at is not None:
        return False
    try:
        take_delivery(parts, row, tries=TRIES_OF_A_DEFECT)
    except Rejected:
        return False
    with parts.store.transaction() as tx:
        tx.resolve_parked(row.id, "replayed", parts.clock())
        audit(tx, parts, row.organisation, Audited.REPLAYED, code=row.reason, kind=row.kind)
    return True


def take_delivery(parts: Parts, row: ParkedRow, *, tries: int = 0) -> None:
    """Take a parked delivery as if it came now.

    Raises CannotOpen when it still does not open; Rejected (SIP642) for one that was opened and refused: its sender has
    had the answer. After so many `tries` a defect of ours sets it aside anew, else it is raised. The inbox knows the
    message id, so twice is once.
    """
    entry = parts.directory.find(row.organisation)
    if entry is None or entry.routing_key is None or row.body is None:
        raise Rejected(findings=(finding("SIP642"),))
    if row.reason not in _SETTLED_BY_US:
        if not row.subject.startswith(UNOPENED):
            raise Rejected(findings=(finding("SIP642"),))
        opened_for(parts, row.organisation, row.body)
    receive(parts, Delivery(entry.routing_key, Queue.COPIES, envelope_in(row.detail), row.body, tries))
