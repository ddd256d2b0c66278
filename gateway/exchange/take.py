"""Take: what a journal system has handed in is accepted, one document after the other, and answered.

A document that a defect of ours keeps from being read stops no other: after some tries it is kept, parked and
answered.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from adapters.journal import Answer, HandedIn
from gateway.exchange.accept import accept, set_document_aside
from gateway.exchange.parking import frames_of
from gateway.exchange.parts import Parts
from gateway.exchange.steps import Step
from gateway.logs import Event
from gateway.rules.retry import TRIES_OF_A_DEFECT
from schemas.errors import Unavailable


def never() -> bool:
    """Nobody asks to stop."""
    return False


def take(parts: Parts, organisation: str, tries: Counter[str], stop: Callable[[], bool] = never) -> int:
    """Take every document that waits; how many. A document that was taken and not answered is answered the same.

    `tries` remembers, from one call to the next, how often each document has failed by a defect. `stop` is asked after
    each document, so that a long row of them neither keeps others waiting nor the process from ending.
    """
    journal, taken = parts.journals[organisation], 0
    for handed in journal.read():
        taken += 1
        answer = _accepted(parts, organisation, handed, tries)
        if answer is not None:
            journal.answer(answer)
            parts.at(Step.ACCEPT_AFTER_ANSWER)
        if stop():
            break
    return taken


def _accepted(parts: Parts, organisation: str, handed: HandedIn, tries: Counter[str]) -> Answer | None:
    try:
        return accept(parts, organisation, handed)
    except Unavailable:
        raise
    except Exception as error:  # noqa: BLE001 - a defect of ours must not lose the document, nor stop the next one
        parts.log(Event.DEFECT, organisation=organisation, code="SIP640", frames=frames_of(error)[:400])
        tries[handed.token] += 1
        if tries[handed.token] < TRIES_OF_A_DEFECT:
            return None
        del tries[handed.token]
        return set_document_aside(parts, organisation, handed, frames_of(error))
