"""CSV: which columns say the same in all rows of a document, in all rows of one thing, or differ from row to row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from mappings.tables.nodes import Node
from mappings.tables.skeleton.lexicon import PARTS
from mappings.tables.skeleton.places import Place
from mappings.tables.skeleton.proposals import Proposal, Use

Row = dict[str, str]


class Rows:
    """The rows of all samples."""

    def __init__(self, roots: Sequence[Node], columns: Sequence[Place]) -> None:
        self._samples: list[list[Row]] = [
            [{cell.name: (cell.text or "").strip() for cell in row.children} for row in root.children] for root in roots
        ]
        self._columns = [each.name for each in columns]
        self.constant = {name for name in self._columns if self._follows(name, None)}

    def _follows(self, name: str, key: str | None) -> bool:
        """Whether a column says one thing for each text of another; for each document, without one."""
        for rows in self._samples:
            said: dict[str, str] = {}
            for row in rows:
                text = row.get(name, "")
                if text and (
                    (key is not None and not row.get(key, "")) or said.setdefault(row.get(key or "", ""), text) != text
                ):
                    return False
        return True

    def follows(self, name: str, key: str) -> bool:
        """Whether a column says one thing for each text of another."""
        return name == key or self._follows(name, key)

    def is_of_its_own(self, name: str) -> bool:
        """Whether no text of a column stands in two rows of a document."""
        for rows in self._samples:
            said = [row[name] for row in rows if row.get(name)]
            if len(set(said)) != len(said):
                return False
        return True

    def says(self, name: str, keys: Sequence[str]) -> str:
        """For the list of columns; `keys` are those by which rows belong together."""
        if name in self.constant:
            return "the same in all rows of a document"
        found = [each for each in keys if each != name and self._follows(name, each)]
        return f"one for each {found[0]}" if found else "differs from row to row"


def settle_rows(proposals: list[Proposal], rows: Rows) -> None:
    """Say by what column rows belong together, and take back what the rows speak against."""
    of_use: dict[Use, list[Proposal]] = defaultdict(list)
    for each in proposals:
        of_use[each.use].append(each)
    for use, mine in of_use.items():
        if use.each:
            _settle_part(use, mine, rows)
            continue
        for one in mine:
            if one.place.name not in rows.constant:
                one.take_back("not the same in all rows: one document for each plan is needed")
    _lone_parts(proposals)


def _settle_part(use: Use, mine: list[Proposal], rows: Rows) -> None:
    key = _key(use, mine)
    if key is None:
        for one in mine:
            one.take_back("no column says which rows belong together")
        return
    if use.part == "interventions" and rows.is_of_its_own(key.name):
        return
    use.group = [key]
    for one in mine:
        if not rows.follows(one.place.name, key.name):
            one.take_back(f"it is not the same in all rows of one {key.name}")


def _key(use: Use, mine: list[Proposal]) -> Place | None:
    own = PARTS[use.part].own
    for name in ("id", own):
        for each in mine:
            if name and each.field == name and each.active:
                return each.place
    return None


def _lone_parts(proposals: list[Proposal]) -> None:
    """Parts in a part of which nothing is sure stay for a human."""
    having = {each.use for each in proposals if each.active}
    for each in proposals:
        outer = each.use.parent
        if each.active and outer is not None and outer.each and outer not in having:
            each.take_back(f"it belongs to {PARTS[outer.part].field}, which is not sure")
