"""Databases with the newest schema, copied from one that is migrated once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.services.plugin import PostgreSql
from tests.store.databases import another, migrated


@pytest.fixture(scope="session")
def template(postgresql: PostgreSql) -> Iterator[str]:
    """The name of a migrated database that nobody is connected to."""
    with another(postgresql.url) as url:
        yield migrated(url).rpartition("/")[2]


@pytest.fixture
def migrated_database(postgresql: PostgreSql, template: str) -> Iterator[str]:
    """The URL of a migrated database without rows."""
    with another(postgresql.url, template) as url:
        yield url
