"""Operational logs: an enum of events, and only ids and codes beside them. Personal data cannot be said here.

Theory of operation. `Log` takes no free text: an event, and facts whose names are listed and whose values look like
ids, codes, numbers or names of our own classes. A value that does not is a defect and shows as `?`, never as itself.
Every line says which gateway wrote it, in which process and thread, so that the lines of many machines can be laid
together; and every line about a copy carries its copy id (docs/operate/logs.md tells the trail of one copy). The
access log is another thing (audit rows in the store).
"""

from __future__ import annotations

import os
import re
import socket
import threading
from collections.abc import MutableMapping
from enum import StrEnum
from typing import Any, Protocol, TextIO, cast

import structlog


class Event(StrEnum):
    """Everything that the gateway ever logs."""

    GATEWAY_OPENED = "gateway-opened"
    CHANGE_TAKEN = "change-taken"
    CHANGE_REFUSED = "change-refused"
    DOCUMENT_ACCEPTED = "document-accepted"
    DOCUMENT_UNCHANGED = "document-unchanged"
    DOCUMENT_REFUSED = "document-refused"
    DOCUMENT_DROPPED = "document-dropped"
    DOCUMENT_PARKED = "document-parked"
    COPY_PREPARED = "copy-prepared"
    COPY_WITHHELD = "copy-withheld"
    COPY_SENT = "copy-sent"
    COPY_RECORDED = "copy-recorded"
    COPY_NOT_RECORDED = "copy-not-recorded"
    MESSAGE_SENT = "message-sent"
    MESSAGE_RECEIVED = "message-received"
    MESSAGE_SEEN_BEFORE = "message-seen-before"
    MESSAGE_REFUSED = "message-refused"
    ANSWER_SETTLED = "answer-settled"
    COPY_LATE = "copy-late"
    HOLDING_LATE = "holding-late"
    JOURNAL_TOLD = "journal-told"
    PAGE_PUT_OUT = "page-put-out"
    RECEIPT_TAKEN = "receipt-taken"
    CONSENT_CHANGED = "consent-changed"
    PARKED = "parked"
    TRIED_AGAIN_LATER = "tried-again-later"
    LEASE_LOST = "lease-lost"
    BODIES_CULLED = "bodies-culled"
    PULLED_BACK = "pulled-back"
    DEFECT = "defect"


FACTS = frozenset(
    {"organisation", "counterpart", "plan_id", "version", "copy_id", "message_id", "code", "state", "kind", "attempt"}
    | {"frames", "folder_id", "count", "seconds", "waited"}
)
"""`seconds`: how long the step took. `waited`: how long after the step before it came (accept → sent → recorded)."""

Fact = str | int | float | None
_SAYABLE = re.compile(r"[A-Za-z0-9_.:/#\- ,<>]{0,400}")
_LONG_NUMBER = re.compile(r"(?<![0-9a-fA-F-])(?:18|19|20)[0-9]{6}-?[0-9]{4}(?![0-9a-fA-F-])")
_BORN = r"[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{2}-?[0-9]{4}"  # the third digit of an organisation's own number is 2 or more
_SOLE_TRADER = re.compile(
    rf"(?<![0-9a-fA-F-])(?:16)?{_BORN}(?![0-9a-fA-F-])|(?:SE|TSTNMT)(?:16|18|19|20)?{_BORN}(?![0-9])", re.IGNORECASE
)


class Log(Protocol):
    """How the gateway logs."""

    def __call__(self, event: Event, **facts: Fact) -> None:
        """Log one event with its facts. Raises TypeError for a fact whose name is not in `FACTS`."""


def sayable(value: str | int | float) -> str | int | float:
    """The value if it looks like an id or a code, else `?`; a person's number never passes, also as a sole trader's."""
    if isinstance(value, (int, float)):
        return value
    about_a_person = _LONG_NUMBER.search(value) or _SOLE_TRADER.search(value)
    return value if _SAYABLE.fullmatch(value) and not about_a_person else "?"


def _said(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    return {name: value if name == "timestamp" else sayable(value) for name, value in event.items()}


def process_name() -> str:
    """Names this process among those of all machines: computer and process number."""
    return f"{socket.gethostname()}:{os.getpid()}"


def make_log(stream: TextIO, gateway: str | None = None) -> Log:
    """A log that writes JSON lines to a stream, each with the gateway's name, the process and the thread."""
    logger = cast(
        Any,
        structlog.wrap_logger(
            structlog.WriteLogger(stream),
            processors=[
                structlog.processors.TimeStamper(fmt="iso", utc=True),
                _said,
                structlog.processors.JSONRenderer(),
            ],
        ),
    )
    whose = {"process": process_name()} | ({"gateway": gateway} if gateway else {})

    def log(event: Event, **facts: Fact) -> None:
        if unknown := facts.keys() - FACTS:
            raise TypeError(f"not a fact that may be logged: {', '.join(sorted(unknown))}")
        said = {name: value for name, value in facts.items() if value is not None}
        logger.msg(event.value, **said, **whose, worker=threading.current_thread().name)

    return log


def silent(_event: Event, **_facts: Fact) -> None:
    """A log that writes nothing."""
