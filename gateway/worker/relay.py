"""A relay prepares copies and sends what is to be sent, of all organisations hosted here, the longest waiting first.

Theory of operation. Several relays share the work by claiming streams. Who has had its turn (`TURN` pieces of work) is
passed by until nobody else has anything to do: so one that hands in a hundred thousand plans keeps no neighbour
waiting. A broker that is away is noticed by the first
sending that fails: it is postponed, and from then on this relay claims only what is to be prepared, and asks for the
broker itself, ever more seldom. So an outage costs no message more than a few of its tries. A store that is away raises
out of the round, and what was claimed then is given back as soon as the store answers.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence

from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.store.rows import Claim, WorkKind
from gateway.worker.roles import SENDING
from gateway.worker.rounds import LONGEST_WAIT
from gateway.worker.waiting import Bell, Rests
from gateway.worker.work import work_on
from schemas.errors import BrokerUnavailable

_BROKER = "broker"
_FULL = "SIP665"
"""One recipient's queue is full: the broker is there for all others."""

TURN = 20
"""Pieces of work of one organisation while others may wait: tens of milliseconds each."""


class Relay:
    """One thread's relay."""

    def __init__(
        self,
        parts: Parts,
        owner: str,
        bell: Bell,
        stop: threading.Event,
        kinds: Sequence[WorkKind] = SENDING,
    ) -> None:
        self.owner = owner
        self._kinds = kinds
        self._parts, self._bell, self._stop = parts, bell, stop
        self._rests = Rests(parts.chance, LONGEST_WAIT)
        self.holding = False
        self._had: Counter[str] = Counter()

    def round(self) -> float:
        """Do all that is due; give how long to wait for more."""
        if self.holding:
            self._parts.store.give_back(self.owner)
            self.holding = False
        while not self._stop.is_set():
            self.holding = True
            claim = self._claim()
            wrong = work_on(self._parts, claim) if claim is not None else None
            self.holding = False
            if claim is None:
                break
            self._mind_broker(claim, wrong)
            self._bell.ring()
        return self._parts.times.poll.total_seconds()

    def _claim(self) -> Claim | None:
        there = self._broker_is_there()
        kinds = [each for each in self._kinds if there or each is WorkKind.PREPARE]
        if not kinds:
            return None
        hosted = self._parts.hosted
        waiting = tuple(each for each in hosted if self._had[each] < TURN)
        claim = self._claimed(waiting, kinds) if waiting else None
        if claim is None and len(waiting) < len(hosted):
            self._had.clear()
            claim = self._claimed(hosted, kinds)
        if claim is not None:
            self._had[claim.stream.organisation] += 1
        return claim

    def _claimed(self, organisations: Sequence[str], kinds: Sequence[WorkKind]) -> Claim | None:
        parts = self._parts
        return parts.store.claim(organisations, kinds, owner=self.owner, now=parts.clock(), lease=parts.times.lease)

    def _broker_is_there(self) -> bool:
        if self._rests.resting(_BROKER):
            return False
        if self._rests.has_failed(_BROKER):
            try:
                self._parts.broker.check()
            except BrokerUnavailable as away:
                self._parts.log(Event.TRIED_AGAIN_LATER, code=away.code)
                self._rests.failed(_BROKER)
                return False
        return True

    def _mind_broker(self, claim: Claim, wrong: Exception | None) -> None:
        if isinstance(wrong, BrokerUnavailable) and wrong.code != _FULL:
            self._rests.failed(_BROKER)
        elif claim.work.kind is not WorkKind.PREPARE:
            self._rests.well(_BROKER)
