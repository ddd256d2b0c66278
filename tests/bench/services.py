"""RabbitMQ and PostgreSQL for a run: started in a folder of the run's own, and said to be absent where they are."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from tests.services import postgresql, rabbitmq
from tests.services.plugin import PostgreSql, RabbitMq


@dataclass(frozen=True)
class Services:
    """What there is; `why_not` says what is missing; `kinds` are the kinds of parts that are measured."""

    rabbitmq: RabbitMq | None = None
    postgresql: PostgreSql | None = None
    why_not: str = ""
    kinds: tuple[str, ...] = ("embedded", "real")


NOTHING = Services(why_not="not started for this run", kinds=("embedded",))


@contextmanager
def started() -> Iterator[Services]:
    """Both, for the time of the block."""
    missing = [why for each in (rabbitmq, postgresql) if (why := each.missing())]
    if missing:
        yield replace(NOTHING, why_not="; ".join(missing))
        return
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory()))
        folder.chmod(0o755)
        said: dict[str, str] = {}
        for service, name in ((rabbitmq, "rabbitmq"), (postgresql, "postgresql")):
            said |= service.start(folder / name)
            running.callback(service.stop, folder / name)
        told = [said[f"SAMSPEL_TEST_RABBITMQ{name}"] for name in ("", "_MANAGEMENT", "_USER", "_PASSWORD")]
        yield Services(RabbitMq(*told), PostgreSql(said["SAMSPEL_TEST_POSTGRESQL"]))
