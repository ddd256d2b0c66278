"""What a check says: how it is, what was seen (numbers and names of parts, nothing of persons), and what to do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from schemas.findings import Finding, Severity

Seen = Mapping[str, str | int | float | None]


class Level(StrEnum):
    """How it is, the worst last."""

    OK = "ok"
    WARNING = "warning"
    FAULT = "fault"


_LEVELS = {Severity.ERROR: Level.FAULT, Severity.WARNING: Level.WARNING, Severity.INFORMATION: Level.OK}
_ORDER = list(Level)


@dataclass(frozen=True, slots=True)
class Result:
    """What one check found. The findings say what to do; one that is well has none."""

    check: str
    seen: Seen = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def level(self) -> Level:
        """The level of its worst finding."""
        return worst(_LEVELS[each.severity] for each in self.findings)

    def as_json(self) -> dict[str, Any]:
        """The result as one JSON object."""
        said = [each.as_json() for each in self.findings]
        codes = list(dict.fromkeys(each.code for each in self.findings))
        return {
            "check": self.check,
            "level": self.level.value,
            "codes": codes,
            "seen": dict(self.seen),
            "findings": said,
        }


def worst(levels: Any) -> Level:
    """The worst of them; `ok` when there are none."""
    return max(levels, key=_ORDER.index, default=Level.OK)
