"""Ports on loopback."""

from __future__ import annotations

import random
import socket
from contextlib import suppress


def free_port() -> int:
    """A port that nobody listens on just now, of those that no outgoing connection is given.

    So it is free again when what listens on it is killed and started anew: of the others any client on the machine may
    have taken it meanwhile.
    """
    while True:
        port = random.SystemRandom().randrange(20_000, 32_000)
        with socket.socket() as trial, suppress(OSError):
            trial.bind(("127.0.0.1", port))
            return port


def is_listening(port: int) -> bool:
    """Whether somebody answers there."""
    with socket.socket() as trial:
        trial.settimeout(0.5)
        return trial.connect_ex(("127.0.0.1", port)) == 0
