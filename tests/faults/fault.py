"""What a fault is: something that goes wrong in a running world, at a time drawn by chance, and is put right again.

One fault is one row of the table. The driver hands in a batch of plans of its own for each fault (`world.load`), lets
`inject` happen while they are on their way, waits as long as the fault `lasts`, calls `heal`, and asks `proof`. Several
faults of one wave run at the same time, each on a thread of its own, over the same processes. Everything that is drawn
is drawn from the `chance` that is passed in.
"""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from tests.faults.load import Batch
    from tests.faults.world import World


class NotInjected(Exception):
    """The fault did not really happen: the run says nothing about it, and fails."""


class Fault(Protocol):
    """One kind of fault. An object is made for one run, and used once, on one thread."""

    name: str
    """As `--only` says it: `broker-killed`."""

    says: str
    """What happens, in a few words, for the table."""

    alone: bool
    """Whether nothing else may go wrong meanwhile (it counts, or fills up, what others would need)."""

    may_end: Mapping[str, str]
    """Final states besides `recorded` in which a copy of this fault's batch may stand → the reason why that is right.

    What is withdrawn, nullified or superseded by the batch itself is known to the load and need not be said here.
    """

    def inject(self, world: World, batch: Batch, chance: Random) -> None:
        """Let it go wrong, while the batch is on its way. Returns when it has begun, or happened; may wait."""

    def lasts(self, chance: Random, *, long: bool) -> float:
        """Seconds from when `inject` has returned to `heal`; 0 for what is over when it has happened."""

    def heal(self, world: World) -> None:
        """Put it right; also called when the run is broken off. Twice is once."""

    def proof(self, world: World, batch: Batch) -> str:
        """What shows that it really happened, in a few words and without a name of anybody; asked after `heal`, when
        all is at rest. Raises NotInjected when it did not."""


class Ordinary:
    """What most faults are: not alone, over in a moment, nothing else than recorded at the end."""

    alone = False
    may_end: Mapping[str, str] = {}

    def lasts(self, chance: Random, *, long: bool) -> float:
        return 0.0

    def heal(self, world: World) -> None:
        """Nothing is left to put right."""
