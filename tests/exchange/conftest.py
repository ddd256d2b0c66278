"""A fresh gateway for each test."""

import pytest

from tests.exchange.world import World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()
