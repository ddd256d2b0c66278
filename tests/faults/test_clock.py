"""The clock of a real process jumps when a file says so, and what has been read is written down."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from tests.faults.clock import Clock, has_jumped, jump
from tests.worker.processes import ROOT

HOUR = 3600.0
BOUND = 60.0


def off_by(clock):
    return round((clock() - datetime.now(UTC)).total_seconds())


def test_the_clock_is_off_by_what_the_file_says_as_soon_as_it_says_so(tmp_path):
    file = tmp_path / "offset"
    clock = Clock(file)
    assert off_by(clock) == 0
    jump(file, 3 * HOUR)
    assert off_by(clock) == 3 * HOUR
    jump(file, -2 * HOUR)
    assert off_by(clock) == -2 * HOUR
    jump(file, 0)
    assert off_by(clock) == 0
    assert [len(has_jumped(file, each)) for each in (3 * HOUR, -2 * HOUR, HOUR)] == [1, 1, 0]


def test_a_file_that_is_half_written_changes_nothing(tmp_path):
    file = tmp_path / "offset"
    clock = Clock(file)
    jump(file, HOUR)
    assert off_by(clock) == HOUR
    file.write_text("36x")
    assert off_by(clock) == HOUR


@pytest.mark.parametrize("offset", [-5 * HOUR, 50 * HOUR])
def test_a_real_process_works_by_that_clock(tmp_path, offset):
    """What it writes into its database is as old as the clock says."""
    file, folder = tmp_path / "offset", tmp_path / "gateway"
    jump(file, offset)

    def samspel(*arguments):
        command = [sys.executable, "-m", "tests.faults.clock", str(file), "--", *arguments]
        return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=BOUND, check=False)

    made = samspel("init", "--data", str(folder), "--host", "TSTNMT2120000001-SOC:municipal-board:Socialtjänsten")
    assert made.returncode == 0, made.stderr
    shown = samspel("keys", "show", "--json", "--data", str(folder))
    assert shown.returncode == 0, shown.stderr
    assert has_jumped(file, offset)
    begins = [datetime.fromisoformat(key["valid_from"]) for key in json.loads(shown.stdout)["keys"]]
    assert len(begins) == 2
    assert all(abs(each - datetime.now(UTC) - timedelta(seconds=offset)) < timedelta(hours=1) for each in begins)
