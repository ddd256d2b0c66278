"""Audit rows, written in the transaction of what they tell, and the batches that seal them.

The store keeps what the sealer computes (`gateway/security/audit.py`) and knows nothing of its keys.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from gateway.store.kept import Kept
from gateway.store.parts.part import Part, columns_of, is_row
from gateway.store.rows import AuditBatchRow, AuditEntry, AuditRow
from gateway.store.tables import audit, audit_batches
from gateway.store.turns import Touched

_AT_ONCE = 500
"""Numbers in one statement: well under what any database takes."""

_WRITE = Kept(sa.insert(audit))
_UNSEALED = (
    sa.select(audit)
    .where(is_row(audit, "organisation"), audit.c.batch.is_(None))
    .order_by(audit.c.id)
    .limit(sa.bindparam("at_most"))
)


class AuditPart(Part):
    """See `Transaction`."""

    def audit(self, row: AuditRow) -> None:
        self._run(_WRITE, columns_of(row))

    def audit_rows(self, organisation: str, *, plan_id: str | None = None, limit: int = 1000) -> Sequence[AuditRow]:
        wanted = sa.select(audit).where(audit.c.organisation == organisation)
        if plan_id is not None:
            self._touch(Touched.PLAN, organisation, plan_id)
            wanted = wanted.where(audit.c.plan_id == plan_id)
        return [entry.row for entry in self._entries(wanted.order_by(audit.c.id.desc()).limit(limit))]

    def unsealed_audit(self, organisation: str, limit: int = 1000) -> Sequence[AuditEntry]:
        self._touch(Touched.AUDIT_CHAIN, organisation)
        found = self._all(_UNSEALED, {"organisation": organisation, "at_most": limit})
        return [_entry(each) for each in found]

    def seal_audit(self, batch: AuditBatchRow, sequences: Sequence[int]) -> None:
        self._touch(Touched.AUDIT_CHAIN, batch.organisation)
        if batch in self.audit_batches(batch.organisation, number=batch.number):
            return
        self._run(sa.insert(audit_batches), columns_of(batch))
        sealed = 0
        loose = sa.and_(audit.c.organisation == batch.organisation, audit.c.batch.is_(None))
        for start in range(0, len(sequences), _AT_ONCE):
            some = audit.c.id.in_(sequences[start : start + _AT_ONCE])
            sealed += self._run(sa.update(audit).where(loose, some).values(batch=batch.number)).rowcount
        if not sealed == len(sequences) == batch.rows:
            raise ValueError("a batch takes rows that are in no batch yet, as many as it says")

    def audit_batches(self, organisation: str, *, number: int | None = None) -> Sequence[AuditBatchRow]:
        wanted = sa.select(audit_batches).where(audit_batches.c.organisation == organisation)
        if number is not None:
            wanted = wanted.where(audit_batches.c.number == number)
        return [AuditBatchRow(**found) for found in self._all(wanted.order_by(audit_batches.c.number))]

    def newest_batch(self, organisation: str) -> AuditBatchRow | None:
        self._touch(Touched.AUDIT_CHAIN, organisation)
        wanted = sa.select(audit_batches).where(audit_batches.c.organisation == organisation)
        found = self._first(wanted.order_by(audit_batches.c.number.desc()).limit(1))
        return AuditBatchRow(**found) if found else None

    def sealed_audit(self, organisation: str, number: int) -> Sequence[AuditEntry]:
        in_batch = sa.and_(audit.c.organisation == organisation, audit.c.batch == number)
        return self._entries(sa.select(audit).where(in_batch).order_by(audit.c.id))

    def _entries(self, statement: sa.Select[tuple[object, ...]]) -> list[AuditEntry]:
        return [_entry(found) for found in self._all(statement)]


def _entry(found: dict[str, object]) -> AuditEntry:
    sequence = found.pop("id")
    found.pop("batch")
    return AuditEntry(int(str(sequence)), AuditRow(**found))  # type: ignore[arg-type]
