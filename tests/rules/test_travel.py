"""The table of what travels is total: a field of the model without a row cannot leak by being forgotten."""

from __future__ import annotations

import pytest

from gateway.rules.travel import REFERENCE_ROWS, TRAVEL, Travel
from schemas.identifiers import PersonIdentity
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.integrity import REFERENCES
from tests.generated_plans.building import kinds_of


def parts_of_the_model() -> dict[str, type[Part]]:
    found: dict[str, type[Part]] = {}
    waiting: list[type[Part]] = [SipDocument]
    while waiting:
        cls = waiting.pop()
        if cls.__name__ in found:
            continue
        found[cls.__name__] = cls
        waiting += [
            kind.inner
            for kind in kinds_of(cls).values()
            if isinstance(kind.inner, type) and issubclass(kind.inner, Part)
        ]
    return found


PARTS = parts_of_the_model()


def test_every_kind_of_part_is_in_the_table():
    assert PersonIdentity.__name__ in PARTS
    assert set(TRAVEL) == set(PARTS)


@pytest.mark.parametrize("name", sorted(PARTS))
def test_every_field_has_one_row(name: str):
    assert set(TRAVEL[name]) == set(PARTS[name].model_fields)


def test_the_references_of_the_model_are_the_reference_rows():
    rows = {(name, field) for name, rows in TRAVEL.items() for field, row in rows.items() if row in REFERENCE_ROWS}
    home_only = {each for each in REFERENCES if TRAVEL[each[0]][each[1]] is Travel.HOME_ONLY}
    assert rows == set(REFERENCES) - home_only


def test_a_part_that_falls_with_its_reference_is_one_that_nothing_points_at():
    """Otherwise something could refer to a part that was left out after references had been followed."""
    for name, rows in TRAVEL.items():
        fields = PARTS[name].model_fields
        if any(row is Travel.FOLLOWS and fields[field].is_required() for field, row in rows.items()):
            assert "id" not in rows


def test_ids_of_parts_are_said_by_alias_and_those_of_organisations_and_consents_are_not():
    ids = {name: rows["id"] for name, rows in TRAVEL.items() if "id" in rows}
    assert {name for name, row in ids.items() if row is not Travel.ID} == {"Organisation", "Consent"}


def test_what_is_classified_by_subjects_has_subjects():
    for field, row in TRAVEL["Plan"].items():
        if row is Travel.BY_SUBJECTS:
            assert "subjects" in kinds_of(PARTS["Plan"])[field].inner.model_fields
