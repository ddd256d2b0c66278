"""Whether a document holds what it must: any plan, what the law refuses, what a routine asks, what a copy must have.

Law refuses, routine warns (SIP.md §3). Only a missing statutory item refuses an agreed plan; everything else is a
warning with its source, which a county may raise to an error for plans made there, never for plans received. That no
consent is in force refuses no plan: the copies wait (`consent`). What was withheld from a copy is not missed in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from gateway.rules.counties import NATIONAL, CountyProfile
from gateway.rules.counties import county as profile_of
from gateway.rules.routine import CHECKS
from gateway.rules.situation import AGREED, Situation
from schemas.codes import AttachmentKind, Content, OrganisationKind, PlanKind
from schemas.findings import Finding, Severity, finding
from schemas.sip.document import SipDocument
from schemas.sip.organisations import Organisation
from schemas.sip.plan import Plan


class Level(StrEnum):
    """How much is asked of a document."""

    ANY = "any"  # what any plan must be, in every state
    LAW = "law"  # and what the law refuses at the plan's state; the county's asks are warnings
    MADE_HERE = "made-here"  # and what the county has raised to errors for plans made there
    PARTIAL = "partial"  # a copy: what was withheld is not missed


STATUTE = {
    PlanKind.SIP: "HSL 16 kap. 4 §, SoL 10 kap. 8-9 §§",
    PlanKind.L_SIP: "Hjo L-SIP, planens tre delar",
}
"""Who demands the statutory items: four for a SIP, three for an L-SIP."""

_LEADS = {
    PlanKind.SIP: ({OrganisationKind.REGION, OrganisationKind.MUNICIPALITY}, "SIP314"),
    PlanKind.L_SIP: ({OrganisationKind.MUNICIPAL_BOARD, OrganisationKind.MUNICIPALITY}, "SIP315"),
}
_OTHERS = {
    OrganisationKind.INDEPENDENT_SCHOOL,
    OrganisationKind.AUTHORITY,
    OrganisationKind.COORDINATION_ASSOCIATION,
    OrganisationKind.VOLUNTARY,
    OrganisationKind.OTHER,
}
_DOCUMENTS = {AttachmentKind.PLAN_DOCUMENT, AttachmentKind.SIGNED_PLAN}


def check(document: SipDocument, *, level: Level, county: CountyProfile | None, today: date) -> tuple[Finding, ...]:
    """Everything that is missing or wrong at `level`, in the order of the model; paths are JSON Pointers.

    The same document on the same day gives the same findings. `has_errors` says whether they refuse it. Sources: HSL
    16 kap. 4 §, SoL (2025:400) 10 kap. 8-9 §§, Hjo L-SIP; the county's for the rest. `county` None: no routine asks.
    """
    plan = document.plan
    if level is Level.PARTIAL:
        return (*_copy_has_a_number(plan), *_document_is_there(plan))
    found = list(_document_is_there(plan))
    if level is not Level.ANY:
        found += _law(plan)
        if county is not None:
            found += _routine(document, county, today, raised=level is Level.MADE_HERE)
    return tuple(found)


def _copy_has_a_number(plan: Plan) -> Iterator[Finding]:
    if plan.plan_id is None or plan.version is None:
        yield finding("SIP330", "/plan")


def _document_is_there(plan: Plan) -> Iterator[Finding]:
    """`content = document` has header, participants and the document, in every state; the consent may come later."""
    if plan.content is not Content.DOCUMENT:
        return
    if not any(each.kind in _DOCUMENTS for each in plan.attachments):
        yield finding("SIP320", "/plan/attachments")
    if not plan.participants:
        yield finding("SIP321", "/plan/participants")


def _law(plan: Plan) -> Iterator[Finding]:
    """The statutory items at an agreed state. A plan that is one document says them in the document."""
    if plan.state not in AGREED or plan.content is Content.DOCUMENT:
        return
    source = STATUTE[plan.kind]
    kinds = {each.id: each for each in plan.organisations}
    if not plan.interventions:
        yield finding("SIP310", "/plan/interventions", source=source)
    for at, measure in enumerate(plan.interventions):
        yield from _answerable(kinds, measure.responsible_huvudman, at, plan.kind, source)
    if plan.kind is PlanKind.SIP and not plan.other_measures and not plan.no_other_measures:
        yield finding("SIP312", "/plan/other_measures", source=source)
    yield from _lead(kinds, plan, source)


def _answerable(
    known: dict[str, Organisation], responsible: str | None, at: int, kind: PlanKind, source: str
) -> Iterator[Finding]:
    path = f"/plan/interventions/{at}/responsible_huvudman"
    if responsible is None:
        yield finding("SIP311", path, source=source)
    elif known[responsible].kind is OrganisationKind.PRIVATE_PROVIDER:
        yield finding("SIP317", path, source=source)
    elif known[responsible].kind in _OTHERS and kind is PlanKind.SIP:
        yield finding("SIP316", path, source=source)


def _lead(known: dict[str, Organisation], plan: Plan, source: str) -> Iterator[Finding]:
    if plan.lead_huvudman is None:
        yield finding("SIP313", "/plan/lead_huvudman", source=source)
        return
    kinds, code = _LEADS[plan.kind]
    if known[plan.lead_huvudman].kind not in kinds:
        yield finding(code, "/plan/lead_huvudman", source=source)


def _routine(document: SipDocument, county: CountyProfile, today: date, *, raised: bool) -> Iterator[Finding]:
    situation = Situation(document, county, today)
    if not situation.fits:
        yield finding("SIP448", "/plan/kind", county=county.id)
        county, raised = profile_of(NATIONAL), False
        situation = Situation(document, county, today)
    for name, asked in county.checks.items():
        severity = Severity.ERROR if raised and asked.refuses else None
        for found in CHECKS[name](situation):
            yield finding(found.code, found.path, severity=severity, **{"source": asked.source, **dict(found.words)})
