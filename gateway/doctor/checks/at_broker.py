"""The broker: reachable, and whether this gateway may do there what it must: write to the exchange, read its queues."""

from __future__ import annotations

import re
import secrets
import uuid
from collections.abc import Callable, Iterator

from gateway.broker.probing import ProbedRabbit
from gateway.broker.protocol import Broker, Outgoing, Queue, Unroutable
from gateway.doctor.hosts import hosts_of, is_guarded, stays_here
from gateway.doctor.opened import broker_of, directory_of
from gateway.doctor.patient import Patient
from gateway.doctor.results import Seen
from gateway.settings import BrokerSettings
from schemas.errors import BrokerUnavailable, SamspelError
from schemas.findings import Finding, finding

MANY_WAIT = 1000  # in all own queues: minutes of work for one receiver
TRIED = ("3.10", "4.0")
"""Versions of RabbitMQ with which the tests were run: docs/rabbitmq.md says which tests."""


def broker(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Reachable; a message to nowhere comes back; the own queues are there and can be read."""
    opened, read = broker_of(patient), patient.settings.broker
    if opened is None:
        return {"kind": "embedded", "waiting": 0}, []
    if read is None or not isinstance(opened, ProbedRabbit):
        opened.check()
        waiting, findings = _own_queues(patient, opened)
        return {"kind": "embedded", "waiting": waiting}, findings
    return _at_rabbitmq(patient, opened, read)


def _at_rabbitmq(patient: Patient, opened: ProbedRabbit, read: BrokerSettings) -> tuple[Seen, list[Finding]]:
    hosts = ", ".join(each for url in read.urls for each in hosts_of(url))
    try:
        version = opened.server_version()
    except BrokerUnavailable as away:  # no node lets us in: then there is nothing more to ask
        code = "SIP908" if away.code == BrokerUnavailable.code else away.code
        return {"kind": "rabbitmq", "host": hosts}, [finding(code, "/broker/urls")]
    findings = [*_version(version), *_on_the_way(read), *_to_nowhere(opened, read.exchange)]
    waiting, found = _own_queues(patient, opened)
    dead, trouble = _asked(opened.dead, "")
    findings += [*found, *trouble]
    if dead:
        findings.append(finding("SIP911", count=dead))
    return {"kind": "rabbitmq", "host": hosts, "version": version, "waiting": waiting, "dead": dead}, findings


def _version(said: str | None) -> list[Finding]:
    found = re.match(r"\d+\.\d+", said or "")
    if found and found[0] in TRIED:
        return []
    return [finding("SIP909", version=found[0] if found else "?", tried=", ".join(TRIED))]


def _to_nowhere(opened: Broker, exchange: str) -> list[Finding]:
    """A message under a key that nobody has must come back: it proves the exchange, our right to write, and no more."""
    nowhere = Outgoing(secrets.token_urlsafe(24), Queue.CONTROL, f"urn:uuid:{uuid.uuid4()}", b"")
    try:
        opened.publish(nowhere)
    except Unroutable:
        return []
    except BrokerUnavailable as refused:
        return [finding(refused.code, "/broker/exchange")]
    return [finding("SIP915", "/broker/exchange", exchange=exchange)]


def _on_the_way(read: BrokerSettings) -> list[Finding]:
    if all(stays_here(url) or is_guarded(url) for url in read.urls):
        return []
    return [finding("SIP906", "/broker/urls", part="RabbitMQ")]


def _own_queues(patient: Patient, opened: Broker) -> tuple[int, list[Finding]]:
    """How many messages wait for those hosted here, and whose queues cannot be read."""
    waiting, findings = 0, []
    try:
        for path, key in _own_keys(patient):
            if isinstance(opened, ProbedRabbit):
                findings += _asked(lambda key=key: opened.may_read(key), path)[1]  # type: ignore[misc]
            for queue in Queue:
                depth, trouble = _asked(lambda key=key, queue=queue: opened.depth(key, queue), path)  # type: ignore[misc]
                waiting += depth or 0
                findings += [each for each in trouble if each not in findings]
    except SamspelError:
        findings.append(finding("SIP902", part="directory"))
    if waiting > MANY_WAIT:
        findings.append(finding("SIP910", count=waiting, limit=MANY_WAIT))
    return waiting, findings


def _own_keys(patient: Patient) -> Iterator[tuple[str, str]]:
    known = directory_of(patient)
    for place, hosted in enumerate(patient.settings.organisations):
        entry = known.find(hosted.id)
        if entry is not None and entry.routing_key is not None:  # else the check of the directory says so
            yield f"/organisation/{place}", entry.routing_key


def _asked(ask: Callable[[], int | None], path: str) -> tuple[int | None, list[Finding]]:
    """The answer, or what the broker says instead."""
    try:
        return ask(), []
    except BrokerUnavailable as refused:
        return None, [finding(refused.code, path)]
