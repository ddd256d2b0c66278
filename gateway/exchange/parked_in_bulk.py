"""What is parked, settled in bulk: each row in transactions of its own, so that one that fails stops no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from gateway.exchange.parked import discard, replay
from gateway.exchange.parking import frames_of
from gateway.exchange.parts import Parts
from gateway.logs import Event
from schemas.errors import Rejected, SamspelError, StoreUnavailable

DEFECT = "SIP989"


@dataclass(slots=True)
class Settled:
    """What became of each number: done, or the code of why not."""

    done: list[int] = field(default_factory=list)
    failed: dict[int, str] = field(default_factory=dict)


def replay_all(parts: Parts, numbers: Iterable[int]) -> Settled:
    """Try each again. Raises StoreUnavailable: what was done until then is done."""
    return _each(parts, numbers, replay)


def discard_all(parts: Parts, numbers: Iterable[int]) -> Settled:
    """Do nothing more about any of them. Raises as `replay_all`."""
    return _each(parts, numbers, discard)


def _each(parts: Parts, numbers: Iterable[int], settle: Callable[[Parts, int], None]) -> Settled:
    settled = Settled()
    for number in dict.fromkeys(numbers):
        try:
            settle(parts, number)
        except StoreUnavailable:
            raise
        except SamspelError as refused:
            settled.failed[number] = _code(refused)
        except Exception as defect:  # noqa: BLE001 - a defect at one row must not keep the others from being settled
            parts.log(Event.DEFECT, code=DEFECT, frames=frames_of(defect)[:400])
            settled.failed[number] = DEFECT
        else:
            settled.done.append(number)
    return settled


def _code(refused: SamspelError) -> str:
    return refused.findings[0].code if isinstance(refused, Rejected) and refused.findings else refused.code
