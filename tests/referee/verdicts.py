"""What the referee says, and which of its warnings have been reviewed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

REVIEWED = Path(__file__).with_name("reviewed_warnings.toml")


@dataclass(frozen=True)
class Issue:
    """One thing said about one input. `location` is a FHIRPath into it."""

    input: str
    severity: str
    location: str
    message: str
    id: str

    def __str__(self) -> str:
        return f"{self.input} {self.location}: {self.severity}: {self.message} [{self.id}]"

    __repr__ = __str__


@dataclass(frozen=True)
class Verdict:
    """Everything said about one input, in the validator's order."""

    input: str
    issues: tuple[Issue, ...]

    @property
    def errors(self) -> list[Issue]:
        """What makes the input invalid."""
        return [issue for issue in self.issues if issue.severity in ("fatal", "error")]

    @property
    def warnings(self) -> list[Issue]:
        """What the validator warns of, reviewed or not."""
        return [issue for issue in self.issues if issue.severity == "warning"]


def verdict_from(answer: Mapping[str, Any]) -> Verdict:
    """The referee's JSON answer as a Verdict; what it says of slices is added to the message."""
    name = str(answer["input"])
    issues = tuple(
        Issue(
            input=name,
            severity=str(said["severity"]),
            location=str(said.get("location") or ""),
            message="; ".join([str(said.get("message") or ""), *map(str, said.get("slices", ()))]),
            id=str(said.get("id") or ""),
        )
        for said in answer["issues"]
    )
    return Verdict(name, issues)


@dataclass(frozen=True)
class Reviewed:
    """A warning somebody has read and found to be right as it is. Every pattern given must be found in the issue."""

    reason: str
    id: re.Pattern[str]
    message: re.Pattern[str]
    location: re.Pattern[str]

    def covers(self, issue: Issue) -> bool:
        """Whether this review is about that warning; an error is never covered."""
        return bool(
            issue.severity == "warning"
            and self.id.fullmatch(issue.id)
            and self.message.search(issue.message)
            and self.location.search(issue.location)
        )


@cache
def reviewed_warnings(path: Path = REVIEWED) -> tuple[Reviewed, ...]:
    """The reviewed list; ValueError for a row without a reason or with an unknown key."""
    rows = []
    for row in tomllib.loads(path.read_text("utf-8"))["reviewed"]:
        if not row.get("reason", "").strip() or "id" not in row or row.keys() - {"reason", "id", "message", "location"}:
            raise ValueError(f"a reviewed warning needs id and reason, and may have message and location: {row}")
        patterns = {key: re.compile(row.get(key, "")) for key in ("id", "message", "location")}
        rows.append(Reviewed(row["reason"], **patterns))
    return tuple(rows)


def unreviewed(verdicts: Iterable[Verdict]) -> list[Issue]:
    """All errors, and the warnings that are not on the reviewed list: `assert unreviewed(verdicts) == []`."""
    rows = reviewed_warnings()
    return [
        issue
        for verdict in verdicts
        for issue in [*verdict.errors, *verdict.warnings]
        if not any(row.covers(issue) for row in rows)
    ]
