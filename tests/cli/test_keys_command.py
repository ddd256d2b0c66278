"""Keys by command: shown without private parts, rotated, pruned."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path

from tests.cli.commands import HOME, REGION, Run


def keys(samspel: Run, organisation: str) -> list[dict[str, object]]:
    shown: list[dict[str, object]] = samspel("keys", "show", organisation, "--json").json["keys"]
    return shown


def test_keys_are_shown_with_fingerprint_use_and_validity_only(samspel: Run, data: Path) -> None:
    shown = keys(samspel, HOME)
    assert [each["use"] for each in shown] == ["sig", "enc"]
    assert set(shown[0]) == {"use", "fingerprint", "counts", "valid_from", "valid_until"}
    everybody = samspel("keys", "show")
    assert (HOME in everybody.text, REGION in everybody.text) == (True, True)


def test_rotated_keys_take_over_and_the_directory_shows_both(samspel: Run, data: Path, plan: str) -> None:
    rotated = samspel("keys", "rotate", HOME, "--overlap", "P3D")
    assert rotated.code == 0, rotated.err
    shown = keys(samspel, HOME)
    assert len(shown) == 4
    assert [bool(each["valid_until"]) for each in shown] == [True, True, False, False]
    listed = tomllib.loads((data / "directory.toml").read_text(encoding="utf-8"))["organisation"]
    (own,) = (each for each in listed if each["id"] == HOME)
    assert len(own["keys"]) == 4
    assert samspel("ledger", plan).code == 0


def test_keys_are_pruned_only_after_their_end(samspel: Run, data: Path) -> None:
    assert samspel("keys", "rotate", HOME, "--overlap", "PT0S").code == 0
    assert [each["counts"] for each in keys(samspel, HOME)] == [False, False, True, True]
    future = samspel("keys", "prune", HOME, "--before", "2999-01-01T00:00Z")
    assert (future.code, "SIP688" in future.err) == (1, True)
    none = samspel("keys", "prune", HOME, "--before", "2020-01-01T00:00Z")
    assert (none.code, none.text.strip()) == (0, "0")
    assert len(re.findall(r"(?:counts|does not count) +\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+\d\d:\d\d/", none.err)) == 4
    gone = samspel("keys", "prune", HOME, "--before", datetime.now(UTC).isoformat())
    assert (gone.code, gone.text.strip()) == (0, "2")
    assert [each["counts"] for each in keys(samspel, HOME)] == [True, True]


def test_stolen_keys_end_now_and_the_command_says_how_to_go_on(samspel: Run, data: Path) -> None:
    stolen = samspel("keys", "rotate", HOME, "--stolen")
    assert stolen.code == 0, stolen.err
    assert [each["counts"] for each in keys(samspel, HOME)] == [False, False, True, True]
    (before,) = re.findall(r"keys prune \S+ --before (\S+)", stolen.err)
    assert datetime.fromisoformat(before) > datetime.fromisoformat(str(keys(samspel, HOME)[0]["valid_until"]))
    for more in (("--overlap", "P1D"), ("--begin", "2999-01-01T00:00Z")):
        both = samspel("keys", "rotate", HOME, "--stolen", *more)
        assert (both.code, "SIP998" in both.err) == (2, True)


def test_a_time_without_offset_or_in_the_past_and_a_stranger_are_wrong_usage(samspel: Run, data: Path) -> None:
    assert samspel("keys", "rotate", HOME, "--begin", "2026-01-01").code == 2
    assert samspel("keys", "rotate", HOME, "--begin", "2020-01-01T00:00Z").code == 2
    assert len(keys(samspel, HOME)) == 2
    stranger = samspel("keys", "rotate", "2120000001.nobody")
    assert (stranger.code, "SIP995" in stranger.err) == (2, True)
