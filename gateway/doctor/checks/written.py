"""What is written down: the settings, and which program reads them."""

from __future__ import annotations

import platform
from datetime import timedelta
from importlib.metadata import PackageNotFoundError, version

from gateway.doctor.patient import Patient
from gateway.doctor.results import Seen
from gateway.settings import Settings
from schemas.findings import Finding, finding
from schemas.messages import MESSAGE_VERSION, READABLE_MESSAGE_VERSIONS

LIBRARIES = ("cryptography", "joserfc", "lxml", "pika", "psycopg", "pydantic", "sqlalchemy", "uvicorn")
"""Those whose faults would be faults of the exchange."""

_OTHER_THREADS = 2  # the receiver, and what comes round: directory, deadlines, audit
_RECORDERS_AT_A_CONNECTION = 4  # one of so many: the others are at their journal systems


def settings(patient: Patient) -> tuple[Seen, list[Finding]]:
    """Readable, and limits that fit each other."""
    read = patient.settings
    seen: Seen = {
        "name": read.name,
        "organisations": len(read.organisations),
        "store": "postgresql" if read.store else "sqlite",
        "broker": "rabbitmq" if read.broker else "embedded",
        "relays": read.workers.relays,
        "recorders": read.workers.recorders,
    }
    untold = read.shared is not None and not read.shared.fingerprint
    whose = [finding("SIP919", "/shared/fingerprint")] if untold else []
    return seen, [*_pool(read), *_lease(read), *whose]


def _pool(read: Settings) -> list[Finding]:
    if read.store is None:
        return []
    workers = read.workers
    wanted = workers.relays + -(-workers.recorders // _RECORDERS_AT_A_CONNECTION) + _OTHER_THREADS
    threads = workers.relays + workers.recorders + _OTHER_THREADS
    if read.store.pool >= wanted:
        return []
    return [finding("SIP901", "/store/pool", pool=read.store.pool, threads=threads, wanted=wanted)]


def _lease(read: Settings) -> list[Finding]:
    """A sending may wait for a host, for the confirm, and for the database before and after."""
    needed = timedelta(0)
    if read.broker is not None:
        needed += read.broker.connect_timeout * len(read.broker.urls) + read.broker.blocked_timeout
    if read.store is not None:
        needed += read.store.statement_timeout
    if read.times.lease > needed:
        return []
    seconds = [round(each.total_seconds()) for each in (read.times.lease, needed)]
    return [finding("SIP903", "/times/lease", lease=seconds[0], needed=seconds[1])]


def versions(_patient: Patient) -> tuple[Seen, list[Finding]]:
    """Program, Python, message versions, and the libraries that matter."""
    readable = ", ".join(sorted(READABLE_MESSAGE_VERSIONS))
    seen: dict[str, str | int | float | None] = {
        "samspel": _version("samspel"),
        "python": platform.python_version(),
        "writes": MESSAGE_VERSION,
        "reads": readable,
    }
    return {**seen, **{each: _version(each) for each in LIBRARIES}}, []


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
