"""A workbench on a free loopback port, and a browser where there is one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gateway.workbench.app import create_app
from gateway.workbench.desk import Desk
from tests.api.conftest import serving
from tests.workbench import chromium

EXAMPLES = Path(__file__).parents[2] / "mappings" / "tables" / "examples"
TOKEN = "a-token-of-the-tests"
REQUIRED = "SAMSPEL_REQUIRE_CHROMIUM"


def today() -> date:
    return date(2026, 11, 20)


@pytest.fixture(scope="session")
def browser() -> Iterator[chromium.Browser]:
    if chromium.found() is None:
        if os.environ.get(REQUIRED):
            pytest.fail(f"{REQUIRED} is set, and there is no Chromium on this machine")
        pytest.skip("no Chromium on this machine")
    with chromium.chromium() as made:
        yield made


@pytest.fixture
def opened(browser: chromium.Browser) -> Iterator[Callable[..., chromium.Page]]:
    """Opens a workbench over a desk in the browser; the server ends with the test."""
    with ExitStack() as open_things:

        def open_(desk: Desk, **words: Any) -> chromium.Page:
            address = open_things.enter_context(serving(create_app(desk, TOKEN, today)))
            return browser.page(f"{address}/{TOKEN}/", **words)

        yield open_


@pytest.fixture
def flat(tmp_path: Path) -> Desk:
    """The table and the sample of the flat XML example, as files of one's own."""
    table = tmp_path / "table.yaml"
    table.write_bytes((EXAMPLES / "flat-xml" / "table.yaml").read_bytes())
    return Desk(table, [EXAMPLES / "flat-xml" / "samples" / "established.xml"])
