"""The page beside an incoming copy, and *Mina planer*."""

from datetime import UTC, datetime

import pytest
from lxml import html

from mappings.page import LedgerRow, ledger_page, page_for_professional
from schemas.messages import Evidence
from schemas.states import CopyState
from tests.page.plans import BOARD, MADE_ON, REGION, ROWS, SCHOOL, document, row

MADE_AT = datetime(2026, 12, 5, 8, 0, tzinfo=UTC)


def text_of(page, section=None):
    tree = html.document_fromstring(page)
    element = tree.get_element_by_id(section) if section else tree.find("body")
    return " ".join(" ".join(element.itertext()).split())


def professional(organisation=SCHOOL, doc=None, **more):
    settings = {"organisation": organisation, "sender_name": "Socialtjänsten", "made_on": MADE_ON, **more}
    return page_for_professional(doc or document(), **settings)


def test_what_the_organisation_shall_do_comes_first():
    tree = html.document_fromstring(professional())
    assert next(tree.iter("section")).get("id") == "ert"
    ours = text_of(professional(), "ert")
    assert "Det här ska Björkskolan göra" in ours
    assert "Möta Tilda vid skolans entré" in ours
    assert "Samtal om oro" not in ours
    assert "Samtal om oro" in text_of(professional(), "andras")


@pytest.mark.parametrize(("organisation", "measure"), [(REGION, "Samtal om oro"), (BOARD, "schema för morgonen")])
def test_each_organisation_sees_its_own_first(organisation, measure):
    assert measure in text_of(professional(organisation), "ert")


def test_a_measure_without_performer_is_that_of_whoever_answers_for_it():
    measure = {"id": "i9", "text": "Ordna skjuts.", "responsible_huvudman": "2120001223"}
    doc = document(interventions=[measure])
    assert "Ordna skjuts." in text_of(professional(doc=doc), "ert")
    assert "Ordna skjuts." not in text_of(professional(REGION, doc=doc), "ert")


def test_the_coordinating_organisation_is_told_so():
    assert "Ni har samordnaren" in text_of(professional(BOARD), "ert")
    assert "Ni har samordnaren" not in text_of(professional(), "ert")


def test_a_redacted_copy_says_that_it_is_a_part():
    assert "Det här är er del av planen." in text_of(professional(redacted=True))
    assert "Det här är er del av planen." not in text_of(professional())


def test_protection_is_told_and_places_are_left_out():
    meeting = {"id": "mo1", "kind": "follow-up", "start": "2027-01-15", "place": "Storgatan 5"}
    guardian = {"id": "g1", "name": {"given": "Gudrun"}, "protection": ["sekretessmarkering"]}
    other = {"id": "g2", "name": {"given": "Gustav"}}
    text = text_of(professional(doc=document(meetings=[meeting], guardians=[guardian, other])))
    assert "Skyddade personuppgifter." in text
    assert "Storgatan" not in text


def test_a_nullified_copy_shows_nothing_of_the_plan():
    text = text_of(professional(doc=document(state="nullified")))
    assert "makulerad" in text
    for secret in ("Tilda", "201305012385", "skola"):
        assert secret not in text.replace("Björkskolan", "")


def test_mina_planer_has_late_waiting_and_recorded_and_the_next_follow_up():
    late = LedgerRow(
        "urn:uuid:aaaa91bc-5d1e-4c7a-9b60-8a1f0c2d4e55", 1, REGION, CopyState.HANDED_OVER, MADE_AT, late=True
    )
    dated = row(SCHOOL, CopyState.RECORDED, evidence=Evidence.PERSON_CONFIRMED, next_follow_up="2027-02-18")
    page = ledger_page([late, dated, row(BOARD, CopyState.SENT), row(REGION, CopyState.SUPERSEDED)], "Social", MADE_AT)
    assert "AAAA 91BC" in text_of(page, "sena")
    assert "Skickad" in text_of(page, "vantar")
    assert "Bekräftat av en person" in text_of(page, "klara")
    assert "Ersatt av nyare version" in text_of(page, "avslutade")
    assert "3F2A 91BC 18 februari 2027" in text_of(page, "uppfoljning")
    assert "2 planer 1 sena 1 inte journalförda än 1 journalförda" in text_of(page)


@pytest.mark.parametrize("state", list(CopyState))
@pytest.mark.parametrize("late", [True, False])
def test_every_row_stands_in_exactly_one_table(state, late):
    page = ledger_page([row(REGION, state, late=late)], "Social", MADE_AT)
    tree = html.document_fromstring(page)
    assert len(tree.xpath("//tbody/tr")) == 1


def test_mina_planer_holds_no_names_of_people_and_no_ids_of_their_parts():
    text = text_of(ledger_page(ROWS, "Socialtjänsten", MADE_AT))
    assert "den enskilde" in text
    assert "vårdnadshavare" in text
    for hidden in ("g1", "Elevhälsan", "Tilda"):
        assert hidden not in text.split()


def test_an_empty_ledger_is_a_calm_page():
    text = text_of(ledger_page([], "Socialtjänsten", MADE_AT))
    assert "0 planer" in text
    assert "Ingen uppföljning är bestämd." in text


def test_the_follow_up_is_that_of_the_newest_version():
    rows = [
        row(REGION, CopyState.RECORDED, 1, next_follow_up="2027-01"),
        row(REGION, CopyState.SENT, 2, next_follow_up="2027-03-01"),
    ]
    text = text_of(ledger_page(rows, "Social", MADE_AT), "uppfoljning")
    assert "1 mars 2027" in text
    assert "januari" not in text
