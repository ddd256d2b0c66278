"""A process of its own on the store: does what it is told, says so on stdout, waits on stdin where it may be killed."""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from gateway.store.protocol import Store, Transaction
from gateway.store.rows import AuditRow, PlanRow, Stream, WorkKind
from tests.store.databases import opened

LEASE = timedelta(minutes=1)


def say(text: str) -> None:
    print(text, flush=True)


def wait() -> None:
    sys.stdin.readline()


def write(transaction: Transaction, plan_id: str, now: datetime) -> None:
    transaction.put_plan(PlanRow("home", plan_id, "home"))
    transaction.add_work(Stream("home", plan_id, "region"), WorkKind.SEND, 1, "copy", now)
    transaction.audit(AuditRow("home", now, "accepted", plan_id, None, None, b"{}"))


def killed_before_commit(store: Store, now: datetime) -> None:
    with store.transaction() as transaction:
        write(transaction, "plan", now)
        say("written")
        wait()


def killed_after_commit(store: Store, now: datetime) -> None:
    with store.transaction() as transaction:
        write(transaction, "plan", now)
    say("committed")
    wait()


def killed_with_a_lease(store: Store, now: datetime) -> None:
    claim = store.claim(["home"], list(WorkKind), owner="child", now=now, lease=LEASE)
    say(str(claim and claim.fence))
    wait()


def claim_all(store: Store, now: datetime) -> None:
    """Claim and finish until nothing is left; one line per piece of work."""
    say("ready")
    wait()
    while claim := store.claim(["home"], list(WorkKind), owner="child", now=now, lease=LEASE):
        with store.transaction() as transaction:
            transaction.finish(claim)
        say(claim.work.subject)


if __name__ == "__main__":
    kind, address, action, now = sys.argv[1:]
    there = opened(kind, address)
    try:
        globals()[action](there, datetime.fromisoformat(now))
    finally:
        there.close()
