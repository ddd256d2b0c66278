"""How anything is answered: orjson bytes, findings as our JSON or as a FHIR OperationOutcome."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import Response

from mappings.reading import Report
from schemas.catalogue import CATALOGUE
from schemas.findings import Finding, Severity, finding

JSON = "application/json"
FHIR_JSON = "application/fhir+json"
_CANONICAL = "https://w3id.org/samspel/fhir/CodeSystem/finding"

_ISSUE_TYPE = {
    "SIP0": "structure",
    "SIP1": "value",
    "SIP2": "invariant",
    "SIP3": "business-rule",
    "SIP4": "business-rule",
    "SIP5": "suppressed",
    "SIP6": "processing",
    "SIP7": "security",
    "SIP8": "processing",
    "SIP9": "transient",
}
"""The range of a code → OperationOutcome.issue.code of FHIR R4."""


def json_answer(value: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer."""
    return Response(orjson.dumps(value), status, headers=dict(headers or {}), media_type=JSON)


def wants_fhir(request: Request) -> bool:
    """Whether the client asks for FHIR."""
    return FHIR_JSON in request.headers.get("accept", "").lower()


def findings_answer(
    request: Request, findings: Sequence[Finding], status: int, headers: Mapping[str, str] | None = None
) -> Response:
    """What was found, in the form that the client asks for."""
    if wants_fhir(request):
        body = operation_outcome(findings, swedish=_prefers_swedish(request))
        return Response(orjson.dumps(body), status, headers=dict(headers or {}), media_type=FHIR_JSON)
    return json_answer({"findings": [each.as_json() for each in findings]}, status, headers)


def report_answer(request: Request, report: Report, status: int) -> Response:
    """A report on a document, in the form that the client asks for."""
    if wants_fhir(request):
        return findings_answer(request, report.findings, status)
    return json_answer(report.as_json(), status)


def operation_outcome(findings: Iterable[Finding], *, swedish: bool) -> dict[str, Any]:
    """Findings as an OperationOutcome of FHIR R4; one without findings says that all is well (an issue is required)."""
    issues = [_issue(each, swedish) for each in findings]
    text = "Inga fel" if swedish else "No errors"
    well = {"severity": "information", "code": "informational", "details": {"text": text}}
    return {"resourceType": "OperationOutcome", "issue": issues or [well]}


def _issue(each: Finding, swedish: bool) -> dict[str, Any]:
    issue: dict[str, Any] = {
        "severity": each.severity.value,
        "code": _ISSUE_TYPE[each.code[:4]],
        "details": {
            "coding": [{"system": _CANONICAL, "code": each.code}],
            "text": each.sv if swedish else each.en,
        },
    }
    if each.path:
        issue["diagnostics"] = each.path
    return issue


def _prefers_swedish(request: Request) -> bool:
    return request.headers.get("accept-language", "").lower().startswith("sv")


def finding_of(code: str) -> Finding:
    """The finding of an error that carries only its code; a text that lacks its words is said in general ones."""
    row = CATALOGUE.get(code)
    if row is not None and "{" not in row.sv + row.en:
        return finding(code)
    general = CATALOGUE["SIP950" if code.startswith("SIP9") else "SIP989"]
    return Finding(code, "", Severity.ERROR, general.sv, general.en)
