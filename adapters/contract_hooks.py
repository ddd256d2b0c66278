"""The hooks of the contract suite: what a test of an adapter fills in, and what every test starts from."""

from __future__ import annotations

from abc import ABC, abstractmethod

import pytest

from adapters.contract_copies import TestClock
from adapters.journal import HandedIn, JournalSystem
from schemas.receipts import Receipt


class JournalSystemHooks(ABC):
    """What the suite needs from a journal system."""

    clock: TestClock

    @abstractmethod
    def open(self, clock: TestClock) -> JournalSystem:
        """The adapter on the test's system. Called again: a new process on the same system."""

    @abstractmethod
    def system_hands_in(self, body: bytes) -> None:
        """The system exports one document, finished."""

    @abstractmethod
    def system_writes_receipt(self, receipt: Receipt) -> None:
        """The system says what became of a copy."""

    @abstractmethod
    def take_away(self) -> None:
        """The system cannot be reached from now on."""

    @abstractmethod
    def entries(self) -> list[str]:
        """What lies in the system: the written copy id, once for each time that it lies there."""

    @pytest.fixture(autouse=True)
    def _fresh_clock(self) -> None:
        self.clock = TestClock()

    def read_now(self) -> list[HandedIn]:
        """What a new process reads."""
        return list(self.open(self.clock).read())

    def confirmations_now(self) -> list[Receipt]:
        """What a new process is told."""
        return list(self.open(self.clock).confirmations())
