"""How the threads of a pool do, as gauges of its process: when each role went round last, which journals are slow."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gateway.exchange.figures import naming_of
from gateway.exchange.parts import Parts
from gateway.metrics import Reading
from gateway.worker.pulse import Health


def watch_threads(parts: Parts, health: Callable[[], Mapping[str, Health]]) -> None:
    """Show how the threads do, for as long as the process runs."""
    naming = naming_of(parts)

    def read() -> Iterator[Reading]:
        now = parts.clock()
        for role, each in health().items():
            yield Reading("samspel_worker_round_age_seconds", (now - each.last_round).total_seconds(), (role,))
            for organisation in each.slow:
                yield Reading("samspel_journal_slow", 1, (naming(organisation),))

    parts.meters.watch(read)
