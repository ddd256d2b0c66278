"""docs/postgresql.md: how long a migration keeps others waiting is measured for every step that there is."""

from __future__ import annotations

import re
from itertools import pairwise

from gateway.store.migrations import every_step
from tests.deploy.compose import ROOT

LONGEST = 1000.0  # milliseconds: what the page, containers.md and the changelog promise


def rows() -> dict[str, float]:
    """What was measured → the longest that another's statement took, in milliseconds."""
    page = (ROOT / "docs" / "postgresql.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (\d{4} → \d{4}[a-z ]*) \|.* ([\d.,]+) ms \|$", page, re.MULTILINE)
    return {what: float(longest.replace(",", "")) for what, longest in found}


def test_every_step_was_measured_both_ways_and_none_keeps_others_waiting_for_a_second() -> None:
    measured = rows()
    for older, newer in pairwise(every_step()):
        assert {f"{older} → {newer}", f"{newer} → {older}", f"{older} → {newer} again"} <= measured.keys()
    assert max(measured.values()) < LONGEST
