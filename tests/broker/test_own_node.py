"""A node that is stopped, short of memory, or speaks TLS: one of the test's own."""

from __future__ import annotations

import threading
import time
from datetime import timedelta

import pytest

from gateway.broker.protocol import Outgoing, Queue
from schemas.errors import BrokerUnavailable, InvalidDocument
from tests.broker.own_nodes import GATEWAY

PATIENCE = 60.0


def never():
    return False


def until(condition):
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.05)


def test_a_broker_that_stops_and_comes_back_loses_nothing_and_is_found_again(node):
    """What was confirmed before, what nobody confirmed meanwhile, and a consumer that waits all along."""
    broker, reader, stopped, seen, sent = node.broker(), node.broker(), threading.Event(), [], []
    broker.declare("restarted")

    def consume():
        while not stopped.is_set():
            try:
                reader.deliver(
                    ["restarted"], lambda each: seen.append(each.envelope_id), stop=stopped.is_set, wait=timedelta(1)
                )
            except BrokerUnavailable:
                stopped.wait(0.1)

    thread = threading.Thread(target=consume)
    thread.start()

    def publish(name):
        try:
            broker.publish(Outgoing("restarted", Queue.COPIES, name, b"sealed"))
        except BrokerUnavailable:
            return False
        sent.append(name)
        return True

    assert publish("before")
    node.control("stop_app")
    started = time.monotonic()
    assert not publish("while it is away")
    assert not publish("while it is away")
    assert time.monotonic() - started < 5
    node.control("start_app")
    until(lambda: publish("after"))
    until(lambda: set(sent) <= set(seen))
    stopped.set()
    thread.join()
    broker.close()
    reader.close()


def test_a_connection_left_alone_past_its_heartbeats_is_opened_anew_before_publishing(node):
    broker = node.broker(heartbeat="PT1S")
    broker.declare("idle")
    until(lambda: not node.control("--quiet", "list_connections", "pid").strip())  # the broker has given it up
    broker.publish(Outgoing("idle", Queue.COPIES, "envelope", b"sealed"))
    assert broker.depth("idle", Queue.COPIES) == 1
    broker.close()


def test_a_broker_short_of_memory_is_unavailable_in_time_and_can_still_be_read(node):
    broker = node.broker(blocked_timeout="PT2S")
    broker.declare("blocked")
    broker.publish(Outgoing("blocked", Queue.COPIES, "before", b"sealed"))
    node.control("set_vm_memory_high_watermark", "0")
    try:
        started, codes = time.monotonic(), []

        def refused():
            try:
                broker.publish(Outgoing("blocked", Queue.COPIES, "meanwhile", b"sealed"))
            except BrokerUnavailable as away:
                codes.append(away.code)
            return codes

        until(refused)  # the alarm goes up within a moment
        assert codes[0] == "SIP666"
        assert time.monotonic() - started < 15
        seen, end = [], time.monotonic() + PATIENCE
        while not seen and time.monotonic() < end:
            try:
                broker.deliver(["blocked"], seen.append, stop=never)
            except BrokerUnavailable:  # it leaves the broker alone for some seconds
                time.sleep(0.05)
        assert seen[0].envelope_id == "before"
    finally:
        node.control("set_vm_memory_high_watermark", "0.6")

    def goes():
        try:
            broker.publish(Outgoing("blocked", Queue.COPIES, "afterwards", b"sealed"))
        except BrokerUnavailable:
            return False
        return True

    until(goes)
    assert broker.depth("blocked", Queue.COPIES) >= 1
    broker.close()


def test_a_client_certificate_alone_says_who_we_are(node):
    broker = node.by_tls(certificate_file=f"{GATEWAY}.pem", key_file=f"{GATEWAY}.key")
    broker.declare("secured")
    broker.publish(Outgoing("secured", Queue.COPIES, "envelope", b"sealed"))
    assert broker.deliver(["secured"], lambda _: None, stop=never) == 1
    broker.close()


def test_a_certificate_of_nobody_known_is_refused(node):
    broker = node.by_tls(certificate_file="stranger.pem", key_file="stranger.key")
    with pytest.raises(BrokerUnavailable) as refused:
        broker.check()
    assert refused.value.code == "SIP661"


def test_a_password_goes_over_tls_too(node):
    broker = node.by_tls("by certificate only")
    broker.declare("secured")
    broker.check()
    broker.close()


def test_a_broker_whose_certificate_somebody_else_signed_is_not_spoken_to(node):
    broker = node.by_tls("by certificate only", ca_file="other/authority.pem")
    with pytest.raises(BrokerUnavailable):
        broker.check()


@pytest.mark.parametrize(
    "files", [{"ca_file": "none.pem"}, {"certificate_file": "server.key"}, {"certificate_file": f"{GATEWAY}.pem"}]
)
def test_a_file_that_is_missing_or_no_certificate_is_said_at_once(node, files):
    with pytest.raises(InvalidDocument) as refused:
        node.by_tls("password", **files)
    assert [each.code for each in refused.value.findings] == ["SIP660"]
