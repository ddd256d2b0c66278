"""What transactions take turns at, on a database that lets several write at once: see docs/adr/0015.

Theory of operation. A transaction may read, decide, and write only if nobody changes in between what it has read. On
SQLite one writer is in at a time. On PostgreSQL each method of a transaction first takes an advisory lock on what it is
about, held to the end of the transaction: the plan of an organisation (with its versions, consents, copies, holdings
and work), a document by its token or by the source system's own id, a message that came, an organisation's audit chain.
The lock comes before the first reading, and at READ COMMITTED each statement sees all that was committed before it, so
whoever waited for the lock reads what the other wrote. Lists over many plans (`ledger`, `received`, `holdings` of an
organisation, `open_work`) take no lock: what they give may move until its plan has been touched.

The number of a lock is a hash. Two that meet in one number wait for each other without need, nothing more. The lowest
numbers are never used by hashes: they belong to migrations.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum

MIGRATING = 1
"""The lock of whoever migrates."""

_RESERVED = 100


class Touched(StrEnum):
    """What a lock is about."""

    PLAN = "plan"
    TOKEN = "token"  # noqa: S105 - a document's, no secret
    SOURCE = "source"
    MESSAGE = "message"
    PARKED = "parked"
    AUDIT_CHAIN = "audit chain"
    DIRECTORY = "directory"


def number_of(what: Touched, organisation: str, *words: str) -> int:
    """The number of the lock: 64 bits with sign, the same in every process and every version of the program."""
    said = "\x1f".join((what.value, organisation, *words)).encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.blake2b(said, digest_size=8).digest(), "big", signed=True)
    return number if abs(number) > _RESERVED else number + 2 * _RESERVED + 1
