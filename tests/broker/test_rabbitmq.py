"""What only the real broker does: returns, full queues, connections that are lost, consumers that wait."""

from __future__ import annotations

import itertools
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.broker.back_off import LONGEST, BackOff
from gateway.broker.protocol import MAX_BODY, Outgoing, Queue, TooLarge, Unroutable
from gateway.broker.rabbitmq import RabbitBroker
from gateway.settings import BrokerSettings
from schemas.errors import BrokerUnavailable, InvalidDocument
from tests.broker.virtual_hosts import virtual_host
from tests.broker.waiting import copy, never, until
from tests.services.ports import free_port


@pytest.fixture(scope="module")
def shared(rabbitmq):
    """A broker for many examples, with one organisation."""
    with virtual_host(rabbitmq) as host:
        broker = host.broker()
        broker.declare("here")
        yield broker
        broker.close()


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["here", "nowhere"]), st.sampled_from(Queue)), max_size=12))
def test_what_comes_back_is_never_reported_as_sent(shared, messages):
    """Whatever is sent before and after: sent is exactly what lies in the queues."""
    sent = Counter()
    for number, (key, queue) in enumerate(messages):
        try:
            shared.publish(Outgoing(key, queue, f"{number}", b"sealed"))
            sent[key, queue] += 1
        except Unroutable:
            assert key == "nowhere"
    for queue in Queue:
        assert shared.depth("here", queue) == sent["here", queue]
    assert shared.deliver(["here"], lambda _: None, stop=never) == sent.total()
    assert set(sent) <= {("here", queue) for queue in Queue}


def test_a_message_says_nothing_but_its_id_and_that_it_is_sealed(broker, host, caplog):
    broker.publish(copy("key", "envelope"))
    with pytest.raises(Unroutable):
        broker.publish(copy("nobody", "envelope"))
    with host.admin() as admin:
        wanted = {"count": 1, "ackmode": "ack_requeue_true", "encoding": "auto"}
        (got,) = admin.post(f"/api/queues/{host.name}/key.copies/get", json=wanted).json()
    assert set(got["properties"].pop("headers", {})) <= {"x-delivery-count"}  # the broker's own
    assert got["properties"] == {"delivery_mode": 2, "message_id": "envelope", "content_type": "application/jose"}
    assert caplog.records == []  # pika would log the beginning of what comes back


def test_an_id_that_no_database_keeps_as_text_is_none(broker, host):
    """Anybody who may write to a queue may write an id of NULs on a message: it is taken all the same, and parked."""
    seen = []
    with host.admin() as admin:
        for said in ("\x00" * 200, "a\x00", "urn:uuid:1"):
            put = {"properties": {"message_id": said, "delivery_mode": 2}, "routing_key": "key.copies", "payload": "x"}
            sent = admin.post(
                f"/api/exchanges/{host.name}/amq.default/publish", json={**put, "payload_encoding": "string"}
            )
            assert sent.json() == {"routed": True}
    assert broker.deliver(["key"], lambda delivery: seen.append(delivery.envelope_id), stop=lambda: len(seen) == 3) == 3
    assert seen == ["", "", "urn:uuid:1"]


def test_a_full_queue_is_unavailable_and_nothing_is_lost(broker, host):
    with host.admin() as admin:
        policy = {"pattern": "^key[.]copies$", "definition": {"max-length": 3}, "apply-to": "queues"}
        admin.put(f"/api/policies/{host.name}/small", json=policy).raise_for_status()
    sent = []

    def fill():
        while len(sent) < 1_000:
            broker.publish(copy("key", str(len(sent))))
            sent.append(str(len(sent)))

    with pytest.raises(BrokerUnavailable) as full:
        fill()
    assert full.value.code == "SIP665"
    broker.publish(copy("key", "control", Queue.CONTROL))
    seen = []
    broker.deliver(["key"], seen.append, stop=never)
    assert [each.envelope_id for each in seen][:1] == ["control"]
    assert set(sent) <= {each.envelope_id for each in seen}
    broker.publish(copy("key", "again"))
    assert broker.depth("key", Queue.COPIES) == 1


