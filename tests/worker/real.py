"""A gateway on PostgreSQL and RabbitMQ, whose work is done by processes; tests look into its folders and its store."""

import json
import secrets
from contextlib import contextmanager
from dataclasses import replace

from gateway.bootstrap import open_gateway
from gateway.directory.toml_directory import read_directory, write_directory
from gateway.exchange.ledger import ledger
from gateway.logs import silent
from tests.broker.virtual_hosts import virtual_host
from tests.exchange.plans import HOME, NAMES, consent, plan
from tests.exchange.world import lay_out
from tests.store.databases import migrated

TIMES = '\n[times]\npoll = "PT0.2S"\n\n[workers]\nstop_within = "PT15S"\nrelays = 2\nrecorders = 6\n'


class Real:
    """The folder of a gateway, and what is around it."""

    def __init__(self, folder, node):
        self.folder, self.node = folder, node
        self.environment = {"SAMSPEL_BROKER_PASSWORD": node.password}

    def root(self, organisation):
        return self.folder / f"journal{list(NAMES).index(organisation)}"

    def hand_in(self, number):
        """The home exports a plan of its own."""
        said = plan(consents=[consent()])
        said["plan"]["source"]["plan_id"] = f"SOC-{number}"
        path = self.root(HOME) / "out" / f"plan-{number}.json.ready"
        path.parent.mkdir(exist_ok=True)
        part = path.with_suffix(".part")
        part.write_bytes(json.dumps(said, ensure_ascii=False).encode())
        part.rename(path)

    def copies_at(self, organisation):
        """Copies that lie in the system's import folder: one cover each."""
        return list((self.root(organisation) / "in").glob("*.copy.json"))

    @contextmanager
    def opened(self):
        with open_gateway(self.folder, log=silent) as gateway:
            yield gateway.parts

    def states(self, recipients):
        """The states of all copies of these recipients, as the home's ledger says."""
        with self.opened() as parts:
            return [row.state.value for row in ledger(parts, HOME) if row.copy_id.recipient in recipients]

    def dead_letters(self):
        with self.opened() as parts:
            keys = [entry.routing_key for entry in parts.directory.all() if entry.routing_key]
            return list(parts.broker.dead_letters(keys))


@contextmanager
def real_gateway(folder, node, database, monkeypatch):
    """Laid out, migrated, with its queues made."""
    migrated(database)
    monkeypatch.setenv("SAMSPEL_BROKER_PASSWORD", node.password)
    with virtual_host(node) as host:
        lay_out(folder)
        settings = folder / "samspel.toml"
        parts = f'[store]\nurl = "{database}"\n\n[broker]\nurls = ["{host.url}"]\nuser = "{node.user}"\n'
        settings.write_text(f"{parts}{TIMES}\n{settings.read_text(encoding='utf-8')}", encoding="utf-8")
        broker, path = host.broker("samspel"), folder / "directory.toml"
        entries = [replace(each, routing_key=secrets.token_urlsafe(18)) for each in read_directory(path).all()]
        write_directory(path, entries)
        for entry in entries:
            broker.declare(entry.routing_key)
        broker.close()
        yield Real(folder, node)
