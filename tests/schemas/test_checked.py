"""Parts that are made without asking the model again."""

from __future__ import annotations

import pytest

from mappings.formats import read
from schemas.sip import checked
from schemas.sip.base import Part
from schemas.sip.checked import checked_part, names_said, with_changed
from schemas.sip.content import Need
from tests.bench.documents import plan_xml


def _needs(number: int) -> list[Need]:
    document = read(plan_xml(number)).document
    assert document is not None
    return list(document.plan.needs)


def test_parts_of_which_the_same_is_said_share_the_names_of_it():
    first, second = _needs(1)[0], _needs(2)[0]
    assert first is not second
    assert first.__pydantic_fields_set__ is second.__pydantic_fields_set__


def test_a_changed_part_is_what_the_model_would_have_copied():
    part = _needs(1)[0]
    before = part.model_dump(exclude_unset=True)
    unsaid = min(set(Need.model_fields) - part.model_fields_set)
    for changed in ({"text": "Other words"}, {unsaid: None}, {"text": "Other words", unsaid: None}):
        ours, models = with_changed(part, changed), part.model_copy(update=changed)
        assert (ours, ours.model_fields_set, vars(ours)) == (models, models.model_fields_set, vars(models))
        assert ours.model_dump_json(exclude_unset=True) == models.model_dump_json(exclude_unset=True)
    assert part.model_dump(exclude_unset=True) == before


def test_a_copy_by_the_model_leaves_the_shared_names_alone():
    part = _needs(1)[0]
    names = set(part.model_fields_set)
    unsaid = min(set(Need.model_fields) - names)
    assert unsaid in part.model_copy(update={unsaid: None}).model_fields_set
    assert part.model_fields_set == names == names_said(sorted(names)) | set()


def test_odd_shapes_do_not_gather_without_end(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(checked, "_sets", {})
    for number in range(2 * checked._SETS_AT_MOST + 1):
        assert names_said([f"n{number}"]) == {f"n{number}"}
    assert len(checked._sets) <= checked._SETS_AT_MOST


def test_a_part_keeps_what_it_was_made_of():
    class Pair(Part):
        one: int
        two: int = 2

    made = checked_part(Pair, {"one": 1, "two": 2}, names_said(["one"]))
    assert made == Pair(one=1)
    assert made.model_fields_set == {"one"}
