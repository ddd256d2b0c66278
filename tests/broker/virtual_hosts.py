"""A virtual host of its own on a RabbitMQ node: queues and exchanges of one test never meet those of another."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import httpx

from gateway.broker.rabbitmq import RabbitBroker
from gateway.settings import BrokerSettings
from tests.services.plugin import RabbitMq

EVERYTHING = {"configure": ".*", "write": ".*", "read": ".*"}


@dataclass(frozen=True)
class VirtualHost:
    """Where it is, with a user who may do everything there."""

    name: str
    node: RabbitMq

    @property
    def url(self) -> str:
        return f"{self.node.url}/{self.name}"

    def settings(self, **others: object) -> BrokerSettings:
        return BrokerSettings.model_validate({"urls": (self.url,), "user": self.node.user, **others})

    def broker(self, gateway: str = "gateway", **others: object) -> RabbitBroker:
        return RabbitBroker(self.settings(**others), gateway, self.node.password)

    def admin(self) -> httpx.Client:
        """The management interface."""
        return httpx.Client(base_url=self.node.management, auth=(self.node.user, self.node.password))


@contextmanager
def virtual_host(node: RabbitMq) -> Iterator[VirtualHost]:
    """One that is thrown away afterwards, with everything in it."""
    made = VirtualHost(f"test-{uuid.uuid4().hex}", node)
    with made.admin() as admin:
        admin.put(f"/api/vhosts/{made.name}").raise_for_status()
        try:
            rights = admin.put(f"/api/permissions/{made.name}/{node.user}", json=EVERYTHING)
            rights.raise_for_status()
            yield made
        finally:
            admin.delete(f"/api/vhosts/{made.name}")
