"""What a routine check looks at, and what it finds before the county profile has said how bad that is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from gateway.rules.consent_givers import is_child
from gateway.rules.counties import CountyProfile
from schemas.codes import (
    Content,
    OrganisationKind,
)
from schemas.sip.document import SipDocument
from schemas.sip.organisations import Organisation
from schemas.sip.plan import Plan
from schemas.states import PlanState

AGREED = frozenset({PlanState.ESTABLISHED, PlanState.FOLLOWED_UP})


class Found(NamedTuple):
    """A finding before the profile has said on whose word: code, JSON Pointer, words for its text."""

    code: str
    path: str
    words: tuple[tuple[str, str | int], ...] = ()


@dataclass(frozen=True, slots=True)
class Situation:
    """What a check looks at."""

    document: SipDocument
    county: CountyProfile
    today: date

    @property
    def plan(self) -> Plan:
        """The plan."""
        return self.document.plan

    @property
    def fits(self) -> bool:
        """Whether the county's routine is for this kind of plan and person."""
        if self.plan.kind not in self.county.plan_kinds:
            return False
        return not self.county.children_only or is_child(self.plan, self.today)

    @property
    def agreed(self) -> bool:
        """Whether the plan is agreed and said in fields."""
        return self.plan.state in AGREED and self.plan.content is Content.STRUCTURED

    def organisation(self, who: str | None) -> Organisation | None:
        """The organisation that a reference names, or that a participant is of."""
        of_participant = {one.id: one.organisation for one in self.plan.participants}
        name = of_participant.get(who, who) if who is not None else None
        return next((one for one in self.plan.organisations if one.id == name), None)

    def huvudman(self, organisation: Organisation | None) -> str | None:
        """The huvudman that an organisation is, belongs to or acts for."""
        seen: set[str] = set()
        while organisation is not None and organisation.id not in seen:
            if organisation.kind in (OrganisationKind.REGION, OrganisationKind.MUNICIPALITY):
                return organisation.id
            seen.add(organisation.id)
            organisation = self.organisation(organisation.part_of or organisation.acts_for)
        return None


Check = Callable[[Situation], Iterator[Found]]
"""One question of a routine; yields what it finds."""
