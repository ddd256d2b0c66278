"""What differs between the topology that is wanted and the one that is there, as values."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from gateway.broker.management import Found
from gateway.broker.topology import Rights, Topology


class Kind(StrEnum):
    """How something differs."""

    MISSING = "missing"
    DIFFERENT = "different"
    EXTRA = "extra"
    UNREAD = "unread"  # an organisation that no gateway reads: the directory says none


class Thing(StrEnum):
    """What differs."""

    EXCHANGE = "exchange"
    QUEUE = "queue"
    BINDING = "binding"
    USER = "user"
    RIGHTS = "rights"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference. `what` says the names of arguments that differ, or the other end of a binding; never a secret."""

    kind: Kind
    thing: Thing
    name: str
    what: str = ""

    @property
    def can_be_applied(self) -> bool:
        """Whether `apply` mends it: what is made once with its arguments cannot be changed, extra queues stay, and who
        runs the broker is not touched."""
        if self.kind is Kind.UNREAD:
            return False
        return self.kind is Kind.MISSING or self.thing not in (Thing.EXCHANGE, Thing.QUEUE, Thing.USER)

    @property
    def needs_a_person(self) -> bool:
        """Whether it stands in the way of the exchange and `apply` cannot mend it."""
        return self.kind is Kind.DIFFERENT and not self.can_be_applied


def differences(wanted: Topology, found: Found) -> list[Difference]:
    """Everything that differs, in the order in which it is mended."""
    return [
        *_exchanges(wanted, found),
        *_queues(wanted, found),
        *_bindings(wanted, found),
        *_users(wanted, found),
        *(Difference(Kind.UNREAD, Thing.QUEUE, key) for key in wanted.unread),
    ]


def _exchanges(wanted: Topology, found: Found) -> Iterator[Difference]:
    for name in wanted.exchanges:
        there = found.exchanges.get(name)
        if there is None:
            yield Difference(Kind.MISSING, Thing.EXCHANGE, name)
            continue
        right = {"type": "direct", "durable": True, "auto_delete": False, "internal": False, "arguments": {}}
        wrong = [key for key, value in right.items() if there.get(key, value) != value]
        if there.get("policy"):
            wrong.append("policy")  # it could name an alternate exchange, which would swallow what comes back
        if wrong:
            yield Difference(Kind.DIFFERENT, Thing.EXCHANGE, name, ", ".join(wrong))


def _queues(wanted: Topology, found: Found) -> Iterator[Difference]:
    for name, arguments in wanted.queues.items():
        there = found.queues.get(name)
        if there is None:
            yield Difference(Kind.MISSING, Thing.QUEUE, name)
        elif wrong := _changed(arguments, there.arguments) + ([] if there.durable else ["durable"]):
            yield Difference(Kind.DIFFERENT, Thing.QUEUE, name, ", ".join(wrong))
    for name in extra_queues(wanted, found):
        yield Difference(Kind.EXTRA, Thing.QUEUE, name)


def extra_queues(wanted: Topology, found: Found) -> list[str]:
    """Queues of the kind that we make which nobody in the directory has any more."""
    return sorted(
        name
        for name, there in found.queues.items()
        if name not in wanted.queues and wanted.is_ours(name, there.arguments)
    )


def _changed(wanted: Mapping[str, Any], there: Mapping[str, Any]) -> list[str]:
    return sorted(name for name in {*wanted, *there} if wanted.get(name) != there.get(name))


def _bindings(wanted: Topology, found: Found) -> Iterator[Difference]:
    """Those of extra queues go with their queue."""
    for each in sorted(wanted.bindings - found.bindings):
        yield Difference(Kind.MISSING, Thing.BINDING, each.exchange, f"{each.queue} {each.routing_key}")
    kept = set(extra_queues(wanted, found))
    for each in sorted(found.bindings - wanted.bindings):
        # a dead-letter queue whose gateway is gone holds letters, but gets no new ones of an organisation that moved
        if each.queue not in kept or each.routing_key in wanted.queues:
            yield Difference(Kind.EXTRA, Thing.BINDING, each.exchange, f"{each.queue} {each.routing_key}")


def _users(wanted: Topology, found: Found) -> Iterator[Difference]:
    """A directory is written by many: a gateway named after somebody who runs the broker changes nothing for them."""
    for name, rights in wanted.users.items():
        if found.is_no_gateways(name):
            yield Difference(Kind.DIFFERENT, Thing.USER, name, "tags" if found.users.get(name) else "asking")
            continue
        if name not in found.users:
            yield Difference(Kind.MISSING, Thing.USER, name)
        if name not in found.rights:
            yield Difference(Kind.MISSING, Thing.RIGHTS, name)
        elif found.rights[name] != rights:
            yield Difference(Kind.DIFFERENT, Thing.RIGHTS, name, ", ".join(_rights(rights, found.rights[name])))
    for name in sorted(set(found.rights) - set(wanted.users)):
        if is_a_gateways(found.rights[name], wanted.exchanges[0]) and not found.is_no_gateways(name):
            yield Difference(Kind.EXTRA, Thing.RIGHTS, name)


def _rights(wanted: Rights, there: Rights) -> list[str]:
    return [each for each in ("configure", "write", "read") if getattr(wanted, each) != getattr(there, each)]


def is_a_gateways(rights: Rights, exchange: str) -> bool:
    """Whether rights are of the kind that we give: those of other users are none of our business."""
    return rights.configure == "^$" and rights.write.replace("\\", "") == f"^{exchange}$"
