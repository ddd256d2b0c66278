"""What tests of the real broker share: messages, and waiting for what comes soon."""

from __future__ import annotations

import time
from datetime import timedelta

from gateway.broker.protocol import Outgoing, Queue

PATIENCE = timedelta(seconds=30)


def never():
    return False


def copy(key, name, queue=Queue.COPIES):
    return Outgoing(key, queue, name, b"sealed")


def until(condition):
    end = time.monotonic() + PATIENCE.total_seconds()
    while not condition():
        assert time.monotonic() < end, "in vain"
        time.sleep(0.02)
