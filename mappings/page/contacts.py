"""Whom to ring: the coordinator, then the fixed care contact; who is protected, through the workplace.

After them those who speak for the person or stand by: representatives with a mandate, supporters.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mappings.page.meetings import place_is_secret
from mappings.page.names import Names, phones_and_emails
from mappings.page.wording import capital
from mappings.swedish import sv
from schemas.dates import first_day, last_day
from schemas.identifiers import PERSON
from schemas.sip.organisations import Organisation
from schemas.sip.people import Participant, Representative, Supporter


@dataclass(frozen=True, slots=True)
class ToRing:
    """Somebody to ring, in words; `duty` says why this one."""

    name: str
    role: str
    workplace: str
    duty: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]
    id: str = ""


@dataclass(frozen=True, slots=True)
class Helper:
    """A representative or supporter, in words. Phone numbers only on the person's own page."""

    id: str
    name: str
    role: str
    workplace: str
    phones: tuple[str, ...]


def representatives_and_supporters(names: Names, on: date) -> tuple[Helper, ...]:
    """Those with a mandate in force that day, then supporters; without the reader.

    Nobody for others than the person when somebody around the person is protected: they could lead to that one.
    """
    plan = names.plan
    if names.reader != PERSON and place_is_secret(plan):
        return ()
    around: list[Representative | Supporter] = [each for each in plan.representatives if _in_force(each, on)]
    return tuple(_helper(names, each) for each in [*around, *plan.supporters] if each.id != names.reader)


def _helper(names: Names, one: Representative | Supporter) -> Helper:
    reachable = names.reader == PERSON and not one.protection
    return Helper(
        id=one.id,
        name="" if one.protection else one.name.full,
        role=capital(sv(one.mandate if isinstance(one, Representative) else one.kind)),
        workplace="" if isinstance(one, Representative) else _name(names.organisation(one.organisation)),
        phones=phones_and_emails(one.contact)[0] if reachable else (),
    )


def _in_force(one: Representative, on: date) -> bool:
    begun = one.valid_from is None or first_day(one.valid_from) <= on
    return begun and (one.valid_until is None or last_day(one.valid_until) >= on)


def people_to_ring(names: Names) -> tuple[ToRing, ...]:
    """The coordinator and the fixed care contact, each once; empty when the plan names neither."""
    plan = names.plan
    found: list[ToRing] = []
    coordinator = names.participant(plan.coordinator)
    if coordinator is not None:
        found.append(_at_work(names, coordinator, "samordnare"))
    contact = plan.fixed_care_contact
    if contact is None:
        return tuple(found)
    participant = names.participant(contact.participant)
    workplace = names.organisation(contact.organisation)
    if participant is not None and participant is not coordinator:
        found.append(_at_work(names, participant, "fast vårdkontakt"))
    elif participant is None and (contact.name or workplace):
        phones, emails = phones_and_emails(workplace.contact if workplace else None)
        name = contact.name or ""
        found.append(ToRing(name, "", _name(workplace), "fast vårdkontakt", phones, emails))
    return tuple(found)


def _at_work(names: Names, participant: Participant, duty: str) -> ToRing:
    workplace = names.organisation(participant.organisation)
    shared = workplace.contact if workplace else None
    protected = bool(participant.protection)
    phones, emails = phones_and_emails(None if protected else participant.contact, shared)
    name = "" if protected else participant.name.full
    return ToRing(name, participant.role or "", _name(workplace), duty, phones, emails, participant.id)


def _name(organisation: Organisation | None) -> str:
    return organisation.name if organisation else ""
