"""The chain over an organisation's audit: pure functions that show when audit rows are changed or lost.

Theory of operation. Writers only insert rows, with no chain and no lock, in the transaction of what they
tell. A sealer per organisation now and then takes the rows that are in no batch yet, gives them to
`close_batch`, and stores the batch and its number on the rows. A batch has a Merkle tree over its rows (as
RFC 6962: leaves and nodes are hashed with different first bytes, so neither passes for the other; a row can
later be proved without showing its neighbours), and a root that binds organisation, number, row count, time,
tree and the root before it.

So a changed, added, removed or moved row changes its batch's root, and a changed or removed batch breaks the
next one. Roots are HMACs under a key that lies with the keys, not in the database: who can write the database
alone cannot make new roots. Cutting off the last batches leaves a shorter chain that is right in itself; it
shows against a newest root that was noted outside (`newest`). Rows not yet in a batch are not protected, so
the sealer runs often.

Rows are told apart by `sequence`, any number that is unique and rising within the batch; batches need not be
ranges of it, since a transaction that began earlier may commit later.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import pairwise

from schemas.findings import Finding, finding

GENESIS = "0" * 64  # stands for the root before the first batch
FIRST = 1


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One row as the chain sees it; `content` is all of it in one fixed form, encrypted parts as stored."""

    sequence: int
    content: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """A closed batch: what the store keeps beside the rows."""

    number: int
    rows: int
    closed_at: datetime
    tree: str
    previous: str
    root: str


def close_batch(
    key: bytes, organisation: str, before: Batch | None, rows: Sequence[AuditRow], closed_at: datetime
) -> Batch:
    """Close a batch after `before` (None: it is the first). The same arguments give the same batch.

    Raises ValueError for no rows, or for rows that are not in rising order of `sequence`.
    """
    number, previous = (before.number + 1, before.root) if before else (FIRST, GENESIS)
    if not rows or any(one.sequence >= next_.sequence for one, next_ in pairwise(rows)):
        raise ValueError("a batch needs rows in rising order")
    tree = _tree([_leaf(row) for row in rows]).hex()
    root = _root(key, organisation, number, len(rows), closed_at, tree, previous)
    return Batch(number, len(rows), closed_at, tree, previous, root)


def verify_chain(
    key: bytes,
    organisation: str,
    batches: Iterable[Batch],
    rows_of: Callable[[Batch], Sequence[AuditRow]],
    *,
    newest: str | None = None,
) -> tuple[Finding, ...]:
    """Everything that is wrong with the chain, by batch; empty when it is whole.

    `batches` come in their stored order, `rows_of` gives a batch's rows in order of `sequence`. SIP725 gap or
    order, SIP726 altered, SIP727 rows missing or added, SIP728 the chain does not end with `newest`.
    """
    found: list[Finding] = []
    number, previous = FIRST, GENESIS
    for batch in batches:
        path = f"batch[{batch.number}]"
        if (batch.number, batch.previous) != (number, previous):
            found.append(finding("SIP725", path))
        found += _wrong_with(key, organisation, batch, rows_of(batch), path)
        number, previous = batch.number + 1, batch.root
    if newest is not None and not hmac.compare_digest(newest, previous):
        found.append(finding("SIP728", f"batch[{number - 1}]"))
    return tuple(found)


def _wrong_with(key: bytes, organisation: str, batch: Batch, rows: Sequence[AuditRow], path: str) -> list[Finding]:
    if len(rows) != batch.rows:
        return [finding("SIP727", path, stated=batch.rows)]
    tree = _tree([_leaf(row) for row in rows]).hex() if rows else ""
    root = _root(key, organisation, batch.number, batch.rows, batch.closed_at, tree, batch.previous)
    if tree != batch.tree or not hmac.compare_digest(root, batch.root):
        return [finding("SIP726", path)]
    return []


def _leaf(row: AuditRow) -> bytes:
    return hashlib.sha256(b"\x00" + row.sequence.to_bytes(8, "big") + row.content).digest()


def _tree(level: list[bytes]) -> bytes:
    """The root of the Merkle tree over the leaves; an odd last node moves up as it is, as in RFC 6962."""
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\x01" + a + b).digest() for a, b in zip(level[::2], level[1::2], strict=False)]
        level = pairs + level[len(level) // 2 * 2 :]
    return level[0]


def _root(key: bytes, organisation: str, number: int, rows: int, closed_at: datetime, tree: str, previous: str) -> str:
    time = closed_at.astimezone(UTC).isoformat(timespec="microseconds")
    facts = (organisation, str(number), str(rows), time, tree, previous)
    told = b"\x02" + b"".join(len(fact.encode()).to_bytes(4, "big") + fact.encode() for fact in facts)
    return hmac.new(key, told, hashlib.sha256).hexdigest()
