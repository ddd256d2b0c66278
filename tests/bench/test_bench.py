"""Every part of the bench runs, gives numbers, and its targets name figures that there are."""

import json
import math
import tempfile
from functools import partial
from pathlib import Path

import pytest

from tests.bench import floors, page, steady, targets
from tests.bench.__main__ import main, measured
from tests.bench.connections import hosts_of
from tests.bench.documents import RECIPIENTS, plan_xml
from tests.bench.figures import FULL, QUICK, USUAL, percentile
from tests.bench.parts import NEED_SERVICES, PARTS, run_part
from tests.bench.processes import peak_of
from tests.bench.services import NOTHING, Services
from tests.bench.steady import Run
from tests.bench.words import WHY


@pytest.fixture(autouse=True)
def _in_memory(monkeypatch):
    """What is measured here is of no interest: a folder that needs no disk is quicker."""
    if Path("/dev/shm").is_dir():
        monkeypatch.setattr(tempfile, "tempdir", "/dev/shm")


def check(part):
    values = [each["value"] for each in part["figures"] if each["note"] != NOTHING.why_not]
    assert values
    assert all(value is not None and math.isfinite(value) and value >= 0 for value in values), part


@pytest.mark.parametrize("name", PARTS)
def test_a_part_of_the_bench_runs_and_gives_numbers(name, tmp_path):
    run = measured([name], QUICK, NOTHING, tmp_path / "run.json")

    check(run["parts"][name])
    assert json.loads((tmp_path / "run.json").read_text(encoding="utf-8")) == json.loads(json.dumps(run))
    assert [row[0] for row in run["targets"]] == [each.what for each in targets.TARGETS]
    drawn = page.drawn(json.loads(json.dumps(run)))
    assert f"## {PARTS[name]}" in drawn
    assert "None" not in drawn


def test_rows_are_multiplied_on_postgresql_too(rabbitmq, postgresql):
    services = Services(rabbitmq, postgresql, kinds=("real",))

    found = {each.key: each.value for each in run_part("growth", QUICK, services).figures}

    assert found["growth-real"] > 0


def test_the_way_of_a_copy_is_measured_and_counted_on_real_parts_too(rabbitmq, postgresql):
    services = Services(rabbitmq, postgresql, kinds=("real",))

    found = {each.key: each.value for each in run_part("copies", QUICK, services).figures}

    assert found["messages-real"] == 3
    assert 1 <= found["commits-real"] < found["statements-real"]
    assert found["stored-real"] > len(plan_xml(0))
    assert found["floor-real"] > found["copies-real"]


def test_every_target_names_a_figure_that_some_part_gives():
    """A figure that changes its name must not leave the table of targets unseen."""
    kinds = ("embedded", "real")
    given = {f"{name}-{kind}" for name in ("copies-to-floor", "commits", "p95", "growth", "memory") for kind in kinds}
    given |= {"ours-to-floor", "ours-to-peer", "bad-let-through", "start-convert", "table-to-hand"}

    assert {target.key for target in targets.TARGETS} == given


def test_a_target_without_a_figure_stands_in_the_table():
    figures = [{"key": "p95-embedded", "value": 67_506.0, "unit": "ms", "note": "", "at_least": True}]

    rows = {what: cells for what, _, *cells in targets.judged({"steady": {"figures": figures}})}

    assert rows["arrival to recorded at 15 plans/s, p95, embedded"] == ["≥ 67,506 ms", targets.MISSED]
    assert rows["arrival to recorded at 15 plans/s, p95, real"] == ["not measured", "the run gave no figure"]


def test_a_target_is_met_at_its_limit_and_missed_beyond():
    least = targets.Target("a", "a", at_least=0.25)
    most = targets.Target("b", "b", at_most=5)
    assert least.met(0.25)
    assert not least.met(0.249)
    assert most.met(5)
    assert not most.met(5.01)


