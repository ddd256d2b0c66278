"""The source document as the page draws it: every place with what became of it, and where it went.

Names are matched by path, as the account says them; a place that two lists name (two names that may not be shown) takes
the worse of both.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from gateway.workbench.sip_fields import field_id
from mappings.account import Account
from mappings.tables.language.rules import Table
from mappings.tables.nodes import Node, Positions
from mappings.tables.reading.reader import Explained
from mappings.tables.reading.tracing import known_names
from schemas.findings import Finding, Severity

MOST_PLACES = 3000
"""Places that are drawn: more make the page slow. What is not understood is drawn all the same."""
NOT_UNDERSTOOD = "SIP228"
_SHOWN = 300


class Became(StrEnum):
    """What became of a place."""

    HOLDS = "holds"  # only other places stand there
    CARRIED = "carried"
    IGNORED = "ignored"
    UNKNOWN = "unknown"


@dataclass(slots=True)
class Place:
    """One place of the document."""

    id: str
    name: str
    path: str
    text: str
    became: Became
    why: str = ""
    lines: list[int] = field(default_factory=list)
    fields: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    below: list[Place] = field(default_factory=list)

    @property
    def at_fault(self) -> bool:
        """Whether something there refuses the document."""
        return any(each.severity is Severity.ERROR for each in self.findings)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The places, how many are left out, and the id of each path that is drawn."""

    top: Place
    left_out: int
    ids: dict[str, str]


def draw(explained: Explained, table: Table) -> Drawn | None:
    """The document of a reading; None when it could not be taken apart."""
    return _Drawing(explained, table).drawn(explained.root) if explained.root is not None else None


class _Drawing:
    def __init__(self, explained: Explained, table: Table) -> None:
        self._kind, self._known = table.kind, known_names(table)
        self._positions = Positions()
        self._became = _became(explained.reading.account)
        self._to: dict[int, tuple[list[int], list[str]]] = {}
        for origin in explained.origins:
            lines, fields = self._to.setdefault(id(origin.node), ([], []))
            lines.append(origin.line)
            fields.append(field_id(origin.pointer))
        self._findings: dict[str, list[Finding]] = {}
        for each in explained.reading.findings:
            self._findings.setdefault(each.path, []).append(each)
        self._ids: dict[str, str] = {}
        self._left_out = self._drawn = 0

    def drawn(self, root: Node) -> Drawn:
        """The places as a tree, cut at `MOST_PLACES`."""
        top = self._place(root)
        waiting = deque([(root, top)])  # level by level: what is left out stands deepest
        while waiting:
            node, place = waiting.popleft()
            for child in node.children:
                if self._drawn >= MOST_PLACES and not self._is_unknown(child):
                    self._left_out += 1
                    continue
                made = self._place(child)
                place.below.append(made)
                waiting.append((child, made))
        return Drawn(top, self._left_out, self._ids)

    def _is_unknown(self, node: Node) -> bool:
        found = (self._became.get(self._path(each)) for each in node.walk())
        return any(each is not None and each[0] is Became.UNKNOWN for each in found)

    def _path(self, node: Node) -> str:
        return node.path(self._kind, self._known, self._positions)

    def _place(self, node: Node) -> Place:
        path = self._path(node)
        became, why = self._became.get(path, (Became.HOLDS, ""))
        lines, fields = self._to.get(id(node), ([], []))
        if lines:
            became = Became.CARRIED
        elif any(each.code == NOT_UNDERSTOOD for each in self._findings.get(path, ())):
            became = Became.UNKNOWN  # the account names only what stands below it
        made = Place(
            id=f"n{self._drawn}",
            name=_called(node, path),
            path=path,
            text=_shown(node.text),
            became=became,
            why=why,
            lines=list(dict.fromkeys(lines)),
            fields=list(dict.fromkeys(fields)),
            findings=[*self._findings.get(path, ())] if path else [],
        )
        self._ids.setdefault(path, made.id)
        self._drawn += 1
        return made


def _called(node: Node, path: str) -> str:
    """The name, with the number among those of the same name where the path has one."""
    last = path.rpartition("/")[2]
    if last.endswith("]"):
        return f"{node.name}[{last.rpartition('[')[2]}"
    return f"{node.name}/{last}" if node.is_listed and last.isdigit() else node.name


def _became(account: Account) -> dict[str, tuple[Became, str]]:
    """By path; what is worse comes later, and counts."""
    made: dict[str, tuple[Became, str]] = {each.path: (Became.CARRIED, "") for each in account.mapped}
    made |= {each.path: (Became.IGNORED, each.reason) for each in account.ignored}
    return made | {each.path: (Became.UNKNOWN, "") for each in account.not_understood}


def _shown(text: str | None) -> str:
    said = (text or "").strip()
    return said if len(said) <= _SHOWN else f"{said[:_SHOWN]}…"
