"""The wanted topology as a value, and making it so: twice is once, and what holds messages stays."""

from __future__ import annotations

import re
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.broker.differences import Difference, Kind, Thing, differences
from gateway.broker.protocol import DELIVERY_LIMIT, Outgoing, Queue
from gateway.broker.topology import (
    Binding,
    Rights,
    dead_queue,
    parts_of,
    queue_arguments,
    queue_name,
    rights_of,
    wanted_topology,
)
from schemas.errors import Rejected

KEYS = st.from_regex(r"[A-Za-z0-9_-]{16,64}", fullmatch=True)
GATEWAYS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,39}", fullmatch=True)


def never():
    return False


@given(st.dictionaries(KEYS, st.none() | GATEWAYS, max_size=8))
def test_a_gateway_may_read_exactly_the_queues_of_its_organisations_and_its_dead_letters(readers):
    wanted = wanted_topology("samspel", readers)
    assert wanted == wanted_topology("samspel", dict(reversed(readers.items())))
    for gateway, rights in wanted.users.items():
        may = {name for name in (*wanted.queues, "samspel", "samspel.dead", "") if re.search(rights.read, name)}
        own = {queue_name(key, queue) for key, reader in readers.items() if reader == gateway for queue in Queue}
        assert may == {*own, dead_queue(gateway)}
        assert [name for name in (*wanted.queues, *wanted.exchanges) if re.search(rights.write, name)] == ["samspel"]
        assert not any(re.search(rights.configure, name) for name in (*wanted.queues, *wanted.exchanges))


@given(KEYS, st.sampled_from(Queue))
def test_the_name_of_a_queue_says_whose_it_is(key, queue):
    assert parts_of(queue_name(key, queue)) == (key, queue)


def test_the_arguments_of_a_queue_let_nothing_be_lost():
    arguments = queue_arguments("samspel", Queue.COPIES)
    assert arguments["x-queue-type"] == "quorum"
    assert arguments["x-delivery-limit"] == DELIVERY_LIMIT - 1
    assert (arguments["x-overflow"], arguments["x-dead-letter-strategy"]) == ("reject-publish", "at-least-once")
    assert "alternate-exchange" not in arguments


def test_more_organisations_than_a_pattern_bears_are_refused():
    keys = [secrets.token_urlsafe(18) for _ in range(1_000)]
    assert rights_of("samspel", "hub", keys).write == "^samspel$"
    with pytest.raises(Rejected) as refused:
        rights_of("samspel", "hub", keys * 2)
    assert refused.value.code == "SIP667"


def test_the_broker_takes_the_rights_of_a_thousand_organisations(platform, host, gateways):
    hub, _ = gateways
    keys = [secrets.token_urlsafe(18) for _ in range(1_000)]
    last = max(keys)
    platform.readers[last] = hub
    platform.apply()
    platform.management.set_rights(hub, rights_of("samspel", hub, sorted(keys)))
    broker = platform.broker(hub)
    broker.publish(Outgoing(last, Queue.COPIES, "envelope", b"sealed"))
    assert broker.deliver([last], lambda _: None, stop=never) == 1


def test_applying_twice_changes_nothing(platform, gateways):
    platform.key(gateways[0])
    platform.key(gateways[1])
    first = platform.apply()
    assert {each.kind for each in first.done} == {Kind.MISSING}
    assert first.left == []
    assert sorted(first.passwords) == sorted(gateways)
    before = dict(platform.passwords)
    again = platform.apply()
    assert (again.done, again.left, again.passwords, platform.passwords) == ([], [], [], before)


def test_what_the_gateway_would_declare_itself_is_what_is_applied(platform, open_broker, gateways):
    """The same names and arguments, so both ways meet."""
    key = platform.key(gateways[0])
    platform.apply()
    open_broker(gateway=gateways[0]).declare(key)
    assert platform.apply().done == []


def test_a_new_password_is_given_only_when_asked_for(platform, gateways):
    platform.key(gateways[0])
    platform.apply()
    old = platform.passwords[gateways[0]]
    assert platform.apply(new_passwords=[gateways[0]]).passwords == [gateways[0]]
    assert platform.passwords[gateways[0]] != old
    broker = platform.broker(gateways[0])
    broker.check()


def test_rights_that_somebody_added_are_taken_away_and_the_password_stays(platform, gateways):
    hub, _ = gateways
    platform.key(hub)
    platform.apply()
    platform.management.set_rights(hub, Rights(".*", ".*", ".*"))
    assert platform.apply().done == [Difference(Kind.DIFFERENT, Thing.RIGHTS, hub, "configure, write, read")]
    assert platform.apply().done == []
    broker = platform.broker(hub)
    broker.check()


def test_an_organisation_that_moves_keeps_its_queues_and_what_waits_in_them(platform, gateways):
    hub, edge = gateways
    key = platform.key(hub)
    platform.key(edge)
    platform.key(hub)
    platform.apply()
    old = platform.broker(hub)
    old.publish(Outgoing(key, Queue.COPIES, "in flight", b"sealed"))
    platform.readers[key] = edge
    done = platform.apply().done
    assert {each.thing for each in done} == {Thing.BINDING, Thing.RIGHTS}
    new, seen = platform.broker(edge), []
    assert new.deliver([key], seen.append, stop=never) == 1
    assert [each.envelope_id for each in seen] == ["in flight"]
    left = platform.broker(hub)
    new.publish(Outgoing(key, Queue.COPIES, "after", b"sealed"))
    assert left.depth(key, Queue.COPIES) == 1
    found = platform.management.found(platform.wanted().exchanges)
    dead = {each.queue for each in found.bindings if each.exchange == "samspel.dead" and each.routing_key[:-7] == key}
    assert dead == {dead_queue(edge)}


