"""A platform from nothing: settings, databases, keys, a signed directory, queues and rights, as in docs/platform.md."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import psycopg

from gateway.bootstrap import SETTINGS_FILE, new_routing_key, open_gateway, read_settings
from gateway.bootstrap.choosing import open_engine
from gateway.bootstrap.opening import now
from gateway.broker.applying import apply_topology
from gateway.cli.topology_of import plan_of
from gateway.directory.entries import Entry
from gateway.directory.platform_key import make_platform_key
from gateway.directory.signing import fingerprint
from gateway.directory.toml_directory import TomlDirectory
from gateway.exchange.directory_entry import signed_entry, signer_of, take_entry
from gateway.exchange.publish_directory import publish_directory
from gateway.exchange.pull_directory import pull_directory
from gateway.logs import silent
from gateway.store.migrations import migrate
from tests.faults.cast import EDGE_B, GATEWAYS, Player, hosted_at
from tests.faults.services import Broker, Database

ANSWER_WITHIN = {False: 15, True: 90}
"""Seconds after which a copy without an answer is sent again. In the long form hundreds wait for their turn, and
sending them again would be most of the work."""
TIMES = """
[times]
poll = "PT0.5S"
lease = "PT6S"
answer_within = "PT{}S"
send_at_most = 500
wait_for_previous = "PT20S"
page_waits = "PT1S"

[workers]
stop_within = "PT10S"
"""
"""Seconds where operation has minutes and hours: what is to run out does so within a run."""


FORMATS = ("fhir-json", "sip-xml")
"""In turn: what lies in a journal as FHIR is the very bytes that the home has frozen."""

PLATFORM_KEY = "platform.key"
"""What the directory is signed with, for faults in which it changes."""


class Reached(NamedTuple):
    """By which ports a gateway reaches its broker and its database: those of what lies between."""

    broker: int
    database: int


class Site(NamedTuple):
    """One gateway as it is laid out."""

    name: str
    folder: Path
    organisations: tuple[Player, ...]

    def journal(self, organisation: str) -> Path:
        """The folder of an organisation's journal system."""
        return self.folder / "journals" / organisation

    @property
    def database(self) -> str | None:
        """The name of its database; None for SQLite."""
        return None if self.name == EDGE_B else self.name.replace("-", "_")


def set_up(
    folder: Path, broker: Broker, database: Database, reached: dict[str, Reached], answer_within: int
) -> dict[str, Site]:
    """Lay out every gateway; when this returns they can be started. `answer_within` is in seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    key = make_platform_key(folder / PLATFORM_KEY)
    sites = {name: Site(name, folder / name, hosted_at(name)) for name in GATEWAYS}
    with psycopg.connect(database.url("postgres"), autocommit=True) as server:
        for site in sites.values():
            _write_settings(site, folder, fingerprint(key), database, reached[site.name], answer_within)
            if site.database:
                server.execute(f"CREATE DATABASE {site.database}")
                _migrate(site)
    publish_directory(_entries(sites), key, folder / "signed.json", now())
    for site in sites.values():
        pull(site)
    _topology(sites, folder, broker)
    return sites


def _write_settings(
    site: Site, folder: Path, signer: str, database: Database, reached: Reached, answer_within: int
) -> None:
    site.folder.mkdir(parents=True)
    lines = [f'name = "{site.name}"']
    if site.database:
        lines += ["[store]", f'url = "{database.url(site.database, reached.database)}"']
    lines += ["[broker]", f'urls = ["amqp://127.0.0.1:{reached.broker}"]', f'password_file = "{site.name}.password"']
    lines += ['heartbeat = "PT10S"', 'blocked_timeout = "PT5S"', 'connect_timeout = "PT3S"']
    lines += ["[shared]", f'source = "{(folder / "signed.json").as_posix()}"', f'fingerprint = "{signer}"']
    lines.append(TIMES.format(answer_within))
    for place, each in enumerate(site.organisations):
        site.journal(each.id).mkdir(parents=True)
        lines += ["[[organisation]]", f'id = "{each.id}"', f'folder = "journals/{each.id}"', 'quiet = "PT0S"']
        lines += ['keep_bodies = "PT1S"', f'format = "{FORMATS[place % len(FORMATS)]}"']
    (site.folder / SETTINGS_FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _migrate(site: Site) -> None:
    engine = open_engine(read_settings(site.folder / SETTINGS_FILE), site.folder, site.folder / "data")
    try:
        migrate(engine)
    finally:
        engine.dispose()


def _entries(sites: dict[str, Site]) -> list[Entry]:
    """What each organisation says of itself, with keys that are made now; the platform takes it in."""
    entries: list[Entry] = []
    for site in sites.values():
        with open_gateway(site.folder, log=silent) as gateway:
            for each in site.organisations:
                said = Entry(each.id, each.name, each.kind, gateway=site.name)
                ring = gateway.parts.keys.ring(each.id)
                body = signed_entry(said, ring, None, now())
                entries, _ = take_entry(TomlDirectory(entries), body, signer_of(body), now(), new_routing_key)
    return entries


def pull(site: Site) -> None:
    """Let a gateway take over the directory as it is published now. Raises Unavailable."""
    with open_gateway(site.folder, log=silent) as gateway:
        assert gateway.settings.shared is not None
        pull_directory(gateway.parts.store, gateway.settings.shared, gateway.folder, gateway.parts.clock)


def _topology(sites: dict[str, Site], folder: Path, broker: Broker) -> None:
    plan, password = plan_of(sites["hub"].folder), folder / "admin.password"
    password.write_text(broker.password, encoding="utf-8")

    def keep(gateway: str, word: str) -> None:
        (sites[gateway].folder / f"{gateway}.password").write_text(word, encoding="utf-8")

    with closing(plan.management(broker.management, broker.user, password, None)) as management:
        outcome = apply_topology(management, plan.wanted, keep)
    assert not outcome.left, outcome.left
