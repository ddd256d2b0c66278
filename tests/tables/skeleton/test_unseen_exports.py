"""Two exports of systems that the lexicon was not written for: English camelCase, and cryptic Swedish columns."""

from __future__ import annotations

from pathlib import Path

from mappings.tables.loading.loader import load_table
from mappings.tables.skeleton import Sample, Skeleton, skeleton_of

EXPORTS = Path(__file__).parent / "exports"


def made_of(name: str) -> Skeleton:
    made = skeleton_of([Sample(name, (EXPORTS / name).read_bytes())], "unseen")
    loaded = load_table(made.text or "")
    assert loaded.table is not None
    assert not loaded.findings
    return made


def test_english_names_are_placed_with_their_parts() -> None:
    made = made_of("english.json")
    plan = "coordinatedIndividualPlan"
    assert {
        (f"{plan}/planId", "plan.source.plan_id"),
        (f"{plan}/planStatus", "plan.state"),
        (f"{plan}/client/personalIdentityNumber", "plan.person.identity"),
        (f"{plan}/client/firstName", "plan.person.name.given"),
        (f"{plan}/coordinatorId", "plan.coordinator"),
        (f"{plan}/teamMembers/unitId", "plan.participants.organisation"),
        (f"{plan}/needs/shortTermGoals/dueDate", "plan.needs.sub_goals.target_date"),
        (f"{plan}/interventions/needIds", "plan.interventions.needs"),
        (f"{plan}/consent/validUntil", "consents.valid_until"),
    } <= set(made.placed)
    assert {"exportedAt", f"{plan}/createdBy", f"{plan}/interventions/costCentre"} <= set(made.left)
    assert made.missing == ("organisations.kind", "consents.givers.who")


def test_cryptic_columns_are_asked_about_and_only_the_person_is_placed() -> None:
    made = made_of("cryptic.csv")
    assert set(made.placed) == {
        ("PNR", "plan.person.identity"),
        ("FNAMN", "plan.person.name.given"),
        ("ENAMN", "plan.person.name.family"),
    }
    assert {
        ("ARNR", "plan.source.plan_id"),
        ("BEHTXT", "plan.needs.text"),
        ("DMDAT", "plan.needs.sub_goals.target_date"),
        ("INSTXT", "plan.interventions.text"),
        ("INSSTS", "plan.interventions.status"),
        ("SMTDAT", "consents.givers.given_at"),
    } <= set(made.asked)
    assert made.missing == ("plan.state", "plan.source.plan_id")
    assert 'delimiter: "|"' in (made.text or "")
    assert "encoding: iso-8859-1  # the bytes are no UTF-8" in (made.text or "")


def test_no_text_of_a_person_stands_in_a_skeleton() -> None:
    texts = ["Nils", "Testsson", "198401022390", "19840102-2390", "0700000030", "070-000 00 30", "nils@example.org"]
    texts += ["Fatima", "Vårdsson", "Hampus", "Handläggarsson", "medicin", "Glömmer", "Forgets", "Träffpunkten"]
    texts += ["S7781", "CIP-2026-00931", "20260930", "2026-09-30", "TSTNMT", "EMP-2", "exusr17", "501", "44120"]
    whole = "".join(made_of(name).text or "" for name in ("english.json", "cryptic.csv"))
    assert [each for each in texts if each in whole] == []
