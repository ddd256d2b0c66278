"""A gateway that has been started once, and its examination."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.doctor.examine import examine
from gateway.doctor.patient import Patient
from gateway.doctor.results import Result
from schemas.codes import OrganisationKind

HOSTS = [
    ("TSTNMT2120000142-SOC", OrganisationKind.MUNICIPAL_BOARD, "Socialnämnden"),
    ("TSTNMT2321000156-BUP", OrganisationKind.CARE_PROVIDER, "BUP"),
]

Examined = Callable[..., dict[str, Result]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A gateway's folder after its first start."""
    where = tmp_path / "gateway"
    make_folder(where, HOSTS, quiet="PT0S")
    open_gateway(where, log_stream=io.StringIO()).close()
    return where


@pytest.fixture
def examined() -> Examined:
    """Every result of the examination of a folder, by check."""

    def of(where: Path, **ours: object) -> dict[str, Result]:
        patient = Patient(where, **ours)  # type: ignore[arg-type]
        try:
            return {each.check: each for each in examine(patient)}
        finally:
            patient.close()

    return of


def codes(result: Result) -> list[str]:
    """The codes of its findings."""
    return [each.code for each in result.findings]
