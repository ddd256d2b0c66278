"""A fresh gateway for each test."""

import pytest

from tests.exchange.two_gateways import Pair
from tests.exchange.world import World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


@pytest.fixture
def pair(tmp_path):
    made = Pair(tmp_path)
    yield made
    made.close()
