"""Whom to ring: the coordinator first, then the fixed care contact; who is protected, through the workplace."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.page.names import Names, phones_and_emails
from schemas.sip.organisations import Organisation
from schemas.sip.people import Participant


@dataclass(frozen=True, slots=True)
class ToRing:
    """Somebody to ring, in words; `duty` says why this one."""

    name: str
    role: str
    workplace: str
    duty: str
    phones: tuple[str, ...]
    emails: tuple[str, ...]


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
    return ToRing(name, participant.role or "", _name(workplace), duty, phones, emails)


def _name(organisation: Organisation | None) -> str:
    return organisation.name if organisation else ""
