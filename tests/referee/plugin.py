"""The session fixture `referee`: one validator process for the whole test run."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tests.referee.referee import Referee, unavailable_because


def required() -> bool:
    """Whether a missing service is a failure here rather than a reason to skip."""
    return bool(os.environ.get("CI")) or os.environ.get("SAMSPEL_REQUIRE_SERVICES") == "1"


def missing(reason: str) -> None:
    """Skip with the reason, or fail with it where services are required."""
    if required():
        pytest.fail(reason, pytrace=False)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def referee() -> Iterator[Referee]:
    """HAPI's validator with our compiled profiles, started once, at the first test that asks for it."""
    reason = unavailable_because()
    if reason:
        missing(reason)
    with Referee() as running:
        yield running
