"""A gateway of the four organisations of the measured plans, on embedded or on real parts, and their journals."""

from __future__ import annotations

import os
import secrets
import tomllib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from adapters.journal import Answer, CopyEnded, CopyToRecord, Entry, HandedIn, LedgerEvent, PageToHandOut
from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.directory.toml_directory import read_directory, write_directory
from gateway.exchange.parts import Parts
from gateway.logs import silent
from schemas.codes import OrganisationKind
from schemas.messages import CopyId
from schemas.receipts import DisclosureNote, Receipt
from tests.bench.documents import KINDS, NAMES
from tests.bench.services import Services
from tests.broker.virtual_hosts import virtual_host
from tests.store.databases import another, migrated

Host = tuple[str, OrganisationKind, str]
HOSTS: tuple[Host, ...] = tuple((each, kind, NAMES[each]) for each, kind in KINDS.items())


class ImmediateJournal:
    """A journal system that writes at once, and nowhere: what is measured with it is the exchange alone."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self.entries: dict[CopyId, Entry] = {}

    def read(self) -> Iterable[HandedIn]:
        return ()

    def answer(self, answer: Answer) -> None:
        pass

    def find(self, copy_id: CopyId) -> Entry | None:
        return self.entries.get(copy_id)

    def record(self, copy: CopyToRecord) -> Entry:
        entry = Entry(f"J-{len(self.entries) + 1}", self._clock(), copy.content_hash)
        return self.entries.setdefault(copy.copy_id, entry)

    def hand_out(self, page: PageToHandOut) -> str:
        return f"page {len(page.page)}"

    def confirmations(self) -> Iterable[Receipt]:
        return ()

    def confirmed(self, receipt: Receipt) -> None:
        pass

    def note_ended(self, ended: CopyEnded) -> None:
        pass

    def note_disclosure(self, note: DisclosureNote) -> None:
        pass

    def note(self, event: LedgerEvent) -> None:
        pass


@contextmanager
def folder_on(
    kind: str, made: Path, services: Services, *, hosts: Sequence[Host] = HOSTS, more: str = ""
) -> Iterator[Path]:
    """The folder of a gateway on `embedded` or `real` parts; what was made for it goes away afterwards."""
    folder = made / f"gateway-{kind}-{secrets.token_hex(4)}"
    make_folder(folder, list(hosts), quiet="PT0S")
    with ExitStack() as around:
        if kind == "real":
            more += around.enter_context(_real_parts(folder, services))
        with (folder / "samspel.toml").open("a", encoding="utf-8") as settings:
            settings.write(more)
        yield folder


@contextmanager
def _real_parts(folder: Path, services: Services) -> Iterator[str]:
    """A database and a virtual host with the queues of those who are hosted; the settings that say so."""
    if services.rabbitmq is None or services.postgresql is None:
        raise ValueError("no real services")
    node = services.rabbitmq
    os.environ["SAMSPEL_BROKER_PASSWORD"] = node.password
    with virtual_host(node) as host, another(services.postgresql.url) as database:
        migrated(database)
        file = folder / "directory.toml"
        entries = [replace(each, routing_key=secrets.token_urlsafe(18)) for each in read_directory(file).all()]
        write_directory(file, entries)
        broker = host.broker("samspel")
        for entry in entries:
            broker.declare(entry.routing_key or "")
        broker.close()
        yield f'\n[store]\nurl = "{database}"\n\n[broker]\nurls = ["{host.url}"]\nuser = "{node.user}"\n'


@contextmanager
def parts_on(kind: str, made: Path, services: Services, *, more: str = "", **options: Any) -> Iterator[Parts]:
    """The open parts of such a gateway, with immediate journals. `options` as of `open_gateway`."""
    with folder_on(kind, made, services, more=more) as folder, open_with(folder, **options) as parts:
        yield parts


@contextmanager
def open_with(folder: Path, **options: Any) -> Iterator[Parts]:
    """The same of a folder that is there."""
    with open_gateway(folder, **{"log": silent, **options}) as gateway:
        clock = gateway.parts.clock
        yield replace(gateway.parts, journals={each: ImmediateJournal(clock) for each in gateway.parts.journals})


def store_url(folder: Path) -> sa.URL:
    """Where the store of a gateway is."""
    store = tomllib.loads((folder / "samspel.toml").read_text(encoding="utf-8")).get("store")
    if store is None:
        return sa.URL.create("sqlite", database=str(folder / "data" / "samspel.db"))
    return sa.make_url(store["url"]).set(drivername="postgresql+psycopg")


def recorded(parts: Parts, home: str) -> int:
    """How many copies stand in the journals of others than the home."""
    return sum(len(each.entries) for name, each in parts.journals.items() if name != home)  # type: ignore[attr-defined]
