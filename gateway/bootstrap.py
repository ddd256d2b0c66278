"""Chooses the real parts: the one place that reads settings, opens files and connects.

Theory of operation. `samspel.toml` says which parts: with [store] PostgreSQL, with [broker] RabbitMQ, without them the
embedded ones. The embedded default is a folder: `samspel.toml`, the directory, and `data/` with database, broker and
keys. What it needs and does not find it makes by itself: routing keys and public keys of those hosted here
are written into the directory. One process at a time: the data folder is locked while it is open (the operating
system lets go of the lock when the process ends, however it ends). An organisation hosted elsewhere cannot be reached
by the embedded broker, so it is refused at the start and not at the first copy.
"""

from __future__ import annotations

import os
import secrets
import sys
import tomllib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TextIO

from pydantic import ValidationError

from adapters.file_drop import FileDrop, FileDropConfig, IncomingFormat
from adapters.journal import JournalSystem
from gateway.broker.embedded import EmbeddedBroker
from gateway.broker.protocol import Broker
from gateway.directory.entries import Directory, Entry
from gateway.directory.toml_directory import TomlDirectory, read_directory, write_directory
from gateway.exchange.figures import measured
from gateway.exchange.home_settings import HomeSettings
from gateway.exchange.parts import Parts, random_chance
from gateway.exchange.steps import Step
from gateway.logs import Event, Log, make_log
from gateway.rules.consent_givers import ConsentSettings
from gateway.rules.copies import CopySettings
from gateway.security.key_files import FileKeyStore
from gateway.settings import Hosted, Settings
from gateway.store.folder_lock import FolderLock
from gateway.store.sql import SqlStore
from gateway.store.sqlite import open_sqlite
from schemas.errors import InvalidDocument
from schemas.findings import finding
from schemas.sip.walk import pointer

SETTINGS_FILE = "samspel.toml"
ROUTING_KEY_BYTES = 18  # 144 random bits: names nobody and cannot be guessed

Clock = Callable[[], datetime]


def now() -> datetime:
    """The time, aware, UTC."""
    return datetime.now(UTC)


def no_fault(_step: Step) -> None:
    """Nothing happens at a step."""


@dataclass(slots=True)
class Gateway:
    """An open gateway: its parts, its settings, and the lock on its folder. Close it, or use it in a `with`."""

    parts: Parts
    settings: Settings
    folder: Path
    lock: FolderLock | None

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


def read_settings(path: Path) -> Settings:
    """Read `samspel.toml`. Raises InvalidDocument: SIP652 unreadable, SIP653 with the place of what is not right."""
    try:
        return Settings.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        raise InvalidDocument(findings=(finding("SIP652"),)) from None
    except ValidationError as faults:
        found = faults.errors(include_input=False, include_url=False, include_context=False)
        places = tuple(finding("SIP653", pointer(tuple(each["loc"]))) for each in found)
        raise InvalidDocument(findings=places) from None


def open_gateway(
    where: Path,
    *,
    clock: Clock = now,
    log: Log | None = None,
    log_stream: TextIO | None = None,
    fault: Callable[[Step], None] = no_fault,
    chance: Callable[[], float] = random_chance,
) -> Gateway:
    """Open the gateway of a folder (or of a `samspel.toml`) on its embedded parts.

    Raises InvalidDocument for settings or a directory that are not right (SIP65x), StoreUnavailable when the folder is
    in use by another process (SIP651).
    """
    file = where / SETTINGS_FILE if where.is_dir() else where
    settings, folder = read_settings(file), file.parent
    data = folder / settings.data
    data.mkdir(parents=True, exist_ok=True)
    lock = FolderLock(data / "lock") if settings.embedded else None
    if lock is not None:
        lock.acquire()
    try:
        said = log or make_log(log_stream or sys.stderr, settings.name)
        parts = measured(_parts(settings, folder, data, clock, said, fault, chance), settings.name)
    except BaseException:
        if lock is not None:
            lock.release()
        raise
    parts.log(Event.GATEWAY_OPENED, count=len(parts.journals))
    return Gateway(parts, settings, folder, lock)


