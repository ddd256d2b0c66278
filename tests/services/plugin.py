"""The session fixtures `rabbitmq` and `postgresql`: how the real services are reached; absent, a test says so."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
import pytest

from tests.referee.plugin import missing

HOW = 'start it with: eval "$(.venv/bin/python -m tests.services up FOLDER)"'


@dataclass(frozen=True)
class RabbitMq:
    """A node of RabbitMQ, and a user of it who may do everything."""

    url: str
    management: str
    user: str
    password: str


@dataclass(frozen=True)
class PostgreSql:
    """A server of PostgreSQL; `url` names its first database, and a user who may make others."""

    url: str

    def database(self, name: str) -> str:
        """The URL of another database there."""
        return self.url.rpartition("/")[0] + f"/{name}"


@pytest.fixture(scope="session")
def rabbitmq() -> RabbitMq:
    """The node that SAMSPEL_TEST_RABBITMQ names."""
    names = ("", "_MANAGEMENT", "_USER", "_PASSWORD")
    told = [os.environ.get(f"SAMSPEL_TEST_RABBITMQ{name}", "") for name in names]
    if not all(told):
        missing(f"no RabbitMQ to test with: {HOW}")
    return RabbitMq(*told)


@pytest.fixture(scope="session")
def postgresql() -> PostgreSql:
    """The server that SAMSPEL_TEST_POSTGRESQL names."""
    url = os.environ.get("SAMSPEL_TEST_POSTGRESQL", "")
    if not url:
        missing(f"no PostgreSQL to test with: {HOW}")
    return PostgreSql(url)


@pytest.fixture
def database(postgresql: PostgreSql) -> Iterator[str]:
    """The URL of an empty database, taken away afterwards."""
    name = f"test_{uuid.uuid4().hex}"
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    yield postgresql.database(name)
    with psycopg.connect(postgresql.url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
