"""Which of a plan's consents decides: newest versions, order of what was said, withdrawals and refusals.

Theory of operation. What people said is ordered by when they surely said it. A date without a time may mean any instant
of its day, so two things of the same day are in no order, and then both count: the narrower holds (SIP.md §2, fail
closed). A withdrawal or a refusal is never forgotten because a newer version of the consent does not repeat it; only
a consent that was surely given later lifts it. An expired or incomplete newer consent never brings an older one back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from schemas.dates import ends, starts
from schemas.sip.consent import Consent, Withdrawal
from schemas.sip.plan import Plan


class Span(NamedTuple):
    """First and last instant that something can have been said; None = not known."""

    first: datetime | None
    last: datetime | None


def span_of(moment: str | None) -> Span:
    """What a moment can mean, both ends included."""
    if moment is None:
        return Span(None, None)
    if "T" in moment:
        return Span(starts(moment), starts(moment))
    return Span(starts(moment), ends(moment) - timedelta(microseconds=1))


def surely_before(one: Span, other: Span) -> bool:
    """Whether `one` was said before `other` whatever the missing precision hides; unknown is never sure."""
    return one.last is not None and other.first is not None and one.last < other.first


def said(consent: Consent) -> Span:
    """When a consent was given: from the first giver to the last. A giver without a time makes it unknown."""
    moments = [giver.given_at for giver in consent.givers]
    if consent.refused_at is not None:
        moments.append(consent.refused_at)
    spans = [span_of(moment) for moment in moments]
    firsts = [span.first for span in spans if span.first is not None]
    lasts = [span.last for span in spans if span.last is not None]
    if not spans or len(firsts) < len(spans) or len(lasts) < len(spans):
        return Span(None, None)
    return Span(min(firsts), max(lasts))


class Tied(NamedTuple):
    """The consents tied to a plan: every version, the newest of each id, and whether two newest contradict."""

    every: tuple[Consent, ...]
    newest: tuple[Consent, ...]
    contradict: bool


def tied_to(plan: Plan, consents: Iterable[Consent]) -> Tied:
    """The consents of this plan. One that names another plan, or any plan while this one has no id, is not counted.

    Of each id only the newest version stands; two different objects with the same id and version contradict.
    A consent without an id is one of its own.
    """
    mine = tuple(each for each in consents if each.plan_id in (None, plan.plan_id))
    versions: dict[str, int] = {}
    for each in mine:
        if each.id is not None:
            versions[each.id] = max(each.count, versions.get(each.id, 0))
    newest: list[Consent] = []
    for each in mine:
        if (each.id is None or each.count == versions[each.id]) and each not in newest:
            newest.append(each)
    named = [each.id for each in newest if each.id is not None]
    return Tied(mine, tuple(newest), contradict=len(named) > len(set(named)))


def deciding(candidates: Sequence[Consent]) -> tuple[Consent, ...]:
    """Those that no other surely came after. Usually one; when the order is in doubt several, and all must allow."""
    spans = [said(each) for each in candidates]
    return tuple(
        each
        for each, span in zip(candidates, spans, strict=True)
        if not any(surely_before(span, later) for later in spans)
    )


def standing_withdrawals(consent: Consent, every: Iterable[Consent]) -> tuple[Withdrawal, ...]:
    """Withdrawals, noted on any consent of the plan, that the consent was not surely given after."""
    given = said(consent)
    return tuple(
        withdrawal
        for each in every
        for withdrawal in each.withdrawals
        if not surely_before(span_of(withdrawal.at), given)
    )


def is_refused(consent: Consent, every: Iterable[Consent]) -> bool:
    """Whether this consent is a refusal, or a refusal stands that it was not surely given after."""
    given = said(consent)
    return consent.refused_at is not None or any(
        each.refused_at is not None and not surely_before(span_of(each.refused_at), given) for each in every
    )
