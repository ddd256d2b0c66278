"""Chooses the real parts: the one place that reads settings, opens files and connects.

Theory of operation. `samspel.toml` says which parts: with [store] PostgreSQL, with [broker] RabbitMQ, without them the
embedded ones. The embedded default is a folder: `samspel.toml`, the directory, and `data/` with database, broker and
keys. What it needs and does not find it makes by itself: routing keys and public keys of those hosted here
are written into the directory. One process at a time: the data folder is locked while it is open (the operating
system lets go of the lock when the process ends, however it ends). An organisation hosted elsewhere cannot be reached
by the embedded broker, so it is refused at the start and not at the first copy. What changes while a gateway is open
is taken by `Gateway.refresh` (`upkeep.py`).
"""

from __future__ import annotations

from gateway.bootstrap.choosing import broker_password, open_broker, open_store, password_of
from gateway.bootstrap.opening import SETTINGS_FILE, Gateway, no_fault, now, open_gateway
from gateway.bootstrap.written import new_routing_key, read_settings

__all__ = [
    "SETTINGS_FILE",
    "Gateway",
    "broker_password",
    "new_routing_key",
    "no_fault",
    "now",
    "open_broker",
    "open_gateway",
    "open_store",
    "password_of",
    "read_settings",
]