def _parts(
    settings: Settings,
    folder: Path,
    data: Path,
    clock: Clock,
    log: Log,
    fault: Callable[[Step], None],
    chance: Callable[[], float],
) -> Parts:
    keys = FileKeyStore(data / "keys", clock)
    directory = _directory(folder / settings.directory, settings, keys)
    return Parts(
        store=open_store(settings, folder, data),
        broker=open_broker(settings, folder, data, directory),
        keys=keys,
        directory=directory,
        journals={each.id: _journal(each, folder, clock) for each in settings.organisations},
        clock=clock,
        log=log,
        times=settings.times,
        homes={each.id: _home(each) for each in settings.organisations},
        fault=fault,
        chance=chance,
        alone=settings.embedded,
        workers=settings.workers,
    )


def open_store(settings: Settings, folder: Path, data: Path) -> SqlStore:
    """PostgreSQL when the settings say so, else SQLite in the data folder."""
    if settings.store is None:
        return open_sqlite(data / "samspel.db")
    from gateway.store.postgresql import open_postgresql

    return open_postgresql(settings.store, _password(folder, settings.store.password_file, "SAMSPEL_STORE_PASSWORD"))


def open_broker(settings: Settings, folder: Path, data: Path, directory: Directory) -> Broker:
    """RabbitMQ, with the queues that `samspel topology` made, when the settings say so; else a file of queues."""
    if settings.broker is not None:
        from gateway.broker.rabbitmq import RabbitBroker

        password = _password(folder, settings.broker.password_file, "SAMSPEL_BROKER_PASSWORD")
        return RabbitBroker(settings.broker, settings.name, password, folder=folder)
    broker = EmbeddedBroker(data / "broker.db")
    for entry in directory.all():
        if entry.routing_key is not None:
            broker.declare(entry.routing_key)
    return broker


def _password(folder: Path, file: Path | None, variable: str) -> str | None:
    """The first line of the file, else the environment variable, else none (a certificate speaks for us)."""
    if file is None:
        return os.environ.get(variable)
    try:
        return (folder / file).read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidDocument(findings=(finding("SIP652"),)) from None


def _home(hosted: Hosted) -> HomeSettings:
    return HomeSettings(
        county=hosted.county_profile,
        copies=CopySettings(attachments=hosted.attachments_travel, source_document=hosted.source_document_travels),
        consent=ConsentSettings(unable_allowed=hosted.consent_of_unable),
    )


def _journal(hosted: Hosted, folder: Path, clock: Clock) -> JournalSystem:
    """The adapter of one organisation. Its folder is made once, by hand or by `samspel demo`: never in passing."""
    config = FileDropConfig(
        folder / hosted.folder,
        IncomingFormat(hosted.format),
        ready_suffix=hosted.ready_suffix,
        quiet=hosted.quiet,
    )
    return FileDrop(config, clock)


def _directory(path: Path, settings: Settings, keys: FileKeyStore) -> TomlDirectory:
    """The directory, with what those hosted here lack made and written back."""
    read = read_directory(path)
    hosted = {each.id for each in settings.organisations}
    if any(read.find(each) is None for each in hosted):
        raise InvalidDocument(findings=(finding("SIP657"),))
    elsewhere = any(entry.id not in hosted for entry in read.all() if entry.routing_key or entry.keys)
    if settings.broker is None and elsewhere:
        raise InvalidDocument(findings=(finding("SIP650"),))
    entries = [_complete(entry, keys) if entry.id in hosted else entry for entry in read.all()]
    if entries != list(read.all()):
        write_directory(path, entries)
    return TomlDirectory(entries)


def _complete(entry: Entry, keys: FileKeyStore) -> Entry:
    public = tuple(keys.ring(entry.id).public().as_json())
    return replace(entry, routing_key=entry.routing_key or secrets.token_urlsafe(ROUTING_KEY_BYTES), keys=public)
