"""Who is named when a consent is taken back: recipients that the plan or the ledger knows, and one who can do it.

An organisation can stand in the plan with its bare number and in the ledger with the directory's id: whichever is
named, both are taken.
"""

from __future__ import annotations

from dataclasses import replace

from gateway.exchange.decisions import people_and_organisations, plan_of
from gateway.exchange.parts import Parts
from gateway.exchange.withdrawing import Taking
from gateway.rules.recipients import resolve
from gateway.store.protocol import Transaction
from schemas.errors import Rejected
from schemas.findings import Finding, finding
from schemas.identifiers import PERSON
from schemas.sip.plan import Plan


def checked_at_home(tx: Transaction, parts: Parts, home: str, plan_id: str, taking: Taking) -> Taking:
    """The taking with every id of the recipients that it names. Raises Rejected with everything that names nobody."""
    newest = tx.newest_version(home, plan_id)
    if newest is None:
        return taking
    plan = plan_of(tx, parts, home, plan_id, newest.version)
    known = {each: ids for ids in _recipients(tx, parts, home, plan) for each in ids}
    found = [
        finding(code, f"/recipients/{place}")
        for place, each in enumerate(taking.recipients)
        if (code := _not_to_be_stopped(each, home, known))
    ]
    if taking.by is not None and taking.by not in people_and_organisations(plan):
        found.append(finding("SIP538", "/by"))
    _refuse(found)
    named = (each for one in taking.recipients for each in known[one])
    return replace(taking, recipients=tuple(dict.fromkeys(named)))


def check_report(holder: str, taking: Taking) -> None:
    """Raises Rejected (SIP539) for what only the home can enter."""
    found = [
        finding("SIP539", f"/recipients/{place}") for place, each in enumerate(taking.recipients) if each != holder
    ]
    if taking.by is not None:
        found.append(finding("SIP539", "/by"))
    _refuse(found)


def _refuse(found: list[Finding]) -> None:
    if found:
        raise Rejected(findings=tuple(found))


def _not_to_be_stopped(recipient: str, home: str, known: dict[str, tuple[str, ...]]) -> str | None:
    if recipient == PERSON or home in known.get(recipient, ()):
        return "SIP537"
    return None if recipient in known else "SIP536"


def _recipients(tx: Transaction, parts: Parts, home: str, plan: Plan) -> list[tuple[str, ...]]:
    """Every recipient that a withdrawal can be about, with all the ids that it goes by here."""
    standing = {each.id for each in plan.organisations}
    named: list[tuple[str, ...]] = [(each, *_address(each, standing, parts)) for each in sorted(standing)]
    named += [(each.id,) for each in plan.guardians]
    known = {each for ids in named for each in ids}
    copied = {row.copy_id.recipient for row in tx.copies(home, plan.plan_id or "")}
    return [*named, *((each,) for each in sorted(copied - known))]


def _address(organisation: str, standing: set[str], parts: Parts) -> tuple[str, ...]:
    """The directory's id of an organisation that stands in the plan with another one."""
    address, _ = resolve(organisation, parts.directory)
    return () if address is None or address in standing else (address,)
