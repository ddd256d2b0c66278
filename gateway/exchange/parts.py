"""The parts that every use case works with: real ones chosen by `bootstrap`, embedded ones in tests."""

from __future__ import annotations

import secrets
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from adapters.journal import JournalSystem
from gateway.broker.protocol import Broker
from gateway.directory.entries import Directory
from gateway.exchange.home_settings import HomeSettings
from gateway.exchange.read_once import ReadOnce
from gateway.exchange.steps import Step
from gateway.logs import Log
from gateway.metrics import Meters
from gateway.security.keys import KeyStore
from gateway.security.vault import Vault
from gateway.settings import Times, Workers
from gateway.store.protocol import Store
from schemas.messages import READABLE_MESSAGE_VERSIONS

LOOKING = "journal"
"""The duty of looking into an organisation's journal system; processes take turns at it."""


def random_id() -> str:
    """A random `urn:uuid:`."""
    return f"urn:uuid:{uuid.uuid4()}"


random_chance = secrets.SystemRandom().random
"""Numbers in [0, 1) that nobody can foresee."""


def _nothing(_step: Step) -> None:
    """In production no step is stopped at."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a use case needs. `journals` are the organisations hosted here; `clock` gives aware UTC times.

    `homes` are the decisions of those organisations about the plans that they keep. `fault` is called at every
    step: tests stop the process there. `chance` gives numbers in [0, 1) for the jitter of back-offs. `alone`: no
    other process works for these organisations, so whoever starts something also does what follows from it. `speaks`
    are the message versions that this gateway writes and reads, the newest first. `known` is what was read lately.
    """

    store: Store
    broker: Broker
    keys: KeyStore
    directory: Directory
    journals: Mapping[str, JournalSystem]
    clock: Callable[[], datetime]
    log: Log
    times: Times = field(default_factory=Times)
    homes: Mapping[str, HomeSettings] = field(default_factory=dict)
    new_id: Callable[[], str] = random_id
    chance: Callable[[], float] = random_chance
    fault: Callable[[Step], None] = _nothing
    ticks: Callable[[], float] = time.perf_counter
    meters: Meters = field(default_factory=Meters)
    speaks: tuple[str, ...] = READABLE_MESSAGE_VERSIONS
    alone: bool = True
    workers: Workers = field(default_factory=Workers)
    known: ReadOnce = field(default_factory=ReadOnce)

    def at(self, step: Step) -> None:
        """Say that a step has been reached."""
        self.fault(step)

    def at_home(self, organisation: str) -> HomeSettings:
        """What that organisation has decided for the plans that it keeps."""
        return self.homes.get(organisation, HomeSettings())

    def vault(self, organisation: str) -> Vault:
        """What locks and unlocks that organisation's stored values."""
        return Vault(self.keys.ring(organisation))

    @property
    def hosted(self) -> tuple[str, ...]:
        """The organisations that this gateway works for."""
        return tuple(sorted(self.journals))
