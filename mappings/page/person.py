"""The printable page for the person, or for a guardian or representative: the plan in plain, large, friendly Swedish.

What is never shown: codes, ids (but for a short plan number), addresses, contacts of anybody but those to ring, places
when somebody is protected, what a consent excludes. A plan that is nullified may be about somebody else and one that is
not approved for the person may not be read: their pages hold no plan content.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from mappings.page.changes import changes
from mappings.page.consent import consent_lines
from mappings.page.contacts import people_to_ring
from mappings.page.copies import Group, copy_lines
from mappings.page.measures import measure_lines
from mappings.page.meetings import coming_meetings, place_is_secret
from mappings.page.names import Names
from mappings.page.reader import reader_of
from mappings.page.rendering import render
from mappings.page.rows import LedgerRow
from mappings.page.wording import short_number
from mappings.swedish import sv
from schemas.codes import ClosureReason, Content, GoalOwner
from schemas.identifiers import PERSON
from schemas.sip.document import SipDocument
from schemas.states import PLAN_STATES, PlanState

_CLOSURE = {
    ClosureReason.GOALS_MET: "Målen är nådda.",
    ClosureReason.NO_LONGER_RELEVANT: "Den behövs inte längre.",
    ClosureReason.NEEDS_MET: "Behoven är tillgodosedda.",
    ClosureReason.MOVED: "Det beror på en flytt.",
}
"""Why a plan ended, as a sentence. A death is not said on a page."""


def page_for_person(
    document: SipDocument,
    ledger_rows: Iterable[LedgerRow],
    *,
    made_on: date,
    previous: SipDocument | None = None,
    language: str = "sv",
    reader: str = PERSON,
) -> bytes:
    """The page of one version, as UTF-8 HTML that stands alone and prints well; the same input gives the same bytes.

    `document` is the reader's own copy, `previous` the reader's copy of the version before; `reader` is `person`, or
    the element id of a guardian or representative. Rows of other plans are left out. Raises ValueError for another
    language than Swedish, and for a reader who is none of those.
    """
    if language != "sv":
        raise ValueError("the page is written in Swedish only")
    plan = document.plan
    voice = reader_of(plan, reader, made_on)
    names = Names(plan, voice.you, reader)
    before = Names(previous.plan, voice.you, reader) if previous else None
    may_show = plan.approved_for_person and plan.state is not PlanState.NULLIFIED
    return render(
        "person.html",
        v=voice,
        plan=plan,
        names=names,
        sv=sv,
        closure_texts=_CLOSURE,
        may_show=may_show,
        is_document=plan.content is Content.DOCUMENT,
        is_over=PLAN_STATES[plan.state].final,
        own_goals=[each for each in plan.overall_goals if each.whose is GoalOwner.PERSON],
        family_goals=[each for each in plan.overall_goals if each.whose is GoalOwner.FAMILY],
        measures=measure_lines(names),
        ring=people_to_ring(names),
        meetings=coming_meetings(names, made_on),
        changes=changes(before, names) if before and may_show else (),
        has_previous=previous is not None,
        copies=copy_lines(names, voice, ledger_rows),
        hide_copies=reader != PERSON and place_is_secret(plan),
        groups=Group,
        consents=consent_lines(voice, document.consents),
        number=short_number(plan.plan_id),
        made_on=made_on,
    )
