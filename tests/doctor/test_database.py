"""The database as doctor sees it: a real PostgreSQL, older, crowded, behind a wrong password, and stopped."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest

from gateway.bootstrap import now, open_gateway
from gateway.doctor.results import Level
from gateway.settings import StoreSettings
from gateway.store.migrations import migrate, migrate_down
from gateway.store.postgresql import postgresql_engine
from tests.doctor.conftest import Examined, codes
from tests.services import postgresql as server


def use(folder: Path, url: str, *more: str) -> None:
    """Let the gateway of that folder have its rows there."""
    lines = ["", "[store]", f'url = "{url}"', *more, ""]
    file = folder / "samspel.toml"
    file.write_text(file.read_text(encoding="utf-8").partition("\n[store]")[0] + "\n".join(lines), encoding="utf-8")


def brought_to(url: str, schema: str | None = None) -> None:
    engine = postgresql_engine(StoreSettings(url=url), None, migrating=True)
    migrate(engine)
    if schema is not None:
        migrate_down(engine, schema)
    engine.dispose()


@pytest.fixture
def own_server() -> Iterator[tuple[Path, str]]:
    """A server that a test may stop."""
    if reason := server.missing():
        from tests.referee.plugin import missing

        missing(reason)
    with tempfile.TemporaryDirectory() as parent:
        Path(parent).chmod(0o755)
        folder = Path(parent) / "postgresql"
        yield folder, server.start(folder)["SAMSPEL_TEST_POSTGRESQL"]
        if (folder / "data" / "postmaster.pid").exists():
            server.stop(folder)


def test_a_database_of_this_schema_is_well_and_its_clock_is_asked(
    folder: Path, examined: Examined, database: str
) -> None:
    brought_to(database)
    use(folder, database)
    results = examined(folder)
    assert results["database"].level is results["work"].level is results["clock"].level is Level.OK
    seen = results["database"].seen
    assert (seen["kind"], seen["host"]) == ("postgresql", "127.0.0.1")
    assert 0 < seen["connections"] < seen["connections_at_most"]
    assert seen["size_mib"] > 0
    assert results["clock"].seen["seconds_off"] < 2
    off = examined(folder, clock=lambda: now() + timedelta(minutes=3))
    assert (codes(off["clock"]), off["clock"].level) == (["SIP914"], Level.FAULT)


@pytest.mark.parametrize("schema", [None, "0001"])
def test_a_database_that_is_not_migrated_says_which_command_to_run(
    folder: Path, examined: Examined, database: str, schema: str | None
) -> None:
    if schema:
        brought_to(database, schema)
    use(folder, database)
    result = examined(folder)["database"]
    assert (codes(result), result.level, result.seen.get("schema")) == (["SIP912"], Level.FAULT, schema)
    assert "samspel migrate" in result.findings[0].en


def test_a_pool_that_is_too_small_for_its_threads_is_told(folder: Path, examined: Examined, database: str) -> None:
    use(folder, database, "pool = 2")
    result = examined(folder)["settings"]
    assert [(each.code, each.path) for each in result.findings] == [("SIP901", "/store/pool")]


def test_a_database_across_the_network_without_tls_is_told(folder: Path, examined: Examined) -> None:
    from gateway.doctor.hosts import is_guarded, stays_here

    for url in ("postgresql://u@db.example/x", "postgresql://u@127.0.0.1,db.example/x", "amqp://10.0.0.1/x"):
        assert not stays_here(url)
        assert not is_guarded(url)
    assert stays_here("postgresql://u@[::1]:5432,localhost/x")
    assert is_guarded("postgresql://u@db.example/x?sslmode=verify-full")
    assert is_guarded("amqps://broker.example")
    assert not is_guarded("postgresql://u@db.example/x?sslmode=require")


def test_a_stopped_server_and_one_without_connections_left_are_told(
    folder: Path, examined: Examined, own_server: tuple[Path, str]
) -> None:
    where, url = own_server
    brought_to(url)
    use(folder, url)
    with ExitStack() as held:
        for _ in range(185):
            held.enter_context(psycopg.connect(url))
        crowded = examined(folder)["database"]
    assert codes(crowded) == ["SIP913"]
    assert crowded.seen["connections_at_most"] == 200
    server.stop(where)
    results = examined(folder)
    assert codes(results["database"]) == ["SIP907"]
    assert codes(results["clock"]) == codes(results["work"]) == ["SIP902"]
    assert results["broker"].level is results["directory"].level is Level.OK


def test_a_wrong_password_is_told_and_stands_in_no_result(
    folder: Path, examined: Examined, own_server: tuple[Path, str]
) -> None:
    where, url = own_server
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE hub LOGIN PASSWORD 'right'")
        (where / "data" / "pg_hba.conf").write_text("host all all 127.0.0.1/32 scram-sha-256\n", encoding="utf-8")
        connection.execute("SELECT pg_reload_conf()")
    secret = folder / "store-password"
    secret.write_text("a-wrong-word\n", encoding="utf-8")
    secret.chmod(0o600)
    use(folder, url.replace("samspel@", "hub@"), 'password_file = "store-password"')
    results = examined(folder)
    assert codes(results["database"]) == ["SIP907"]
    assert "a-wrong-word" not in str([each.as_json() for each in results.values()])
    secret.write_text("right\n", encoding="utf-8")
    assert codes(examined(folder)["database"]) == ["SIP912"]


def test_keys_that_lie_in_the_database_are_examined_there(folder: Path, examined: Examined, database: str) -> None:
    brought_to(database)
    secret = folder / "keys-secret"
    secret.write_text("5" * 64, encoding="utf-8")
    secret.chmod(0o600)
    use(folder, database, 'keys_secret_file = "keys-secret"')
    with open_gateway(folder, log_stream=io.StringIO()):
        pass
    result = examined(folder)["keys"]
    assert (codes(result), result.seen) == ([], {"organisations": 2, "generations": 4})
    secret.write_text("not a secret", encoding="utf-8")
    assert codes(examined(folder)["keys"]) == ["SIP958"]
