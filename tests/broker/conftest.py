"""A virtual host for a test, and gateways with broker users of their own in it."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field

import pytest

from gateway.broker.applying import Outcome, apply_topology
from gateway.broker.management import Management
from gateway.broker.rabbitmq import RabbitBroker
from gateway.broker.topology import Topology, wanted_topology
from schemas.errors import BrokerUnavailable
from tests.broker.own_nodes import Node
from tests.broker.virtual_hosts import VirtualHost, virtual_host
from tests.broker.waiting import PATIENCE
from tests.referee.plugin import missing
from tests.services import rabbitmq as service
from tests.services.plugin import RabbitMq


@pytest.fixture
def host(rabbitmq: RabbitMq) -> Iterator[VirtualHost]:
    with virtual_host(rabbitmq) as made:
        yield made


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    if reason := service.missing():
        missing(reason)
    folder = tmp_path_factory.mktemp("rabbitmq")
    made = Node(folder)
    yield made
    service.stop(made.folder)


@pytest.fixture
def open_broker(host: VirtualHost) -> Iterator[Callable[..., RabbitBroker]]:
    """Brokers of the user who may do everything; closed afterwards."""
    with ExitStack() as opened:

        def make(**settings: object) -> RabbitBroker:
            broker = host.broker(**settings)
            opened.callback(broker.close)
            return broker

        yield make


@dataclass
class Platform:
    """The administrator's side: a directory (routing key → gateway), applied to a virtual host."""

    host: VirtualHost
    management: Management
    readers: dict[str, str | None] = field(default_factory=dict)
    passwords: dict[str, str] = field(default_factory=dict)
    opened: list[RabbitBroker] = field(default_factory=list)

    def wanted(self) -> Topology:
        return wanted_topology("samspel", self.readers)

    def apply(self, **options: object) -> Outcome:
        return apply_topology(self.management, self.wanted(), self.passwords.__setitem__, **options)

    def key(self, gateway: str | None) -> str:
        """A new organisation of a gateway."""
        key = secrets.token_urlsafe(18)
        self.readers[key] = gateway
        return key

    def broker(self, gateway: str) -> RabbitBroker:
        """The broker as the gateway's own user has it."""
        settings = self.host.settings(user=gateway)
        broker = RabbitBroker(settings, gateway, self.passwords[gateway])
        self.opened.append(broker)
        return broker


@pytest.fixture
def platform(host: VirtualHost) -> Iterator[Platform]:
    node = host.node
    made = Platform(host, Management(node.management, node.user, node.password, host.name))
    yield made
    for broker in made.opened:
        broker.close()
    with host.admin() as admin:
        for user in made.passwords:
            admin.delete(f"/api/users/{user}")
    made.management.close()


@pytest.fixture
def gateways() -> tuple[str, str]:
    """Two names: users are shared by all virtual hosts of a node."""
    random = secrets.token_hex(6)
    return f"hub-{random}", f"edge-{random}"


@pytest.fixture
def broker(open_broker):
    opened = open_broker()
    opened.declare("key")
    return opened


@pytest.fixture
def consuming(open_broker):
    """Starts a thread that hands to a handler what comes to some keys, until the test ends; gives its broker."""
    stopped, threads = threading.Event(), []

    def start(keys, handle, **options):
        reader = open_broker(**options)

        def work():
            while not stopped.is_set():
                try:
                    reader.deliver(keys() if callable(keys) else keys, handle, stop=stopped.is_set, wait=PATIENCE)
                except BrokerUnavailable:
                    stopped.wait(0.1)

        threads.append(threading.Thread(target=work))
        threads[-1].start()
        return reader

    yield start
    stopped.set()
    for thread in threads:
        thread.join(PATIENCE.total_seconds())
        assert not thread.is_alive()
