"""The account: every leaf of the document is in exactly one of three lists, and nothing added stays unseen."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from mappings.fhir import fhir_from_sip, frozen_copy, message_from_wire, read_fhir_json, wrap
from mappings.fhir.account import leaves
from tests.fhir.messages import ENVELOPE_ID, copy_of, header
from tests.generated_plans.strategies import maximal_document

_BUNDLE = fhir_from_sip(maximal_document())
_ADDED = "neverHeardOf"


def _holders(value: Any, path: str) -> list[tuple[Any, str]]:
    """Every object and array, with its path."""
    found = [(value, path)] if isinstance(value, dict | list) else []
    if isinstance(value, dict):
        inner = [(each, f"{path}.{name}") for name, each in value.items()]
    else:
        inner = [(each, f"{path}[{place}]") for place, each in enumerate(value)] if isinstance(value, list) else []
    for each, where in inner:
        found += _holders(each, where)
    return found


def test_any_name_added_to_any_object_is_not_understood() -> None:
    bundle = json.loads(json.dumps(_BUNDLE))
    expected = set()
    for holder, path in _holders(bundle, "Bundle"):
        if isinstance(holder, dict) and ".provision" not in path:  # there it refuses the consent
            holder[_ADDED] = "x"
            expected.add(f"{path}.{_ADDED}")
    unread = {each.path for each in read_fhir_json(json.dumps(bundle).encode()).account.not_understood}
    assert unread == expected


def test_any_name_added_to_any_object_of_a_message_is_not_understood() -> None:
    bundle = json.loads(wrap(frozen_copy(copy_of()), header(), ENVELOPE_ID))
    expected = set()
    for holder, path in _holders(bundle, "Bundle"):
        if isinstance(holder, dict) and ".provision" not in path:
            holder[_ADDED] = {"deep": [1]}
            expected.add(f"{path}.{_ADDED}.deep[0]")
    reading = message_from_wire(json.dumps(bundle).encode())
    assert {each.path for each in reading.account.not_understood} == expected
    assert [(each.code, each.severity.value) for each in reading.findings] == [("SIP153", "warning")]


_NAMES = st.sampled_from(["status", "id", "text", "extension", "display", "note", "value", "goal[0]", "Anna B.", "x.y"])
_VALUES = st.sampled_from(["x", 1, True, None, [], {}, [{}], {"url": "https://example.org/x", "valueString": "x"}])


@given(st.data())
def test_whatever_is_added_anywhere_shows_up(data: st.DataObject) -> None:
    bundle = json.loads(json.dumps(_BUNDLE))
    holders = [each for each in _holders(bundle, "Bundle") if isinstance(each[0], dict)]
    holder, _ = data.draw(st.sampled_from(holders))
    name = data.draw(_NAMES.filter(lambda each: each not in holder))
    holder[name] = data.draw(_VALUES)
    reading = read_fhir_json(json.dumps(bundle).encode())
    account = reading.account
    listed = len(account.mapped) + len(account.ignored) + len(account.not_understood)
    assert listed == len(list(leaves(bundle, "Bundle", {})))
    paths = [each.path for part in (account.mapped, account.ignored, account.not_understood) for each in part]
    assert set(paths) >= {path for path, _ in leaves(_BUNDLE, "Bundle", {})}
    assert listed > len(list(leaves(_BUNDLE, "Bundle", {})))


def test_mapped_leaves_say_which_field_of_the_plan_they_became() -> None:
    mapped = read_fhir_json(json.dumps(_BUNDLE).encode()).account.mapped
    went = {each.path: each.reason for each in mapped}
    place = next(i for i, e in enumerate(_BUNDLE["entry"]) if e["resource"]["resourceType"] == "Condition")
    assert went[f"Bundle.entry[{place}].resource.code.text"] == "/plan/needs/0/text"
    assert went[f"Bundle.entry[{place}].resource.identifier[0].value"] == "/plan/needs/0/id"


def test_what_is_ignored_has_a_reason() -> None:
    ignored = read_fhir_json(json.dumps(_BUNDLE).encode()).account.ignored
    assert ignored
    assert all(each.reason for each in ignored)


def test_narrative_of_others_is_ignored_and_says_so() -> None:
    bundle = json.loads(json.dumps(_BUNDLE))
    bundle["entry"][1]["resource"]["text"] = {"status": "generated", "div": "<div>x</div>"}
    reading = read_fhir_json(json.dumps(bundle).encode())
    assert reading.document == maximal_document()
    assert {each.path for each in reading.account.ignored} >= {
        "Bundle.entry[1].resource.text.status",
        "Bundle.entry[1].resource.text.div",
    }
