"""Some pieces of work done together: claimed in one transaction, their results written in one.

Theory of operation. Each piece of work is a use case in phases (`gateway/exchange/phases.py`). The transaction that
claims a batch runs the first phase of each: preparing is then done; a copy that is to be sent has been asked for and
marked. Then each does what it does outside, one after another in the order of their streams, no transaction open; what
they want to write gathers (`HELD_AT_MOST` long at the most, as seen between two of them), and is written in one
transaction, which also gives back the streams of which nothing is left.

Each of these transactions takes turns at all its plans first, in the order in which everybody does: the order of the
streams is another, and two that wait for each other cost PostgreSQL a second.

One never harms its neighbours: when a transaction of many raises, it is rolled back, and each does its phase in one of
its own; whose phase raises then is dealt with as if it had been alone. What comes after a recording in a stream begins
when that is written. What has not begun outside when the time is over (`over`), or when a failure says that it would
fail too (`ends`), is given back, due as it was.

Whatever happens, a claim writes only with its fence; so a batch that takes longer than its lease costs work done twice,
which every station knows, and nothing else.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from gateway.exchange.parts import Parts
from gateway.exchange.phases import Phase, Phases
from gateway.exchange.steps import Step
from gateway.store.protocol import Transaction
from gateway.store.rows import Claim, Stream, WorkKind
from gateway.worker.work import PHASES, deal_with

Done = list[tuple[Claim, Exception | None]]
"""What was done, each with what went wrong and has been dealt with."""

HELD_AT_MOST = 0.1  # seconds; how long a result waits for those of its neighbours
AT_MOST = 20
"""Streams of one batch: tens of milliseconds of one transaction, so that nobody waits long for the plans in it."""


class _Piece:
    """One claimed piece of work: which phase it wants to run, and how it ended."""

    def __init__(self, claim: Claim) -> None:
        self.claim = claim
        self.phases: Phases | None = None
        self.wants: Phase | None = None
        self.given: Any = None
        self.ended = False
        self.wrong: Exception | None = None


def never() -> bool:
    """There is time enough."""
    return False


def nothing_ends(_error: Exception) -> bool:
    """Whatever fails, the others may not."""
    return False


class Batch:
    """What one owner does together. A batch is done once.

    When it is `over` it ends at once; when it has done `enough`, as soon as something is done, and as much time was
    spent on doing as on claiming: so a claim that takes longer than all the time that there is (a computer with far
    too much to do, a database that hardly answers) is not for nothing, again and again.
    """

    def __init__(
        self,
        parts: Parts,
        owner: str,
        *,
        over: Callable[[], bool] = never,
        enough: Callable[[], bool] = never,
        ends: Callable[[Exception], bool] = nothing_ends,
        after_each: Callable[[], None] = lambda: None,
    ) -> None:
        self._parts, self._owner = parts, owner
        self._over, self._enough, self._ends, self._after_each = over, enough, ends, after_each
        self._pieces: list[_Piece] = []
        self._of_stream: dict[Stream, list[_Piece]] = defaultdict(list)
        self._settled: set[int] = set()
        self._settling: set[int] = set()
        self._stopped = False
        self._worth_until = 0.0

    def work(self, organisations: Sequence[str], kinds: Sequence[WorkKind], *, limit: int = AT_MOST) -> Done:
        """Claim and do. Empty when nothing is due, or the time was over before anything was done.

        Raises only StoreUnavailable: then what was claimed is to be given back.
        """
        began = time.monotonic()
        self._claim(organisations, kinds, limit)
        self._worth_until = 2 * time.monotonic() - began
        while ready := self._ready():
            self._outside(ready)
            if not self._must_stop():
                self._write(self._started(self._waiting()))
        self._give_back_the_rest()
        return [(each.claim, each.wrong) for each in self._pieces if each.ended]

    def _claim(self, organisations: Sequence[str], kinds: Sequence[WorkKind], limit: int) -> None:
        try:
            with self._parts.store.transaction() as tx:
                self._take(tx, organisations, kinds, limit)
                first = self._started(self._waiting())
                self._run(tx, first)
                self._parts.at(Step.BATCH_BEFORE_CLAIMED)
        except Exception:  # noqa: BLE001 - whoever it was raises it again, alone
            self._parts.store.give_back(self._owner)
            with self._parts.store.transaction() as tx:
                self._take(tx, organisations, kinds, limit)
            self._each_alone(self._started(self._waiting()))
        else:
            self._written(first)
        if self._pieces:
            self._parts.at(Step.BATCH_AFTER_CLAIMED)

    def _take(self, tx: Transaction, organisations: Sequence[str], kinds: Sequence[WorkKind], limit: int) -> None:
        now, lease = self._parts.clock(), self._parts.times.lease
        claims = tx.claim_batch(organisations, kinds, owner=self._owner, now=now, lease=lease, limit=limit)
        self._pieces = [_Piece(claim) for claim in claims]
        self._of_stream.clear()
        for each in self._pieces:
            self._of_stream[each.claim.stream].append(each)

    def _waiting(self) -> list[_Piece]:
        """Those that may begin now: before whom, in their stream, no recording is on its way."""
        found = []
        for pieces in self._of_stream.values():
            for each in pieces:
                if each.phases is None and each.wrong is None:
                    found.append(each)
                if not each.ended and each.claim.work.kind is WorkKind.RECORD:
                    break
        return found

    def _ready(self) -> list[_Piece]:
        """Those that can go on: when the time is over, only to what is to be said of what is written."""
        open_ = (each for each in self._pieces if not each.ended)
        return [each for each in open_ if each.wrong is not None or (each.phases and self._may_go_on(each))]

    def _may_go_on(self, piece: _Piece) -> bool:
        return piece.wrong is not None or piece.claim.work.id in self._settled or not self._must_stop()

    def _started(self, pieces: Iterable[_Piece]) -> list[_Piece]:
        """Each comes to its first phase; there is no outside effect before that."""
        started = []
        for each in pieces:
            try:
                each.phases = PHASES[each.claim.work.kind](self._parts, each.claim)
                each.wants = next(each.phases, None)
            except Exception as error:  # noqa: BLE001 - dealt with when no transaction is open
                each.wrong = error
            started.append(each)
        return started

    def _outside(self, pieces: list[_Piece]) -> None:
        """Each goes on to what it wants to write next, one after another."""
        held: list[_Piece] = []
        since = 0.0
        for each in pieces:
            if held and (time.monotonic() - since > HELD_AT_MOST or self._has_done_enough()):
                self._write(held)
                held = []
            if not self._may_go_on(each):
                continue
            if self._go_on(each):
                since = since if held else time.monotonic()
                held.append(each)
            elif each.wrong is not None:
                self._write(held)
                held = []
                self._deal_with(each)
            self._after_each()
        self._write(held)

    def _go_on(self, piece: _Piece) -> bool:
        """Whether it wants to write something now. If not it has ended, or something went wrong."""
        if piece.wrong is not None or piece.phases is None:
            return False
        given, piece.given = piece.given, None
        try:
            piece.wants = piece.phases.send(given)
        except StopIteration:
            piece.wants, piece.ended = None, True
        except Exception as error:  # noqa: BLE001 - dealt with as if it had been alone
            piece.wants, piece.wrong = None, error
        return piece.wants is not None

    def _write(self, pieces: Sequence[_Piece]) -> None:
        """Run the phases that these want to run, together; or each alone, when that raises."""
        pieces = [each for each in pieces if each.wants is not None]
        if not pieces:
            return
        try:
            with self._parts.store.transaction() as tx:
                self._run(tx, pieces)
                self._parts.at(Step.BATCH_BEFORE_RESULTS)
        except Exception:  # noqa: BLE001 - whoever it was raises it again, alone
            self._each_alone(pieces)
        else:
            self._written(pieces)
            self._parts.at(Step.BATCH_AFTER_RESULTS)

    def _run(self, tx: Transaction, pieces: Sequence[_Piece]) -> None:
        streams = [each.claim.stream for each in pieces if each.wants is not None]
        tx.take_turns(messages=(), plans=[(each.organisation, each.plan_id) for each in streams])
        for each in pieces:
            if each.wants is not None:
                each.given = each.wants(tx)
        tx.release([one.claim for one in self._first_of_each_that_is_done(tx)])

    def _first_of_each_that_is_done(self, tx: Transaction) -> list[_Piece]:
        """One piece of each stream of which nothing is left when this transaction is committed."""
        done = []
        for pieces in self._of_stream.values():
            left = [each for each in pieces if each.claim.work.id not in self._settled]
            if left and all(tx.settled(each.claim) for each in left):
                done.append(pieces[0])
        self._settling = {each.claim.work.id for each in self._pieces if tx.settled(each.claim)}
        return done

    def _written(self, pieces: Iterable[_Piece]) -> None:
        self._settled |= self._settling
        for each in pieces:
            each.wants = None

    def _each_alone(self, pieces: Iterable[_Piece]) -> None:
        for each in pieces:
            if each.wants is None:
                continue
            try:
                with self._parts.store.transaction() as tx:
                    self._run(tx, [each])
            except Exception as error:  # noqa: BLE001 - dealt with as if it had been alone
                each.wants, each.wrong = None, error
                self._deal_with(each)
            else:
                self._written([each])

    def _deal_with(self, piece: _Piece) -> None:
        """It went wrong: what becomes of it is written, and its stream given back if nothing else is left in it."""
        if piece.ended or piece.wrong is None:
            return
        deal_with(self._parts, piece.claim, piece.wrong)
        piece.ended = True
        self._settled.add(piece.claim.work.id)
        pieces = self._of_stream[piece.claim.stream]
        if all(each.claim.work.id in self._settled for each in pieces):
            with self._parts.store.transaction() as tx:
                tx.release([piece.claim])
        self._stopped |= self._ends(piece.wrong)

    def _must_stop(self) -> bool:
        return self._stopped or self._over() or (bool(self._settled) and self._has_done_enough())

    def _has_done_enough(self) -> bool:
        return time.monotonic() > self._worth_until and self._enough()

    def _give_back_the_rest(self) -> None:
        """What was claimed and is not done any more is due as it was."""
        for each in self._pieces:
            if each.phases is not None and not each.ended:
                each.phases.close()
        left = [each.claim for each in self._pieces if each.claim.work.id not in self._settled]
        if left:
            with self._parts.store.transaction() as tx:
                tx.release(left)
