"""The page beside an incoming copy, and *Mina planer*."""

from datetime import UTC, date, datetime

import pytest
from lxml import html

from mappings.page import AnnouncementRow, Coming, Direction, LedgerRow, ledger_page, page_for_professional
from schemas.messages import Evidence
from schemas.states import CopyState
from tests.page.plans import BOARD, HEALTH, MADE_ON, PLAN, REGION, ROWS, SCHOOL, document, row

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


def test_when_a_plan_was_made_is_said_once_and_in_a_sentence():
    assert "från Socialtjänsten. Läge: uppföljd. Planen upprättades 14 oktober 2026." in text_of(professional())
    established = text_of(professional(doc=document(state="established")))
    assert "från Socialtjänsten. Planen upprättades 14 oktober 2026." in established
    assert "upprättad, upprättad" not in established


def test_a_plan_that_is_over_leaves_nothing_to_do_or_to_come_to():
    text = text_of(professional(doc=document(state="closed")))
    assert "Det här skulle Björkskolan göra" in text
    assert "Inga fler möten är bestämda" in text
    assert "Pågick när planen tog slut" in text
    assert "18 februari 2027" not in text


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
@pytest.mark.parametrize("recipient", [REGION, "person", "g1"])
@pytest.mark.parametrize("direction", list(Direction))
def test_every_row_stands_in_exactly_one_table(state, late, recipient, direction):
    page = ledger_page([row(recipient, state, late=late, direction=direction)], "Social", MADE_AT)
    tree = html.document_fromstring(page)
    assert len(tree.xpath("//tbody/tr")) == 1


def test_mina_planer_names_organisations_and_never_people():
    page = ledger_page([*ROWS, row("g2", CopyState.HANDED_OVER)], "Socialtjänsten", MADE_AT)
    text = text_of(page)
    assert "Elevhälsan" in text_of(page, "vantar")
    assert HEALTH not in text
    assert REGION in text, "an organisation without a known name is its id"
    for hidden in ("g1", "g2", "Tilda"):
        assert hidden not in text.split()


def test_a_copy_that_is_held_back_says_why_and_what_to_do():
    held = [row(REGION, CopyState.WITHHELD, reason="SIP506"), row(BOARD, CopyState.PARKED, reason="SIP524")]
    text = text_of(ledger_page(held, "Social", MADE_AT), "vantar")
    assert "Mottagaren står inte i samtycket." in text
    assert "SIP506" not in text
    assert "SIP524" in text, "a text that needs more words than the row has is said by its code"


def test_copies_to_people_stand_apart_from_those_to_organisations():
    rows = [
        row("person", CopyState.HANDED_OVER, entry_id="vid mötet"),
        row("g1", CopyState.MADE),
        row("g2", CopyState.MADE, late=True),
        row(BOARD, CopyState.SENT),
    ]
    page = ledger_page(rows, "Social", MADE_AT)
    people = text_of(page, "personer")
    assert "Den enskilde Överlämnad sedan 2 december 2026 vid mötet" in people
    assert people.count("Vårdnadshavare Inte överlämnad än") == 2
    assert "Inte överlämnad än Sen" in people
    assert "1 plan 0 sena 1 inte journalförda än 0 journalförda" in text_of(page)


def test_received_copies_say_who_holds_the_plan_and_are_not_mixed_with_own_ones():
    received = row(
        BOARD, CopyState.RECORDED, direction=Direction.RECEIVED, sender=REGION, sender_name="BUP", entry_id="SOC-9"
    )
    page = ledger_page([received], "Social", MADE_AT)
    assert "BUP Journalförd sedan 2 december 2026 SOC-9" in text_of(page, "mottagna")
    assert "0 journalförda" in text_of(page)


def test_what_is_coming_is_said_in_order_and_a_birthday_is_not():
    page = ledger_page(
        [],
        "Social",
        MADE_AT,
        [
            AnnouncementRow(PLAN, Coming.CHILD_SOON_ADULT, date(2027, 2, 3)),
            AnnouncementRow(PLAN, Coming.CONSENT_ENDS, date(2026, 12, 20)),
        ],
    )
    text = text_of(page, "snart")
    assert text.index("Samtycket går ut den 20 december 2026.") < text.index("Barnet fyller snart 18 år.")
    assert "2027" not in text
    assert "3F2A 91BC" in text
    assert "Snart" not in text_of(ledger_page([], "Social", MADE_AT))


@pytest.mark.parametrize("coming", list(Coming))
def test_everything_that_can_be_coming_has_words(coming):
    assert text_of(ledger_page([], "Social", MADE_AT, [AnnouncementRow(PLAN, coming, date(2027, 1, 1))]), "snart")


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
