"""An integrator with Python gets clean classes from our schemas (xsdata), and can read and write a plan with them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from mappings.sip_xml import read_sip_xml, write_sip_xml
from mappings.sip_xml.table import ROOTS, TABLE
from schemas.sip.plan import Plan
from tests.generated_plans.strategies import maximal_document

XSD = Path(__file__).resolve().parents[2] / "schemas" / "xsd" / "sip.xsd"
SPOILT = re.compile(r".*_\d+|choice|.*any_element|.*any_attributes|local_element|w3_org.*|value")

CHILD = """
import dataclasses, inspect, json, sys
from pathlib import Path
from xsdata.formats.dataclass.parsers import XmlParser
from xsdata.formats.dataclass.serializers import XmlSerializer
import sipclasses

classes = [each for _, each in inspect.getmembers(sipclasses, inspect.isclass) if dataclasses.is_dataclass(each)]
document = XmlParser().from_path(Path(sys.argv[1]), sipclasses.SipPlan)
Path(sys.argv[2]).write_text(XmlSerializer().render(document), encoding="utf-8", newline="\\n")
print(json.dumps({each.__name__: [field.name for field in dataclasses.fields(each)] for each in classes}))
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("xsdata")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    subprocess.run(
        [
            sys.executable,
            "-m",
            "xsdata",
            "generate",
            str(XSD),
            "--package=sipclasses",
            "--structure-style=single-package",
        ],
        cwd=made,
        env={**os.environ, "PATH": path},
        check=True,
        capture_output=True,
        timeout=120,
    )
    return made


@pytest.fixture(scope="module")
def used(folder):
    (folder / "sample.xml").write_bytes(write_sip_xml(maximal_document()))
    (folder / "child.py").write_text(CHILD, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "child.py", "sample.xml", "written.xml"],
        cwd=folder,
        check=True,
        capture_output=True,
        encoding="utf-8",
        timeout=120,
    )
    return json.loads(done.stdout)


def test_a_plan_with_every_field_is_read_and_written_by_the_classes(folder, used):
    assert read_sip_xml((folder / "written.xml").read_bytes()).document == maximal_document()


def test_the_classes_have_the_names_of_the_schema_and_no_others(used):
    assert {"SipPlan", "SipConsent", "SipReceipt", "SipFindings", "SipCall", "Plan", "Need", "SubGoal"} <= set(used)
    assert len(used) > 60
    assert "sub_goal" in used["Need"]


@pytest.mark.parametrize("cls", TABLE, ids=lambda cls: cls.__name__)
def test_a_class_has_the_fields_of_its_part_and_no_others(used, cls):
    name = next((root for root, held in ROOTS.items() if held is cls), cls.__name__)
    rows = [row for row in TABLE[cls].values() if row]
    elements = [row for row in rows if not row.startswith("@")] + (["Extension"] if cls is Plan else [])
    attributes = [row[1:] for row in rows if row.startswith("@")]

    expected = [re.sub(r"(?<=[a-z])(?=[A-Z])", "_", row).lower() for row in [*elements, *attributes]]
    assert used[name] == expected


def test_no_class_has_a_field_that_no_schema_would_name(used):
    spoilt = {
        (name, field)
        for name, fields in used.items()
        for field in fields
        if SPOILT.fullmatch(field) and name not in ("Extension", "PersonIdentity")
    }
    assert not spoilt
