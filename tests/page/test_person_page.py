"""The page for the person: what it says, to whom, and what it never shows."""

import re
from datetime import date

import pytest
from lxml import html

from mappings.page import page_for_person
from schemas.states import CopyState, PlanState
from tests.page.plans import CONSENTS, MADE_ON, PARTICIPANTS, PLAN, ROWS, SCHOOL, adult, child_plan, document, row

SECTIONS = ["mal", "gora", "ring", "mote", "andrat", "kopior", "samtycke", "fel"]


def shown(page):
    """The page as a tree, and its text with single spaces."""
    tree = html.document_fromstring(page)
    return tree, said(tree.find("body"))


def said(element):
    """The text of an element as it is heard: blocks do not run together."""
    return " ".join(" ".join(element.itertext()).split())


def section(page, name):
    """The text of one section."""
    tree, _ = shown(page)
    return said(tree.get_element_by_id(name))


def person(rows=ROWS, *, doc=None, **more):
    return page_for_person(doc or document(), rows, **{"made_on": MADE_ON, **more})


def test_the_sections_stand_in_the_order_that_matters_to_the_person():
    tree, _ = shown(person())
    ids = [each.get("id") for each in tree.iter("section")]
    assert [each for each in ids if each in SECTIONS] == SECTIONS
    assert ids[0] == "mal"


def test_the_persons_own_goal_comes_first_and_in_own_words():
    tree, _ = shown(person())
    quote = tree.find(".//blockquote")
    assert quote.text_content().strip() == "Jag vill kunna gå till skolan utan att ha ont i magen."
    assert "Det här vill familjen" in section(person(), "mal")


def test_every_measure_says_who_and_when():
    text = section(person(), "gora")
    assert "Vem Kurt Kuratorsson (kurator, Björkskolan) Ansvarar Exempelby kommun" in text
    assert "När Varje skoldag klockan 8. Från 20 oktober 2026" in text
    assert "När En gång i veckan. Från 10 januari 2027 till mars 2027" in text
    assert "Lägga fram kläder på kvällen. Vem Du" in text
    assert text.index("Det här är inte kvar att göra") < text.index("schema för morgonen")


def test_the_coordinator_is_whom_to_ring():
    text = section(person(), "ring")
    assert "Din samordnare Samira Samordnarsson Socialsekreterare, Socialtjänsten i Exempelby 0123-456 789" in text


def test_who_got_a_copy_who_waits_and_who_did_not_and_why():
    text = section(person(), "kopior")
    assert "Barn- och ungdomspsykiatrin Har fått planen och sparat den i sin journal. 2 december 2026" in text
    assert "Du Har fått planen." in text
    assert "Björkskolan Planen är på väg. Det har tagit längre tid än det ska." in text
    assert "Elevhälsan Har inte fått planen. Det ingår inte i samtycket." in text
    assert text.index("De här väntar på planen") < text.index("De här har inte fått planen")


def test_an_adult_reads_of_the_own_consent():
    rows = [row("2120001223.SOC", CopyState.WITHHELD, 1, recipient_name="Socialtjänsten", reason="SIP506")]
    text = section(person(rows, doc=adult()), "kopior")
    assert "Socialtjänsten Har inte fått planen. Det ingår inte i ditt samtycke." in text


@pytest.mark.parametrize("state", list(CopyState))
def test_every_state_of_a_copy_is_said_in_words(state):
    text = section(person([row(SCHOOL, state, reason="SIP999")]), "kopior")
    assert text.startswith("De här har fått planen")
    assert "Björkskolan" in text
    assert state.value not in text.split()
    assert "SIP999" not in text
    assert "{" not in text


def test_only_the_newest_row_of_each_recipient_counts_and_an_older_copy_is_told():
    rows = [row(SCHOOL, CopyState.RECORDED, 1), row(SCHOOL, CopyState.WITHHELD, 2, reason="SIP504")]
    text = section(person(rows), "kopior")
    assert text.count("Björkskolan") == 1
    assert "Samtycket är taget tillbaka för dem. Har kvar en äldre version från 2 december 2026." in text


def test_a_guardian_whose_id_is_not_that_of_the_copy_is_a_guardian_and_no_organisation():
    """The ids in a copy are random per recipient, those of the ledger are the home's."""
    text = section(person([row("g-of-the-home", CopyState.MADE, recipient_name="g-of-the-home")]), "kopior")
    assert "En vårdnadshavare Planen är klar och väntar på att lämnas över." in text
    assert "g-of-the-home" not in text


