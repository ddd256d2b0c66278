"""The stores that the contract holds for, and rows to put into them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from gateway.store.protocol import Store
from gateway.store.rows import (
    AuditRow,
    ConsentRow,
    CopyRow,
    HoldingRow,
    InboxRow,
    ParkedRow,
    PlanRow,
    SourceRow,
    Stream,
    VersionRow,
    WorkKind,
)
from gateway.store.sql import SqlStore
from schemas.messages import CopyId, MessageKind
from schemas.states import CopyState, PlanState
from tests.store.databases import opened

CHILD = Path(__file__).with_name("child.py")
NOW = datetime(2026, 3, 2, 9, 0, 0, 123456, tzinfo=UTC)
PLAN = "urn:uuid:0f4c1d5e-0000-4000-8000-00000000000a"


@dataclass(frozen=True)
class Place:
    """Where a store lies: enough to open it from another process."""

    kind: str
    address: str

    def open(self) -> SqlStore:
        return opened(self.kind, self.address)


@dataclass(frozen=True)
class Make:
    """Rows of the contract; every field can be said anew."""

    now: datetime = NOW
    home: str = "home"
    plan_id: str = PLAN

    def at(self, **passed: float) -> datetime:
        return self.now + timedelta(**passed)

    def copy_id(self, version: int = 1, recipient: str = "region") -> CopyId:
        return CopyId(self.plan_id, version, recipient)

    def stream(self, counterpart: str = "region", organisation: str = "home") -> Stream:
        return Stream(organisation, self.plan_id, counterpart)

    def plan(self, **said: Any) -> PlanRow:
        return PlanRow(**{"organisation": self.home, "plan_id": self.plan_id, "home": self.home, **said})

    def version(self, **said: Any) -> VersionRow:
        row = {"organisation": self.home, "plan_id": self.plan_id, "version": 1, "state": PlanState.ESTABLISHED}
        row |= {"content_hash": "sha256:1", "source_revision": 7, "document": b"\x00sealed", "accepted_at": self.now}
        return VersionRow(**{**row, "follow_up_on": self.now.date(), "token": "token-1", **said})

    def source(self, **said: Any) -> SourceRow:
        row = {"organisation": self.home, "token": "token-1", "digest": "digest", "body": b"\xff\x00", "format": None}
        row |= {"received_at": self.now, "plan_id": None, "version": None, "account": b"{}", "findings": None}
        return SourceRow(**{**row, **said})

    def consent(self, **said: Any) -> ConsentRow:
        row = {"organisation": self.home, "plan_id": self.plan_id, "consent_id": "consent", "version": 1}
        return ConsentRow(**{**row, "body": b"sealed", "recorded_at": self.now, **said})

    def copy(self, **said: Any) -> CopyRow:
        row = {"organisation": self.home, "copy_id": self.copy_id(), "state": CopyState.PREPARED, "reason": None}
        return CopyRow(**{**row, "since": self.now, **said})

    def holding(self, **said: Any) -> HoldingRow:
        row = {"organisation": "region", "copy_id": self.copy_id(), "sender": self.home, "state": CopyState.RECEIVED}
        row |= {"reason": None, "since": self.now, "message_id": "message", "content_hash": "sha256:1"}
        row |= {"body": b"\x00body", "redacted": True, "received_at": self.now, "previous_version": None}
        return HoldingRow(**{**row, **said})

    def inbox(self, **said: Any) -> InboxRow:
        row = {"organisation": "region", "message_id": "message", "envelope_id": "envelope", "sender": self.home}
        row |= {"kind": MessageKind.PLAN, "copy_id": str(self.copy_id()), "content_hash": "sha256:1"}
        row |= {"received_at": self.now, "body": b"sealed", "refused": None, "answer": None}
        return InboxRow(**{**row, **said})

    def parked(self, **said: Any) -> ParkedRow:
        row = {"id": 0, "organisation": self.home, "direction": "out", "subject": "subject", "reason": "SIP620"}
        row |= {"detail": None, "parked_at": self.now, "kind": WorkKind.SEND.value, "body": b"sealed"}
        return ParkedRow(**{**row, **said})

    def audit(self, **said: Any) -> AuditRow:
        row = {"organisation": self.home, "at": self.now, "event": "accepted", "plan_id": self.plan_id}
        return AuditRow(**{**row, "copy_id": None, "message_id": None, "detail": b"{}", **said})


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        return Place("sqlite", str(tmp_path / "store.db"))
    return Place("postgresql", request.getfixturevalue("migrated_database"))


@pytest.fixture
def store(place: Place) -> Iterator[Store]:
    opened = place.open()
    yield opened
    opened.close()


@pytest.fixture
def make() -> Make:
    return Make()


@pytest.fixture
def child(place: Place) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """Starts `child.py` on the same store; what still runs at the end is killed."""
    with ExitStack() as started:

        def start(*words: str) -> subprocess.Popen[str]:
            command = [sys.executable, str(CHILD), place.kind, place.address, *words]
            process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
            started.enter_context(process)
            started.callback(process.kill)
            return process

        yield start
