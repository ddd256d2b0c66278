"""*Det här har ändrats*: everything that the page shows is told when it changes, in sentences."""

import copy
import re
from datetime import date
from functools import reduce

import pytest
from hypothesis import given
from lxml import html

from mappings.page import page_for_person
from mappings.page.measures import OPEN
from schemas.codes import Attained, MeasureStatus
from schemas.sip.document import SipDocument
from schemas.sip.reading import parse_document
from schemas.states import PlanState
from tests.generated_plans.strategies import sip_documents
from tests.page.plans import CONSENTS, MADE_ON, PARTICIPANTS, SCHOOL, child_plan, document
from tests.page.reading import said

NOTHING = "Inget i planen har ändrats sedan förra gången."
ABOUT_THE_PLAN = ("lage", "mal", "behov", "gora", "ring", "mote", "mer", "samtycke")


def pages(previous: SipDocument, current: SipDocument, reader="person"):
    made = {"made_on": MADE_ON, "reader": reader}
    return page_for_person(current, [], previous=previous, **made), page_for_person(previous, [], **made)


def sections(page) -> dict[str, object]:
    """What stands in each section, with its elements: a quotation is seen to be one."""
    tree = html.document_fromstring(page)
    named = {each.get("id"): html.tostring(each).split() for each in tree.iter("section", "div") if each.get("id")}
    return {"name": said(tree.find(".//header")), **{key: named.get(key) for key in ABOUT_THE_PLAN}}


def told(previous: SipDocument, current: SipDocument, reader="person") -> list[str]:
    """The changes of the page, one by one; the sentence that nothing has changed counts as none."""
    return told_on(pages(previous, current, reader)[0])


def told_on(page: bytes) -> list[str]:
    """The changes that a page tells, one by one."""
    part = html.document_fromstring(page).get_element_by_id("andrat")
    lines = [said(each) for each in part.iter("li")]
    assert bool(lines) is (NOTHING not in said(part))
    return lines


RICH = child_plan(
    representatives=[{"id": "r1", "name": {"given": "Gun", "family": "Godesson"}, "mandate": "god-man"}],
    supporters=[{"id": "u1", "name": {"given": "Ove"}, "kind": "personligt-ombud", "contact": {"phones": ["0123-9"]}}],
    current_support=[{"id": "c1", "organisation": SCHOOL, "text": "Studiehjälp på torsdagar."}],
    placement={"id": "pl", "kind": "familjehem", "start": "2026-01", "text": "Hos familjen Exempel."},
    placement_assessments=[{"id": "a1", "organisation": SCHOOL, "text": "Trivs bra."}],
    crisis_plan={"text": "Ring mormor."},
    preparation={"important_to_me": "Min katt."},
    follow_ups=[{"id": "f1", "on": "2026-12-01", "evaluation": {"text": "Det går åt rätt håll."}}],
    meetings=[{"id": "mo1", "kind": "sip", "start": "2027-01-15", "place": "Storgatan 5"}],
    attachments=[{"id": "b1", "media_type": "text/plain", "data": "aGVq", "title": "Schemat"}],
)


def rich(**changed) -> SipDocument:
    parsed = parse_document({"plan": {**copy.deepcopy(RICH), **changed}, "consents": CONSENTS})
    assert parsed.document is not None, parsed.findings
    return parsed.document


def places(value, path=()):
    """The paths of everything within."""
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, inner in steps:
        yield (*path, step)
        yield from places(inner, (*path, step))


def another(value: str) -> str:
    """Another text, or another year of a date."""
    return re.sub("^202[0-9]-", "2031-", value) if re.match("[0-9]{4}-", value) else f"{value}x"


def every_mutation():
    """The rich plan with one thing taken away, or one text or date changed, for all of them that still make a plan."""
    for path in places(RICH):
        for change in ("away", "other"):
            data = copy.deepcopy(RICH)
            holder = reduce(lambda part, step: part[step], path[:-1], data)
            if change == "away":
                del holder[path[-1]]
            elif isinstance(holder[path[-1]], str):
                holder[path[-1]] = another(holder[path[-1]])
            parsed = parse_document({"plan": data, "consents": CONSENTS})
            if parsed.document is not None:
                yield ".".join(map(str, path)), change, parsed.document


def test_whatever_single_thing_changes_on_the_page_is_told():
    """Both ways: what is seen to differ is told, and what is not seen is not."""
    tried, seen = 0, set()
    for path, change, changed in every_mutation():
        for before, now in ((rich(), changed), (changed, rich())):
            current, previous = pages(before, now)
            differs = sections(current) != sections(previous)
            assert bool(told_on(current)) is differs, (path, change)
            tried += 1
            if differs:
                seen.add(path.split(".")[0])
    assert tried > 200
    assert {"needs", "strengths", "current_support", "summary", "crisis_plan", "placement", "follow_ups"} <= seen
    assert {"representatives", "supporters", "meetings", "attachments", "participants", "organisations"} <= seen


