"""The page of a plan that is over, never came to be, or is about somebody who has died."""

import pytest

from schemas.states import PlanState
from tests.page.plans import adult, child_plan, document
from tests.page.reading import person, said, section, shown

STATUSES = ("ongoing", "planned", "performed")


@pytest.mark.parametrize("reader", ["person", "g1", "g2"])
def test_for_somebody_who_has_died_there_is_no_page_but_a_neutral_notice_for_staff(reader):
    closed = document(state="closed", closure={"on": "2027-01-02", "reason": "deceased"})
    _, text = shown(person(doc=closed, reader=reader, previous=document()))
    assert text.startswith("Ska inte lämnas över Till dig som arbetar med planen")
    assert "Planens nummer: 3F2A 91BC" in text
    for secret in ("död", "avlid", "Tilda", "Testsson", "201305012385", "Min plan", "Skolan", "magen"):
        assert secret.lower() not in text.lower()


@pytest.mark.parametrize("state", ["closed", "replaced", "withdrawn"])
def test_a_plan_that_is_over_has_no_next_meeting_and_nothing_left_to_do(state):
    meeting = {"id": "mo1", "kind": "follow-up", "start": "2027-01-15", "place": "Storgatan 5"}
    statuses = [{**each, "status": how} for each, how in zip(child_plan()["interventions"], STATUSES, strict=True)]
    page = person(doc=document(state=state, meetings=[meeting], interventions=statuses))
    assert "Det är inga fler möten bestämda, för planen är avslutad." in section(page, "mote")
    assert "2027" not in section(page, "mote")
    measures = section(page, "gora")
    assert measures.startswith("Det här stod i planen")
    assert "Pågick när planen tog slut" in measures
    assert "Var planerat när planen tog slut" in measures
    _, text = shown(page)
    for present in ("Planerat", "Pågår", "Här står vad du vill, ", "Det här är din", "Ni behöver inte säga varför"):
        assert present not in text


@pytest.mark.parametrize("state", list(PlanState))
def test_every_state_of_a_plan_has_a_page_with_a_notice_in_words(state):
    tree, _ = shown(person(doc=adult(state=state.value)))
    notice = said(tree.get_element_by_id("lage"))
    assert len(notice) > 10
    assert notice.endswith(".")
    assert "fel" in [each.get("id") for each in tree.iter("section")]


def test_a_declined_plan_says_so_and_sends_nothing():
    _, text = shown(person([], doc=adult(state="declined")))
    assert "Du har sagt nej till en plan. Därför görs ingen plan, och ingen plan skickas." in text
    assert "Vem gör vad" not in text


def test_a_nullified_plan_shows_nothing_of_what_it_said():
    """It may be about somebody else."""
    _, text = shown(person(doc=document(state="nullified")))
    assert "Den här planen gäller inte." in text
    for secret in ("Testsson", "skolan", "magen", "kläder", "Björkskolan"):
        assert secret not in text
