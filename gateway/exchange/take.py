"""Take: what a journal system has handed in is accepted, one document after the other, and answered."""

from __future__ import annotations

from gateway.exchange.accept import accept
from gateway.exchange.parts import Parts
from gateway.exchange.steps import Step


def take(parts: Parts, organisation: str) -> int:
    """Take every document that waits; how many. A document that was taken and not answered is answered the same."""
    journal, taken = parts.journals[organisation], 0
    for handed in journal.read():
        answer = accept(parts, organisation, handed)
        journal.answer(answer)
        parts.at(Step.ACCEPT_AFTER_ANSWER)
        taken += 1
    return taken
