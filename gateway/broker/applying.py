"""Making the topology as it is wanted, step by step; twice is once, and no queue with messages is ever deleted."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field

from gateway.broker.differences import Difference, Kind, Thing, differences, extra_queues
from gateway.broker.management import Found, Management
from gateway.broker.topology import Binding, Rights, Topology

PASSWORD_BYTES = 32  # 256 random bits

COUNTS_ARE_NEW = 12.0
"""Seconds: a quorum queue says every 5 how much it holds, and the management interface collects every 5."""


@dataclass(slots=True)
class Outcome:
    """What was done, and what still differs. `passwords`: gateways whose user has a new one."""

    done: list[Difference] = field(default_factory=list)
    left: list[Difference] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    passwords: list[str] = field(default_factory=list)


def apply_topology(
    management: Management,
    wanted: Topology,
    keep_password: Callable[[str, str], None],
    *,
    new_passwords: Collection[str] = (),
    remove_empty: bool = False,
    pause: Callable[[float], None] = time.sleep,
) -> Outcome:
    """Make it so, and say what was done. `keep_password(gateway, password)` is called before the broker is told.

    The user who asks, and users with tags, are not touched: a gateway of such a name stands in what is left.
    A new queue is bound before the old binding is taken away, so nothing that is on its way meets no queue. Raises
    `BrokerUnavailable` (SIP668); what was done by then stays done, and the next time goes on from there.
    """
    found = management.found(wanted.exchanges)
    outcome = Outcome()
    for each in differences(wanted, found):
        if each.can_be_applied:
            _mend(management, wanted, each, keep_password, outcome)
            outcome.done.append(each)
    for gateway in sorted(set(new_passwords) & set(wanted.users) - set(outcome.passwords)):
        if found.is_no_gateways(gateway):
            continue  # stands in what is left
        _new_password(management, gateway, keep_password, outcome)
    if remove_empty:
        outcome.removed = _remove_empty(management, wanted, found, pause)
    outcome.left = differences(wanted, management.found(wanted.exchanges))
    return outcome


def _mend(
    management: Management,
    wanted: Topology,
    each: Difference,
    keep_password: Callable[[str, str], None],
    outcome: Outcome,
) -> None:
    match each.thing, each.kind:
        case Thing.EXCHANGE, _:
            management.make_exchange(each.name)
        case Thing.QUEUE, _:
            management.make_queue(each.name, wanted.queues[each.name])
        case Thing.BINDING, Kind.MISSING:
            management.bind(Binding(each.name, *each.what.split(" ")))
        case Thing.BINDING, _:
            management.unbind(Binding(each.name, *each.what.split(" ", 1)))
        case Thing.USER, _:
            _new_password(management, each.name, keep_password, outcome)
        case Thing.RIGHTS, Kind.EXTRA:
            management.take_rights(each.name)
        case Thing.RIGHTS, _:
            management.set_rights(each.name, _rights_of(wanted, each.name))


def _rights_of(wanted: Topology, gateway: str) -> Rights:
    return wanted.users[gateway]


def _new_password(
    management: Management, gateway: str, keep_password: Callable[[str, str], None], outcome: Outcome
) -> None:
    password = secrets.token_urlsafe(PASSWORD_BYTES)
    keep_password(gateway, password)
    management.make_user(gateway, password)
    outcome.passwords.append(gateway)


def _remove_empty(management: Management, wanted: Topology, found: Found, pause: Callable[[float], None]) -> list[str]:
    """Delete extra queues that are empty, in nobody's hand, and into which nothing can come any more.

    RabbitMQ cannot delete a quorum queue on condition, and what it counts is some seconds old. So the bindings are
    taken first; what is still empty when the counts are newer than that is deleted, the others are bound again.
    """
    candidates = _empty(management, found, extra_queues(wanted, found))
    bindings = [each for each in found.bindings if each.queue in candidates]
    for each in bindings:
        management.unbind(each)
    if candidates:
        pause(COUNTS_ARE_NEW)
    now = management.found(wanted.exchanges)
    removed = _empty(management, now, candidates)
    for name in removed:
        management.delete_queue(name)
    for each in bindings:
        if each.queue not in removed:
            management.bind(each)
    return removed


def _empty(management: Management, found: Found, names: list[str]) -> list[str]:
    """The queues that seem empty, those of an organisation together or not at all."""
    full = {_whose(name) for name in names if not _seems_empty(management, found, name)}
    return [name for name in names if _whose(name) not in full]


def _whose(name: str) -> str:
    return name.rpartition(".")[0]


def _seems_empty(management: Management, found: Found, name: str) -> bool:
    there = found.queues.get(name)
    return there is not None and not there.messages and not there.consumers and not management.holds_a_message(name)
