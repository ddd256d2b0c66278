"""What the page shows, as parts that can be compared with those of another version: each with its section and words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from mappings.page.contacts import people_to_ring, representatives_and_supporters
from mappings.page.measures import MeasureLine, measure_lines
from mappings.page.meetings import coming_meetings
from mappings.page.names import Names
from mappings.page.wording import capital, say_when, short
from mappings.swedish import sv
from schemas.codes import MeasureStatus
from schemas.sip.content import SubGoal
from schemas.states import PlanState


class Words(NamedTuple):
    """What to call a part that came, went or changed; None where another part tells it, empty for a whole sentence."""

    came: str | None
    went: str | None
    changed: str
    tells_before: bool = True


class Shown(NamedTuple):
    """One part of the page: where it stands, what to call it, its text; compared by `value`, if that is another."""

    section: str
    words: Words
    text: str
    value: str = ""

    def same_as(self, other: Shown) -> bool:
        """Whether the page says the same of both."""
        return (self.value or self.text) == (other.value or other.text)


Keyed = Iterator[tuple[tuple[str, str], Shown]]

_GOAL = Words("Nytt mål", "Borttaget mål", "Ändrat mål")
_NEED = Words("Nytt behov", "Borttaget behov", "Ändrat behov")
_MEASURE = Words("Nytt som ska göras", "Ska inte göras längre", "Ändrat om det som ska göras")
_MEETING = Words("Nytt möte", "Mötet är inte kvar", "Ändrat möte")
_MEMBER = Words("Ny i planen", "Inte längre med i planen", "Ändrat om en som är med i planen")
_SENTENCE = Words("", None, "", tells_before=False)

_STATUS = {
    MeasureStatus.PLANNED: "är planerat",
    MeasureStatus.ONGOING: "pågår nu",
    MeasureStatus.PERFORMED: "är klart",
    MeasureStatus.NOT_PERFORMED: "blev inte av",
    MeasureStatus.INTERRUPTED: "är avbrutet",
    MeasureStatus.CANCELLED: "är inställt",
}
_STATES = {
    PlanState.PRELIMINARY: "Planen är preliminär.",
    PlanState.ESTABLISHED: "Planen är klar och gäller.",
    PlanState.FOLLOWED_UP: "Planen är uppföljd.",
    PlanState.REPLACED: "Planen är ersatt av en ny plan.",
    PlanState.CLOSED: "Planen är avslutad.",
    PlanState.WITHDRAWN: "Planen är avslutad, för samtycket är taget tillbaka.",
}
"""Only the states that mean something to the person; the rest are one: not finished."""


def shown_parts(names: Names, headings: Mapping[str, str], on: date) -> dict[tuple[str, str], Shown]:
    """Everything of one version that the page shows on that day, in the order of the page."""
    parts: dict[tuple[str, str], Shown] = {}
    for found in (
        _top(names),
        _goals(names, headings),
        _needs(names),
        _measures(names),
        _to_ring(names, on),
        _meetings(names, on),
        _texts(names, headings),
        _people(names),
    ):
        parts.update(found)
    return parts


def _under(heading: str) -> Words:
    return Words(f"Nytt under ”{heading}”", f"Borttaget under ”{heading}”", f"Ändrat under ”{heading}”")


def _top(names: Names) -> Keyed:
    plan = names.plan
    yield ("name", ""), Shown("namn", Words(None, None, "Nytt namn"), plan.person.name.full)
    yield ("state", ""), Shown("lage", _SENTENCE, _STATES.get(plan.state, "Planen är inte klar än."))


def _goals(names: Names, headings: Mapping[str, str]) -> Keyed:
    plan = names.plan
    for goal in plan.overall_goals:
        yield ("goal", goal.id), Shown("mal", _GOAL, goal.text)
    if plan.preparation and plan.preparation.important_to_me:
        yield ("important", ""), Shown("mal", _under(headings["viktigt"]), plan.preparation.important_to_me)
    for strength in plan.strengths:
        yield ("strength", strength.id), Shown("mal", _under(headings["hjalp"]), strength.text)


def _needs(names: Names) -> Keyed:
    for need in names.plan.needs:
        yield ("need", need.id), Shown("behov", _NEED, need.text)
        for goal in need.sub_goals:
            yield ("goal", goal.id), Shown("behov", _GOAL, goal.text)
            dated = say_when(goal.target_date) if goal.target_date else "Inget datum"
            words = Words(None, None, f"Nytt datum för målet ”{short(goal.text)}”")
            yield ("target", goal.id), Shown("behov", words, dated)
            if goal.attainments:
                said = say_attained(goal)
                yield ("attained", goal.id), Shown("behov", _SENTENCE, f"{short(goal.text)}: {said}", said)


def say_attained(goal: SubGoal) -> str:
    """How it goes with a goal, the last that was said: `en bit på väg (12 mars 2026). Det går framåt.`"""
    last = goal.attainments[-1]
    when = f" ({say_when(last.on)})" if last.on else ""
    return f"{sv(last.outcome)}{when}. {last.comment or ''}".rstrip()


def _measures(names: Names) -> Keyed:
    for line in measure_lines(names):
        yield ("measure", line.id), Shown("gora", _MEASURE, line.text)
        yield from _about(line)
    if names.plan.no_other_measures:
        words = Words("", None, "")
        yield ("none", ""), Shown("gora", words, "Ingen annan än kommunen och regionen ska göra något just nu.")
    lead = names.organisation_name(names.plan.lead_huvudman) or ""
    yield (
        ("lead", ""),
        Shown("gora", Words(None, "Ansvarar inte längre för planen", "Nytt ansvar för hela planen"), lead),
    )


def _about(line: MeasureLine) -> Keyed:
    """What is told of a measure that was there before: status, time, who does it, who answers for it."""
    about = short(line.text)

    def part(kind: str, changed: str, text: str) -> tuple[tuple[str, str], Shown]:
        return (kind, line.id), Shown("gora", Words(None, None, changed), text)

    now = Words(None, None, "", tells_before=False)
    yield ("status", line.id), Shown("gora", now, f"{about}: {_status(line)}.", _status(line))
    yield part("when", f"Ny tid för ”{about}”", line.when or "Ingen tid är bestämd")
    yield part("who", f"Ny som gör ”{about}”", line.who or "Inte bestämt än")
    yield part("answers", f"Ny som ansvarar för ”{about}”", line.answers)


def _status(line: MeasureLine) -> str:
    return _STATUS[line.status] if line.status else "planen säger inte hur det går"


def _to_ring(names: Names, on: date) -> Keyed:
    for one in people_to_ring(names):
        words = Words(f"Ny {one.duty}", f"Inte längre {one.duty}", f"Nytt om {one.duty}")
        yield (
            ("ring", f"{one.duty} {one.id}"),
            Shown("ring", words, _joined(one.name, one.role, one.workplace, *one.phones, *one.emails)),
        )
    for other in representatives_and_supporters(names, on):
        words = Words("Ny som hjälper till", "Hjälper inte längre till", "Nytt om den som hjälper till")
        yield ("help", other.id), Shown("ring", words, _joined(other.name, other.role, other.workplace, *other.phones))


def _joined(*words: str) -> str:
    """What stands on a card, in one line."""
    return ", ".join(word for word in words if word)


def _meetings(names: Names, on: date) -> Keyed:
    for one in coming_meetings(names, on):
        place = f". Plats: {one.place}" if one.place else ""
        calls = f". {capital(one.convener)} kallar" if one.convener else ""
        yield (
            ("meeting", one.id),
            Shown("mote", _MEETING, f"{one.kind} {one.when[:1].lower()}{one.when[1:]}{place}{calls}"),
        )


def _texts(names: Names, headings: Mapping[str, str]) -> Keyed:
    plan = names.plan
    if plan.crisis_plan:
        yield ("crisis", ""), Shown("ring", _under(headings["svart"]), plan.crisis_plan.text)
    if plan.summary:
        yield ("summary", ""), Shown("mer", _under(headings["mer"]), plan.summary.text)
    for follow_up in plan.follow_ups:
        if follow_up.evaluation:
            yield ("evaluation", follow_up.id), Shown("mer", _under("Uppföljning"), follow_up.evaluation.text)
    for support in plan.current_support:
        text = _joined(support.text, names.organisation_name(support.organisation) or "")
        yield ("support", support.id), Shown("mer", _under(headings["stod"]), text)
    if plan.placement:
        placed = plan.placement
        spans = [f" {word} {say_when(day)}" for word, day in (("från", placed.start), ("till", placed.end)) if day]
        text = "".join((capital(sv(placed.kind)), *spans, "."))
        yield ("placement", ""), Shown("mer", _under("Boende"), f"{text} {placed.text or ''}".rstrip())
    for assessed in plan.placement_assessments:
        yield ("assessment", assessed.id), Shown("mer", _under("Bedömning"), assessed.text)
    for attached in plan.attachments:
        title = attached.title or capital(sv(attached.kind))
        yield ("attachment", attached.id), Shown("mer", _under(headings["dokument"]), title)


def _people(names: Names) -> Keyed:
    for one in names.plan.participants:
        yield ("member", one.id), Shown("mer", _MEMBER, names.say(one.id) or "")
