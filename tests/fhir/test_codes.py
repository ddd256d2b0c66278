"""Every code of the model has its code in FHIR, in both languages; every extension we write has a definition."""

from __future__ import annotations

import inspect
import json
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

import pytest

from mappings.codes import CODE_SYSTEMS, concept_map, system_of
from mappings.fhir import fhir_from_sip, frozen_copy, wrap
from mappings.fhir.constants import BASE
from mappings.fhir.extensions import step
from mappings.fhir.tables import NESTED, TABLES
from schemas import codes, states
from schemas.codes import Attained, MeasureStatus
from schemas.states import PLAN_STATES, CopyState, PlanState
from tests.fhir.messages import ENVELOPE_ID, copy_of, header
from tests.generated_plans.strategies import maximal_document


@cache
def _resource(name: str) -> dict[str, Any]:
    return json.loads(files("schemas.fhir").joinpath("resources", f"{name}.json").read_text("utf-8"))


def _enums(*modules: Any) -> list[type[StrEnum]]:
    return [
        each
        for module in modules
        for _, each in inspect.getmembers(module, inspect.isclass)
        if issubclass(each, StrEnum) and each is not StrEnum and each.__module__ == module.__name__
    ]


@pytest.mark.parametrize("kind", _enums(codes, states))
def test_every_enumeration_of_the_model_has_a_code_system(kind: type[StrEnum]) -> None:
    assert kind in CODE_SYSTEMS


@pytest.mark.parametrize("kind", CODE_SYSTEMS)
def test_a_code_system_has_exactly_the_codes_of_its_enumeration_in_two_languages(kind: type[StrEnum]) -> None:
    system = _resource(f"CodeSystem-{CODE_SYSTEMS[kind]}")
    assert system["url"] == system_of(kind)
    assert [each["code"] for each in system["concept"]] == [each.value for each in kind]
    for each in system["concept"]:
        assert each["display"]
        assert [said["language"] for said in each["designation"] if said["value"]] == ["sv"]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("measure-status-to-snomed", MeasureStatus),
        ("measure-status-to-request", MeasureStatus),
        ("plan-state-to-care-plan", PlanState),
        ("plan-state-to-goal", PlanState),
        ("copy-state-to-task", CopyState),
        ("protection", codes.Protection),
        ("duty-to-required", codes.Duty),
    ],
)
def test_a_map_has_a_row_for_every_code(name: str, kind: type[StrEnum]) -> None:
    assert set(concept_map(name).forward) == {each.value for each in kind}


def test_the_map_of_plan_states_is_the_table_of_the_lifecycle() -> None:
    said = {code: other.code for code, other in concept_map("plan-state-to-care-plan").forward.items()}
    assert said == {state.value: row.status.value for state, row in PLAN_STATES.items()}


def test_the_status_of_a_measure_has_the_national_codes() -> None:
    """SIP.md §4 field 38: six values of SNOMED CT, each its own."""
    table = concept_map("measure-status-to-snomed")
    assert [table.forward[each].code for each in MeasureStatus] == [
        "397943006",
        "385651009",
        "398166005",
        "385660001",
        "410546004",
        "89925002",
    ]
    assert {table.backward[other] for other in table.forward.values()} == set(MeasureStatus)


def test_partly_reached_has_no_standard_code() -> None:
    table = concept_map("attained-to-achievement").forward
    assert set(table) == {Attained.FULFILLED, Attained.NOT}


@pytest.mark.parametrize("table", [*TABLES, *NESTED], ids=lambda table: table.url)
def test_a_table_has_every_field_of_its_part(table: Any) -> None:
    assert set(table.fields) == set(table.part.model_fields)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.url)
def test_the_definition_of_an_extension_has_every_field_of_its_table(table: Any) -> None:
    elements = _resource(f"StructureDefinition-{table.url}")["snapshot"]["element"]
    slices = {each["id"].rsplit(":", 1)[1] for each in elements if each["id"].count(":") == 1 and "." in each["id"]}
    assert {each.split(".")[0] for each in slices} >= {step(field) for field in table.fields}


def _urls(value: Any) -> set[str]:
    found: set[str] = set()
    if isinstance(value, dict):
        for name, inner in value.items():
            if name in {"url", "profile", "system"}:
                found |= {each for each in (inner if isinstance(inner, list) else [inner]) if isinstance(each, str)}
            found |= _urls(inner)
    elif isinstance(value, list):
        for inner in value:
            found |= _urls(inner)
    return found


def test_every_address_of_ours_in_a_message_is_defined() -> None:
    message = json.loads(wrap(frozen_copy(copy_of()), header(), ENVELOPE_ID))
    ours = _urls(fhir_from_sip(maximal_document())) | _urls(message)
    for address in sorted(ours):
        if address.startswith(BASE) and "/sid/" not in address:
            kind, name = address.removeprefix(f"{BASE}/").split("/")
            assert _resource(f"{kind}-{name}")["url"] == address


def test_the_definition_of_each_kind_of_message_is_published() -> None:
    for kind in CODE_SYSTEMS:
        if kind.__name__ == "MessageKind":
            for each in kind:
                assert _resource(f"MessageDefinition-{each.value}")["eventCoding"]["code"] == each.value
