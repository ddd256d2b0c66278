"""The broker as doctor sees it: a real RabbitMQ, in a virtual host of its own, with what is missing or not allowed."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import httpx
import pytest

from gateway.broker.amqp import connect, parameters_of
from gateway.broker.protocol import Outgoing, Queue
from gateway.broker.rabbitmq import RabbitBroker
from gateway.broker.topology import dead_arguments, dead_queue, queue_name
from gateway.directory.toml_directory import read_directory
from gateway.doctor.checks.at_broker import TRIED, _version
from gateway.doctor.results import Level
from gateway.settings import BrokerSettings
from schemas.findings import Severity
from tests.doctor.conftest import Examined, codes
from tests.services.plugin import RabbitMq

GATEWAY = "hub"
PASSWORD = "the-hubs-own-word"


@dataclass
class Node:
    """A virtual host with a gateway's queues and user, and somebody who may change them."""

    url: str
    user: str
    admin: RabbitBroker
    api: httpx.Client
    name: str
    keys: list[str]

    def allow(self, *, write: str, read: str) -> None:
        rights = {"configure": "^$", "write": write, "read": read}
        self.api.put(f"/api/permissions/{self.name}/{self.user}", json=rights).raise_for_status()

    def delete(self, queue: str) -> None:
        self.api.delete(f"/api/queues/{self.name}/{quote(queue, safe='')}").raise_for_status()


@pytest.fixture
def node(rabbitmq: RabbitMq, folder: Path) -> Iterator[Node]:
    name = user = f"doctor-{uuid.uuid4().hex[:12]}"
    api = httpx.Client(base_url=rabbitmq.management, auth=(rabbitmq.user, rabbitmq.password), timeout=30)
    api.put(f"/api/vhosts/{name}").raise_for_status()
    everything = {"configure": ".*", "write": ".*", "read": ".*"}
    api.put(f"/api/permissions/{name}/{rabbitmq.user}", json=everything).raise_for_status()
    api.put(f"/api/users/{user}", json={"password": PASSWORD, "tags": ""}).raise_for_status()
    url = f"{rabbitmq.url}/{name}"
    admin = RabbitBroker(BrokerSettings(urls=(url,), user=rabbitmq.user), GATEWAY, rabbitmq.password)
    keys = [entry.routing_key or "" for entry in read_directory(folder / "directory.toml").all()]
    made = Node(url, user, admin, api, name, keys)
    for key in keys:
        admin.declare(key)
    made.allow(write="^samspel$", read=own_queues(keys))
    secret = folder / "broker-password"
    secret.write_text(PASSWORD + "\n", encoding="utf-8")
    secret.chmod(0o600)
    use(folder, made)
    yield made
    admin.close()
    api.delete(f"/api/vhosts/{name}").raise_for_status()
    api.delete(f"/api/users/{user}").raise_for_status()
    api.close()


def own_queues(keys: list[str]) -> str:
    return f"^({'|'.join(map(re.escape, keys))})\\..*$|^{dead_queue(GATEWAY)}$"


def use(folder: Path, node: Node, url: str | None = None) -> None:
    file = folder / "samspel.toml"
    text = file.read_text(encoding="utf-8").partition("\n[broker]")[0]
    said = f'\n[broker]\nurls = ["{url or node.url}"]\nuser = "{node.user}"\npassword_file = "broker-password"\n'
    file.write_text(f'name = "{GATEWAY}"\n' * ("name =" not in text) + text + said, encoding="utf-8")


def test_a_gateway_with_its_rights_is_well_at_the_broker(folder: Path, examined: Examined, node: Node) -> None:
    node.admin.publish(Outgoing(node.keys[0], Queue.COPIES, "urn:uuid:1", b"sealed"))
    result = examined(folder)["broker"]
    assert codes(result) == []
    assert result.seen["waiting"] == 1
    assert result.seen["host"] == "127.0.0.1"
    assert re.match(r"\d+\.\d+", str(result.seen["version"]))
    assert node.admin.depth(node.keys[0], Queue.COPIES) == 1
    taken: list[int] = []
    node.admin.deliver([node.keys[0]], lambda each: taken.append(each.count), stop=lambda: bool(taken))
    assert taken == [0], "looking does not count as a delivery"


def test_a_missing_queue_is_named_by_the_place_of_its_organisation(
    folder: Path, examined: Examined, node: Node
) -> None:
    node.delete(queue_name(node.keys[1], Queue.CONTROL))
    result = examined(folder)["broker"]
    assert [(each.code, each.path) for each in result.findings] == [("SIP663", "/organisation/1")]
    assert result.level is Level.FAULT


