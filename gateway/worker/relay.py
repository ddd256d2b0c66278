"""A relay prepares copies and sends what is to be sent, of all organisations hosted here, the longest waiting first.

Theory of operation. Several relays share the work by claiming streams, some at a time (`batch.py`): what is due is
prepared, marked, published and written together. Who has had its turn (`TURN` pieces of work) is passed by until nobody
else has anything to do: so one that hands in a hundred thousand plans keeps no neighbour waiting. A broker that is away
is noticed by the first sending that fails: it is postponed, the rest of its batch is given back, and from then on this
relay claims only what is to be prepared, and asks for the broker itself, ever more seldom. So an outage costs no
message more than a few of its tries. A store that is away raises out of the round, and what was claimed then is given
back as soon as the store answers.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Sequence
from typing import TypeGuard

from gateway.broker.protocol import OF_ONE_QUEUE
from gateway.exchange.parts import Parts
from gateway.logs import Event
from gateway.store.rows import WorkKind
from gateway.worker.batch import Batch, Done
from gateway.worker.roles import SENDING
from gateway.worker.rounds import LONGEST_WAIT
from gateway.worker.waiting import Awake, Bell, Rests, Sparing
from schemas.errors import BrokerUnavailable, LeftAlone

_BROKER = "broker"

TURN = 20
"""Pieces of work of one organisation while others may wait, and streams of one batch: some milliseconds each."""

OF_LEASE = 0.25
ASKED_WITHIN = 2.0
"""How long a batch may take before it gives back what it has not begun, as a part of a lease, and in seconds. A broker
can be slow, and consent was asked when the batch was claimed: what is withdrawn after that is not to leave later."""


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
        self._looks = Sparing(stop)
        self._awake = Awake(parts.times.poll.total_seconds(), alone=parts.alone)

    def round(self) -> float:
        """Do all that is due; give how long to wait for more."""
        if self.holding:
            self._parts.store.give_back(self.owner)
            self.holding = False
        while not self._stop.is_set():
            self.holding = True
            done = self._work()
            self.holding = False
            if not done:
                break
            self._mind_broker(done)
            self._awake.worked()
            self._bell.ring()
        return self._awake.pause()

    def _work(self) -> Done:
        there = self._broker_is_there()
        kinds = [each for each in self._kinds if there or each is WorkKind.PREPARE]
        if not kinds:
            return []
        hosted = self._parts.hosted
        if not self._looks.look(lambda: self._parts.store.has_due(hosted, kinds, now=self._parts.clock())):
            return []
        waiting = tuple(each for each in hosted if self._had[each] < TURN)
        done = self._batch(waiting, kinds) if waiting else []
        if not done and len(waiting) < len(hosted):
            self._had.clear()
            done = self._batch(hosted, kinds)
        self._had.update(claim.stream.organisation for claim, _ in done)
        return done

    def _batch(self, organisations: Sequence[str], kinds: Sequence[WorkKind]) -> Done:
        until = time.monotonic() + min(ASKED_WITHIN, self._parts.times.lease.total_seconds() * OF_LEASE)
        batch = Batch(
            self._parts,
            self.owner,
            over=self._stop.is_set,
            enough=lambda: time.monotonic() > until,
            ends=_says_that_the_broker_is_away,
        )
        return batch.work(organisations, kinds, limit=TURN)

    def _broker_is_there(self) -> bool:
        if self._rests.resting(_BROKER):
            return False
        if self._rests.has_failed(_BROKER):
            try:
                self._parts.broker.check()
            except BrokerUnavailable as away:
                self._rest_after(away)
                return False
        return True

    def _mind_broker(self, done: Done) -> None:
        """Who ended without a word to the broker, beside one that found it away, says nothing of it."""
        away = next((wrong for _, wrong in done if _says_that_the_broker_is_away(wrong)), None)
        if away is not None:
            self._rest_after(away, said=True)
        elif any(claim.work.kind is not WorkKind.PREPARE for claim, _ in done):
            self._rests.well(_BROKER)

    def _rest_after(self, away: BrokerUnavailable, *, said: bool = False) -> None:
        """`said`: it stands in the log already, with the message that met it."""
        if isinstance(away, LeftAlone):
            self._rests.told_to_wait(_BROKER)
            return
        self._rests.failed(_BROKER)
        if not said:
            self._parts.log(Event.TRIED_AGAIN_LATER, code=away.code)


def _says_that_the_broker_is_away(wrong: Exception | None) -> TypeGuard[BrokerUnavailable]:
    return isinstance(wrong, BrokerUnavailable) and wrong.code not in OF_ONE_QUEUE
