"""The page for the person: what it says, to whom, and what it never shows."""

import re
from datetime import date

import pytest

from tests.page.plans import CONSENTS, PLAN, SCHOOL, adult, child_plan, document
from tests.page.reading import person, section, shown

SECTIONS = ["mal", "gora", "ring", "mote", "andrat", "kopior", "samtycke", "fel"]


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
    assert "Hjälpa familjen att göra ett schema för morgonen: är klart." in text
    assert "Ny samordnare: Samira Samordnarsson" in text


def test_nothing_changed_is_said_too():
    assert "Inget i planen har ändrats sedan förra gången." in section(person(previous=document()), "andrat")
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


def test_codes_and_ids_are_not_shown_but_for_a_short_number_of_the_plan():
    _, text = shown(person())
    assert "Planens nummer: 3F2A 91BC · version 2" in text
    assert PLAN.removeprefix("urn:uuid:") not in text
    for code in ("followed-up", "ongoing", "guardian", "SE2321000115", "2120001223", "JE-000123", "SIP506", "n1", "d1"):
        assert code not in text.split()


def test_a_plan_that_is_not_approved_for_the_person_shows_no_content():
    hidden = document(approved_for_person=False, not_approved_reason="Hemligt skäl", crisis_plan={"text": "Krisord"})
    for reader in ("person", "g1"):
        _, text = shown(person(doc=hidden, reader=reader, previous=document()))
        assert "Innehållet i planen visas inte på den här sidan." in text
        for secret in ("magen", "kläder", "Hemligt", "Krisord", "schema", "hjälps åt"):
            assert secret not in text


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
