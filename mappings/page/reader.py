"""Whom a page speaks to: the person (`du`), or somebody who reads about the person (a guardian, a representative)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mappings.page.wording import capital, genitive
from schemas.dates import birthday, years_old
from schemas.identifiers import PERSON
from schemas.sip.plan import Plan

ADULT_AT = 18


@dataclass(frozen=True, slots=True)
class Reader:
    """The words with which a page says the person: as the reader, or by the given name.

    `coordinator` is how to say whom to turn to: `din samordnare`, or who gave the page when the plan names none.
    `id` is the reader's own, as the plan says it.
    """

    own: bool
    child: bool
    guardian: bool
    name: str
    coordinator: str = "samordnaren"
    id: str = PERSON

    @property
    def you(self) -> str:
        """The subject or object that the plan is about: `du` or the name."""
        return "du" if self.own else self.name

    @property
    def You(self) -> str:  # noqa: N802 - the same word with a capital, for the start of a sentence
        """`Du`, or the name."""
        return capital(self.you)

    @property
    def about(self) -> str:
        """The object: `dig` or the name."""
        return "dig" if self.own else self.name

    def your(self, word: str = "din") -> str:
        """`din`, `ditt` or `dina` as asked for, or the name in the genitive."""
        return word if self.own else genitive(self.name)


def reader_of(plan: Plan, reader: str, on: date) -> Reader:
    """The reader of a page. ValueError when `reader` is neither the person, a guardian nor a representative."""
    guardian = reader in {each.id for each in plan.guardians}
    if not guardian and reader != PERSON and reader not in {each.id for each in plan.representatives}:
        raise ValueError("a page is for the person, a guardian or a representative")
    born = birthday(plan.person.identity.value)
    child = years_old(born, on) < ADULT_AT if born else bool(plan.guardians)
    own = reader == PERSON
    coordinator = "din samordnare" if own else "samordnaren"
    if plan.coordinator is None:
        coordinator = "den som gav dig den här sidan"
    return Reader(own, child, guardian, plan.person.name.given, coordinator, reader)
