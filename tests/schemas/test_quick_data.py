"""The quick way from plain data to the model makes what the model makes, or steps back."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mappings.sip_json import plain, write_sip_json
from schemas.sip.ids_given import UNASSIGNED
from schemas.sip.quick_data import NotQuickError, quick_document
from schemas.sip.reading import parse_document, parse_thoroughly
from tests.generated_plans.strategies import maximal_document, sip_documents


def quick(data, *, without_none=False):
    return quick_document(data, without_none=without_none)


@given(sip_documents())
def test_both_make_the_same(document):
    data = plain(document)
    made, judged = quick(data), parse_thoroughly(data).document
    assert made == judged == document
    assert made.model_fields_set == judged.model_fields_set
    assert write_sip_json(made) == write_sip_json(judged)
    assert made.model_dump() == judged.model_dump()


@given(sip_documents(), st.data())
def test_whatever_is_put_in_both_say_the_same_in_the_end(document, data):
    """One value of the data is replaced or taken away."""
    said = json.loads(write_sip_json(document))
    holder, key = data.draw(st.sampled_from(list(places(said))))
    if data.draw(st.booleans()):
        odd = st.one_of(st.none(), st.text(max_size=5), st.integers(), st.booleans(), st.just([]), st.just({}))
        holder[key] = data.draw(odd)
    else:
        del holder[key]
    parsed, judged = parse_document(said), parse_thoroughly(said)
    assert parsed.document == judged.document
    assert [(path, each.code) for path, each in parsed.findings] == [(p, each.code) for p, each in judged.findings]


def places(value):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield value, key
            yield from places(inner)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield value, position
            yield from places(inner)


def test_ids_that_were_given_before_are_not_mixed_with_new_ones():
    data = plain(maximal_document())
    data["plan"]["needs"].append({"text": "utan id"})
    data["plan"]["needs"][0]["id"] = f"{UNASSIGNED}need-1"
    for measure in (*data["plan"].get("interventions", ()), *data["plan"].get("other_measures", ())):
        measure.pop("needs", None)
    with pytest.raises(NotQuickError):
        quick(data)
    ids = [each.id for each in parse_document(data).document.plan.needs]
    assert len(set(ids)) == len(ids)


def test_nothing_said_is_left_out_where_readers_note_it_so():
    data = plain(maximal_document())
    data["plan"]["trigger"] = None
    data["plan"]["needs"] = [None, *data["plan"]["needs"]]
    assert quick(data, without_none=True) == parse_thoroughly(data, without_none=True).document
    with pytest.raises(NotQuickError):
        quick(data)
