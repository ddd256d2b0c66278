"""What the driver handed in and what the homes accepted of it: the other half of what the oracle compares.

One JSON object on each line of one file to which lines are only added, each flushed before the driver goes on. A
hand-in is written down before its file is put there, and again when its home has answered: so one that was never
answered is seen. Every text that must be told apart in a journal holds a *marker*, random-looking and of one form, so
that it can be searched for in whatever bytes come.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

MARKER = re.compile(rb"zq[0-9a-f]{12}zq")
"""A marker in any bytes: documents, logs, metrics, headers."""


def marker(*said: object) -> str:
    """The marker of what these words name; the same words give the same one."""
    return f"zq{hashlib.sha256('|'.join(map(str, said)).encode()).hexdigest()[:12]}zq"


def markers_in(body: bytes) -> tuple[str, ...]:
    """The markers in some bytes, each once, in order."""
    return tuple(dict.fromkeys(found.decode() for found in MARKER.findall(body)))


class End(StrEnum):
    """What can end a plan's exchange, or a recipient's part in it."""

    WITHDRAWAL = "withdrawal"
    NULLIFICATION = "nullification"
    """The consent's last day is over: nothing more may leave, what has left may be recorded until then."""


@dataclass(frozen=True, slots=True)
class Attempted:
    """A document was handed in. `name` is the driver's own, one for each document."""

    name: str
    home: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Version:
    """A version that a home has accepted (its journal has been told so).

    `parts`: each organisation that consent covers, with the markers of exactly what is for it. `withheld`: those that
    take part and that consent does not cover. The home is in neither.
    """

    name: str
    home: str
    plan_id: str
    version: int
    parts: Mapping[str, tuple[str, ...]]
    withheld: tuple[str, ...]
    at: datetime

    def copy_id(self, recipient: str) -> str:
        """The written form of a recipient's copy id."""
        return f"{self.plan_id.removeprefix('urn:uuid:')}/{self.version}/{recipient}/plan"


@dataclass(frozen=True, slots=True)
class Refused:
    """A document that a home has refused, with the codes of why."""

    name: str
    home: str
    codes: tuple[str, ...]
    at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """Something has ended at home, and the driver knew it at `at`: versions up to `version`, for these recipients.

    No recipients: for all. A later version (a new consent) is under it only if its number is not higher. `markers`: of
    what was taken back when that is a part of the plan; none: everything.
    """

    what: End
    home: str
    plan_id: str
    version: int
    recipients: tuple[str, ...]
    at: datetime
    markers: tuple[str, ...] = ()

    def covers(self, plan_id: str, version: int, recipient: str) -> bool:
        """Whether a copy is under it."""
        mine = self.plan_id == plan_id and version <= self.version
        return mine and (not self.recipients or recipient in self.recipients)


Line = Attempted | Version | Refused | Ended
_KINDS: dict[str, type[Line]] = {each.__name__.lower(): each for each in (Attempted, Version, Refused, Ended)}


@dataclass
class Accepted:
    """Everything that a log says."""

    attempted: list[Attempted] = field(default_factory=list)
    versions: list[Version] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    ended: list[Ended] = field(default_factory=list)

    def add(self, line: Line) -> None:
        """Sort one line in."""
        lists = {Attempted: self.attempted, Version: self.versions, Refused: self.refused, Ended: self.ended}
        lists[type(line)].append(line)  # type: ignore[attr-defined]


def now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


class AcceptedLog:
    """Writes the log; one writer."""

    def __init__(self, path: Path, clock: Callable[[], datetime] = now) -> None:
        self._clock = clock
        self._file = path.open("ab")

    def attempted(self, name: str, home: str) -> None:
        """Say this before the document is put where its home takes it."""
        self._write(Attempted(name, home, self._clock()))

    def version(
        self,
        name: str,
        home: str,
        plan_id: str,
        version: int,
        *,
        parts: Mapping[str, Iterable[str]],
        withheld: Iterable[str] = (),
    ) -> None:
        """The home's journal has been told that this document is that version."""
        each = {recipient: tuple(markers) for recipient, markers in parts.items()}
        self._write(Version(name, home, plan_id, version, each, tuple(withheld), self._clock()))

    def refused(self, name: str, home: str, codes: Iterable[str] = ()) -> None:
        """The home's journal has been told that this document is refused."""
        self._write(Refused(name, home, tuple(codes), self._clock()))

    def ended(
        self,
        what: End,
        home: str,
        plan_id: str,
        version: int,
        recipients: Iterable[str] = (),
        markers: Iterable[str] = (),
    ) -> None:
        """It has been done at home: the command has said so, or the journal was told. `version`: the newest then."""
        self._write(Ended(what, home, plan_id, version, tuple(recipients), self._clock(), tuple(markers)))

    def close(self) -> None:
        """Nothing more is written."""
        self._file.close()

    def _write(self, line: Line) -> None:
        said = {"kind": type(line).__name__.lower(), **asdict(line)}
        self._file.write(json.dumps(said, default=datetime.isoformat).encode() + b"\n")
        self._file.flush()


def read_accepted(path: Path) -> Accepted:
    """The whole log. A last line that was cut off has not been said."""
    found = Accepted()
    for text in path.read_bytes().split(b"\n")[:-1]:
        found.add(_line(json.loads(text)))
    return found


def _line(said: dict[str, object]) -> Line:
    kind = _KINDS[str(said.pop("kind"))]
    read: dict[str, object] = {}
    for name, value in said.items():
        if name == "at":
            read[name] = datetime.fromisoformat(str(value))
        elif name == "parts" and isinstance(value, dict):
            read[name] = {each: tuple(markers) for each, markers in value.items()}
        elif name == "what":
            read[name] = End(str(value))
        else:
            read[name] = tuple(value) if isinstance(value, list) else value
    return kind(**read)  # type: ignore[arg-type]