def test_rows_of_another_plan_are_left_out():
    other = row(SCHOOL, CopyState.RECORDED)
    other = type(other)("urn:uuid:00000000-0000-4000-8000-000000000000", 1, SCHOOL, other.state, other.since)
    assert "Ingen har fått planen än." in section(person([other]), "kopior")


def test_the_next_meeting_is_said_with_weekday_swedish_time_and_who_calls():
    text = section(person(), "mote")
    assert "Torsdag 18 februari 2027 klockan 13.30" in text
    assert "Samira Samordnarsson (socialsekreterare, Socialtjänsten i Exempelby) kallar till mötet." in text


def test_a_date_is_never_more_precise_than_it_was():
    text = section(person(doc=document(follow_up={"on": "2027-02"})), "mote")
    assert "Februari 2027" in text
    assert "klockan" not in text


def test_a_meeting_that_was_is_not_the_next():
    assert "Det är inte bestämt när nästa möte är." in section(person(made_on=date(2027, 3, 1)), "mote")


def test_what_has_changed_is_said_part_by_part():
    before = child_plan()
    before["interventions"] = [dict(each) for each in before["interventions"][1:]]
    before["interventions"][1]["status"] = "ongoing"
    before["overall_goals"] = [{**before["overall_goals"][0], "text": "Jag vill slippa skolan."}]
    before["coordinator"] = "p2"
    text = section(person(previous=document(**before)), "andrat")
    assert "Ändrat mål: Jag vill kunna gå till skolan utan att ha ont i magen. Förut: Jag vill slippa skolan." in text
    assert "Nytt mål: Vi vill ha lugna morgnar tillsammans." in text
    assert "Nytt som ska göras: Möta Tilda vid skolans entré varje morgon." in text
    assert "Nu: klart: Hjälpa familjen att göra ett schema för morgonen. Förut: pågår" in text
    assert "Ny samordnare: Samira Samordnarsson" in text


def test_nothing_changed_is_said_too():
    assert "Inget av det som står här har ändrats" in section(person(previous=document()), "andrat")
    assert "Det här är den första versionen" in section(person(doc=adult()), "andrat")


def test_how_to_withdraw_and_what_then_happens():
    text = section(person(), "samtycke")
    assert "Vårdnadshavare den 14 oktober 2026, skriftligt" in text
    assert "Du och dina vårdnadshavare kan ta tillbaka samtycket när ni vill. Ni behöver inte säga varför." in text
    assert "Planen slutar delas direkt." in text
    assert "Planen avslutas, om det gäller allt." in text
    assert "Det som redan står i en journal finns kvar. Det tas inte bort." in text
    assert "antecknat i journalen att du tycker att något är fel" in section(person(), "fel")


def test_a_guardian_is_spoken_to_as_one_and_the_child_is_named():
    page = person(reader="g1")
    tree, text = shown(page)
    assert tree.find(".//h1").text_content() == "Tildas plan"
    assert "ditt barn Tilda" in text
    assert "Det här vill Tilda" in text
    assert "Lägga fram kläder på kvällen. Vem Tilda" in text
    assert "Du Får planen med den här sidan." in section(page, "kopior")
    assert "Du som är vårdnadshavare kan ta tillbaka samtycket" in section(page, "samtycke")
    assert "Min plan" not in text


def test_somebody_who_is_neither_person_guardian_nor_representative_gets_no_page():
    for reader in ("p1", SCHOOL, "nobody"):
        with pytest.raises(ValueError, match="page is for"):
            person(reader=reader)


def test_another_language_is_refused_and_not_faked():
    with pytest.raises(ValueError, match="Swedish"):
        person(language="so")


def test_addresses_and_contacts_of_natural_persons_are_never_shown():
    for reader in ("person", "g1", "g2"):
        _, text = shown(person(reader=reader))
        for secret in ("Hemliga gatan", "Gömstad", "070-000 00 01", "070-000 00 02", "201305012385"):
            assert secret not in text


