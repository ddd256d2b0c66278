"""RabbitMQ's management interface over HTTP: what is there, and making it so. The same calls on 3.10 and on 4.x.

What it answers is trusted to be what RabbitMQ answers: whoever may use this interface may do everything there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

import httpx

from gateway.broker.topology import Arguments, Binding, Rights
from schemas.errors import BrokerUnavailable, InvalidDocument
from schemas.findings import finding

PATIENCE = 60.0  # seconds: a list of thousands of queues, a cluster that elects leaders
_GONE = 404
_NOT_LET_IN = frozenset({401, 403})


@dataclass(frozen=True, slots=True)
class FoundQueue:
    """A queue as it is. `messages` and `consumers` can be some seconds old."""

    arguments: Arguments
    durable: bool
    messages: int
    consumers: int


@dataclass(frozen=True, slots=True)
class Found:
    """What is there: everything with a name in the virtual host, and what our exchanges put where.

    `asking`: the user by whom this was asked for.
    """

    exchanges: Mapping[str, Mapping[str, Any]]
    queues: Mapping[str, FoundQueue]
    bindings: frozenset[Binding]
    users: Mapping[str, bool]  # whether the user has tags, which give rights over the broker
    rights: Mapping[str, Rights]
    asking: str

    def is_no_gateways(self, user: str) -> bool:
        """Whether a user is the one who asks, or has tags: who runs the broker, whatever the directory says."""
        return user == self.asking or self.users.get(user, False)


class Management:
    """One virtual host. Raises `BrokerUnavailable` (SIP668) when the interface does not answer as it should.

    SIP679 says that it refuses the user. Raises InvalidDocument (SIP669) when a file of [broker] cannot be read.
    """

    def __init__(self, url: str, user: str, password: str, virtual_host: str, *, verify: Any = True) -> None:
        self._host = quote(virtual_host, safe="")
        try:
            self._http = httpx.Client(base_url=url, auth=(user, password), timeout=PATIENCE, verify=verify)
        except (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError, OSError):
            raise InvalidDocument(findings=(finding("SIP669"),)) from None

    def close(self) -> None:
        """Give back the connection."""
        self._http.close()

    def found(self, exchanges: tuple[str, ...]) -> Found:
        """What is there."""
        host = self._host
        there = {each["name"]: each for each in self._list(f"exchanges/{host}")}
        queues = self._list(f"queues/{host}?columns=name,arguments,durable,messages,consumers")
        users = self._list("users")
        rights = self._list(f"vhosts/{host}/permissions")
        return Found(
            {name: there[name] for name in exchanges if name in there},
            {each["name"]: _queue(each) for each in queues},
            frozenset(binding for name in exchanges if name in there for binding in self._bindings(name)),
            {each["name"]: bool(each.get("tags")) for each in users},
            {each["user"]: Rights(each["configure"], each["write"], each["read"]) for each in rights},
            str(self._ask("GET", "whoami")["name"]),
        )

    def _bindings(self, exchange: str) -> list[Binding]:
        listed = self._list(f"exchanges/{self._host}/{_safe(exchange)}/bindings/source")
        return [Binding(exchange, each["destination"], each["routing_key"]) for each in listed]

    def make_exchange(self, name: str) -> None:
        """A durable direct exchange, without an alternate."""
        self._put(f"exchanges/{self._host}/{_safe(name)}", {"type": "direct", "durable": True, "arguments": {}})

    def make_queue(self, name: str, arguments: Arguments) -> None:
        """A durable queue."""
        self._put(f"queues/{self._host}/{_safe(name)}", {"durable": True, "arguments": dict(arguments)})

    def delete_queue(self, name: str) -> None:
        """Delete a queue, whatever is in it."""
        self._ask("DELETE", f"queues/{self._host}/{_safe(name)}")

    def holds_a_message(self, name: str) -> bool:
        """Whether a message waits in a queue now. The one that is seen goes back, and counts as delivered once more."""
        wanted = {"count": 1, "ackmode": "ack_requeue_true", "encoding": "base64", "truncate": 1}
        return bool(self._ask("POST", f"queues/{self._host}/{_safe(name)}/get", wanted))

    def bind(self, binding: Binding) -> None:
        """Let an exchange put messages into a queue."""
        self._ask("POST", self._between(binding), {"routing_key": binding.routing_key, "arguments": {}})

    def unbind(self, binding: Binding) -> None:
        """Take that back; twice is once."""
        for each in self._list(self._between(binding)):
            if each["routing_key"] == binding.routing_key:
                self._ask("DELETE", f"{self._between(binding)}/{quote(each['properties_key'], safe='')}")

    def _between(self, binding: Binding) -> str:
        return f"bindings/{self._host}/e/{_safe(binding.exchange)}/q/{_safe(binding.queue)}"

    def make_user(self, name: str, password: str) -> None:
        """A user without tags, or a new password for one that is there."""
        self._put(f"users/{_safe(name)}", {"password": password, "tags": ""})

    def set_rights(self, user: str, rights: Rights) -> None:
        """What a user may in this virtual host."""
        said = {"configure": rights.configure, "write": rights.write, "read": rights.read}
        self._put(f"permissions/{self._host}/{_safe(user)}", said)

    def take_rights(self, user: str) -> None:
        """The user may nothing in this virtual host any more."""
        self._ask("DELETE", f"permissions/{self._host}/{_safe(user)}")

    def _put(self, path: str, body: Mapping[str, Any]) -> None:
        self._ask("PUT", path, body)

    def _list(self, path: str) -> list[dict[str, Any]]:
        listed = self._ask("GET", path)
        return listed if isinstance(listed, list) else []

    def _ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        try:
            answer = self._http.request(method, f"/api/{path}", json=body)
            if answer.status_code == _GONE and method == "DELETE":
                return None
            answer.raise_for_status()
            return answer.json() if answer.content else None
        except httpx.HTTPStatusError as refused:
            status = refused.response.status_code
            if status in _NOT_LET_IN:
                raise BrokerUnavailable(f"HTTP {status}", code="SIP679") from None
            raise BrokerUnavailable(f"HTTP {status}", code="SIP668") from None
        except (httpx.HTTPError, ValueError) as error:
            kind = type(error).__name__
            raise BrokerUnavailable(f"the management interface does not answer ({kind})", code="SIP668") from None


def _safe(name: str) -> str:
    return quote(name, safe="")


def _queue(listed: Mapping[str, Any]) -> FoundQueue:
    return FoundQueue(
        listed["arguments"], bool(listed["durable"]), int(listed.get("messages", 0)), int(listed.get("consumers", 0))
    )
