"""Weighing a document that is handed in: whose plan it is, which version it would be, what the law and the
county say.
"""

from __future__ import annotations

from dataclasses import dataclass

from gateway.exchange.announcing import coming_up
from gateway.exchange.decisions import consents_of, document_of, plan_of
from gateway.exchange.lost_versions import highest_lost, without_lost_parent
from gateway.exchange.parts import Parts
from gateway.rules.completeness import Level, check
from gateway.rules.consent_givers import swedish_day
from gateway.rules.counties import NATIONAL, county
from gateway.rules.identity import judge_identity
from gateway.rules.lifecycle import check_move
from gateway.rules.matching import assign_ids
from gateway.rules.ownership import HandIn, HandInVerdict, Held, judge_hand_in
from gateway.store.protocol import Transaction
from gateway.store.rows import PlanRow
from schemas.findings import Finding, finding, has_errors
from schemas.sip.document import SipDocument

TAKEN = frozenset({HandIn.FIRST, HandIn.NEXT, HandIn.NOTHING_NEW})
"""What a document can be to be taken; everything else is refused, dropped or parked."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """What the document is. `document` has plan id, version and ids for good."""

    what: HandIn
    document: SipDocument
    plan_id: str
    held: Held | None
    row: PlanRow | None
    findings: tuple[Finding, ...]
    identity_changed: bool = False
    """The person has another number than in the version before."""


def weigh(tx: Transaction, parts: Parts, organisation: str, document: SipDocument, *, release_older: bool) -> Weighed:
    """Weigh a document that was read. Changes nothing."""
    row, findings = _known(tx, organisation, document)
    plan_id = row.plan_id if row else document.plan.plan_id or parts.new_id()
    held = _held(tx, parts, organisation, row)
    previous = None
    if held is not None and held.plan is not None and held.home == organisation:
        previous = document_of(held.plan, consents_of(tx, parts, organisation, plan_id))
    document = assign_ids(document, previous, lambda: parts.new_id().removeprefix("urn:uuid:")).document
    lost = highest_lost(tx, organisation, plan_id, held.version) if held and held.home == organisation else 0
    verdict = _judged(tx, organisation, without_lost_parent(document, lost), held)
    if verdict.what is HandIn.OLDER_EXPORT and release_older:
        verdict = HandInVerdict(HandIn.NEXT)
    what = verdict.what
    version = 1 if held is None else max(held.version, lost) + 1 if what is HandIn.NEXT else held.version
    document = _numbered(document, plan_id, version)
    differing = tuple(finding("SIP615", f"/plan/{name}") for name in verdict.differs)
    findings = (*findings, *verdict.findings, *differing)
    identity = judge_identity(held.plan if held else None, document.plan)
    if what in (HandIn.FIRST, HandIn.NEXT) and not has_errors(findings):
        findings = (*findings, *identity.findings, *_lawful(parts, organisation, document, previous))
    if what in TAKEN:
        findings = (*findings, *_announced(parts, document, previous))
    return Weighed(what, document, plan_id, held, row, findings, identity.changed)


def _known(tx: Transaction, organisation: str, document: SipDocument) -> tuple[PlanRow | None, tuple[Finding, ...]]:
    """The plan that the document is about, by the plan id or by the source system's own id."""
    plan = document.plan
    named = tx.plan(organisation, plan.plan_id) if plan.plan_id else None
    if plan.source is None:
        return named, () if plan.plan_id else (finding("SIP613", "/plan/plan_id"),)
    remembered = tx.plan_of_source(organisation, plan.source.system, plan.source.plan_id)
    if plan.plan_id and remembered is not None and remembered.plan_id != plan.plan_id:
        return named or remembered, (finding("SIP605", "/plan/plan_id"),)
    return named or remembered, ()


def _held(tx: Transaction, parts: Parts, organisation: str, row: PlanRow | None) -> Held | None:
    if row is None:
        return None
    newest = tx.newest_version(organisation, row.plan_id)
    if newest is not None:
        plan = plan_of(tx, parts, organisation, row.plan_id, newest.version)
        return Held(row.home, newest.version, newest.content_hash, plan, newest.source_revision)
    copies = tx.holdings(organisation, row.plan_id)
    version = max((each.copy_id.version for each in copies), default=0)
    return Held(row.home, version, "")


def _judged(tx: Transaction, organisation: str, document: SipDocument, held: Held | None) -> HandInVerdict:
    source = document.plan.source
    entry = tx.holding_of_entry(organisation, source.plan_id) if source else None
    if entry is not None and entry.sender != organisation:
        return HandInVerdict(HandIn.ECHO, (finding("SIP604"),))
    if held is not None and held.home != organisation:
        return HandInVerdict(HandIn.ECHO, (finding("SIP604"),))
    return judge_hand_in(document.plan, organisation, held)


def _numbered(document: SipDocument, plan_id: str, version: int) -> SipDocument:
    plan = document.plan.model_copy(update={"plan_id": plan_id, "version": version})
    return document.model_copy(update={"plan": plan})


def _lawful(
    parts: Parts, organisation: str, document: SipDocument, previous: SipDocument | None
) -> tuple[Finding, ...]:
    """What the law and the county say of the plan. A document without consents is judged with those that are kept.

    What they say of the kept ones was said when those came, and has no place in this document.
    """
    moved = check_move(previous.plan if previous else None, document.plan)
    name = parts.at_home(organisation).county
    level = Level.MADE_HERE if name else Level.LAW
    today = swedish_day(parts.clock())
    kept = previous is not None and not document.consents
    whole = document.model_copy(update={"consents": previous.consents}) if previous and kept else document
    found = check(whole, level=level, county=county(name or NATIONAL), today=today)
    return (*moved, *(each for each in found if not (kept and each.path.startswith("/consents/"))))


def _announced(parts: Parts, document: SipDocument, previous: SipDocument | None) -> tuple[Finding, ...]:
    """What is coming soon, so that whoever hands the plan in acts in time."""
    consents = (*(previous.consents if previous else ()), *document.consents)
    found = coming_up(document.plan, consents, swedish_day(parts.clock()))
    return tuple(dict.fromkeys(each.finding for each in found))
