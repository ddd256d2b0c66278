"""Reading, mapping and freezing a whole plan, against parsing the same bytes as JSON."""

from __future__ import annotations

import hashlib
import json

from mappings.formats import read, write
from mappings.reading import Format
from tests.bench.documents import sip_json
from tests.bench.timing import Measure, per_call


def measures() -> list[Measure]:
    """Per format: read; then read, map to FHIR and hash, which is what a copy costs its home."""
    document = read(sip_json()).document
    if document is None:
        raise ValueError("the plan of the bench is not readable")
    found = []
    for form in Format:
        body = write(document, form).body
        if form is Format.SIP_XML:
            plain_name, plain = "json.loads of the same as SIP JSON", per_call(lambda: json.loads(sip_json()))
        else:
            plain_name, plain = "json.loads of the same", per_call(lambda body=body: json.loads(body))
        found += [
            Measure(f"read {form} ({len(body) // 1000} kB)", per_call(lambda body=body: read(body)), plain_name, plain),
            Measure(f"read {form}, map to FHIR, hash", per_call(lambda body=body: _frozen(body)), plain_name, plain),
        ]
    return found


def _frozen(body: bytes) -> str:
    document = read(body).document
    if document is None:
        raise ValueError("what was written is not readable")
    return hashlib.sha256(write(document, Format.FHIR_JSON).body).hexdigest()
