"""`samspel topology apply|show|check`: from samspel.toml and the directory to RabbitMQ, and what is said on the way."""

from __future__ import annotations

import secrets
import stat
from dataclasses import dataclass
from pathlib import Path

import orjson
import pytest

from gateway.broker.protocol import Outgoing, Queue
from gateway.broker.rabbitmq import RabbitBroker
from tests.broker.virtual_hosts import virtual_host
from tests.cli.commands import HOME, REGION, SCHOOL

PASSWORD = "SAMSPEL_BROKER_ADMIN_PASSWORD"


@dataclass
class Site:
    """A folder with settings and directory; its broker, and two gateways."""

    folder: Path
    host: object
    hub: str
    edge: str
    keys: dict[str, str]

    def write(self, gateways):
        settings = f'name = "{self.hub}"\n[broker]\nurls = ["{self.host.url}"]\n[[organisation]]\n'
        settings += f'id = "{HOME}"\nfolder = "home"\n'
        (self.folder / "samspel.toml").write_text(settings, encoding="utf-8")
        entries = []
        for organisation, gateway in gateways.items():
            lines = [f'id = "{organisation}"', 'name = "N"', 'kind = "municipal-board"']
            lines += [f'routing_key = "{self.keys[organisation]}"'] + ([f'gateway = "{gateway}"'] if gateway else [])
            entries.append("\n[[organisation]]\n" + "\n".join(lines) + "\n")
        (self.folder / "directory.toml").write_text("".join(entries), encoding="utf-8")

    @property
    def words(self):
        return ["--data", self.folder, "--admin", self.host.node.management, "--admin-user", self.host.node.user]

    def broker(self, gateway):
        password = (self.folder / "passwords" / f"{gateway}.password").read_text(encoding="utf-8").strip()
        return RabbitBroker(self.host.settings(user=gateway), gateway, password)


@pytest.fixture
def site(rabbitmq, tmp_path, monkeypatch):
    monkeypatch.setenv(PASSWORD, rabbitmq.password)
    random = secrets.token_hex(6)
    keys = {each: secrets.token_urlsafe(18) for each in (HOME, REGION, SCHOOL)}
    with virtual_host(rabbitmq) as host:
        made = Site(tmp_path, host, f"hub-{random}", f"edge-{random}", keys)
        made.write({HOME: None, REGION: made.edge})
        yield made
        with host.admin() as admin:
            for user in (made.hub, made.edge):
                admin.delete(f"/api/users/{user}")


@pytest.fixture
def apply(samspel, site):
    return lambda *more: samspel("topology", "apply", *site.words, "--passwords", site.folder / "passwords", *more)


def test_nothing_is_there_then_all_is_there_then_nothing_changes(samspel, site, apply):
    before = samspel("topology", "check", *site.words, "--json")
    assert before.code == 1
    missing = [orjson.loads(line) for line in before.out.splitlines()]
    assert {each["difference"] for each in missing} == {"missing"}
    done = apply("--json")
    assert done.code == 0, done.err
    assert len(done.out.splitlines()) == len(missing)
    assert all(orjson.loads(line)["done"] for line in done.out.splitlines())
    again = apply()
    assert (again.code, again.out) == (0, b"")
    after = samspel("topology", "check", *site.words)
    assert (after.code, after.out) == (0, b"")


def test_each_gateway_gets_a_password_that_works_in_a_file_of_its_owner(site, apply):
    said = apply()
    for gateway in (site.hub, site.edge):
        file = site.folder / "passwords" / f"{gateway}.password"
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        password = file.read_text(encoding="utf-8").strip()
        assert len(password) >= 40
        assert password not in said.text + said.err
    hub, edge = site.broker(site.hub), site.broker(site.edge)
    hub.publish(Outgoing(site.keys[REGION], Queue.COPIES, "copy", b"sealed"))
    assert edge.deliver([site.keys[REGION]], lambda _: None, stop=lambda: False) == 1
    hub.close()
    edge.close()
    kept = (site.folder / "passwords" / f"{site.hub}.password").read_bytes()
    assert apply().code == 0
    assert (site.folder / "passwords" / f"{site.hub}.password").read_bytes() == kept
    changed = apply("--new-password", site.hub)
    assert changed.code == 0
    assert (site.folder / "passwords" / f"{site.hub}.password").read_bytes() != kept
    again = site.broker(site.hub)
    again.check()
    again.close()


def test_show_names_queues_bindings_and_rights_and_asks_nobody(samspel, site, monkeypatch):
    monkeypatch.delenv(PASSWORD)
    shown = samspel("topology", "show", "--data", site.folder, "--json").json
    names = {f"{site.keys[each]}.{queue}" for each in (HOME, REGION) for queue in Queue}
    assert set(shown["queues"]) == names | {f"{site.hub}.dead", f"{site.edge}.dead"}
    assert set(shown["users"]) == {site.hub, site.edge}
    assert all(rights["configure"] == "^$" for rights in shown["users"].values())
    text = samspel("topology", "show", "--data", site.folder).text
    assert all(f"queue {name} " in text for name in names)
    assert HOME not in text


def test_a_queue_with_messages_stays_when_its_organisation_leaves_the_directory(site, apply):
    site.write({HOME: None, REGION: site.edge, SCHOOL: site.edge})
    apply()
    broker = site.broker(site.hub)
    broker.publish(Outgoing(site.keys[SCHOOL], Queue.COPIES, "waits", b"sealed"))
    site.write({HOME: None, REGION: site.edge})
    left = apply("--remove-empty")
    assert left.code == 0
    assert "--remove-empty" in left.text
    assert f"! extra queue {site.keys[SCHOOL]}.copies" in left.text
    assert broker.depth(site.keys[SCHOOL], Queue.COPIES) == 1
    broker.close()


def test_an_organisation_without_gateway_is_named(samspel, site, apply):
    site.write({HOME: None, REGION: None})
    said = apply()
    assert said.code == 0
    assert f"! unread queue {site.keys[REGION]}: no gateway reads it" in said.text
    assert samspel("topology", "check", *site.words).code == 1


def test_what_cannot_be_changed_ends_with_1_and_says_what_to_do(site, apply):
    with site.host.admin() as admin:
        name = f"{site.keys[HOME]}.copies"
        queue = {"durable": True, "arguments": {"x-queue-type": "quorum"}}
        admin.put(f"/api/queues/{site.host.name}/{name}", json=queue).raise_for_status()
    said = apply()
    assert said.code == 1
    assert f"! different queue {name}" in said.text
    assert "cannot be changed" in said.text


def test_without_a_password_or_broker_it_says_what_it_needs(samspel, site, monkeypatch):
    monkeypatch.delenv(PASSWORD)
    assert "SIP669" in samspel("topology", "check", *site.words).err
    wrong = site.folder / "password"
    wrong.write_text("not it\n", encoding="utf-8")
    refused = samspel("topology", "check", *site.words, "--admin-password-file", wrong)
    assert refused.code == 3
    assert "SIP679" in refused.err
    assert "401" in refused.err
    assert "not it" not in refused.err
    (site.folder / "samspel.toml").write_text('name = "alone"\n', encoding="utf-8")
    assert "SIP669" in samspel("topology", "show", "--data", site.folder).err


def test_a_gateway_that_nobody_knows_gets_no_password(site, apply):
    refused = apply("--new-password", "nobody")
    assert refused.code == 1
    assert not (site.folder / "passwords").exists()
