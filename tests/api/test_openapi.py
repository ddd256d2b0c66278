"""What /openapi.json says is true: every answer to generated requests is one that it describes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from gateway.api.app import create_app
from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.logs import silent
from schemas.codes import OrganisationKind
from tests.api.conftest import serving

HOME = "TSTNMT2120000142-SOC"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("openapi") / "gateway"
    make_folder(folder, [(HOME, OrganisationKind.MUNICIPAL_BOARD, "Exempelby socialtjänst")], quiet="PT0S")
    with open_gateway(folder, log=silent) as gateway, serving(create_app(gateway.parts)) as served:
        yield served


SETTINGS = settings(
    max_examples=8,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
)


def test_every_answer_is_one_that_the_description_knows(address: str) -> None:
    described = schemathesis.openapi.from_url(f"{address}/openapi.json")
    operations = [each.ok() for each in described.get_all_operations()]
    assert len(operations) >= 11
    for operation in operations:

        @SETTINGS
        @given(case=operation.as_strategy())
        def answers_as_described(case: schemathesis.Case) -> None:
            if "organisation" in case.path_parameters:
                case.path_parameters["organisation"] = HOME
            case.call_and_validate(checks=CHECKS)

        answers_as_described()
