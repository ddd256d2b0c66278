"""Documents that were handed in, kept sealed with what became of them, and the answer that their journal gets."""

from __future__ import annotations

import json
from dataclasses import dataclass

from adapters.journal import Answer, HandedIn
from gateway.exchange.locked import Purpose, lock_json, unlock_json
from gateway.exchange.parking import IN, park
from gateway.exchange.parts import Parts
from gateway.store.protocol import Transaction
from gateway.store.rows import SourceRow
from mappings.reading import Reading
from schemas.findings import Fault, Finding, Severity

DOCUMENT = "document"
"""Kind of a parked row that is a document handed in."""


@dataclass(frozen=True, slots=True)
class Received:
    """One handing-in: the key under which it is kept, the keyed digest of its bytes, what was read."""

    handed: HandedIn
    key: str
    digest: str
    reading: Reading


def keep(
    tx: Transaction,
    parts: Parts,
    organisation: str,
    received: Received,
    findings: tuple[Finding, ...],
    plan_id: str | None,
    version: int | None,
) -> SourceRow:
    """Keep the document as it came, with its account and findings. `version` None: it was not taken."""
    vault, key = parts.vault(organisation), received.key
    row = SourceRow(
        organisation,
        key,
        received.digest,
        vault.lock(received.handed.body, purpose=Purpose.SOURCE, about=key),
        received.reading.format,
        parts.clock(),
        plan_id,
        version,
        lock_json(vault, received.reading.account.as_json(), Purpose.ACCOUNT, key),
        json.dumps([each.as_json() for each in findings], ensure_ascii=False).encode(),
    )
    tx.put_source(row)
    return row


def kept_body(parts: Parts, row: SourceRow) -> bytes:
    """The bytes as they were handed in."""
    return parts.vault(row.organisation).unlock(row.body, purpose=Purpose.SOURCE, about=row.token)


def answer_of(tx: Transaction, parts: Parts, row: SourceRow, token: str) -> Answer:
    """What its journal is told of a document: the same each time."""
    taken = None
    if row.plan_id is not None and row.version is not None:
        taken = tx.version(row.organisation, row.plan_id, row.version)
    account = (
        unlock_json(parts.vault(row.organisation), row.account, Purpose.ACCOUNT, row.token) if row.account else None
    )
    return Answer(
        token,
        row.version is not None,
        row.plan_id,
        row.version,
        taken.content_hash if taken else None,
        findings_of(row),
        account,
    )


def findings_of(row: SourceRow) -> tuple[Finding, ...]:
    """The findings that are kept with a document."""
    return tuple(
        Finding(
            each["code"],
            each["path"],
            Severity(each["severity"]),
            each["sv"],
            each["en"],
            Fault(each["fault"]),
            rule=each.get("rule", ""),
        )
        for each in json.loads(row.findings or b"[]")
    )


def park_older(tx: Transaction, parts: Parts, organisation: str, token: str) -> None:
    """Park an export that is older than what is there already: a person releases it, or discards it."""
    park(tx, parts, organisation, IN, token, "SIP611", DOCUMENT)
