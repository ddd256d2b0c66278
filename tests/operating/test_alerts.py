"""The alert rules: each condition gives one alert, says what to do, and rests on metrics that the program shows."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from gateway.metrics import COUNTERS, GAUGES, HISTOGRAMS
from tests.referee.plugin import missing

ROOT = Path(__file__).resolve().parents[2]
RULES = ROOT / "docs/operate/alerts.yml"
CASES = Path(__file__).with_name("alerts_test.yml")
OURS = re.compile(r"\bsamspel_[a-z_]+\b")


@pytest.fixture
def promtool() -> str:
    found = shutil.which("promtool")
    if found is None:
        missing("no promtool to test the alert rules with: apt-get install --no-install-recommends prometheus")
    return str(found)


def rules() -> list[dict[str, object]]:
    said = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    return [rule for group in said["groups"] for rule in group["rules"]]


def alerts() -> list[dict[str, object]]:
    return [rule for rule in rules() if "alert" in rule]


def shown() -> set[str]:
    """Every name that /metrics can show."""
    histograms = {f"{name}{end}" for name in HISTOGRAMS for end in ("_bucket", "_count", "_sum")}
    return {f"{name}_total" for name in COUNTERS} | set(GAUGES) | histograms


def run(promtool: str, *arguments: str, folder: Path) -> None:
    done = subprocess.run([promtool, *arguments], cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_rules_and_the_example_are_what_prometheus_reads(promtool: str) -> None:
    run(promtool, "check", "rules", RULES.name, folder=RULES.parent)
    run(promtool, "check", "config", "prometheus.yml", folder=RULES.parent)


def test_each_condition_gives_one_alert_and_what_follows_from_it_none(promtool: str, tmp_path: Path) -> None:
    """The annotations are told apart from the rules: their texts are not what is tested here."""
    said = yaml.safe_load(RULES.read_text(encoding="utf-8"))
    for group in said["groups"]:
        for rule in group["rules"]:
            rule.pop("annotations", None)
    (tmp_path / RULES.name).write_text(yaml.safe_dump(said), encoding="utf-8")
    shutil.copy(CASES, tmp_path)
    run(promtool, "test", "rules", CASES.name, folder=tmp_path)


def test_every_alert_is_tested_to_fire() -> None:
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    fired = {case["alertname"] for test in cases["tests"] for case in test["alert_rule_test"] if case["exp_alerts"]}
    assert fired == {rule["alert"] for rule in alerts()}


def test_every_alert_is_tested_to_end_when_its_condition_does() -> None:
    cases = yaml.safe_load(CASES.read_text(encoding="utf-8"))
    ended = set()
    for test in cases["tests"]:
        told: dict[str, int] = {}
        for case in test["alert_rule_test"]:
            if len(case["exp_alerts"]) < told.get(case["alertname"], 0):
                ended.add(case["alertname"])
            told[case["alertname"]] = len(case["exp_alerts"])
    assert ended == {rule["alert"] for rule in alerts()}


@pytest.mark.parametrize("rule", alerts(), ids=lambda rule: str(rule["alert"]))
def test_an_alert_says_what_to_do_in_two_languages_and_goes_by_the_gateway(rule: dict[str, object]) -> None:
    annotations = rule["annotations"]
    assert isinstance(annotations, dict)
    assert set(annotations) == {"summary", "sv", "en"}
    assert len(set(annotations.values())) == 3
    assert re.search(r"\b(by|on) \(gateway|^absent\(", str(rule["expr"]))


def test_every_metric_in_the_rules_is_one_that_the_program_shows() -> None:
    named = {
        name
        for rule in rules()
        for name in OURS.findall(re.sub(r"(gateway|organisation):\w+:(max|min)", "", str(rule["expr"])))
    }
    assert len(named) > 12
    assert named - {"samspel_"} <= shown()


def test_every_command_in_the_rules_is_one_that_there_is() -> None:
    from gateway.cli.app import app

    there = {each.name for each in app.registered_commands} | {each.name for each in app.registered_groups}
    annotations = [rule["annotations"] for rule in alerts()]
    said = {
        word
        for each in annotations
        if isinstance(each, dict)
        for text in each.values()
        for word in re.findall(r"\bsamspel ([a-z-]+)", text)
    }
    assert {"ledger", "parked"} <= said
    assert said <= there
