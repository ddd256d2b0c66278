"""The next meeting: what the plan says about when, where and who calls; places stay secret for protected people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from mappings.page.names import Names, anybody_protected
from mappings.page.wording import capital, say_weekday_and_when
from mappings.swedish import sv
from schemas.dates import last_day
from schemas.sip.plan import Plan
from schemas.sip.process import Meeting
from schemas.states import PLAN_STATES


@dataclass(frozen=True, slots=True)
class MeetingLine:
    """One coming meeting in words."""

    id: str
    kind: str
    when: str
    place: str
    place_told: bool
    convener: str


def place_is_secret(plan: Plan) -> bool:
    """Whether somebody whom a place could lead to has protected personal data."""
    return anybody_protected((plan.person, *plan.guardians, *plan.relatives, *plan.representatives))


def coming_meetings(names: Names, on: date) -> tuple[MeetingLine, ...]:
    """Meetings from that day on, and the planned follow-up where no such meeting has the same day; soonest first.

    None when the plan is over: what was planned then is no meeting to come to.
    """
    plan = names.plan
    if PLAN_STATES[plan.state].final:
        return ()
    dated = [(each.start, _meeting(names, each)) for each in plan.meetings if each.start and last_day(each.start) >= on]
    follow_up = plan.follow_up
    if follow_up and follow_up.on and last_day(follow_up.on) >= on:
        days = {start[:10] for start, _ in dated}
        if follow_up.on[:10] not in days:
            convener = names.say(follow_up.convener) or ""
            line = MeetingLine("", "Uppföljning", capital(say_weekday_and_when(follow_up.on)), "", False, convener)
            dated.append((follow_up.on, line))
    return tuple(line for _, line in sorted(dated, key=lambda each: (last_day(each[0]), each[0])))


def _meeting(names: Names, meeting: Meeting) -> MeetingLine:
    secret = place_is_secret(names.plan) or bool(meeting.place_told_by_phone)
    call = next((each for each in names.plan.calls if each.meeting == meeting.id), None)
    return MeetingLine(
        id=meeting.id,
        kind=capital(sv(meeting.kind)),
        when=capital(say_weekday_and_when(meeting.start or "")),
        place="" if secret else meeting.place or "",
        place_told=secret,
        convener=(names.say(call.convener) if call else None) or "",
    )