@given(sip_documents(), sip_documents())
def test_of_two_plans_whatsoever_nothing_is_said_only_when_the_page_is_the_same(before, now):
    if not (before.plan.approved_for_person and now.plan.approved_for_person):
        return
    if PlanState.NULLIFIED in (before.plan.state, now.plan.state):
        return
    current, previous = pages(before, now)
    if "andrat" not in {each.get("id") for each in html.document_fromstring(current).iter("section")}:
        return
    if sections(current) != sections(previous):
        assert told_on(current)


def test_a_new_need_is_told():
    need = {"id": "n2", "text": "Tilda behöver skjuts."}
    assert "Nytt behov: Tilda behöver skjuts." in told(rich(), rich(needs=[*RICH["needs"], need]))
    assert "Borttaget behov: Tilda behöver skjuts." in told(rich(needs=[*RICH["needs"], need]), rich())


@pytest.mark.parametrize(
    ("field", "sentence"),
    [
        ("strengths", "Borttaget under ”Det här är till hjälp för dig”: Mormor bor nära"),
        ("current_support", "Borttaget under ”Stöd som du redan har”: Studiehjälp på torsdagar."),
        ("summary", "Borttaget under ”Mer om planen”: Skolan, socialtjänsten"),
        ("crisis_plan", "Borttaget under ”Om det blir svårt”: Ring mormor."),
        ("preparation", "Borttaget under ”Viktigt för dig”: Min katt."),
        ("placement", "Borttaget under ”Boende”: Familjehem från januari 2026. Hos familjen Exempel."),
        ("meetings", "Mötet är inte kvar: SIP-möte fredag 15 januari 2027. Plats: Storgatan 5"),
        ("supporters", "Hjälper inte längre till: Ove, Personligt ombud, 0123-9"),
    ],
)
def test_what_has_gone_is_told_where_it_stood(field, sentence):
    empty = [] if isinstance(RICH[field], list) else None
    assert any(line.startswith(sentence) for line in told(rich(), rich(**{field: empty})))


@pytest.mark.parametrize("outcome", list(Attained))
def test_how_it_goes_with_a_goal_is_a_sentence_about_the_goal(outcome):
    needs = copy.deepcopy(RICH["needs"])
    needs[0]["sub_goals"][0]["attainments"].append({"outcome": outcome.value, "on": "2026-12-03"})
    (line,) = told(rich(), rich(needs=needs))
    assert line.startswith("Vara med på första lektionen fyra dagar i veckan: ")
    assert line.endswith("(3 december 2026).") or "(3 december 2026). Förut" in line


@pytest.mark.parametrize("status", list(MeasureStatus))
def test_the_status_of_a_measure_is_a_sentence_of_its_own(status):
    measures = copy.deepcopy(RICH["interventions"])
    before = MeasureStatus.PLANNED if status is not MeasureStatus.PLANNED else MeasureStatus.ONGOING
    measures[0]["status"] = before.value
    now = copy.deepcopy(measures)
    now[0]["status"] = status.value
    (line,) = told(rich(interventions=measures), rich(interventions=now))
    assert re.fullmatch(r"Möta Tilda vid skolans entré varje morgon: [a-zåäö ]+\.", line)
    assert status in OPEN or "planerat" not in line


def test_the_state_of_the_plan_is_a_sentence_without_before():
    lines = told(rich(state="established"), rich(state="followed-up"))
    assert lines == ["Planen är uppföljd."]


def test_the_words_before_do_not_run_together_with_those_now_when_they_are_copied():
    page, _ = pages(rich(), rich(summary={"text": "Nytt."}))
    part = html.document_fromstring(page).get_element_by_id("andrat")
    assert re.search(r"Nytt\.\s+Förut: ", part.text_content())


def test_a_changed_coordinator_number_and_consent_are_told():
    people = [{**PARTICIPANTS[0], "contact": {"phones": ["0123-1"]}}, *PARTICIPANTS[1:]]
    assert any(
        line.startswith("Nytt om samordnare: Samira") and "0123-1" in line
        for line in told(rich(), rich(participants=people))
    )
    asked_anew = [{**CONSENTS[0], "valid_until": "2027-06-30"}]
    assert told(document(), document(asked_anew)) == ["Texten under ”Samtycket” är ändrad."]


def test_a_meeting_that_has_been_is_no_change():
    """The same plan read later: the page has lost a meeting, the plan has not."""
    later = page_for_person(rich(), [], made_on=date(2028, 1, 1), previous=rich())
    assert NOTHING in said(html.document_fromstring(later).get_element_by_id("andrat"))


def test_after_a_version_that_could_not_be_shown_no_one_says_what_has_changed():
    hidden = document(approved_for_person=False, not_approved_reason="Hemligt skäl")
    page, _ = pages(hidden, document())
    text = said(html.document_fromstring(page).get_element_by_id("andrat"))
    assert "Det här är version 2 av planen." in text