def test_parts_that_need_services_say_so():
    assert set(PARTS) >= NEED_SERVICES


def test_a_run_that_lags_behind_its_arrivals_does_not_count_as_following():
    assert Run(10, 100, [0.01] * 300, 10.0).follows
    assert not Run(10, 100, [0.01] * 300, 14.0).follows
    assert not Run(10, 100, [0.01] * 200, 10.0).follows


def test_a_copy_that_is_not_recorded_counts_with_what_it_had_waited():
    arrivals = {f"plan-{number}": 100.0 + number for number in range(10)}
    recorded = {(plan_id, each): due + 0.5 for plan_id, due in arrivals.items() for each in RECIPIENTS}
    for each in RECIPIENTS:
        del recorded["plan-9", each]

    run = Run.of(1, arrivals, recorded, 100.0, 130.0)

    assert (run.within(0.5), run.open_at(0.5)) == (0.5, False)
    assert (run.within(0.95), run.open_at(0.95)) == (21.0, True)
    assert run.row("real") == ("real", "1", "3.2", "500", "≥ 21,000", "≥ 21,000", "3", "no")
    assert not Run.of(1, arrivals, {}, 100.0, 130.0).seconds


def test_the_rate_of_the_target_is_run_after_one_that_is_not_followed(monkeypatch):
    monkeypatch.setattr(steady, "at_rate", lambda kind, made, services, rate, *_: Run(rate, 10, [9.0] * 30, 99.0))

    found = steady.measured(FULL, NOTHING)

    assert [row[1] for row in found.tables[0].rows] == ["5", "15"]
    assert {each.key for each in found.figures} >= {"p95-embedded", "p95-real"}


def test_the_embedded_floor_makes_as_many_commits_as_ours_was_counted_to_make(monkeypatch, tmp_path):
    ran, make = [], floors._file

    def traced(path):
        connection = make(path)
        connection.set_trace_callback(partial(_heard, ran, path.name))
        return connection

    monkeypatch.setattr(floors, "_file", traced)
    for commits in (0.5, 4, 12):
        ran.clear()
        steps = floors.Steps(1.5, 3000, messages=3, message_bytes=50, broker_commits=commits)
        with floors.floor_on("embedded", tmp_path, NOTHING, steps) as floor:
            floor(20)
        assert ran.count(("floor-queue.db", "COMMIT")) == 20 * commits
        assert ran.count(("floor-queue.db", "DELETE")) == 60
        assert ran.count(("floor-store.db", "INSERT")) == 30


def _heard(ran, file, statement):
    ran.append((file, statement.split()[0]))


def test_a_run_of_some_parts_is_not_kept_as_the_page():
    with pytest.raises(SystemExit, match="every part"):
        main(["copies", "--page"])


def test_as_many_organisations_are_hosted_as_the_table_says():
    for size in (QUICK, USUAL, FULL):
        assert [len(hosts_of(count)) for count in size.sessions] == list(size.sessions)


def test_the_peak_of_memory_is_said_in_megabytes():
    assert peak_of("VmPeak:\t  9000 kB\nVmHWM:\t  1000 kB\n") == 1.024


def test_percentiles_are_values_that_were_measured():
    values = [float(each) for each in range(1, 101)]
    assert (percentile(values, 0.5), percentile(values, 0.95), percentile(values, 0.99)) == (50, 95, 99)
    assert percentile([3.0], 0.99) == 3


def test_the_page_is_drawn_from_the_run_that_is_kept_beside_it():
    """What the page says was measured: nobody has written a number into it."""
    run = json.loads(page.DATA.read_text(encoding="utf-8"))

    assert page.PAGE.read_text(encoding="utf-8") == page.drawn(run)
    assert run["targets"] == [list(row) for row in targets.judged(run["parts"])]


def test_every_reason_for_a_missed_target_names_a_target():
    assert set(WHY) <= {each.what for each in targets.TARGETS}
