"""What we publish under `schemas/fhir/resources` is valid, whole, and what the FSH gives."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from schemas.codes import Subject
from schemas.fhir.compile import BUILD, RESOURCES, compiled, differences
from tests.referee.examples import CANONICAL
from tests.referee.plugin import missing
from tests.referee.referee import MESSAGE_PROFILE, Referee
from tests.referee.verdicts import unreviewed

RESOURCE_FILES = sorted(RESOURCES.glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    resource: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return resource


@pytest.mark.referee
@pytest.mark.parametrize("path", RESOURCE_FILES, ids=lambda path: path.stem)
def test_a_conformance_resource_is_itself_valid(referee: Referee, path: Path) -> None:
    assert unreviewed(referee.validate([path])) == []


@pytest.mark.referee
def test_an_extension_that_may_stand_on_an_element_r4_lacks_is_refused(referee: Referee) -> None:
    def extension(place: str) -> dict[str, Any]:
        url = f"{CANONICAL}/StructureDefinition/x"
        return {
            "resourceType": "StructureDefinition",
            "url": url,
            "name": "X",
            "status": "draft",
            "kind": "complex-type",
            "abstract": False,
            "context": [{"type": "element", "expression": place}],
            "type": "Extension",
            "baseDefinition": "http://hl7.org/fhir/StructureDefinition/Extension",
            "derivation": "constraint",
            "differential": {"element": [{"id": "Extension.url", "path": "Extension.url", "fixedUri": url}]},
        }

    right, wrong = referee.validate([extension("CarePlan.activity"), extension("CarePlan.measure")])
    assert right.errors == []
    assert [error.location for error in wrong.errors] == ["StructureDefinition.context"]


@pytest.mark.parametrize("path", RESOURCE_FILES, ids=lambda path: path.stem)
def test_a_conformance_resource_has_our_address_and_version_and_its_snapshot(path: Path) -> None:
    resource = read(path)
    kind, name = resource["resourceType"], resource["id"]
    assert path.name == f"{kind}-{name}.json"
    assert resource["url"] == f"{CANONICAL}/{kind}/{name}"
    is_message = kind == "MessageDefinition"  # has the version of the messages, and a date that R4 demands
    assert (resource["version"], resource["status"]) == ("0.9.1" if is_message else "0.9.0", "draft")
    assert ("date" in resource) is is_message
    if kind == "StructureDefinition":
        assert resource["snapshot"]["element"][0]["path"] == resource["type"]


def test_a_profile_of_the_bundle_is_the_message_profile_the_referee_enforces() -> None:
    bundles = [
        r for r in map(read, RESOURCE_FILES) if r["resourceType"] == "StructureDefinition" and r["type"] == "Bundle"
    ]
    assert not bundles or MESSAGE_PROFILE in [profile["url"] for profile in bundles]


def test_the_published_subjects_are_those_of_the_model() -> None:
    concepts = read(RESOURCES / "CodeSystem-subject.json")["concept"]
    assert [concept["code"] for concept in concepts] == [subject.value for subject in Subject]


def test_the_compiled_resources_are_what_the_fsh_gives() -> None:
    """Needs SUSHI, which `make profiles` fetches (tests use no network); CI runs `compile.py --check` first."""
    if not (shutil.which("node") and (BUILD / "npm" / "node_modules" / "fsh-sushi").is_dir()):
        missing("SUSHI is not fetched: run schemas/fhir/compile.py once")
    assert differences(compiled(), RESOURCES) == []
