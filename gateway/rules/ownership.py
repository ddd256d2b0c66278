"""Who may do what to a plan, and what a document that is handed in means against what is held.

Versions come only from the home; others report on the measures that they perform, and any holder may report a
withdrawal (DESIGN promise 5, "Home, versions, reports"; SIP.md §2). Nothing is merged: a document that builds on
another version than the newest is a conflict, answered with what differs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from gateway.rules.versions import content_hash_of
from schemas.findings import Finding, finding
from schemas.messages import MessageKind
from schemas.sip.plan import Plan


class Who(StrEnum):
    """Who may do something to a plan."""

    HOME = "home"
    HOLDER = "holder"
    PERFORMER = "performer"


class Act(StrEnum):
    """What can be done to a plan."""

    WRITE_VERSION = "write-version"
    SEND_COPY = "send-copy"
    CHANGE_CONSENT = "change-consent"
    WITHDRAW = "withdraw"
    NULLIFY = "nullify"
    END_PARTICIPATION = "end-participation"
    HAND_OVER = "hand-over"
    REPORT_WITHDRAWAL = "report-withdrawal"
    REPORT_ON_MEASURE = "report-on-measure"


WHO_MAY: dict[Act, frozenset[Who]] = {
    Act.WRITE_VERSION: frozenset({Who.HOME}),
    Act.SEND_COPY: frozenset({Who.HOME}),
    Act.CHANGE_CONSENT: frozenset({Who.HOME}),
    Act.WITHDRAW: frozenset({Who.HOME}),
    Act.NULLIFY: frozenset({Who.HOME}),
    Act.END_PARTICIPATION: frozenset({Who.HOME}),
    Act.HAND_OVER: frozenset({Who.HOME}),
    Act.REPORT_WITHDRAWAL: frozenset({Who.HOME, Who.HOLDER}),
    Act.REPORT_ON_MEASURE: frozenset({Who.HOME, Who.PERFORMER}),
}
"""Act → who may do it. What is not here nobody may."""

ACT_OF_MESSAGE: dict[MessageKind, Act] = {
    MessageKind.PLAN: Act.SEND_COPY,
    MessageKind.WITHDRAWAL: Act.WITHDRAW,
    MessageKind.WITHDRAWAL_REPORT: Act.REPORT_WITHDRAWAL,
    MessageKind.NULLIFICATION: Act.NULLIFY,
    MessageKind.END_OF_PARTICIPATION: Act.END_PARTICIPATION,
    MessageKind.HAND_OVER: Act.HAND_OVER,
}
"""What a message does to a plan; answers do nothing to it, they speak of a copy."""


def performs(plan: Plan, organisation: str, measure: str) -> bool:
    """Whether the organisation, or a participant of it, performs the measure with this id."""
    staff = {one.id for one in plan.participants if one.organisation == organisation} | {organisation}
    return any(each.id == measure and staff & set(each.performers) for each in plan.interventions) or any(
        each.id == measure and each.performed_by in staff for each in plan.other_measures
    )


def check_act(
    act: Act, organisation: str, home: str, *, holders: Collection[str] = (), performers: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Whether `organisation` may do `act` to a plan that `home` keeps; SIP600 when not. Source: DESIGN promise 5."""
    is_who = {
        Who.HOME: organisation == home,
        Who.HOLDER: organisation in holders,
        Who.PERFORMER: organisation in performers,
    }
    return () if any(is_who[who] for who in WHO_MAY[act]) else (finding("SIP600"),)


def check_sender(
    kind: MessageKind, sender: str, held_home: str | None, holders: Collection[str] = ()
) -> tuple[Finding, ...]:
    """Whether a received message comes from one who may send it.

    The first version fixes the home (`held_home` None): any sender of a copy is then its home. A control message about
    a plan that we do not hold comes from nobody that we know as home, and is refused. Answers are not judged here.
    """
    act = ACT_OF_MESSAGE.get(kind)
    if act is None:
        return ()
    if held_home is None:
        return () if kind is MessageKind.PLAN else (finding("SIP600"),)
    return check_act(act, sender, held_home, holders=holders)


class HandIn(StrEnum):
    """What a document that a journal system hands in means for its home."""

    FIRST = "first"
    NEXT = "next"
    NOTHING_NEW = "nothing-new"
    CONFLICT = "conflict"
    OLDER_EXPORT = "older-export"
    NOT_YOURS = "not-yours"
    ECHO = "echo"


@dataclass(frozen=True, slots=True)
class Held:
    """What is held of a plan: its home, its newest version, the highest source revision seen, entries that we wrote."""

    home: str
    version: int
    content_hash: str
    plan: Plan | None = None
    source_revision: int | None = None
    entries_written: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HandInVerdict:
    """What to do, why, and for a conflict the fields of the plan that differ (names only)."""

    what: HandIn
    findings: tuple[Finding, ...] = ()
    differs: tuple[str, ...] = ()


def judge_hand_in(plan: Plan, handed_in_by: str, held: Held | None, *, entry_id: str | None = None) -> HandInVerdict:
    """What a handed-in plan is, against what is held. `plan` has its ids for good (`matching.assign_ids`).

    Echo first: a journal entry that we wrote, or a plan that another organisation keeps and that is held here as a
    copy, is no news. Then whose it is, a lower source revision than seen, the same content, a parent that is not the
    newest. Asked twice it answers the same. Source: SIP.md field 1; DESIGN "Echo", "Home, versions, reports".
    """
    if held is None:
        if plan.home is not None and plan.home != handed_in_by:
            return HandInVerdict(HandIn.NOT_YOURS, (finding("SIP608", "/plan/coordinator"),))
        return HandInVerdict(HandIn.FIRST)
    if entry_id is not None and entry_id in held.entries_written:
        return HandInVerdict(HandIn.ECHO, (finding("SIP604"),))
    if held.home != handed_in_by:
        return _from_another(plan, held)
    revision = plan.source.revision if plan.source is not None else None
    if revision is not None and held.source_revision is not None and revision < held.source_revision:
        return HandInVerdict(HandIn.OLDER_EXPORT, (finding("SIP611", "/plan/source/revision"),))
    if content_hash_of(plan) == held.content_hash:
        return HandInVerdict(HandIn.NOTHING_NEW)
    if plan.parent is not None and plan.parent != held.content_hash:
        differs = differing(plan, held.plan)
        return HandInVerdict(HandIn.CONFLICT, (finding("SIP610", "/plan/parent"),), differs)
    same_number = revision is not None and revision == held.source_revision
    return HandInVerdict(HandIn.NEXT, (finding("SIP612", "/plan/source/revision"),) if same_number else ())


def _from_another(plan: Plan, held: Held) -> HandInVerdict:
    """A document of a plan that another organisation keeps: our own copy come back, or an edit that is not allowed."""
    if content_hash_of(plan) == held.content_hash:
        return HandInVerdict(HandIn.ECHO, (finding("SIP604"),))
    return HandInVerdict(HandIn.NOT_YOURS, (finding("SIP600"),))


def differing(one: Plan, other: Plan | None) -> tuple[str, ...]:
    """Names of the plan's fields in which two versions differ; never their content."""
    if other is None:
        return ()
    skipped = {"plan_id", "version", "parent", "source"}
    fields = [name for name in Plan.model_fields if name not in skipped]
    return tuple(name for name in fields if getattr(one, name) != getattr(other, name))
