"""`samspel resend`: let copies of own plans that were refused go once more, as new messages; one by one or in bulk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Optional

import typer

from gateway.cli.filters import AtMost, DryRun, NewerThan, OlderThan, OnePlan, With, Yes, age_of
from gateway.cli.options import DEFAULT_DATA, AsOrganisation, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding
from schemas.states import COPY_STATES, CopyState

if TYPE_CHECKING:
    from gateway.exchange.parts import Parts
    from gateway.store.rows import Wanted
    from schemas.messages import CopyId

ALL = 10**9
"""Rows without bodies: a ledger has no number to read on from, and what is sent again leaves the choice."""
REFUSED = (CopyState.REJECTED, CopyState.MISDIRECTED)
"""What a choice holds unless it names states. Parked copies must be named: some are kept back on purpose (SIP609)."""

State = Annotated[
    Optional[list[CopyState]],  # noqa: UP045
    typer.Option("--state", help="Only this state. May be repeated. Default: rejected and misdirected."),
]


def resend(
    copies: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="COPY", help="PLAN/VERSION/RECIPIENT/plan. Without: what the options choose."),
    ] = None,
    *,
    state: State = None,
    plan: OnePlan = None,
    counterpart: With = None,
    older_than: OlderThan = None,
    newer_than: NewerThan = None,
    limit: AtMost = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    as_: AsOrganisation = None,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Send copies that were rejected, misdirected or parked once more. Consent is asked anew on their way."""
    from gateway.cli.gateways import copy_id_of, opened, plan_id_of, work
    from gateway.cli.settling import tell_settled
    from gateway.exchange.ledger import wanted_of
    from gateway.exchange.parked_in_bulk import settle_each

    voice, named = Voice.of(lang), [copy_id_of(each) for each in copies or ()]
    plan_id = plan_id_of(plan) if plan else None
    older, newer = age_of(older_than), age_of(newer_than)
    if bool(named) == any(each is not None for each in (state or None, plan, counterpart, older_than, newer_than)):
        raise Rejected(findings=(finding("SIP676"),))
    with opened(data) as gateway:
        parts = gateway.parts
        if len(named) == 1 and not dry_run:
            _one(voice, parts, named[0], as_)
            return
        wanted = wanted_of(
            parts,
            plan_id=plan_id,
            counterpart=counterpart,
            states=tuple(state or REFUSED),
            older_than=older,
            newer_than=newer,
            limit=ALL,
        )
        homes = dict.fromkeys(named, as_) if named else _chosen(parts, wanted, as_)
        asked = list(homes)[:limit]
        _check_yes(voice, asked, dry_run=dry_run, yes=yes or bool(named))
        settled = settle_each(parts, asked, lambda parts, each: _let_go(parts, each, homes[each]))
        settled.left = len(homes) - len(asked)
        work(parts)
    tell_settled(voice, settled, "Släppta fram", "Released")


def _chosen(parts: Parts, wanted: Wanted, as_: str | None) -> dict[CopyId, str | None]:
    """The copies of the ledgers that are wanted, longest in their state first, each with its organisation.

    What a newer version has been made of is left to who names it: nobody gets an outdated plan by the way.
    """
    from gateway.cli.gateways import organisations_of
    from gateway.exchange.ledger import newest_of, sent

    found = [row for each in organisations_of(parts, wanted.plan_id, as_) for row in sent(parts, each, wanted)]
    rows = newest_of(parts, found)
    return {row.copy_id: row.organisation for row in sorted(rows, key=lambda row: row.since)}


def _check_yes(voice: Voice, asked: list[CopyId], *, dry_run: bool, yes: bool) -> None:
    """A choice wants `--yes`: raises Rejected (SIP677), with how many it holds. With --dry-run the command ends."""
    if dry_run:
        for each in asked:
            voice.result(str(each))
        voice.tell(f"{len(asked)} rader. Inget har gjorts.", f"{len(asked)} rows. Nothing was done.")
        raise typer.Exit
    if asked and not yes:
        raise Rejected(findings=(finding("SIP677", count=len(asked)),))


def _let_go(parts: Parts, copy_id: CopyId, organisation: str | None) -> None:
    from gateway.cli.gateways import home_of
    from gateway.exchange.parked import release_copy

    release_copy(parts, home_of(parts, copy_id.plan_id, organisation), copy_id)


def _one(voice: Voice, parts: Parts, copy_id: CopyId, as_: str | None) -> None:
    from gateway.cli.gateways import home_of, work
    from gateway.exchange.ledger import sent, wanted_of
    from gateway.exchange.parked import release_copy

    home = home_of(parts, copy_id.plan_id, as_)
    release_copy(parts, home, copy_id)
    work(parts)
    (row,) = sent(parts, home, wanted_of(parts, copy_id=copy_id))
    voice.tell("Släppt fram.", "Released.")
    voice.result(voice.choose(COPY_STATES[row.state].sv, row.state.value))
