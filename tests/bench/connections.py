"""What a copy costs with 4 and with 311 organisations hosted and connected, and ten thousand in the directory.

Theory of operation. 311 is every municipality and region of the country. The gateway hosts so many organisations, each
with keys, a journal and queues of its own, and reads all their queues; the directory has ten thousand more. On RabbitMQ
as many connections of others consume from a queue of theirs meanwhile. Plans go between the same four of them, so there
are never fewer.
"""

from __future__ import annotations

import itertools
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pika

from gateway.directory.entries import Entry
from gateway.directory.toml_directory import read_directory, write_directory
from schemas.codes import OrganisationKind
from tests.bench.copies import one_round
from tests.bench.figures import Measured, Size
from tests.bench.services import Services
from tests.bench.world import HOSTS, Host, folder_on, open_with
from tests.broker.virtual_hosts import virtual_host

ROUNDS = 3


def measured(size: Size, services: Services) -> Measured:
    """Milliseconds for a copy with few and with many, which take turns."""
    found = Measured()
    for kind in services.kinds:
        with tempfile.TemporaryDirectory() as made, ExitStack() as around:
            gateways, numbers = [], itertools.count()
            for sessions in size.sessions:
                folder = around.enter_context(folder_on(kind, Path(made), services, hosts=hosts_of(sessions)))
                _fill_directory(folder, size.directory)
                began = time.perf_counter()
                parts = around.enter_context(open_with(folder))
                gateways.append((parts, time.perf_counter() - began))
            best = [float("inf")] * len(gateways)
            for round_number in range(1 + min(size.rounds, ROUNDS)):
                for place, (parts, _) in enumerate(gateways):
                    with connected(size.sessions[place] if kind == "real" else 0, services):
                        done = one_round(parts, size.growth_plans if round_number else size.warm_up, numbers)
                    if round_number:
                        best[place] = min(best[place], done.whole / done.copies)
        for sessions, seconds, (_, opening) in zip(size.sessions, best, gateways, strict=True):
            what = f"{kind}: a copy, {sessions} organisations, {size.directory:,} in the directory"
            found.add(f"copy-with-{sessions}-{kind}", what, 1000 * seconds, "ms", f"opened in {opening:.1f} s")
        what = f"{kind}: with {size.sessions[-1]}, to {size.sessions[0]}"
        found.add(f"sessions-{kind}", what, best[-1] / best[0], "times")
    if services.why_not:
        found.absent("sessions-real", "the same on RabbitMQ and PostgreSQL", services.why_not)
    return found


def hosts_of(count: int) -> tuple[Host, ...]:
    """The four of the plans and others, so many together. Raises ValueError when that is fewer than four."""
    if count < len(HOSTS):
        raise ValueError(f"{count} organisations, and plans go between {len(HOSTS)}")
    more = range(count - len(HOSTS))
    return (*HOSTS, *((f"TSTNMT2321000016-V{each:04d}", OrganisationKind.CARE_PROVIDER, f"VC {each}") for each in more))


def _fill_directory(folder: Path, count: int) -> None:
    """Organisations that take no part in the exchange yet: in the directory, without queues."""
    file = folder / "directory.toml"
    others = [
        Entry(f"TSTNMT2321000016-D{each:05d}", f"Vårdcentralen {each}", OrganisationKind.CARE_PROVIDER)
        for each in range(count)
    ]
    write_directory(file, [*read_directory(file).all(), *others])


@contextmanager
def connected(count: int, services: Services) -> Iterator[None]:
    """So many connections of others, each consuming from a queue of its own."""
    if not count or services.rabbitmq is None:
        yield
        return
    node = services.rabbitmq
    with virtual_host(node) as host, ExitStack() as open_ones:
        told = pika.URLParameters(f"{host.url}?heartbeat=0")
        told.credentials = pika.PlainCredentials(node.user, node.password)
        for number in range(count):
            connection = pika.BlockingConnection(told)
            open_ones.callback(connection.close)
            channel = connection.channel()
            channel.queue_declare(f"edge-{number}", durable=True)
            channel.basic_consume(f"edge-{number}", lambda *_: None)
        yield