def test_a_queue_that_may_not_be_read_is_told(folder: Path, examined: Examined, node: Node) -> None:
    node.allow(write="^samspel$", read=own_queues(node.keys[:1]))
    result = examined(folder)["broker"]
    assert [(each.code, each.path) for each in result.findings] == [("SIP662", "/organisation/1")]


def test_an_exchange_that_may_not_be_written_is_told(folder: Path, examined: Examined, node: Node) -> None:
    node.allow(write="^$", read=own_queues(node.keys))
    result = examined(folder)["broker"]
    assert [(each.code, each.path) for each in result.findings] == [("SIP662", "/broker/exchange")]


def test_an_exchange_that_is_missing_is_told_and_the_queues_still_examined(
    folder: Path, examined: Examined, node: Node
) -> None:
    node.api.delete(f"/api/exchanges/{node.name}/samspel").raise_for_status()
    node.delete(queue_name(node.keys[0], Queue.COPIES))
    found = [(each.code, each.path) for each in examined(folder)["broker"].findings]
    assert found == [("SIP663", "/broker/exchange"), ("SIP663", "/organisation/0")]


def test_an_alternate_exchange_that_swallows_messages_is_told(folder: Path, examined: Examined, node: Node) -> None:
    place = f"/api/exchanges/{node.name}/samspel"
    node.api.delete(place).raise_for_status()
    node.api.put(
        place, json={"type": "direct", "durable": True, "arguments": {"alternate-exchange": "amq.fanout"}}
    ).raise_for_status()
    node.api.put(f"/api/queues/{node.name}/swallowed", json={"durable": True}).raise_for_status()
    node.api.post(f"/api/bindings/{node.name}/e/amq.fanout/q/swallowed", json={}).raise_for_status()
    assert codes(examined(folder)["broker"]) == ["SIP915"]


def test_dead_letters_are_counted_and_stay(folder: Path, examined: Examined, node: Node, rabbitmq: RabbitMq) -> None:
    (nodes,) = [parameters_of(BrokerSettings(urls=(node.url,)), rabbitmq.user, rabbitmq.password, None)]
    connection = connect(nodes)
    channel = connection.channel(confirm=True)
    channel.declare_queue(dead_queue(GATEWAY), dead_arguments())
    channel.publish("", dead_queue(GATEWAY), "urn:uuid:1", b"kills its reader")
    for _ in range(2):
        result = examined(folder)["broker"]
        assert (codes(result), result.seen["dead"]) == (["SIP911"], 1)
    connection.close()


def test_a_wrong_password_is_told_and_everything_else_still_examined(
    folder: Path, examined: Examined, node: Node
) -> None:
    (folder / "broker-password").write_text("a-wrong-word\n", encoding="utf-8")
    results = examined(folder)
    assert codes(results["broker"]) == ["SIP661"]
    assert results["database"].level is results["journals"].level is Level.OK
    assert "a-wrong-word" not in str([each.as_json() for each in results.values()])


def test_a_broker_that_does_not_answer_is_told(folder: Path, examined: Examined, node: Node) -> None:
    use(folder, node, "amqp://127.0.0.1:1/x")
    assert codes(examined(folder)["broker"]) == ["SIP908"]


def test_a_gateway_whose_name_the_directory_does_not_give_is_told(folder: Path, examined: Examined, node: Node) -> None:
    found = {(each.code, each.path) for each in examined(folder)["directory"].findings}
    assert found == {("SIP922", "/organisation/0"), ("SIP922", "/organisation/1")}


@pytest.mark.parametrize("version", ["3.10.8", "4.0.5", "4.0.0-rc.1"])
def test_of_a_version_that_was_tried_nothing_is_said(version: str) -> None:
    assert _version(version) == []


@pytest.mark.parametrize("version", ["3.9.9", "3.1.0", "3.13.7", "4.1.0", "4.3.1", "5.0", "40.0.1", "new", None])
def test_versions_that_were_never_tried_are_told_and_which_were(version: str | None) -> None:
    (told,) = _version(version)
    assert (told.code, told.severity) == ("SIP909", Severity.WARNING)
    assert "3.10, 4.0" in told.en


def test_the_operators_page_says_that_just_these_versions_were_run() -> None:
    page = (Path(__file__).parents[2] / "docs" / "rabbitmq.md").read_text(encoding="utf-8")
    run = page.partition("**What was run**")[2].partition("**What was not run**")[0]
    assert tuple(re.findall(r"on (\d+\.\d+)\.\d+ \(", run)) == TRIED
