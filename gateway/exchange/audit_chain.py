"""The sealer of an organisation's audit: closes what no batch holds yet, and says whether the chain is whole.

Writers only insert; the worker calls this when it has nothing else to do. Theory: `gateway/security/audit.py`.
"""

from __future__ import annotations

import json
from collections.abc import Sequence

from gateway.exchange.parts import Parts
from gateway.security.audit import AuditRow as ChainRow
from gateway.security.audit import Batch, close_batch, verify_chain
from gateway.store.rows import AuditBatchRow, AuditEntry
from schemas.findings import Finding

ROWS_AT_MOST = 1000
"""Rows of one batch: a row is proved by about ten hashes, and a batch is closed in a few milliseconds."""


def close_audit(parts: Parts, organisation: str) -> int:
    """Close one batch over the rows that are in none; how many rows. Twice is once: closed rows stay in their batch."""
    with parts.store.transaction() as tx:
        entries = tx.unsealed_audit(organisation, ROWS_AT_MOST)
        if not entries:
            return 0
        newest = tx.newest_batch(organisation)
        key = parts.vault(organisation).audit_key()
        before = _batch(newest) if newest is not None else None
        batch = close_batch(key, organisation, before, _chain_rows(entries), parts.clock())
        row = AuditBatchRow(
            organisation,
            batch.number,
            entries[0].sequence,
            entries[-1].sequence,
            batch.rows,
            batch.closed_at,
            batch.tree,
            batch.previous,
            batch.root,
        )
        tx.seal_audit(row, [each.sequence for each in entries])
    return len(entries)


def check_audit(parts: Parts, organisation: str, *, newest: str | None = None) -> tuple[Finding, ...]:
    """Everything that is wrong with the chain (SIP725-SIP728); empty when it is whole.

    `newest` is a root that was noted outside: without it, batches cut off at the end do not show.
    """

    def rows_of(batch: Batch) -> list[ChainRow]:
        with parts.store.transaction() as tx:
            return _chain_rows(tx.sealed_audit(organisation, batch.number), began_at=first[batch.number])

    with parts.store.transaction() as tx:
        rows = tx.audit_batches(organisation)
    batches, first = [_batch(each) for each in rows], {each.number: each.first for each in rows}
    key = parts.vault(organisation).audit_key()
    return verify_chain(key, organisation, batches, rows_of, newest=newest)


def newest_batch(parts: Parts, organisation: str) -> Batch | None:
    """The batch whose root is to be noted outside, None before the first."""
    with parts.store.transaction() as tx:
        newest = tx.newest_batch(organisation)
    return _batch(newest) if newest is not None else None


def _batch(row: AuditBatchRow) -> Batch:
    return Batch(row.number, row.rows, row.closed_at, row.tree, row.previous, row.root)


def _chain_rows(entries: Sequence[AuditEntry], began_at: int | None = None) -> list[ChainRow]:
    """The rows as the chain numbers them: in a database that they have moved to, all numbers are shifted alike.

    `began_at` is the number that the batch's first row had when it was closed.
    """
    shift = entries[0].sequence - began_at if entries and began_at is not None else 0
    return [ChainRow(each.sequence - shift, _content(each)) for each in entries]


def _content(entry: AuditEntry) -> bytes:
    """All of a row in one fixed form: a JSON array, encrypted parts as they are stored."""
    row = entry.row
    said = [
        row.organisation,
        row.at.isoformat(timespec="microseconds"),
        row.event,
        row.plan_id,
        row.copy_id,
        row.message_id,
        row.detail.hex(),
        row.sealed.hex() if row.sealed is not None else None,
    ]
    return json.dumps(said, ensure_ascii=True, separators=(",", ":")).encode()
