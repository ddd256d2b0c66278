"""What a process can be there for. Any number of processes, on any number of machines, may have the same roles."""

from __future__ import annotations

from enum import StrEnum

from gateway.store.rows import WorkKind


class Role(StrEnum):
    """One kind of work of a process."""

    RELAY = "relay"  # prepares copies and sends what is to be sent
    RECEIVER = "receiver"  # takes what the broker delivers, and dead letters; answers, where there is no relay
    RECORDER = "recorder"  # everything that a journal system takes part in


SENDING = (WorkKind.PREPARE, WorkKind.SEND, WorkKind.ANSWER)
ANSWERING = (WorkKind.ANSWER,)
"""What a receiver without relay sends: who asks gets an answer, and nothing else goes out."""
RECORDING = (WorkKind.RECORD, WorkKind.TELL)
