"""All that goes wrong around the gateways: between them, with messages and queues, with machines, by upgrades."""

from __future__ import annotations

from tests.faults.fault import Fault
from tests.faults.faults_of_machines import OF_MACHINES
from tests.faults.faults_of_messages import OF_MESSAGES
from tests.faults.faults_of_network import OF_NETWORK
from tests.faults.faults_of_queues import OF_QUEUES
from tests.faults.faults_of_versions import OF_VERSIONS

AROUND: tuple[type[Fault], ...] = (*OF_NETWORK, *OF_MESSAGES, *OF_QUEUES, *OF_MACHINES, *OF_VERSIONS)

AROUND_WAVES: tuple[tuple[str, ...], ...] = (
    ("network-cut-broker", "network-one-way-database", "messages-repeated"),
    ("network-silent-broker", "messages-poisoned"),
    ("network-flapping",),
    ("network-cut-database", "network-one-way-broker", "messages-reordered"),
    ("network-silent-database", "network-held", "messages-forged-headers", "clock-of-one-machine"),
    ("queue-full", "clock-forward", "broker-disk-full"),
    ("queue-deleted", "schema-upgrade"),
    ("rolling-upgrade",),
)
"""Not together: what holds a process that another starts anew; two that do different things to one link."""
