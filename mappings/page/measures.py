"""Who does what and when: the measures of a plan as lines that a page can show."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.page.names import Names
from mappings.page.wording import capital, say_period
from mappings.swedish import sv
from schemas.codes import MeasureStatus
from schemas.sip.content import Intervention, OtherMeasure, OverallGoal, Schedule, SubGoal
from schemas.states import PLAN_STATES

OPEN = frozenset({MeasureStatus.PLANNED, MeasureStatus.ONGOING})
"""What is still to be done; the rest has its own list on the page."""


_WHEN_OVER = {
    MeasureStatus.PLANNED: "Var planerat när planen tog slut",
    MeasureStatus.ONGOING: "Pågick när planen tog slut",
}


@dataclass(frozen=True, slots=True)
class MeasureLine:
    """One measure in words; empty strings where the plan says nothing. `doers` are the ids of those who perform it.

    `over`: the plan is closed, replaced or withdrawn.
    """

    id: str
    text: str
    who: str
    answers: str
    when: str
    status: MeasureStatus | None
    goals: tuple[str, ...]
    doers: tuple[str, ...] = ()
    over: bool = False

    @property
    def status_word(self) -> str:
        """The status in a few words; in a plan that is over, nothing is planned or ongoing any more."""
        if self.status is None:
            return ""
        return _WHEN_OVER.get(self.status, capital(sv(self.status))) if self.over else capital(sv(self.status))

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done, as far as the plan says."""
        return (self.status is None or self.status in OPEN) and not self.over


def measure_lines(names: Names) -> tuple[MeasureLine, ...]:
    """All measures of the plan, by others too: ongoing first, then planned, then the rest, else in the plan's order."""
    measures: list[Intervention | OtherMeasure] = [*names.plan.interventions, *names.plan.other_measures]
    lines = [_line(names, each) for each in measures]
    rank: dict[MeasureStatus | None, int] = {MeasureStatus.ONGOING: 0, MeasureStatus.PLANNED: 1, None: 1}
    return tuple(sorted(lines, key=lambda line: rank.get(line.status, 2)))


def _line(names: Names, measure: Intervention | OtherMeasure) -> MeasureLine:
    who = names.doers(measure)
    own = isinstance(measure, Intervention)
    answers = names.organisation_name(measure.responsible_huvudman) or "" if isinstance(measure, Intervention) else ""
    named = measure.performers if isinstance(measure, Intervention) else (measure.performed_by,)
    return MeasureLine(
        id=measure.id,
        text=measure.text,
        who=capital(who),
        answers=answers if own and answers != who else "",
        when=_when(measure.schedule),
        status=measure.status,
        goals=tuple(filter(None, (_goal(names, goal) for goal in measure.goals))),
        doers=tuple(each for each in named if each),
        over=PLAN_STATES[names.plan.state].final,
    )


def _when(schedule: Schedule | None) -> str:
    return say_period(schedule.start, schedule.end, schedule.text) if schedule else ""


def _goal(names: Names, goal: str) -> str | None:
    sub_goals = [each for need in names.plan.needs for each in need.sub_goals]
    goals: list[SubGoal | OverallGoal] = [*sub_goals, *names.plan.overall_goals]
    return next((each.text for each in goals if each.id == goal), None)


def performed_by(names: Names, line: MeasureLine, organisation: str) -> bool:
    """Whether an organisation, or a participant who works there, performs the measure."""
    workers = {each.id for each in names.plan.participants if each.organisation == organisation}
    return any(doer == organisation or doer in workers for doer in line.doers)
