"""The report on a document that nobody has handed in: what was understood, and what the law and a county ask of it."""

from __future__ import annotations

from datetime import date

from gateway.rules.completeness import Level, check
from gateway.rules.counties import NATIONAL, county
from mappings.formats import Format, OtherFormat, read
from mappings.located import located
from mappings.reading import Report
from schemas.findings import Finding, has_errors
from schemas.sip.document import SipDocument


def report_on(
    body: bytes,
    today: date,
    *,
    format: Format | OtherFormat | None = None,  # noqa: A002
    profile: str | None = None,
    is_copy: bool = False,
) -> Report:
    """Read a document and say everything that is found. Never raises about the document.

    Paths are those of the document. Without a county profile, what holds everywhere is asked, as warnings; a profile is
    asked as of a plan that is made there, and may refuse. `is_copy`: what was withheld is not missed. Raises KeyError
    for a profile that there is not.
    """
    reading = read(body, format)
    if reading.document is None:
        return reading.report()
    missing = missing_in(reading.document, today, profile, is_copy=is_copy)
    findings = (*reading.findings, *located(missing, reading))
    return Report(not has_errors(findings), reading.format, findings, reading.account)


def missing_in(
    document: SipDocument, today: date, profile: str | None = None, *, is_copy: bool = False
) -> tuple[Finding, ...]:
    """What the law, and the county if one is named, ask of a document; paths are those of the model."""
    if is_copy:
        return check(document, level=Level.PARTIAL, county=None, today=today)
    level = Level.LAW if profile is None else Level.MADE_HERE
    return check(document, level=level, county=county(profile or NATIONAL), today=today)
