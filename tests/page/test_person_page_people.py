"""Who is named on the page, how they are reached, and who got a copy."""

import pytest

from schemas.states import CopyState
from tests.page.plans import PARTICIPANTS, SCHOOL, adult, document, row
from tests.page.reading import person, section, shown


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


def test_representatives_and_supporters_are_named_where_the_person_looks_for_somebody_to_ring():
    doc = document(
        representatives=[
            {
                "id": "r1",
                "name": {"given": "Gun", "family": "Godesson"},
                "mandate": "god-man",
                "contact": {"phones": ["0123-11 11"], "address": {"city": "Gömstad"}},
            },
            {"id": "r2", "name": {"given": "Forna"}, "mandate": "forvaltare", "valid_until": "2026-01"},
            {"id": "r3", "name": {"given": "Skyddad"}, "mandate": "fullmakt", "protection": ["sekretessmarkering"]},
        ],
        supporters=[{"id": "u1", "name": {"given": "Ove"}, "kind": "personligt-ombud", "organisation": SCHOOL}],
    )
    text = section(person(doc=doc), "ring")
    assert "De här hjälper dig Gun Godesson God man 0123-11 11" in text
    assert "Ove Personligt ombud, Björkskolan" in text
    assert "Ombud med fullmakt" in text
    for hidden in ("Forna", "Skyddad", "Gömstad"):
        assert hidden not in text
    assert "Godesson" not in section(person(doc=doc, reader="g1"), "ring"), "somebody is protected"
    assert "Gun Godesson" not in section(person(doc=doc, reader="r1"), "ring")


def test_a_guardian_reads_names_of_representatives_without_their_numbers():
    named = {"name": {"given": "Gun"}, "mandate": "god-man", "contact": {"phones": ["0123-11 11"]}}
    text = section(person(doc=document(representatives=[{"id": "r1", **named}]), reader="g1"), "ring")
    assert "De här hjälper Tilda Gun God man" in text
    assert "0123-11 11" not in text


def test_a_guardian_is_du_and_the_other_has_the_name_that_the_plan_says():
    rows = [row("g1", CopyState.MADE), row("g2", CopyState.HANDED_OVER), row("person", CopyState.MADE)]
    text = section(person(rows, reader="g1"), "kopior")
    assert "Du Får planen med den här sidan." in text
    assert "Gustav Testsson Har fått planen." in text
    assert "Tilda Planen är klar" in text
    assert "vårdnadshavare" not in text.lower()
    other = section(person([row("g1", CopyState.MADE), row("not-in-the-copy", CopyState.MADE)], reader="g1"), "kopior")
    assert "Den andra vårdnadshavaren Planen är klar" in other
    assert "En vårdnadshavare" not in other


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


def test_a_guardian_sees_which_of_the_consents_is_the_own():
    text = section(person(reader="g2"), "samtycke")
    assert "Du som är vårdnadshavare den 14 oktober 2026, skriftligt" in text
    assert "Vårdnadshavare den 12 oktober 2026, skriftligt" in text
    assert "Tilda själv den 12 oktober 2026, muntligt" in text
