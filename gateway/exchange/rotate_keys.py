"""Rotate and prune an organisation's keys. The directory must show new ones before anybody else can use them."""

from __future__ import annotations

from datetime import datetime, timedelta

from gateway.broker.protocol import Queue
from gateway.exchange.auditing import Audited, audit
from gateway.exchange.parts import Parts
from gateway.security.keys import OVERLAP, KeyRing
from schemas.errors import Rejected
from schemas.findings import finding


def rotate_keys(parts: Parts, organisation: str, begin: datetime, overlap: timedelta = OVERLAP) -> KeyRing:
    """Make key pairs that take over at `begin`; those before them end an overlap later. Done twice it makes two.

    Until the directory in force shows the new ones, the organisation goes on signing with those that it shows.
    """
    ring = parts.keys.rotate(organisation, begin, overlap)
    with parts.store.transaction() as tx:
        audit(tx, parts, organisation, Audited.KEYS_ROTATED, begin=begin.isoformat())
    return ring


def revoke_keys(parts: Parts, organisation: str) -> KeyRing:
    """Make key pairs that take over now, in place of stolen ones, which end now.

    Until the directory in force shows the new ones nothing is signed: what the organisation sends waits (SIP714).
    What was sealed to the old ones is opened until they are pruned.
    """
    ring = parts.keys.replace(parts.keys.ring(organisation).revoked(parts.clock()))
    with parts.store.transaction() as tx:
        audit(tx, parts, organisation, Audited.KEYS_ROTATED, begin=parts.clock().isoformat())
    return ring


def prune_keys(parts: Parts, organisation: str, before: datetime) -> int:
    """Destroy key pairs that ended before that time; how many. Twice is once.

    Raises Rejected (SIP688) for a time that has not passed, and while the organisation's queues hold anything: it may
    be sealed to one of them.
    """
    entry = parts.directory.find(organisation)
    key = entry.routing_key if entry is not None else None
    waiting = sum(parts.broker.depth(key, queue) for queue in Queue) if key is not None else 0
    if before > parts.clock() or waiting:
        raise Rejected(findings=(finding("SIP688"),))
    ring = parts.keys.ring(organisation)
    pruned = ring.without_ended_before(before)
    gone = len(ring.generations) - len(pruned.generations)
    if gone:
        parts.keys.replace(pruned)
        with parts.store.transaction() as tx:
            audit(tx, parts, organisation, Audited.KEYS_PRUNED, count=gone)
    return gone
