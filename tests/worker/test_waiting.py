"""The bell, the rests, and who may have a thread."""

import threading

from gateway.worker import jobs
from gateway.worker.jobs import Job, Jobs
from gateway.worker.waiting import Bell, Rests, Sparing


def test_a_ring_between_looking_and_waiting_is_not_missed():
    bell = Bell()
    heard = bell.count
    bell.ring()
    bell.wait(heard, 600)  # comes back at once


def test_a_ring_wakes_everybody_who_waits():
    bell, woken = Bell(), []
    threads = [threading.Thread(target=lambda: (bell.wait(0, 600), woken.append(1))) for _ in range(3)]
    for each in threads:
        each.start()
    bell.ring()
    for each in threads:
        each.join(60)
    assert len(woken) == 3


def test_who_fails_rests_longer_each_time_up_to_a_bound_and_no_more_after_a_success():
    now = [0.0]
    rests = Rests(lambda: 0.5, longest=10, now=lambda: now[0])
    lengths = [rests.failed("a") for _ in range(6)]
    assert lengths == sorted(lengths)
    assert (lengths[0], lengths[-1]) == (1.5, 7.5)
    assert rests.resting("a")
    assert not rests.resting("b")
    now[0] = 10.0
    assert (rests.resting("a"), rests.has_failed("a")) == (False, True)
    rests.well("a")
    assert not rests.has_failed("a")
    assert rests.failed("a") == 1.5


def test_who_is_told_that_another_fails_asks_soon_again_and_that_counts_as_no_failure():
    now = [0.0]
    rests = Rests(lambda: 1.0, longest=30, now=lambda: now[0])
    for _ in range(50):
        rests.told_to_wait("a")
        assert (rests.resting("a"), rests.has_failed("a")) == (True, True)
        now[0] += 1.0
        assert not rests.resting("a")
    assert rests.failed("a") == 2.0


ALL = [f"o{number}" for number in range(10)]


def begin(running, organisation):
    job = Job(organisation, organisation)
    running.begin(job)
    return job


def fail(running, organisation):
    job = begin(running, organisation)
    job.failed = True
    running.end(job)


def test_those_who_failed_have_all_threads_but_one_and_one_is_kept_for_them():
    running = Jobs(4)
    for each in ALL[:5]:
        fail(running, each)
    assert running.slow == tuple(ALL[:5])
    for each in ALL[5:8]:
        assert each in running.may_begin(ALL, slow=False)
        begin(running, each)
    assert running.may_begin(ALL, slow=False) == []  # the fourth thread is for one that failed
    assert running.may_begin(ALL, slow=True) == ALL[:5]
    begin(running, ALL[0])
    assert running.may_begin(ALL, slow=True) == []


def test_failing_ones_never_take_the_last_thread():
    running = Jobs(4)
    for each in ALL[:5]:
        fail(running, each)
    for each in ALL[:3]:
        begin(running, each)
    assert running.may_begin(ALL, slow=True) == []
    assert running.may_begin(ALL, slow=False) == ALL[5:]


def test_when_all_threads_hang_one_more_is_started_for_those_that_answer(monkeypatch):
    running = Jobs(2)
    for each in ALL[:2]:
        begin(running, each)
    assert running.may_begin(ALL, slow=False) == []
    monkeypatch.setattr(jobs, "SLOW_AFTER", -1.0)
    assert running.may_begin(ALL, slow=False) == ALL[2:]


def test_who_does_well_again_is_slow_no_more():
    running = Jobs(4)
    fail(running, "o1")
    running.end(begin(running, "o1"))
    assert running.slow == ()


def test_an_organisation_has_one_thread_at_a_time():
    running = Jobs(4)
    begin(running, "o1")
    assert running.may_begin(["o1"], slow=False) == []
    assert running.may_begin(["o1"], slow=True) == []


def test_who_looks_rests_after_it_some_times_as_long_as_it_took_and_never_long():
    now, rests = [0.0], []

    class Stop:
        def wait(self, seconds):
            rests.append(round(seconds, 6))
            now[0] += seconds

    looks = Sparing(Stop(), now=lambda: now[0])

    def taking(seconds):
        def ask():
            now[0] += seconds
            return seconds

        return ask

    assert [looks.look(taking(each)) for each in (0.001, 0.02, 10.0, 0.001)] == [0.001, 0.02, 10.0, 0.001]
    assert rests == [0.004, 0.08, 0.25]
    now[0] += 1.0
    looks.look(taking(0.001))
    assert len(rests) == 3
