"""The bytes of an attachment are those that were sent, or the document is refused: nothing is dropped on the way."""

from __future__ import annotations

import json
from typing import Any

import pytest

from mappings.fhir import fhir_from_sip, read_fhir_json
from mappings.reading import Reading
from tests.rules.examples import consent, document

CONTENT = "JVBERi0xLjcK"
SCAN = {"id": "skan", "kind": "signed-plan", "media_type": "application/pdf", "data": CONTENT}


def _bundle() -> dict[str, Any]:
    return fhir_from_sip(document(consent(), attachments=[SCAN]))


def _read_with(data: str, *, beside: bool = False) -> tuple[Reading, str]:
    """A reading of the bundle with other data, in the Binary or beside the attachment's type, and where it stands."""
    bundle = _bundle()
    kinds = [each["resource"]["resourceType"] for each in bundle["entry"]]
    if beside:
        place = kinds.index("DocumentReference")
        attachment = bundle["entry"][place]["resource"]["content"][0]["attachment"]
        attachment.pop("url")
        attachment["data"] = data
        path = f"Bundle.entry[{place}].resource.content[0].attachment.data"
    else:
        place = kinds.index("Binary")
        bundle["entry"][place]["resource"]["data"] = data
        path = f"Bundle.entry[{place}].resource.data"
    return read_fhir_json(json.dumps(bundle).encode()), path


@pytest.mark.parametrize("beside", [False, True])
@pytest.mark.parametrize("data", ["JVBE Ri0!", "JVBERi0", "JVBE*Ri0x", "JVBE=RiX", "åäö=", "JVBERi0-_cK="])
def test_what_is_no_base64_is_refused_where_it_stands(data: str, beside: bool) -> None:
    """A decoder that drops what it does not know would record other bytes than were signed."""
    reading, path = _read_with(data, beside=beside)

    assert reading.document is None
    assert [(each.code, each.path) for each in reading.findings if each.severity == "error"] == [("SIP109", path)]


@pytest.mark.parametrize("data", [CONTENT, "JVBE\nRi0x\nLjcK\n", " JVBERi0x LjcK "])
def test_white_space_in_base64_is_only_white_space(data: str) -> None:
    reading, _ = _read_with(data)

    assert reading.findings == ()
    assert reading.document is not None
    assert reading.document.plan.attachments[0].data == b"%PDF-1.7\n"
