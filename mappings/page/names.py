"""Who somebody is, by name and not by id; and how they are reached, unless they are protected."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mappings.page.wording import say_list
from mappings.swedish import sv
from schemas.codes import OtherPerformer
from schemas.identifiers import PERSON
from schemas.sip.content import Intervention, OtherMeasure
from schemas.sip.organisations import Organisation
from schemas.sip.people import Contact, Guardian, NaturalPerson, Participant, Relative, Representative, Supporter
from schemas.sip.plan import Plan


@dataclass(frozen=True, slots=True)
class Names:
    """Names of everybody in one plan. `you` is how the page says the person; `reader` is the one who reads."""

    plan: Plan
    you: str
    reader: str = PERSON

    def organisation(self, organisation: str | None) -> Organisation | None:
        """The organisation with that id, when the plan has it."""
        return next((each for each in self.plan.organisations if each.id == organisation), None)

    def organisation_name(self, organisation: str | None) -> str | None:
        """The organisation's name; never its id."""
        found = self.organisation(organisation)
        return found.name if found else None

    def participant(self, participant: str | None) -> Participant | None:
        """The participant with that id, when the plan has one."""
        return next((each for each in self.plan.participants if each.id == participant), None)

    def say(self, who: str | None) -> str | None:
        """Somebody or some organisation in words, or None when the plan does not tell."""
        if who is None:
            return None
        if who == self.reader:
            return "du"
        if who == PERSON:
            return self.you
        participant = self.participant(who)
        if participant is not None:
            return self._worker(participant)
        found = next((each for each in self._natural() if each.id == who), None)
        return found.name.full if found else self.organisation_name(who)

    def _worker(self, participant: Participant) -> str:
        if participant.protection:
            return self.organisation_name(participant.organisation) or participant.role or "en deltagare"
        words = (participant.role, self.organisation_name(participant.organisation))
        details = ", ".join(word for word in words if word)
        return f"{participant.name.full} ({details})" if details else participant.name.full

    def _natural(self) -> Iterator[Guardian | Representative | Relative | Supporter]:
        plan = self.plan
        yield from plan.guardians
        yield from plan.representatives
        yield from plan.relatives
        yield from plan.supporters

    def doers(self, measure: Intervention | OtherMeasure) -> str:
        """Who performs a measure; the responsible body when no performer is named; empty when nobody is."""
        if isinstance(measure, Intervention):
            workers = [self.participant(who) for who in measure.performers]
            said_already = {worker.organisation for worker in workers if worker}
            said = say_list(filter(None, (self.say(who) for who in measure.performers if who not in said_already)))
            return said or self.organisation_name(measure.responsible_huvudman) or ""
        named = self.say(measure.performed_by) or measure.performer_name
        if named:
            return named
        return self.say(PERSON) or "" if measure.performer is OtherPerformer.PERSON else sv(measure.performer)


def phones_and_emails(*contacts: Contact | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Phone numbers and e-mail addresses of the first contact that has any."""
    for contact in contacts:
        if contact and (contact.phones or contact.emails):
            return contact.phones, contact.emails
    return (), ()


def anybody_protected(people: Iterable[NaturalPerson]) -> bool:
    """Whether somebody among them has protected personal data."""
    return any(each.protection for each in people)
