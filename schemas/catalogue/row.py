"""The shape of one row of the catalogue of findings."""

from __future__ import annotations

from typing import NamedTuple


class Row(NamedTuple):
    """One code: default severity, whose fault (`schemas.findings.Fault`), texts with {placeholders}."""

    severity: str
    fault: str
    sv: str
    en: str


def error(sv: str, en: str, fault: str = "sender") -> Row:
    """A finding that refuses the document."""
    return Row("error", fault, sv, en)


def warning(sv: str, en: str, fault: str = "sender") -> Row:
    """A finding that is told, and does not refuse."""
    return Row("warning", fault, sv, en)
