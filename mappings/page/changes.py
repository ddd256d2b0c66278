"""What has changed since the previous version, part by part, in words for the person."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from mappings.page.measures import MeasureLine, measure_lines
from mappings.page.names import Names
from mappings.page.wording import say_when
from mappings.swedish import sv
from schemas.sip.content import OverallGoal, SubGoal
from schemas.sip.plan import Plan
from schemas.sip.process import PlannedFollowUp
from schemas.states import PlanState


@dataclass(frozen=True, slots=True)
class Change:
    """One change: what happened in a few words, what it is about, and how it was before where that helps."""

    what: str
    now: str
    before: str = ""


class _Words(NamedTuple):
    """What to call a text that came, went or changed."""

    came: str
    went: str
    changed: str


_GOAL_WORDS = _Words("Nytt mål", "Borttaget mål", "Ändrat mål")
_MEASURE_WORDS = _Words("Nytt som ska göras", "Ska inte göras längre", "Ändrat")


def changes(previous: Names, current: Names) -> tuple[Change, ...]:
    """Every change that the page can show, in the order of the page: goals, measures, people, next meeting, state."""
    return (
        *_texts(_GOAL_WORDS, _goals(previous.plan), _goals(current.plan)),
        *_attainments(previous.plan, current.plan),
        *_measures(measure_lines(previous), measure_lines(current)),
        *_people(previous, current),
        *_single(previous, current),
    )


def _goals(plan: Plan) -> dict[str, str]:
    sub_goals = [each for need in plan.needs for each in need.sub_goals]
    goals: list[OverallGoal | SubGoal] = [*plan.overall_goals, *sub_goals]
    return {each.id: each.text for each in goals}


def _texts(words: _Words, before: dict[str, str], now: dict[str, str]) -> Iterator[Change]:
    for key, text in now.items():
        if key not in before:
            yield Change(words.came, text)
        elif before[key] != text:
            yield Change(words.changed, text, before[key])
    yield from (Change(words.went, text) for key, text in before.items() if key not in now)


def _attainments(before: Plan, now: Plan) -> Iterator[Change]:
    known = {each.id: len(each.attainments) for need in before.needs for each in need.sub_goals}
    for need in now.needs:
        for goal in need.sub_goals:
            if len(goal.attainments) > known.get(goal.id, 0):
                yield Change(f"Så har det gått: {sv(goal.attainments[-1].outcome)}", goal.text)


def _measures(before: Sequence[MeasureLine], now: Sequence[MeasureLine]) -> Iterator[Change]:
    known = {line.id: line for line in before}
    yield from _texts(_MEASURE_WORDS, {each.id: each.text for each in before}, {each.id: each.text for each in now})
    for line in now:
        old = known.get(line.id)
        if old is None:
            continue
        if old.status is not line.status:
            yield Change(f"Nu: {sv(line.status)}", line.text, sv(old.status))
        if old.when != line.when:
            yield Change("Ny tid", f"{line.text}: {line.when or 'ingen tid bestämd'}", old.when)
        if old.who != line.who:
            yield Change("Ny som gör det", f"{line.text}: {line.who or 'inte bestämt'}", old.who)


def _people(previous: Names, current: Names) -> Iterator[Change]:
    before, now = _members(previous), _members(current)
    yield from (Change("Ny i planen", now[each]) for each in now if each not in before)
    yield from (Change("Inte längre med i planen", before[each]) for each in before if each not in now)


def _members(names: Names) -> dict[str, str]:
    people = {each.id: names.say(each.id) or "" for each in names.plan.participants}
    return {key: said for key, said in people.items() if said}


def _single(previous: Names, current: Names) -> Iterator[Change]:
    yield from _one("Ny samordnare", previous, current, lambda names: names.say(names.plan.coordinator))
    yield from _one("Nytt ansvar för hela planen", previous, current, _lead)
    yield from _one("Nytt datum för nästa uppföljning", previous, current, lambda names: _date(names.plan.follow_up))
    yield from _one("Planen är nu", previous, current, lambda names: _state(names.plan.state))


_STATES = {
    PlanState.PRELIMINARY: "preliminär",
    PlanState.ESTABLISHED: "klar",
    PlanState.FOLLOWED_UP: "uppföljd",
    PlanState.REPLACED: "ersatt av en ny plan",
    PlanState.CLOSED: "avslutad",
    PlanState.WITHDRAWN: "avslutad, för samtycket är taget tillbaka",
}


def _state(state: PlanState) -> str:
    """Only the states that mean something to the person; the rest are one: not finished."""
    return _STATES.get(state, "inte klar än")


def _lead(names: Names) -> str | None:
    return names.organisation_name(names.plan.lead_huvudman)


def _date(follow_up: PlannedFollowUp | None) -> str | None:
    return say_when(follow_up.on) if follow_up and follow_up.on else None


def _one(what: str, previous: Names, current: Names, said: Callable[[Names], str | None]) -> Iterator[Change]:
    before, now = said(previous), said(current)
    if before != now and now is not None:
        yield Change(what, now, before or "")
