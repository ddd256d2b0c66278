"""Opening a gateway: its parts by the settings, and the lock on its folder where only one process may have it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from gateway.bootstrap.choosing import open_broker, open_keys, open_store
from gateway.bootstrap.upkeep import Upkeep
from gateway.bootstrap.written import read_settings
from gateway.exchange.figures import measured
from gateway.exchange.parts import Parts, random_chance
from gateway.exchange.steps import Step
from gateway.logs import Event, Log, make_log
from gateway.settings import Settings
from gateway.store.folder_lock import FolderLock
from schemas.findings import Finding

SETTINGS_FILE = "samspel.toml"

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, aware, UTC."""
    return datetime.now(UTC)


def no_fault(_step: Step) -> None:
    """Nothing happens at a step."""


@dataclass(slots=True)
class Gateway:
    """An open gateway: its parts, and the lock on its folder. Close it, or use it in a `with`."""

    parts: Parts
    folder: Path
    lock: FolderLock | None
    _upkeep: Upkeep = field(repr=False)

    @property
    def settings(self) -> Settings:
        """The settings in force."""
        return self._upkeep.settings

    def refresh(self) -> None:
        """Take what has changed in settings and directory. Cheap when nothing has; call it every few seconds.

        From any thread. A change that is not right is refused whole and told by `complaints`; what was in force stays
        so. Raises StoreUnavailable.
        """
        self._upkeep.refresh(self.parts)

    def complaints(self) -> tuple[Finding, ...]:
        """What is not as settings and directory would have it, for as long as it lasts; as of the last `refresh`."""
        return self._upkeep.complaints()

    def close(self) -> None:
        """Give back everything. Twice is once."""
        self.parts.store.close()
        self.parts.broker.close()
        if self.lock is not None:
            self.lock.release()

    def __enter__(self) -> Gateway:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _t: TracebackType | None
    ) -> None:
        self.close()


def open_gateway(
    where: Path,
    *,
    clock: Clock = now,
    log: Log | None = None,
    log_stream: TextIO | None = None,
    fault: Callable[[Step], None] = no_fault,
    chance: Callable[[], float] = random_chance,
) -> Gateway:
    """Open the gateway of a folder (or of a `samspel.toml`) on the parts that its settings name.

    Raises InvalidDocument for settings or a local directory that are not right (SIP65x), StoreUnavailable when the
    folder is in use by another process (SIP651). A signed directory that is not there yet refuses nothing: those
    hosted here wait for it (`complaints`).
    """
    file = where / SETTINGS_FILE if where.is_dir() else where
    settings, folder = read_settings(file), file.parent
    data = folder / settings.data
    data.mkdir(parents=True, exist_ok=True)
    with ExitStack() as undo:
        lock = FolderLock(data / "lock") if settings.embedded else None
        if lock is not None:
            lock.acquire()
            undo.callback(lock.release)
        store = open_store(settings, folder, data)
        undo.callback(store.close)
        keys = open_keys(settings, folder, data, clock, store.when_closed)
        upkeep = Upkeep(file, settings, store, keys, clock)
        upkeep.begin()
        broker = open_broker(settings, folder, data, upkeep.directory)
        undo.callback(broker.close)
        plain = Parts(
            store=store,
            broker=broker,
            keys=keys,
            directory=upkeep.directory,
            journals=upkeep.journals,
            clock=clock,
            log=log or make_log(log_stream or sys.stderr, settings.name),
            times=settings.times,
            homes=upkeep.homes,
            fault=fault,
            chance=chance,
            alone=settings.embedded,
            workers=settings.workers,
        )
        parts = measured(plain, settings.name)
        undo.pop_all()
    parts.log(Event.GATEWAY_OPENED, count=len(parts.journals))
    return Gateway(parts, folder, lock, upkeep)
