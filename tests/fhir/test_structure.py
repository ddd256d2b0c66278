"""The structure check: silent about what is sound, and two ways of asking that always agree."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from mappings.fhir import fhir_from_sip, frozen_copy, wrap
from mappings.fhir import message as message_module
from mappings.fhir.bundles import bundle_from_sip
from mappings.fhir.constants import Constant
from mappings.fhir.structure import bundle_faults, demand_sound_entries, entry_faults, resource_faults
from mappings.fhir.structure.faults import faults_in
from mappings.fhir.structure.references import Everything, Targets, targets_of
from mappings.fhir.structure.sound import sound_resource
from schemas.errors import UnsoundMessage
from schemas.fhir.structure_facts import RESOURCES
from schemas.findings import Finding
from schemas.sip.document import SipDocument
from tests.fhir.broken import BROKEN
from tests.fhir.messages import ENVELOPE_ID, copy_of, header
from tests.generated_plans.strategies import maximal_document, sip_documents
from tests.shared_material import shared_files

_GOLDEN = sorted((Path(__file__).parents[1] / "samples").glob("*/golden/**/*.json"))
_WHOLE = fhir_from_sip(maximal_document())
_KNOWN_WRONG = {"observation-example-clinical-gender.json": "Observation.performer[0].reference"}
"""An official example whose performer is an Encounter, which R4 does not allow."""

_ENUMERATED = re.compile(r"\[[0-9]+\]$")
Json = dict[str, Any]


def _verdict(value: Any, targets: Targets) -> tuple[Finding, ...]:
    """What the thorough check finds; the quick one must say the same in one word."""
    found = faults_in(value, "Resource", "Bundle", targets)
    assert sound_resource(value, targets) is (not found)
    return found


def test_every_golden_message_is_sound() -> None:
    bundles = [each for path in _GOLDEN if (each := json.loads(path.read_bytes())).get("resourceType") == "Bundle"]
    assert len(bundles) > 20
    for bundle in bundles:
        assert _verdict(bundle, targets_of(bundle["entry"])) == ()


def test_a_plan_in_which_every_field_is_set_is_sound() -> None:
    assert _verdict(_WHOLE, targets_of(_WHOLE["entry"])) == ()


@given(document=sip_documents())
@settings(max_examples=25)
def test_what_any_plan_becomes_is_sound(document: SipDocument) -> None:
    bundle = fhir_from_sip(document)
    assert _verdict(bundle, targets_of(bundle["entry"])) == ()


@pytest.mark.parametrize("folder", ["1-fhir-r4/examples-json", "2-medcom", "4-careplans"])
def test_what_others_write_in_the_types_that_we_use_gives_no_false_alarm(folder: str) -> None:
    seen = 0
    for path in shared_files("corpora", *folder.split("/"), suffixes=(".json",)):
        resource = _json(path)
        if not isinstance(resource, dict) or resource.get("resourceType") not in RESOURCES:
            continue
        seen += 1
        found = faults_in(resource, "Resource", resource["resourceType"], Everything())
        assert sound_resource(resource, Everything()) is (not found)
        assert [each.path for each in found] == ([_KNOWN_WRONG[path.name]] if path.name in _KNOWN_WRONG else [])
    assert seen > 0


def _json(path: Path) -> Any:
    try:
        return json.loads(path.read_bytes())
    except ValueError:
        return None


@pytest.mark.parametrize(("change", "code", "where"), [each[1:] for each in BROKEN], ids=[each[0] for each in BROKEN])
def test_a_broken_message_is_told_with_code_and_place(change: Callable[[Json], None], code: str, where: str) -> None:
    bundle = json.loads(json.dumps(_WHOLE))
    change(bundle)

    found = _verdict(bundle, targets_of(bundle["entry"]))

    places = [(each.code, _ENUMERATED.sub("", each.path)) for each in found]
    assert (code, where) in [(said, path[-len(where) :]) for said, path in places], places
    assert bundle_faults(bundle) == found


def test_every_fault_is_told_at_once() -> None:
    bundle = json.loads(json.dumps(_WHOLE))
    for _, change, _, _ in BROKEN[:12:3]:
        change(bundle)
    assert len(bundle_faults(bundle)) >= 3


@pytest.mark.parametrize(
    "value", [None, 3, "x", [], [1], {}, {"entry": 3}, {"resourceType": []}, {"resourceType": "Bundle"}]
)
def test_what_is_no_resource_is_told_and_breaks_nothing(value: Any) -> None:
    assert bundle_faults(value)
    assert resource_faults(value)
    assert entry_faults([value])


def test_two_entries_with_one_address_are_told() -> None:
    entries = json.loads(json.dumps(_WHOLE["entry"]))
    entries[1]["fullUrl"] = entries[2]["fullUrl"]
    assert "SIP151" in {each.code for each in entry_faults(entries)}


def test_a_message_of_ours_that_is_not_sound_is_never_frozen(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = message_module.entries_from_sip

    def unsound(*given: Any, **named: Any) -> list[Json]:
        return [*whole(*given, **named)[:-1], {"fullUrl": "urn:uuid:0", "resource": {"resourceType": "Goal"}}]

    monkeypatch.setattr(message_module, "entries_from_sip", unsound)
    with pytest.raises(UnsoundMessage) as refused:
        frozen_copy(copy_of())
    assert refused.value.code == "SIP179"
    assert "SIP171" in str(refused.value)


def test_an_envelope_is_looked_at_before_it_leaves(monkeypatch: pytest.MonkeyPatch) -> None:
    frozen = frozen_copy(copy_of())
    monkeypatch.setattr("mappings.fhir.header._endpoint", lambda _: "no address")
    with pytest.raises(UnsoundMessage, match="endpoint"):
        wrap(frozen, header(), ENVELOPE_ID)


def test_sound_entries_pass() -> None:
    demand_sound_entries(json.loads(frozen_copy(copy_of())))


def test_what_the_mapping_shares_cannot_be_changed_and_what_it_hands_out_is_nobody_elses() -> None:
    shared = bundle_from_sip(maximal_document())["entry"][1]["resource"]["meta"]
    assert isinstance(shared, Constant)
    for change in (lambda: shared.update(x=1), lambda: shared.pop("profile"), lambda: shared.__setitem__("x", 1)):
        with pytest.raises(TypeError, match="never changed"):
            change()
    one = fhir_from_sip(maximal_document())
    one["entry"][1]["resource"]["meta"]["profile"].append("x")
    assert fhir_from_sip(maximal_document()) == _WHOLE
