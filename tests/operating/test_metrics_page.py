"""The page about metrics has every metric as the program shows it, and says what to do for every alert."""

from __future__ import annotations

import re
from pathlib import Path

import yaml

from gateway.metrics import COUNTERS, GAUGES, HISTOGRAMS

PAGE = Path(__file__).resolve().parents[2] / "docs/operate/metrics.md"
ALERTS = PAGE.with_name("alerts.yml")


def test_the_page_has_every_metric_with_its_labels_and_meaning() -> None:
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(samspel_[a-z_]+)` \| ([a-z, ]*) ?\| (.+) \|$", page, re.MULTILINE)
    shown = {name: (labels, told) for name, (told, labels) in GAUGES.items()}
    shown |= {f"{name}_total": (labels, told) for name, (told, labels) in COUNTERS.items()}
    shown |= {name: (labels, told) for name, (told, labels, _) in HISTOGRAMS.items()}
    assert {name: (labels.strip(), told) for name, labels, told in rows} == {
        name: (", ".join(labels), told) for name, (labels, told) in shown.items()
    }


def test_the_page_says_what_to_do_for_every_alert() -> None:
    rules = [each for group in yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"] for each in group["rules"]]
    wanted = {
        (each["alert"], each["labels"]["severity"], each.get("for", "at once")) for each in rules if "alert" in each
    }
    rows = re.findall(
        r"^\| `(Samspel\w+)` \| (\w+) \| ([\w ]+) \| \S.+ \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert set(rows) == wanted
