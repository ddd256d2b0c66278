"""What is promised of the connections to PostgreSQL: limits, recovery, hosts, and nothing told that was bound."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import psycopg
import pytest

from gateway.settings import StoreSettings
from gateway.store.postgresql import APPLICATION, open_postgresql, postgresql_engine
from gateway.store.rows import PlanRow
from schemas.errors import InvalidDocument, StoreUnavailable
from tests.services.ports import free_port
from tests.store.databases import opened

MOMENT = timedelta(milliseconds=200)
PLAN = PlanRow("home", "plan", "home")


@pytest.fixture
def store(migrated_database):
    made = opened("postgresql", migrated_database, pool=2, lock_timeout=MOMENT, statement_timeout=timedelta(seconds=1))
    yield made
    made.close()


def asked(engine, question):
    with engine.connect() as connection:
        return connection.exec_driver_sql(question).scalar()


def test_every_connection_has_its_limits_and_a_name(migrated_database):
    settings = StoreSettings(url=migrated_database, statement_timeout=timedelta(seconds=7), lock_timeout=MOMENT)
    engine = postgresql_engine(settings, None)
    shown = {name: asked(engine, f"SHOW {name}") for name in ("statement_timeout", "lock_timeout", "application_name")}
    assert shown == {"statement_timeout": "7s", "lock_timeout": "200ms", "application_name": APPLICATION}
    assert asked(engine, "SHOW idle_in_transaction_session_timeout") == "1min"
    assert asked(engine, "SHOW tcp_keepalives_idle") == "10"
    assert asked(engine, "SHOW transaction_isolation") == "read committed"
    engine.dispose()


def test_options_of_the_url_are_kept_beside_ours(migrated_database):
    settings = StoreSettings(url=migrated_database + "?options=-c%20work_mem%3D5MB&application_name=mine")
    engine = postgresql_engine(settings, None)
    assert asked(engine, "SHOW work_mem") == "5MB"
    assert asked(engine, "SHOW lock_timeout") == "5s"
    assert asked(engine, "SHOW application_name") == "mine"
    engine.dispose()


def test_a_commit_is_on_the_disk_whatever_the_server_would_do_by_itself(migrated_database):
    with psycopg.connect(migrated_database, autocommit=True) as connection:
        name = migrated_database.rpartition("/")[2]
        connection.execute(f"ALTER DATABASE {name} SET synchronous_commit = off")
    engine = postgresql_engine(StoreSettings(url=migrated_database), None)
    assert asked(engine, "SHOW synchronous_commit") == "on"
    engine.dispose()


def test_of_several_hosts_one_that_answers_is_taken(migrated_database):
    user, _, place = migrated_database.removeprefix("postgresql://").partition("@")
    host, _, name = place.partition("/")
    store = opened("postgresql", f"postgresql://{user}@127.0.0.1:{free_port()},{host}/{name}")
    store.check()
    store.close()


def test_where_nobody_listens_the_store_is_unavailable_and_names_nobody():
    with pytest.raises(StoreUnavailable) as refused:
        opened("postgresql", f"postgresql://secret-user@127.0.0.1:{free_port()}/secret-name")
    assert "secret" not in f"{refused.value!r}"
    assert refused.value.__suppress_context__


def test_a_url_with_an_unknown_word_is_not_right():
    with pytest.raises(InvalidDocument) as refused:
        open_postgresql(StoreSettings(url="postgresql://me@localhost/db?nonsense=1"), None)
    assert [(each.code, each.path) for each in refused.value.findings] == [("SIP653", "/store/url")]


def test_who_finds_no_free_connection_waits_for_a_while_and_is_told(store):
    entered, leave = threading.Barrier(3), threading.Event()

    def hold(_):
        with store.transaction():
            entered.wait(30)
            leave.wait(30)

    with ThreadPoolExecutor(2) as threads:
        held = [threads.submit(hold, number) for number in range(2)]
        entered.wait(30)
        with pytest.raises(StoreUnavailable, match="no connection"):
            store.check()
        leave.set()
        for each in held:
            each.result()
    store.check()


def test_who_waits_too_long_for_a_plan_is_told_and_another_plan_is_free(store):
    def touch(plan_id):
        with store.transaction() as tx:
            return tx.plan("home", plan_id)

    with ThreadPoolExecutor(1) as threads, store.transaction() as tx:
        tx.put_plan(PLAN)
        assert threads.submit(touch, "another").result() is None
        with pytest.raises(StoreUnavailable, match="55P03"):
            threads.submit(touch, "plan").result()
    assert touch("plan") == PLAN


def test_two_who_wait_for_each_other_do_not_wait_for_ever(migrated_database):
    store = opened("postgresql", migrated_database, lock_timeout=timedelta(seconds=20))
    both = threading.Barrier(2)

    def touch(first, second):
        with store.transaction() as tx:
            tx.plan("home", first)
            both.wait(30)
            tx.plan("home", second)

    with ThreadPoolExecutor(2) as threads:
        ends = [threads.submit(touch, "a", "b").exception, threads.submit(touch, "b", "a").exception]
        errors = [error for end in ends if (error := end(30))]
    assert [(type(error), str(error)) for error in errors] == [(StoreUnavailable, "the database answers 40P01")]
    store.close()


def test_a_statement_that_takes_too_long_is_ended(store):
    with pytest.raises(StoreUnavailable, match="57014"), store.transaction() as tx:
        tx._connection.exec_driver_sql("SELECT pg_sleep(30)")
    store.check()


def test_connections_that_the_server_has_closed_are_replaced(store, migrated_database):
    store.check()
    with psycopg.connect(migrated_database, autocommit=True) as connection:
        ended = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = %s"
        mine = ended + " AND datname = current_database()"
        assert connection.execute(mine, [APPLICATION]).fetchone()[0] >= 1
    with store.transaction() as tx:
        tx.put_plan(PLAN)
    with store.transaction() as tx:
        assert tx.plan("home", "plan") == PLAN


def test_a_connection_that_breaks_within_a_transaction_is_unavailable_and_nothing_has_happened(
    store, migrated_database
):
    with pytest.raises(StoreUnavailable), store.transaction() as tx:  # noqa: PT012
        tx.put_plan(PLAN)
        pid = tx._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        with psycopg.connect(migrated_database, autocommit=True) as connection:
            connection.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    with store.transaction() as tx:
        assert tx.plan("home", "plan") is None


def test_a_host_that_may_no_longer_write_is_left(store):
    """After a fail-over the old primary answers reads: the connection is thrown away, and the next one asks anew."""
    with pytest.raises(StoreUnavailable, match="25006"), store.transaction() as tx:  # noqa: PT012
        first = tx._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        tx._connection.exec_driver_sql("SET transaction_read_only = on")
        tx.put_plan(PLAN)
    with store.transaction() as tx:
        assert tx._connection.exec_driver_sql("SELECT pg_backend_pid()").scalar() != first


def test_a_transaction_within_a_transaction_is_a_defect_at_once(store):
    with store.transaction(), pytest.raises(RuntimeError, match="open already"), store.transaction():
        pass
    store.check()


@pytest.mark.parametrize("text", ["hemlig\x00text", "hemlig\ud800text"])
def test_text_that_the_database_cannot_hold_is_refused_and_not_told(store, text):
    with pytest.raises(ValueError, match="cannot keep") as refused, store.transaction() as tx:
        tx.put_plan(PlanRow("home", "plan", text))
    assert "hemlig" not in f"{refused.value!r}"
    assert refused.value.__suppress_context__
