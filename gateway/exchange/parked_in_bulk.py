"""What is parked, settled in bulk: each row in transactions of its own, so that one that fails stops no other.

Theory of operation. A choice is read page by page, without bodies, up to the row that was the newest when it began:
what fails stays and is passed by, and what is parked again meanwhile has a new number and is not taken again. So it
ends, however many rows there are, and holds one body at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from gateway.exchange.parked import count_parked, discard, pages_of_parked, replay
from gateway.exchange.parking import frames_of
from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.store.rows import WantedParked
from schemas.errors import Rejected, SamspelError, StoreUnavailable
from schemas.messages import CopyId

DEFECT = "SIP989"


K = TypeVar("K", int, CopyId)


@dataclass
class Settled(Generic[K]):
    """What became of each number or copy: done, or the code of why not. `left`: chosen too, and not tried."""

    done: list[K] = field(default_factory=list)
    failed: dict[K, str] = field(default_factory=dict)
    left: int = 0


def replay_all(parts: Parts, numbers: Iterable[int]) -> Settled[int]:
    """Try each again. Raises StoreUnavailable: what was done until then is done."""
    return settle_each(parts, numbers, replay)


def discard_all(parts: Parts, numbers: Iterable[int]) -> Settled[int]:
    """Do nothing more about any of them. Raises as `replay_all`."""
    return settle_each(parts, numbers, discard)


def replay_chosen(parts: Parts, wanted: WantedParked, at_most: int | None = None) -> Settled[int]:
    """Try everything again that `wanted` says now, or the `at_most` oldest of it. Raises as `replay_all`."""
    return _chosen(parts, wanted, at_most, replay)


def discard_chosen(parts: Parts, wanted: WantedParked, at_most: int | None = None) -> Settled[int]:
    """Do nothing more about all that `wanted` says now, or the `at_most` oldest of it. Raises as `replay_all`."""
    return _chosen(parts, wanted, at_most, discard)


def _chosen(
    parts: Parts, wanted: WantedParked, at_most: int | None, settle: Callable[[Parts, int], None]
) -> Settled[int]:
    settled: Settled[int] = Settled()
    total = 0 if at_most is None else count_parked(parts, wanted)
    for rows in pages_of_parked(parts, wanted, at_most):
        settle_each(parts, [row.id for row in rows], settle, settled)
    if at_most is not None:
        settled.left = max(0, total - len(settled.done) - len(settled.failed))
    return settled


def settle_each(
    parts: Parts, asked: Iterable[K], settle: Callable[[Parts, K], None], settled: Settled[K] | None = None
) -> Settled[K]:
    """Settle each for itself, each once, and add what became of it to `settled`. Raises as `replay_all`."""
    settled = Settled() if settled is None else settled
    for each in dict.fromkeys(asked):
        try:
            settle(parts, each)
        except StoreUnavailable:
            raise
        except SamspelError as refused:
            settled.failed[each] = _code(refused)
        except Exception as defect:  # noqa: BLE001 - a defect at one row must not keep the others from being settled
            parts.log(Event.DEFECT, code=DEFECT, frames=frames_of(defect)[:400])
            settled.failed[each] = DEFECT
        else:
            settled.done.append(each)
    return settled


def _code(refused: SamspelError) -> str:
    return refused.findings[0].code if isinstance(refused, Rejected) and refused.findings else refused.code
