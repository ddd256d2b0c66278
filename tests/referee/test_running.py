"""The referee as a program: files in, one JSON line each out; and what happens where it cannot run."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from tests.referee.build import classpath, java
from tests.referee.examples import bundle, care_plan, need
from tests.referee.plugin import missing
from tests.referee.referee import MAIN_CLASS, RESOURCES, Referee, available, unavailable_because


@pytest.mark.referee
def test_files_folders_and_json_lines_give_one_line_each_and_exit_code_zero(referee: Referee, tmp_path: Path) -> None:
    plans = tmp_path / "plans"
    plans.mkdir()
    (plans / "b.json").write_text(json.dumps(care_plan()), "utf-8")
    (plans / "a.json").write_text(json.dumps(care_plan() | {"status": "nej"}), "utf-8")
    lines = tmp_path / "messages.jsonl"
    narrative = {"status": "generated", "div": '<div xmlns="http://www.w3.org/1999/xhtml">Behov</div>'}
    messages = (bundle(), need() | {"text": narrative})
    lines.write_text("\n".join(json.dumps(message) for message in messages) + "\n", "utf-8")
    out = tmp_path / "verdicts.jsonl"
    options = ["--profiles", str(RESOURCES), "--self", "--out", str(out), str(plans), str(lines)]
    done = subprocess.run([java(), "-cp", classpath(), MAIN_CLASS, *options], capture_output=True, check=False)
    assert (done.returncode, done.stdout) == (0, b"")
    verdicts = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    ours, judged = verdicts[:-4], verdicts[-4:]
    assert [Path(verdict["input"]).name for verdict in ours] == sorted(path.name for path in RESOURCES.glob("*.json"))
    assert [Path(verdict["input"]).name for verdict in judged] == [
        "a.json",
        "b.json",
        "messages.jsonl:1",
        "messages.jsonl:2",
    ]
    faulty = [any(issue["severity"] == "error" for issue in verdict["issues"]) for verdict in judged]
    assert faulty == [True, False, False, False]


@pytest.mark.referee
def test_a_profile_folder_that_is_not_there_ends_it_with_code_two(referee: Referee, tmp_path: Path) -> None:
    command = [java(), "-cp", classpath(), MAIN_CLASS, "--profiles", str(tmp_path / "none"), "--self"]
    assert subprocess.run(command, capture_output=True, check=False).returncode == 2


def test_without_java_the_reason_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    assert not available()
    assert "Java 17" in (unavailable_because() or "")


def test_a_missing_referee_skips_on_a_desk_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CI", "SAMSPEL_REQUIRE_SERVICES"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(pytest.skip.Exception, match="no java"):
        missing("no java")
    monkeypatch.setenv("CI", "1")
    with pytest.raises(pytest.fail.Exception, match="no java"):
        missing("no java")
    monkeypatch.delenv("CI")
    monkeypatch.setenv("SAMSPEL_REQUIRE_SERVICES", "1")
    with pytest.raises(pytest.fail.Exception, match="no java"):
        missing("no java")
