"""What the skeleton proposes: a part of the model at a place (`Use`), and a field for a place (`Proposal`)."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any

from mappings.tables.skeleton.lexicon import PARTS, around
from mappings.tables.skeleton.places import Place

JOINED_BY = "places may be it; one, or both with joined_by"
PART_NOT_SURE = "its part is not sure"
ROW_SAYS = "the need stands in the row of the intervention"


@dataclass(slots=True, eq=False)
class Use:
    """A part of the model at one place of the format."""

    part: str
    at: Place
    """Where the places of its fields begin."""
    parent: Use | None = None
    sure: bool = True
    each: bool = False
    group: list[Place] = dataclasses.field(default_factory=list)

    @property
    def scope(self) -> Place:
        """Where paths begin: `at` of the nearest part that the table gives a place."""
        return self.at if self.each or self.parent is None or self.part == "person" else self.parent.scope


@dataclass(slots=True, eq=False)
class Proposal:
    """A field for a place."""

    place: Place
    use: Use
    field: str
    options: dict[str, Any]
    active: bool
    why: str
    codes: dict[str, list[str]] | None = None
    asks: str = ""
    value_only: bool = False
    sure_name: bool = False
    """Whether the name alone says the field."""
    also: list[Place] = dataclasses.field(default_factory=list)
    """Further places of a field that repeats."""

    @property
    def target(self) -> str:
        """The field as the account names it."""
        names = [PARTS[each].field for each in around(self.use.part)]
        return ".".join((*names, self.field)) if self.field else ".".join(names)

    def take_back(self, why: str) -> None:
        """Leave it to a human, and say why."""
        if self.active:
            self.active, self.why = False, why
