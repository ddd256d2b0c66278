"""Which part is used for what: PostgreSQL or SQLite, RabbitMQ or a file of queues, an adapter for each organisation."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine

from adapters.file_drop import FileDrop, FileDropConfig, IncomingFormat
from adapters.journal import JournalSystem
from adapters.table_file import table_in
from gateway.broker.embedded import EmbeddedBroker
from gateway.broker.protocol import Broker
from gateway.directory.entries import Directory
from gateway.exchange.home_settings import HomeSettings
from gateway.rules.consent_givers import ConsentSettings
from gateway.rules.copies import CopySettings
from gateway.security.key_files import FileKeyStore
from gateway.security.keys import KeyStore
from gateway.security.stored_keys import StoredKeyStore, read_master_secret
from gateway.settings import BrokerSettings, Hosted, Settings
from gateway.store.sql import SqlStore
from gateway.store.sqlite import open_sqlite, sqlite_engine
from schemas.errors import BrokerUnavailable, InvalidDocument
from schemas.findings import finding

if TYPE_CHECKING:
    from mappings.tables.table_format import TableFormat

CONNECTIONS_FOR_KEYS = 2
"""Beside the pool: keys are asked for while a transaction is open, and must not wait for its end."""


def open_store(settings: Settings, folder: Path, data: Path) -> SqlStore:
    """PostgreSQL when the settings say so, else SQLite in the data folder."""
    if settings.store is None:
        return open_sqlite(data / "samspel.db")
    from gateway.store.postgresql import open_postgresql

    return open_postgresql(settings.store, password_of(folder, settings.store.password_file, "SAMSPEL_STORE_PASSWORD"))


def open_keys(
    settings: Settings,
    folder: Path,
    data: Path,
    clock: Callable[[], datetime],
    closes: Callable[[Callable[[], None]], object],
) -> KeyStore:
    """Keys in the database, sealed, when the settings name a secret for them; else in files. `closes` is told how.

    Raises InvalidDocument (SIP958), StoreUnavailable.
    """
    files = FileKeyStore(data / "keys", clock)
    if settings.store is None or settings.store.keys_secret_file is None:
        return files
    secret = read_master_secret(folder / settings.store.keys_secret_file)
    few = settings.store.model_copy(update={"pool": CONNECTIONS_FOR_KEYS})
    beside = open_store(settings.model_copy(update={"store": few}), folder, data)
    closes(beside.close)

    def get(organisation: str) -> tuple[int, bytes] | None:
        with beside.transaction() as tx:
            return tx.key_ring(organisation)

    def put(organisation: str, body: bytes, revision: int) -> bool:
        with beside.transaction() as tx:
            return tx.put_key_ring(organisation, body, revision=revision)

    def drop(organisation: str) -> None:
        with beside.transaction() as tx:
            tx.drop_key_ring(organisation)

    return StoredKeyStore(get, put, drop, secret, clock, before=files)


def open_engine(settings: Settings, folder: Path, data: Path) -> Engine:
    """The database as it is, whatever its schema: to migrate it."""
    if settings.store is None:
        return sqlite_engine(data / "samspel.db")
    from gateway.store.postgresql import postgresql_engine

    password = password_of(folder, settings.store.password_file, "SAMSPEL_STORE_PASSWORD")
    return postgresql_engine(settings.store, password, migrating=True)


def open_broker(settings: Settings, folder: Path, data: Path, directory: Directory) -> Broker:
    """RabbitMQ, with the queues that `samspel topology` made, when the settings say so; else a file of queues."""
    if settings.broker is not None:
        from gateway.broker.rabbitmq import RabbitBroker

        return RabbitBroker(settings.broker, settings.name, broker_password(settings.broker, folder), folder=folder)
    broker = EmbeddedBroker(data / "broker.db")
    declare_all(broker, directory)
    return broker


def declare_all(broker: Broker, directory: Directory) -> None:
    """The queues of everybody in the directory: the embedded broker's only, RabbitMQ's are made by `topology`."""
    for entry in directory.all():
        if entry.routing_key is not None:
            broker.declare(entry.routing_key)


def broker_password(settings: BrokerSettings, folder: Path) -> str | Callable[[], str] | None:
    """The password, or how it is read at each connection: `samspel topology` makes the file, and may make it anew."""
    file = settings.password_file
    if file is None:
        return os.environ.get("SAMSPEL_BROKER_PASSWORD")

    def read() -> str:
        try:
            return password_of(folder, file, "") or ""
        except InvalidDocument:
            raise BrokerUnavailable("no file with the broker's password", code="SIP660") from None

    return read


def password_of(folder: Path, file: Path | None, variable: str) -> str | None:
    """The first line of the file, else the environment variable, else none (a certificate speaks for us)."""
    if file is None:
        return os.environ.get(variable)
    try:
        return (folder / file).read_text(encoding="utf-8").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError):
        raise InvalidDocument(findings=(finding("SIP652"),)) from None


def table_of(hosted: Hosted, folder: Path) -> TableFormat | None:
    """The mapping table of its journal system, or None. Raises InvalidDocument, as `adapters.table_file.table_in`."""
    return table_in(folder / hosted.table).format if hosted.table is not None else None


def home_of(hosted: Hosted, table: TableFormat | None = None) -> HomeSettings:
    """What the organisation has decided about the plans that it keeps."""
    return HomeSettings(
        county=hosted.county_profile,
        copies=CopySettings(attachments=hosted.attachments_travel, source_document=hosted.source_document_travels),
        consent=ConsentSettings(unable_allowed=hosted.consent_of_unable),
        keep_bodies=hosted.keep_bodies,
        table=table,
    )


def journal_of(
    hosted: Hosted, folder: Path, clock: Callable[[], datetime], table: TableFormat | None = None
) -> JournalSystem:
    """The adapter of one organisation. Its folder is made once, by hand or by `samspel demo`: never in passing."""
    config = FileDropConfig(
        folder / hosted.folder,
        IncomingFormat(hosted.format),
        ready_suffix=hosted.ready_suffix,
        quiet=hosted.quiet,
        table=table,
    )
    return FileDrop(config, clock)
