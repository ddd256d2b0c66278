"""What the oracle says: how many copies ended how, and every offence with the copy that it is about."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What can be wrong."""

    LOST = "lost"
    """Accepted, and neither recorded nor visibly in another state for a right reason."""
    DUPLICATED = "duplicated"
    """More than one entry for a copy, or more than one version for a document."""
    OUT_OF_ORDER = "out-of-order"
    """An older version was recorded after a newer one."""
    LEAKED = "leaked"
    """Somebody got what was not for it, or no more; or plan content stood where anybody can read it."""
    ALTERED = "altered"
    """What was recorded is not what the home sent: other bytes, half a document, a part missing."""
    HOME_DOES_NOT_KNOW = "home-does-not-know"
    """The home's ledger says something else than what the recipient holds and its journal has."""
    BELIEVED = "believed"
    """A receipt that could be seen to be false was believed."""
    UNEXPLAINED = "unexplained"
    """Something waits for a person, and no fault that was in play says why."""


LAST_LINE = (Kind.LOST, Kind.DUPLICATED, Kind.OUT_OF_ORDER, Kind.LEAKED)
"""Always named, also when there are none."""

OUTCOMES = ("recorded", "handed-over", "withheld", "rejected", "superseded", "withdrawn", "parked")
"""Where a copy may stand in the end; what stands elsewhere is lost."""


@dataclass(frozen=True, slots=True)
class Offence:
    """One thing that is wrong. `about` is a copy id, the name of a document, or where it was seen."""

    kind: Kind
    batch: str
    about: str
    says: str


@dataclass
class Verdict:
    """The whole judgement; `counts` by batch."""

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    offences: list[Offence] = field(default_factory=list)
    searched: dict[str, int] = field(default_factory=dict)
    """How many logs, headers and metrics were searched for what nobody may read there."""

    @property
    def clean(self) -> bool:
        """Whether nothing is wrong."""
        return not self.offences

    def of(self, batch: str) -> Counter[str]:
        """The counts of a batch, its offences among them."""
        wrong = Counter(each.kind.value for each in self.offences if each.batch == batch)
        return self.counts.get(batch, Counter()) + wrong

    @property
    def total(self) -> Counter[str]:
        """The counts of all."""
        every = {*self.counts, *(each.batch for each in self.offences)}
        return sum((self.of(batch) for batch in every), Counter[str]())

    @property
    def last_line(self) -> str:
        """`lost 0 duplicated 0 out-of-order 0 leaked 0`, and whatever else there is."""
        total = self.total
        others = [kind for kind in Kind if kind not in LAST_LINE and total[kind.value]]
        return " ".join(f"{kind.value} {total[kind.value]}" for kind in (*LAST_LINE, *others))

    def as_json(self) -> dict[str, Any]:
        """All of it, for a file."""
        return {
            "last_line": self.last_line,
            "clean": self.clean,
            "total": dict(self.total),
            "searched": self.searched,
            "batches": {batch: dict(self.of(batch)) for batch in sorted(self.counts)},
            "offences": [
                {"kind": each.kind.value, "batch": each.batch, "about": each.about, "says": each.says}
                for each in self.offences
            ],
        }