def test_a_gateway_that_is_gone_loses_its_rights(platform, gateways):
    hub, edge = gateways
    key = platform.key(hub)
    other = platform.key(edge)
    platform.apply()
    platform.readers[key] = edge
    done = platform.apply().done
    assert Difference(Kind.EXTRA, Thing.RIGHTS, hub) in done
    found = platform.management.found(platform.wanted().exchanges)
    assert hub not in found.rights
    assert other in platform.readers


def test_a_queue_with_messages_is_never_removed_and_an_empty_one_only_when_asked(platform, gateways):
    hub, _ = gateways
    stays, full, empty, handled = (platform.key(hub) for _ in range(4))
    platform.apply()
    broker = platform.broker(hub)
    broker.publish(Outgoing(full, Queue.COPIES, "waits", b"sealed"))
    broker.publish(Outgoing(handled, Queue.COPIES, "in hand", b"sealed"))
    for key in (full, empty, handled):
        del platform.readers[key]
    outcomes = []

    def handle(_):
        """While somebody has the only message of a queue in hand, the queue looks empty to who asks for messages."""
        outcomes.append(platform.apply())
        outcomes.append(platform.apply(remove_empty=True))

    assert broker.deliver([handled], handle, stop=lambda: bool(outcomes)) == 1
    named, removed = outcomes
    extra = {each.name for each in named.left if each.kind is Kind.EXTRA and each.thing is Thing.QUEUE}
    assert extra == {queue_name(key, queue) for key in (full, empty, handled) for queue in Queue}
    assert named.removed == []
    assert queue_name(full, Queue.COPIES) not in removed.removed
    assert queue_name(handled, Queue.COPIES) not in removed.removed
    assert {queue_name(empty, queue) for queue in Queue} <= set(removed.removed)
    found = platform.management.found(("samspel",))
    waiting = queue_name(full, Queue.COPIES)
    assert Binding("samspel", waiting, waiting) in found.bindings
    assert broker.depth(full, Queue.COPIES) == 1
    assert broker.depth(stays, Queue.COPIES) == 0


def test_what_cannot_be_changed_is_said_with_the_arguments_that_differ(platform, gateways):
    key = platform.key(gateways[0])
    name = queue_name(key, Queue.COPIES)
    arguments = {**queue_arguments("samspel", Queue.COPIES), "x-delivery-limit": 3}
    platform.management.make_queue(name, {each: value for each, value in arguments.items() if each != "x-overflow"})
    outcome = platform.apply()
    (left,) = outcome.left
    assert left == Difference(Kind.DIFFERENT, Thing.QUEUE, name, "x-delivery-limit, x-overflow")
    assert left.needs_a_person
    assert name in platform.management.found(("samspel",)).queues


def test_an_exchange_with_an_alternate_is_refused(platform, host, gateways):
    """An alternate exchange swallows what has no queue: `mandatory` would say sent."""
    platform.key(gateways[0])
    with host.admin() as admin:
        swallowing = {"type": "direct", "durable": True, "arguments": {"alternate-exchange": "amq.fanout"}}
        admin.put(f"/api/exchanges/{host.name}/samspel", json=swallowing).raise_for_status()
    assert Difference(Kind.DIFFERENT, Thing.EXCHANGE, "samspel", "arguments") in platform.apply().left


def test_a_policy_on_the_exchange_is_seen(platform, host, gateways):
    platform.key(gateways[0])
    platform.apply()
    with host.admin() as admin:
        policy = {"pattern": "^samspel$", "definition": {"alternate-exchange": "amq.fanout"}, "apply-to": "exchanges"}
        admin.put(f"/api/policies/{host.name}/swallow", json=policy).raise_for_status()
    found = platform.management.found(platform.wanted().exchanges)
    assert differences(platform.wanted(), found) == [Difference(Kind.DIFFERENT, Thing.EXCHANGE, "samspel", "policy")]


def test_somebody_elses_binding_on_the_exchange_is_taken_away(platform, host, gateways):
    """A queue bound to an organisation's key would get a copy of everything that it is sent."""
    key = platform.key(gateways[0])
    platform.apply()
    platform.management.make_queue("listening", {"x-queue-type": "quorum"})
    tap = Binding("samspel", "listening", queue_name(key, Queue.COPIES))
    platform.management.bind(tap)
    (done,) = platform.apply().done
    assert (done.kind, done.thing, done.what) == (Kind.EXTRA, Thing.BINDING, f"listening {tap.routing_key}")
    assert tap not in platform.management.found(("samspel",)).bindings


def test_an_organisation_without_a_gateway_has_queues_and_is_named(platform, gateways):
    key = platform.key(None)
    platform.key(gateways[0])
    outcome = platform.apply()
    assert outcome.left == [Difference(Kind.UNREAD, Thing.QUEUE, key)]
    assert queue_name(key, Queue.COPIES) in platform.management.found(("samspel",)).queues
