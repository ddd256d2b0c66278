"""What a fault is: something that goes wrong in a running world, at a time drawn by chance, and is put right again.

One fault is one row of the table. The driver draws a batch of plans for each fault, hands it in while the fault is
there, and asks afterwards whether it really happened. Of one fault, on a thread of its own:

    `first`: inject ──┐                        (else: inject at a random moment while the batch is handed in)
    the batch is handed in, over some seconds ─┤
    it lasts ─ `meanwhile` (when all is handed in) ─ heal ─ `afterwards` ─ … all at rest … ─ proof

The time of recovery begins when `heal` has returned.

Several faults of one wave run at the same time, over the same processes. Everything that is drawn is drawn from the
`chance` that is passed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.faults.load import Batch
    from tests.faults.world import World


class NotInjected(Exception):
    """The fault did not really happen: the run says nothing about it, and fails."""


class Fault:
    """One kind of fault; a class for each. An object is made for one run, and used once."""

    name: str
    """As `--only` says it: `broker-killed`."""

    says: str
    """What happens, in a few words, for the table."""

    long = False
    """Whether it is the long form: what can happen again and again does so oftener, what lasts lasts longer."""

    first = False
    """Whether it is there before the first plan of the batch is handed in."""

    share = 1.0
    """How many plans, of what an ordinary fault gets."""

    background = False
    """Whether it begins with the run and lasts over many waves, beside all others."""

    ordinary = True
    """Whether some plans of the batch get new versions, or are taken back, by chance; else each has one version."""

    shape: Mapping[str, Any] = {}
    """What `Load.batch` is told of the batch: homes, recipients, how many each."""

    may_end: Mapping[str, str] = {}
    """States besides `recorded` in which a copy of this batch may stand at the end → why that is right.

    What is withdrawn, nullified or superseded by the load itself is known to the oracle and need not be said here.
    """

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        """Let it go wrong. Returns when it has begun, or is over; may wait between."""

    def lasts(self, chance: Random) -> float:
        """Seconds from when `inject` has returned until it is healed; 0 for what is over when it has happened."""
        return 0.0

    def meanwhile(self, world: World, batch: Batch, chance: Random) -> None:
        """What is done while it lasts, when all of the batch has been accepted. Only called when `waits_for_all`."""

    waits_for_all = False
    """Whether it is healed only when all of the batch has been accepted (and `meanwhile` is done)."""

    def heal(self, world: World) -> None:
        """Put it right; also called when the run is broken off, and when `inject` never was. Twice is once."""

    def afterwards(self, world: World) -> None:
        """What people do when it has been put right: let go on what was parked, ask partners. Not when broken off."""

    def proof(self, world: World, batch: Batch) -> str:
        """What shows that it really happened, in a few words and without a name of anybody; asked when all is at rest.

        Raises NotInjected when it did not.
        """
        raise NotImplementedError
