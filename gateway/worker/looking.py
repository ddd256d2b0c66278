"""Looking into one organisation's journal system: documents that it hands in, receipts that it has written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from gateway.exchange.confirmations import take_confirmations
from gateway.exchange.parts import Parts
from gateway.exchange.take import never, take
from gateway.logs import Event
from gateway.worker.work import say_defect
from schemas.errors import SamspelError, StoreUnavailable


@dataclass(frozen=True, slots=True)
class Looked:
    """How much was taken, and whether the journal system could be used."""

    taken: int
    failed: bool


def look(parts: Parts, organisation: str, tries: Counter[str], stop: Callable[[], bool] = never) -> Looked:
    """Take what waits. A journal that is away or defective is logged, and looked into another time.

    Raises StoreUnavailable. `stop` as in `take`.
    """
    taken, failed = 0, False
    for what in (partial(take, tries=tries, stop=stop), partial(take_confirmations, stop=stop)):
        try:
            taken += what(parts, organisation)
        except StoreUnavailable:
            raise
        except SamspelError as away:
            failed = True
            parts.log(Event.TRIED_AGAIN_LATER, organisation=organisation, code=away.code)
        except Exception as error:  # noqa: BLE001 - one defective journal system must not stop the others
            failed = True
            say_defect(parts, organisation, error)
    return Looked(taken, failed)