def test_the_place_of_a_meeting_is_secret_when_somebody_is_protected():
    meeting = {"id": "mo1", "kind": "follow-up", "start": "2027-01-15", "place": "Storgatan 5"}
    assert "Plats: Storgatan 5" in section(person(doc=document(meetings=[meeting])), "mote")
    guardians = [
        {"id": "g1", "name": {"given": "Gudrun"}, "protection": ["sekretessmarkering"]},
        {"id": "g2", "name": {"given": "Gustav"}},
    ]
    protected = document(meetings=[meeting], guardians=guardians)
    assert "Du får veta platsen på telefon." in section(person(doc=protected), "mote")
    for reader in ("person", "g2"):
        assert "Storgatan" not in shown(person(doc=protected, reader=reader))[1]
    assert section(person(doc=protected, reader="g2"), "kopior").endswith("Fråga samordnaren vem som har fått planen.")
    assert "Gudrun" not in shown(person(doc=protected, reader="g2"))[1]


def test_a_protected_coordinator_is_reached_through_the_workplace():
    participants = [{**PARTICIPANTS[0], "protection": ["skyddadFolkbokforing"]}, *PARTICIPANTS[1:]]
    _, text = shown(person(doc=document(participants=participants)))
    assert "0123-456 700" in text
    for secret in ("0123-456 789", "samira", "Samira"):
        assert secret not in text


def test_codes_and_ids_are_not_shown_but_for_a_short_number_of_the_plan():
    _, text = shown(person())
    assert "Planens nummer: 3F2A 91BC · version 2" in text
    assert PLAN.removeprefix("urn:uuid:") not in text
    for code in ("followed-up", "ongoing", "guardian", "SE2321000115", "2120001223", "JE-000123", "SIP506", "n1", "d1"):
        assert code not in text.split()


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


def test_a_plan_that_is_not_approved_for_the_person_shows_no_content():
    hidden = document(approved_for_person=False, not_approved_reason="Hemligt skäl", crisis_plan={"text": "Krisord"})
    for reader in ("person", "g1"):
        _, text = shown(person(doc=hidden, reader=reader, previous=document()))
        assert "Innehållet i planen visas inte på den här sidan." in text
        for secret in ("magen", "kläder", "Hemligt", "Krisord", "schema", "hjälps åt"):
            assert secret not in text


def test_a_death_is_not_said_on_a_page():
    _, text = shown(person(doc=document(state="closed", closure={"on": "2027-01-02", "reason": "deceased"})))
    assert "Planen är avslutad sedan den 2 januari 2027." in text
    assert "död" not in text.lower()


def test_a_plan_that_is_a_document_says_where_it_is():
    doc = adult(
        content="document",
        attachments=[{"id": "a1", "media_type": "application/pdf", "data": "JVBERg==", "title": "SIP mars"}],
    )
    _, text = shown(person([], doc=doc))
    assert "Det står i ett eget dokument som hör till planen." in text
    assert "SIP mars" in text


def test_a_plan_with_the_least_that_a_plan_can_have_still_says_everything_that_helps():
    tree, text = shown(person([], doc=adult()))
    assert [each.get("id") for each in tree.iter("section") if each.get("id") in SECTIONS] == SECTIONS
    assert "Planen säger inte vem som är samordnare. Fråga den som gav dig den här sidan." in text
    assert "None" not in text
    assert "din samordnare" not in text


def test_a_withdrawn_or_refused_consent_is_said():
    withdrawn = [{**CONSENTS[0], "withdrawals": [{"at": "2026-12-03", "by": "g1"}]}]
    assert "Samtycket togs tillbaka den 3 december 2026." in section(person(doc=document(withdrawn)), "samtycke")
    refused = [{**CONSENTS[0], "refused_at": "2026-12"}]
    assert "Svaret blev nej i december 2026." in section(person(doc=document(refused)), "samtycke")


def test_what_a_consent_excludes_is_not_printed():
    excluded = [{**CONSENTS[0], "excluded_parties": ["2120001223.SOC"], "exclusion_text": "Inte till pappa"}]
    assert "pappa" not in shown(person(doc=document(excluded), reader="g2"))[1]


def test_the_same_input_gives_the_same_bytes():
    assert person(previous=document()) == person(previous=document())


def test_swedish_sentences_have_no_stray_spaces_or_doubled_stops():
    for reader in ("person", "g1"):
        _, text = shown(person(reader=reader, previous=document(version=1, coordinator="p2")))
        assert not re.search(r" [.,;:]|\.\.|,,|\( | \)", text)
