"""Parts without ids of their own keep the id that they got, version after version."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

from hypothesis import given

from gateway.rules.aliases import own_id
from gateway.rules.matching import _SAYS, Match, assign_ids
from gateway.rules.travel import TRAVEL, Travel
from gateway.rules.versions import content_hash_of
from schemas.sip.document import SipDocument
from schemas.sip.ids_given import UNASSIGNED
from schemas.sip.reading import parse_document
from schemas.sip.walk import walk
from tests.generated_plans.strategies import sip_documents
from tests.rules.examples import document


def fresh(prefix: str = "id") -> Callable[[], str]:
    numbers = itertools.count(1)
    return lambda: f"{prefix}{next(numbers)}"


def provisional(whole: SipDocument) -> SipDocument:
    """The document as a source system without ids hands it in: references by provisional id."""
    names = {own: f"{UNASSIGNED}{at}" for at, (_, part) in enumerate(walk(whole)) if (own := own_id(part))}
    return SipDocument.model_validate(_said(whole.model_dump(mode="json"), names))


def _said(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _said(inner, names) for key, inner in value.items()}
    if isinstance(value, list):
        return [_said(inner, names) for inner in value]
    return names.get(value, value) if isinstance(value, str) else value


def ids(whole: SipDocument) -> list[str | None]:
    return [own_id(part) for _, part in walk(whole)]


def test_the_first_version_gets_new_ids_and_every_reference_is_said_by_them():
    assigned = assign_ids(provisional(document()), None, fresh())
    assert not any(each and each.startswith(UNASSIGNED) for each in ids(assigned.document))
    assert {each.match for each in assigned.notes} == {Match.NEW}
    said = assigned.document.plan
    assert said.interventions[0].needs == (said.needs[0].id,)
    assert said.coordinator == said.participants[0].id


@given(sip_documents())
def test_the_same_content_again_has_the_same_ids_and_the_same_hash(whole: SipDocument):
    handed_in = provisional(whole)
    first = assign_ids(handed_in, None, fresh()).document
    again = assign_ids(handed_in, first, fresh("new"))
    assert again.document == first
    assert content_hash_of(again.document.plan) == content_hash_of(first.plan)
    assert {each.match for each in again.notes} <= {Match.MATCHED}


def test_a_changed_text_is_a_new_part_and_the_account_says_what_is_gone():
    first = assign_ids(provisional(document()), None, fresh()).document
    needs = [each.model_dump(mode="json") for each in document().plan.needs]
    needs[0]["text"] = "Sover gott"
    again = assign_ids(provisional(document(needs=needs)), first, fresh("new"))
    assert again.document.plan.needs[0].id.startswith("new")
    assert again.document.plan.needs[1].id == first.plan.needs[1].id
    found = {(each.path, each.match) for each in again.notes}
    assert ("/plan/needs/0", Match.NEW) in found
    assert ("/plan/needs/0", Match.GONE) in found
    assert ("/plan/needs/0/sub_goals/0", Match.NEW) in found  # its owner is another need


def test_two_parts_that_say_the_same_are_matched_in_order_and_a_third_is_new():
    def strengths(count: int) -> SipDocument:
        return document(strengths=[{"id": f"s{at}", "text": "Envis"} for at in range(count)])

    first = assign_ids(provisional(strengths(2)), None, fresh()).document
    again = assign_ids(provisional(strengths(3)), first, fresh("new")).document
    assert [each.id for each in again.plan.strengths[:2]] == [each.id for each in first.plan.strengths]
    assert again.plan.strengths[2].id.startswith("new")


def test_ids_that_the_source_gives_are_kept_and_taken_by_nobody_else():
    whole = document()
    assert assign_ids(whole, None, fresh()).document is whole
    mixed = document(strengths=[{"id": "s1", "text": "Envis"}, {"id": f"{UNASSIGNED}x", "text": "Envis"}])
    again = assign_ids(mixed, document(strengths=[{"id": "s1", "text": "Envis"}]), fresh("new")).document
    assert [each.id for each in again.plan.strengths] == ["s1", "new1"]


def test_a_document_that_was_read_without_ids_gets_them():
    data = document().model_dump(mode="json", exclude_defaults=True)
    data["plan"]["strengths"] = [{"text": "Envis"}]
    parsed = parse_document(data).document
    assert parsed is not None
    assert assign_ids(parsed, None, fresh()).document.plan.strengths[0].id == "id1"


def test_every_kind_of_part_with_an_id_says_by_what_it_is_known():
    assert set(_SAYS) == {name for name, rows in TRAVEL.items() if rows.get("id") is Travel.ID}


def test_a_withdrawal_by_a_guardian_without_an_id_follows_the_guardian():
    handed_in = parse_document(
        {
            "plan": {
                "state": "established",
                "person": {
                    "identity": {"kind": "personnummer", "value": "201305012385"},
                    "name": {"given": "Tolvan"},
                },
                "guardians": [{"name": {"given": "Vera"}}],
            },
            "consents": [
                {
                    "givers": [{"who": f"{UNASSIGNED}guardian-1", "mandate": "guardian", "form": "oral"}],
                    "excluded_parties": [f"{UNASSIGNED}guardian-1"],
                    "withdrawals": [{"at": "2026-01-02", "by": f"{UNASSIGNED}guardian-1"}],
                }
            ],
        }
    ).document
    settled = assign_ids(handed_in, None, fresh()).document
    guardian = settled.plan.guardians[0].id
    assert settled.consents[0].withdrawals[0].by == guardian
    assert settled.consents[0].excluded_parties == (guardian,)
