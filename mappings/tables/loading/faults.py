"""What is wrong with a table, collected with its lines."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from mappings.tables.loading.yaml_tree import Said
from schemas.findings import Finding, finding

_SHOWN = 60


class Faults:
    """The findings of one table. A table holds no person's data, so its own words may be shown."""

    def __init__(self) -> None:
        self.found: list[Finding] = []

    def add(self, fault: Finding, said: Said, where: str) -> None:
        """A finding made elsewhere, at a line of the table."""
        self.found.append(fault.at(_place(said.line, where)))

    def wrong(self, said: Said, where: str, name: str, sv: str, en: str) -> None:
        """A rule that cannot be understood: what it should be, in Swedish and English (SIP262)."""
        self.add(finding("SIP262", name=name[:_SHOWN], sv=sv, en=en), said, where)

    def unknown(self, said: Said, where: str, name: str, known: Iterable[str], *, instead: str = "") -> None:
        """A name that there is not (SIP261), with the nearest that there is; `instead` is said when none is near."""
        names = sorted(map(str, known))
        near = get_close_matches(name, names, 1, 0.5)
        listed = f" ({', '.join(names)})" if len(names) <= 6 else ""
        perhaps = near[0] if near else instead[:_SHOWN]
        nearest = f" ({perhaps}?)" if perhaps else listed
        self.add(finding("SIP261", name=name[:_SHOWN], nearest=nearest), said, where)

    def missing(self, name: str, line: int = 1) -> None:
        """Something that a table must have (SIP266)."""
        self.add(finding("SIP266", name=name), Said(None, line), "")

    def no_path(self, said: Said, where: str, path: str) -> None:
        """A path that is none (SIP263)."""
        self.add(finding("SIP263", name=path[:_SHOWN] or "–"), said, where)

    def no_list(self, said: Said, where: str, name: str) -> None:
        """A code list that there is not (SIP264)."""
        self.add(finding("SIP264", name=name[:_SHOWN]), said, where)

    def no_code(self, line: int, where: str, name: str, listed: str) -> None:
        """A code that the model does not have (SIP265)."""
        self.add(finding("SIP265", name=name[:_SHOWN], list=listed), Said(None, line), where)

    def told_twice(self, said: Said, name: str, where: str) -> None:
        """Something that one place of the table carries and another leaves out (SIP267)."""
        self.add(finding("SIP267", name=name, where=where), said, where)


def _place(line: int, where: str) -> str:
    return f"line {line}: {where}" if where else f"line {line}"