def test_too_large_is_refused_before_anything_is_sent():
    nowhere = BrokerSettings(urls=(f"amqp://127.0.0.1:{free_port()}",))
    broker = RabbitBroker(nowhere, "gateway", "password")
    with pytest.raises(TooLarge):
        broker.publish(Outgoing("key", Queue.COPIES, "envelope", bytes(MAX_BODY + 1)))


def connections(host):
    with host.admin() as admin:
        return [each["name"] for each in admin.get(f"/api/vhosts/{host.name}/connections").json()]


def test_connections_that_the_broker_closes_are_opened_anew_and_nothing_is_lost(host, open_broker, consuming):
    broker, seen = open_broker(), []
    broker.declare("key")
    consuming(["key"], seen.append)
    broker.publish(copy("key", "before"))
    until(lambda: len(seen) == 1)
    until(lambda: len(connections(host)) >= 2)
    with host.admin() as admin:
        for name in connections(host):
            admin.delete(f"/api/connections/{name}", headers={"X-Reason": "test"})

    def publish():
        try:
            broker.publish(copy("key", "after"))
        except BrokerUnavailable:
            return False
        return True

    until(publish)
    until(lambda: seen[-1].envelope_id == "after")


def test_a_look_at_the_dead_letters_after_a_long_silence_just_connects_anew(host, open_broker):
    broker = open_broker()
    broker.declare("key")
    assert list(broker.dead_letters(["key"])) == []
    until(lambda: len(connections(host)) >= 2)

    def all_closed():
        """Also those that the node lists late."""
        names = connections(host)
        with host.admin() as admin:
            for name in names:
                admin.delete(f"/api/connections/{name}", headers={"X-Reason": "test"})
        return not names

    until(all_closed)

    assert list(broker.dead_letters(["key"])) == []


def test_one_of_several_nodes_is_enough(host):
    urls = (f"amqp://127.0.0.1:{free_port()}/{host.name}", host.url, f"amqp://127.0.0.1:{free_port()}/{host.name}")
    for _ in range(6):  # in any order
        broker = RabbitBroker(host.settings(urls=urls), "gateway", host.node.password)
        broker.declare("key")
        broker.close()


def test_while_no_node_answers_calls_fail_at_once(monkeypatch):
    tried = []
    monkeypatch.setattr("gateway.broker.rabbitmq.connect", lambda nodes: tried.append(nodes) or refuse())
    broker = RabbitBroker(BrokerSettings(urls=("amqp://127.0.0.1:1",)), "gateway", "password")

    def refuse():
        raise BrokerUnavailable

    for _ in range(5):
        with pytest.raises(BrokerUnavailable):
            broker.check()
    assert len(tried) == 1


def test_a_broker_that_is_away_is_tried_less_and_less_often():
    now, tries = [0.0], []
    back_off = BackOff(lambda: 1.0, lambda: now[0])
    while now[0] < 300:
        try:
            back_off.may_try()
        except BrokerUnavailable:
            now[0] += 0.25
            continue
        tries.append(now[0])
        back_off.failed(BrokerUnavailable("away"))
    waits = [round(later - before) for before, later in itertools.pairwise(tries)]
    assert waits[:4] == [2, 4, 8, 16]
    assert set(waits[4:]) == {round(LONGEST.total_seconds())}
    back_off.answered()
    back_off.may_try()


def test_after_a_failure_one_thread_tries_and_the_others_do_not():
    now = [0.0]
    back_off = BackOff(lambda: 0.0, lambda: now[0])
    back_off.failed(BrokerUnavailable("away"))
    now[0] = 100.0
    back_off.may_try()
    with pytest.raises(BrokerUnavailable):
        back_off.may_try()


def test_without_password_and_certificate_nothing_is_tried():
    with pytest.raises(InvalidDocument) as refused:
        RabbitBroker(BrokerSettings(urls=("amqp://127.0.0.1",)), "gateway", None)
    assert [each.code for each in refused.value.findings] == ["SIP660"]


def test_whoever_waits_is_told_the_last_reason():
    now = [0.0]
    back_off = BackOff(lambda: 1.0, lambda: now[0])
    for code in ("SIP661", "SIP951"):
        back_off.failed(BrokerUnavailable("no", code=code))
        with pytest.raises(BrokerUnavailable) as told:
            back_off.may_try()
        assert told.value.code == code
