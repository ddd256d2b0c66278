"""A directory is written by many organisations; whoever names its gateway after somebody who runs the broker, or any
queue after one of ours, changes nothing for them."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator

import pytest

from gateway.broker.differences import Difference, Kind, Thing, differences, extra_queues
from gateway.broker.management import Found, FoundQueue
from gateway.broker.protocol import Queue
from gateway.broker.topology import (
    Rights,
    dead_arguments,
    dead_queue,
    queue_arguments,
    queue_name,
    rights_of,
    wanted_topology,
)
from gateway.cli.topology_of import advice
from gateway.cli.voice import Voice
from schemas.codes import Language
from tests.broker.conftest import Platform
from tests.broker.virtual_hosts import EVERYTHING, VirtualHost

KEY, GONE = "k" * 24, "g" * 24


def found(
    *, users: dict[str, bool], rights: dict[str, Rights] | None = None, queues: dict[str, FoundQueue] | None = None
) -> Found:
    return Found({}, queues or {}, frozenset(), users, rights or {}, "root")


@pytest.mark.parametrize(("name", "users", "what"), [
    ("root", {"root": True}, "tags"),
    ("root", {}, "asking"),  # known to the broker by another way than its own list of users
    ("guest", {"guest": True}, "tags"),
])  # fmt: skip
def test_a_gateway_named_after_somebody_who_runs_the_broker_is_left_to_a_person(
    name: str, users: dict[str, bool], what: str
) -> None:
    there = found(users=users, rights={name: Rights(".*", ".*", ".*")})
    of_users = [each for each in differences(wanted_topology("samspel", {KEY: name}), there) if each.name == name]
    assert of_users == [Difference(Kind.DIFFERENT, Thing.USER, name, what)]
    assert of_users[0].needs_a_person
    assert not of_users[0].can_be_applied


@pytest.mark.parametrize("lang", Language)
def test_whoever_applies_is_told_what_to_do_about_it(lang: Language) -> None:
    (said,) = differences(wanted_topology("samspel", {KEY: "root"}), found(users={"root": True}))[-1:]
    assert {Language.SV: "katalogen", Language.EN: "directory"}[lang] in advice(Voice.of(lang), said)


def test_rights_like_those_of_a_gateway_are_not_taken_from_who_runs_the_broker() -> None:
    ours = rights_of("samspel", "root", [KEY])
    there = found(users={"root": True, "left": False}, rights={"root": ours, "left": ours})
    extra = [each.name for each in differences(wanted_topology("samspel", {}), there) if each.kind is Kind.EXTRA]
    assert extra == ["left"]


@pytest.fixture
def tagged(host: VirtualHost) -> Iterator[Callable[[str], str]]:
    """Users with a tag, who may do everything in the virtual host."""
    made: list[str] = []
    with host.admin() as admin:

        def make(tag: str) -> str:
            made.append(f"{tag}-{secrets.token_hex(6)}")
            admin.put(f"/api/users/{made[-1]}", json={"password": "its own", "tags": tag}).raise_for_status()
            admin.put(f"/api/permissions/{host.name}/{made[-1]}", json=EVERYTHING).raise_for_status()
            return made[-1]

        yield make
        for name in made:
            admin.delete(f"/api/users/{name}")


@pytest.mark.parametrize("tag", ["administrator", "monitoring", "management", "policymaker", "anything"])
def test_a_user_with_a_tag_keeps_tag_rights_and_password(
    platform: Platform, host: VirtualHost, gateways: tuple[str, str], tagged: Callable[[str], str], tag: str
) -> None:
    name = tagged(tag)
    _unchanged(platform, host, gateways[0], name)


def test_the_administrator_who_applies_stays_one(
    platform: Platform, host: VirtualHost, gateways: tuple[str, str]
) -> None:
    _unchanged(platform, host, gateways[0], host.node.user)


def _unchanged(platform: Platform, host: VirtualHost, hub: str, name: str) -> None:
    """Though a gateway is called so, and a new password asked for it; and the others get what is theirs."""
    platform.key(name)
    platform.key(hub)
    with host.admin() as admin:
        before = admin.get(f"/api/users/{name}").json()
        outcome = platform.apply(new_passwords=[name])
        assert admin.get(f"/api/users/{name}").json() == before
        rights = admin.get(f"/api/permissions/{host.name}/{name}").json()
    assert {each: rights[each] for each in EVERYTHING} == EVERYTHING
    assert outcome.left == [Difference(Kind.DIFFERENT, Thing.USER, name, "tags")]
    assert (outcome.passwords, list(platform.passwords)) == ([hub], [hub])
    platform.broker(hub).check()


OURS = {
    queue_name(GONE, Queue.COPIES): queue_arguments("samspel", Queue.COPIES),
    queue_name(GONE, Queue.CONTROL): {**queue_arguments("samspel", Queue.CONTROL), "x-max-length-bytes": 1},
    dead_queue("an-old-hub"): dead_arguments(),
}
FOREIGN = {
    "invoices.copies": queue_arguments("samspel", Queue.COPIES),  # no routing key of ours is so short
    f"printer.{GONE}.copies": queue_arguments("samspel", Queue.COPIES),
    f"{GONE}.other": queue_arguments("samspel", Queue.COPIES),
    f"{'h' * 24}.copies": {"x-queue-type": "quorum"},
    f"{'i' * 24}.copies": queue_arguments("another", Queue.COPIES),
    f"{'j' * 24}.control": {**queue_arguments("samspel", Queue.CONTROL), "x-queue-type": "classic"},
    "orders.dead": {"x-queue-type": "quorum"},
    "Orders.dead": dead_arguments(),
    ".dead": dead_arguments(),
    "dead": dead_arguments(),
}


def test_only_queues_with_our_names_and_arguments_are_extra() -> None:
    there = {name: FoundQueue(arguments, True, 0, 0) for name, arguments in {**OURS, **FOREIGN}.items()}
    wanted = wanted_topology("samspel", {KEY: "hub"})
    assert extra_queues(wanted, found(users={}, queues=there)) == sorted(OURS)


def test_an_empty_queue_of_somebody_else_is_not_removed(platform: Platform, gateways: tuple[str, str]) -> None:
    gone = platform.key(gateways[0])
    platform.key(gateways[1])
    platform.apply()
    del platform.readers[gone]
    for name in ("invoices.copies", "orders.dead", f"{'h' * 24}.copies"):
        platform.management.make_queue(name, {"x-queue-type": "quorum"})
    removed = platform.apply(remove_empty=True, pause=lambda _: None).removed
    assert set(removed) == {*(queue_name(gone, queue) for queue in Queue), dead_queue(gateways[0])}
