"""The broker: reachable, and whether this gateway may do there what it must: write to the exchange, read its queues."""

from __future__ import annotations

import secrets
import uuid

from gateway.broker.protocol import Broker, Outgoing, Queue, Unroutable
from gateway.doctor.hosts import hosts_of, is_guarded, stays_here
from gateway.doctor.opened import broker_of, directory_of
from gateway.doctor.patient import Patient
from gateway.doctor.results import Seen
from schemas.errors import SamspelError
from schemas.findings import Finding, finding

MANY_WAIT = 1000  # in all own queues: minutes of work for one receiver


def broker(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Reachable; a message to nowhere comes back; the own queues are there and can be read."""
    opened = broker_of(patient)
    if opened is None:
        return {"kind": "embedded", "queues": 0}, []
    opened.check()
    read = patient.settings.broker
    seen: dict[str, str | int | float | None] = {"kind": "rabbitmq" if read else "embedded"}
    if read is not None:
        seen["host"] = ", ".join(each for url in read.urls for each in hosts_of(url))
    findings = [*_to_nowhere(opened, read.exchange if read else "samspel"), *_on_the_way(patient)]
    waiting, found = _own_queues(patient, opened)
    seen["waiting"] = waiting
    if waiting > MANY_WAIT:
        findings.append(finding("SIP910", count=waiting, limit=MANY_WAIT))
    return seen, findings + found


def _to_nowhere(opened: Broker, exchange: str) -> list[Finding]:
    """A message under a key that nobody has must come back: it proves the exchange, our right to write, and no more."""
    nowhere = Outgoing(secrets.token_urlsafe(24), Queue.CONTROL, f"urn:uuid:{uuid.uuid4()}", b"")
    try:
        opened.publish(nowhere)
    except Unroutable:
        return []
    except SamspelError:
        return [finding("SIP907", "/broker/exchange", exchange=exchange)]
    return [finding("SIP915", "/broker/exchange", exchange=exchange)]


def _on_the_way(patient: Patient) -> list[Finding]:
    read = patient.settings.broker
    if read is None or all(stays_here(url) or is_guarded(url) for url in read.urls):
        return []
    return [finding("SIP906", "/broker/urls", part="RabbitMQ")]


def _own_queues(patient: Patient, opened: Broker) -> tuple[int, list[Finding]]:
    """How many messages wait for those hosted here, and whose queues cannot be read."""
    try:
        known = directory_of(patient)
    except SamspelError:
        return 0, [finding("SIP902", part="directory")]
    waiting, findings = 0, []
    for place, hosted in enumerate(patient.settings.organisations):
        entry = known.find(hosted.id)
        if entry is None or entry.routing_key is None:
            continue  # the check of the directory says so
        try:
            waiting += sum(opened.depth(entry.routing_key, queue) for queue in Queue)
        except SamspelError:
            findings.append(finding("SIP908", f"/organisation/{place}"))
    return waiting, findings
