"""Many at once: no work is done by two, none is forgotten, and no claim is given twice."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import timedelta
from threading import Barrier

from gateway.store.rows import ParkedRow, WorkKind
from schemas.errors import StoreUnavailable

LEASE = timedelta(minutes=1)
EVERY = list(WorkKind)


def fill(store, make, streams, each=1):
    with store.transaction() as transaction:
        for number in range(streams):
            for piece in range(each):
                stream = make.stream(f"recipient-{number}")
                transaction.add_work(stream, WorkKind.SEND, piece, f"{number}/{piece}", make.now)


def test_threads_share_the_work_and_each_piece_is_done_once(store, make):
    fill(store, make, streams=6, each=5)
    together = Barrier(4)

    def worker(name):
        done = []
        together.wait()
        while claim := store.claim(["home"], EVERY, owner=name, now=make.now, lease=LEASE):
            with store.transaction() as transaction:
                transaction.finish(claim)
            done.append(claim.work.subject)
        return done

    with ThreadPoolExecutor(4) as threads:
        done = [subject for part in threads.map(worker, "abcd") for subject in part]
    assert Counter(done) == Counter(f"{number}/{piece}" for number in range(6) for piece in range(5))
    with store.transaction() as transaction:
        assert transaction.open_work("home") == []


def test_threads_that_want_one_stream_get_it_one_at_a_time(store, make):
    fill(store, make, streams=1)
    together = Barrier(4)

    def worker(name):
        together.wait()
        return store.claim(["home"], EVERY, owner=name, now=make.now, lease=LEASE)

    with ThreadPoolExecutor(4) as threads:
        claims = [claim for claim in threads.map(worker, "abcd") if claim]
    assert [claim.fence for claim in claims] == [1]


def test_two_stores_on_the_same_place_never_give_the_same_claim(place, store, make):
    fill(store, make, streams=10)
    other = place.open()
    together = Barrier(2)

    def worker(which):
        together.wait()
        claims = []
        while claim := which.claim(["home"], EVERY, owner="w", now=make.now, lease=LEASE):
            claims.append(claim.stream)
        return claims

    with ThreadPoolExecutor(2) as threads:
        claimed = [stream for part in threads.map(worker, [store, other]) for stream in part]
    other.close()
    assert len(claimed) == len(set(claimed)) == 10


def test_two_processes_share_the_work_and_each_piece_is_done_once(store, make, child):
    fill(store, make, streams=20, each=2)
    children = [child("claim_all", make.now.isoformat()) for _ in range(2)]
    assert [process.stdout.readline().strip() for process in children] == ["ready", "ready"]
    for process in children:
        process.stdin.write("go\n")
        process.stdin.flush()
    done = [line for process in children for line in process.communicate()[0].split()]
    assert [process.returncode for process in children] == [0, 0]
    assert Counter(done) == Counter(f"{number}/{piece}" for number in range(20) for piece in range(2))
    with store.transaction() as transaction:
        assert transaction.open_work("home") == []


def test_threads_that_add_and_park_the_same_leave_one(store, make):
    together = Barrier(4)

    def worker(_):
        together.wait()
        with store.transaction() as transaction:
            transaction.add_work(make.stream(), WorkKind.SEND, 1, "copy", make.now)
            transaction.put_plan(make.plan())
            row = ParkedRow(0, "home", "out", "subject", "SIP620", None, make.now, "send")
            return transaction.park(row)

    with ThreadPoolExecutor(4) as threads:
        assert len(set(threads.map(worker, range(4)))) == 1
    with store.transaction() as transaction:
        assert len(transaction.open_work("home")) == 1


def test_nothing_that_was_read_is_changed_by_another_before_the_commit(store, make):
    """Read, count up, write: a database that lets two in at once must refuse the one that comes late."""

    def count_up(_):
        while True:
            with suppress(StoreUnavailable), store.transaction() as transaction:
                row = transaction.source("home", "token-1")
                transaction.put_source(make.source(version=row.version + 1))
                return

    with store.transaction() as transaction:
        transaction.put_source(make.source(version=0))
    with ThreadPoolExecutor(4) as threads:
        list(threads.map(count_up, range(40)))
    with store.transaction() as transaction:
        assert transaction.source("home", "token-1").version == 40
