"""`samspel parked` and `samspel hand-over`: settled once, and the command says what it became."""

from __future__ import annotations

import re
from pathlib import Path

import orjson
import pytest

from gateway.cli.gateways import opened
from gateway.exchange import parked
from gateway.exchange.parking import park
from tests.cli.commands import HOME, PLAN, REGION, SCHOOL, Run, states


def parked_number(samspel: Run, recipient: str) -> str:
    found = re.search(rf"^(\d+) .*\n +\S+/1/{recipient}/plan$", samspel("parked", "list").text, re.MULTILINE)
    assert found is not None
    return found[1]


def test_what_is_released_says_in_which_state_it_is_then_and_is_released_once(samspel: Run, data: Path) -> None:
    samspel("send", "-", "--from", HOME, "--existing", stdin=PLAN)
    number = parked_number(samspel, REGION)
    released = samspel("parked", "replay", number)
    assert (released.code, released.text.strip()) == (0, "handed-over")
    for command in ("replay", "discard"):
        again = samspel("parked", command, number)
        assert again.code == 1
        assert "SIP648" in again.err
        assert "released already" in again.err


def test_what_is_discarded_is_discarded_once_and_not_released_after(samspel: Run, data: Path) -> None:
    samspel("send", "-", "--from", HOME, "--existing", stdin=PLAN)
    number = parked_number(samspel, SCHOOL)
    assert samspel("parked", "discard", number).code == 0
    for command in ("discard", "replay"):
        again = samspel("parked", command, number)
        assert again.code == 1
        assert "SIP647" in again.err
    assert states(samspel)[SCHOOL] == "parked"


def test_the_list_is_that_of_one_organisation_when_it_is_named(samspel: Run, data: Path) -> None:
    samspel("send", "-", "--from", HOME, "--existing", stdin=PLAN)
    assert samspel("parked", "list", "--as", HOME).text == samspel("parked", "list").text
    assert "Nothing is parked" in samspel("parked", "list", "--as", SCHOOL).err


def test_existing_on_a_plan_that_is_here_says_that_nothing_has_changed(samspel: Run, plan: str) -> None:
    before = states(samspel)
    told = samspel("send", "-", "--from", HOME, "--existing", stdin=PLAN)
    assert told.code == 0
    assert "changed nothing" in told.err
    assert states(samspel) == before


def test_a_plan_is_handed_over_to_a_holder_that_accepts_it(samspel: Run, plan: str) -> None:
    refused = samspel("hand-over", plan, "--to", "TSTNMT2321000156-HAB")
    assert (refused.code, "SIP636" in refused.err) == (1, True)
    nothing = samspel("hand-over", plan, "--accept", "--as", REGION)
    assert (nothing.code, "SIP637" in nothing.err) == (1, True)
    offered = samspel("hand-over", plan, "--to", REGION)
    assert offered.code == 0
    assert f"--accept --as {REGION}" in offered.err
    assert "SIP644" in samspel("parked", "list", "--as", REGION).text
    assert samspel("hand-over", plan, "--accept", "--as", REGION).code == 0
    assert samspel("hand-over", plan, "--accept", "--as", REGION).code == 1
    given_up = samspel("hand-over", plan, "--to", SCHOOL, "--as", HOME)
    assert (given_up.code, "SIP600" in given_up.err) == (1, True)
    assert samspel("hand-over", plan, "--to", SCHOOL, "--accept").code == 2
    assert samspel("hand-over", plan).code == 2


@pytest.fixture
def kept_back(samspel: Run, data: Path) -> list[dict[str, object]]:
    """Copies of a plan that the others have on paper: parked on purpose (SIP609)."""
    samspel("send", "-", "--from", HOME, "--existing", stdin=PLAN)
    listed = samspel("parked", "list", "--json")
    assert listed.code == 0, listed.err
    return [orjson.loads(line) for line in listed.out.splitlines()]


def test_the_list_in_json_says_ids_and_codes_and_is_filtered(samspel: Run, kept_back: list[dict[str, object]]) -> None:
    assert {row["reason"] for row in kept_back} == {"SIP609"}
    to_region = next(row for row in kept_back if f"/{REGION}/" in str(row["copy_id"]))
    plan_id = str(to_region["copy_id"]).partition("/")[0]
    for said in (("--with", REGION), ("--copy", to_region["copy_id"])):
        (line,) = samspel("parked", "list", "--json", *said).out.splitlines()
        assert orjson.loads(line) == to_region
    assert len(samspel("parked", "list", "--json", "--plan", plan_id, "--newer-than", "PT1H").out.splitlines()) == len(
        kept_back
    )
    for said in (("--reason", "SIP620"), ("--older-than", "P1D"), ("--message", "urn:uuid:" + plan_id)):
        assert "Nothing is parked" in samspel("parked", "list", *said).err
    cut = samspel("parked", "list", "--limit", "1")
    assert f"{len(kept_back) - 1} more are not shown" in cut.err
    shown = orjson.loads(samspel("parked", "show", to_region["number"], "--json").out)
    assert shown["copy_id"] == to_region["copy_id"]


def test_many_are_released_at_once_when_it_is_said_twice(samspel: Run, kept_back: list[dict[str, object]]) -> None:
    for said in ((), (str(kept_back[0]["number"]), "--reason", "SIP609")):
        told = samspel("parked", "replay", *said)
        assert (told.code, "SIP676" in told.err) == (2, True)
    asked = samspel("parked", "replay", "--reason", "sip609")
    assert (asked.code, "SIP677" in asked.err, str(len(kept_back)) in asked.err) == (2, True, True)
    dry = samspel("parked", "replay", "--reason", "SIP609", "--dry-run")
    assert dry.code == 0
    assert f"{len(kept_back)} rows. Nothing was done." in dry.err
    assert set(states(samspel).values()) == {"parked", "recorded"}
    done = samspel("parked", "replay", "--reason", "SIP609", "--with", REGION, "--yes")
    assert (done.code, done.text.strip()) == (0, "Released: 1. Failed: 0. Left: 0.")
    assert states(samspel)[REGION] == "handed-over"
    assert states(samspel)[SCHOOL] == "parked"


def test_a_choice_is_settled_whole_whatever_a_list_shows_and_a_limit_tells_what_is_left(
    samspel: Run, kept_back: list[dict[str, object]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parked, "PAGE", 2)
    many = len(kept_back)
    asked = samspel("parked", "discard", "--reason", "SIP609", "--limit", "1")
    assert (asked.code, "SIP677" in asked.err, "holds 1 rows" in asked.err) == (2, True, True)
    dry = samspel("parked", "discard", "--reason", "SIP609", "--dry-run")
    assert (f"{many} rows. Nothing was done." in dry.err, dry.text.count("SIP609")) == (True, many)
    one = samspel("parked", "discard", "--reason", "SIP609", "--limit", "1", "--yes")
    assert one.text.strip() == f"Discarded: 1. Failed: 0. Left: {many - 1}."
    rest = samspel("parked", "discard", "--reason", "SIP609", "--yes")
    assert (rest.code, rest.text.strip()) == (0, f"Discarded: {many - 1}. Failed: 0. Left: 0.")
    assert "Nothing is parked" in samspel("parked", "list").err


def test_what_is_settled_is_listed_with_when_and_how(samspel: Run, kept_back: list[dict[str, object]]) -> None:
    number, *others = [row["number"] for row in kept_back]
    assert "Nothing of that is settled" in samspel("parked", "list", "--state", "settled").err
    assert samspel("parked", "discard", str(number)).code == 0

    def listed(*said: str) -> list[object]:
        return [orjson.loads(line)["number"] for line in samspel("parked", "list", "--json", *said).out.splitlines()]

    assert listed("--state", "settled") == [number]
    assert listed() == listed("--state", "open") == others
    assert listed("--state", "all") == [number, *others]
    assert "  discarded 20" in samspel("parked", "list", "--state", "settled").text
    assert samspel("parked", "list", "--state", "gone").code == 2


def test_everything_about_a_copy_is_listed_by_the_copy_that_the_log_names(
    samspel: Run, data: Path, kept_back: list[dict[str, object]]
) -> None:
    copy_id, message = str(kept_back[0]["copy_id"]), "urn:uuid:0f4c1d5e-0000-4000-8000-0000000000ff"
    subjects = [copy_id, f"{copy_id}#{message}", f"receipt#{copy_id}", f"{copy_id}#again"]
    with opened(data) as gateway, gateway.parts.store.transaction() as tx:
        for subject in subjects[1:]:
            park(tx, gateway.parts, HOME, "in", subject, "SIP614", "version-fork")

    def listed(*said: str) -> list[object]:
        return [orjson.loads(line)["subject"] for line in samspel("parked", "list", "--json", *said).out.splitlines()]

    assert listed("--copy", copy_id) == subjects
    assert listed("--message", message) == listed("--message", message[9:]) == subjects[1:2]


def test_numbers_that_fail_are_told_and_stop_no_other(samspel: Run, kept_back: list[dict[str, object]]) -> None:
    numbers = [str(row["number"]) for row in kept_back]
    assert samspel("parked", "discard", numbers[0]).code == 0
    settled = samspel("parked", "discard", *numbers, "4711")
    assert settled.code == 1
    assert settled.text.strip() == f"Discarded: {len(numbers) - 1}. Failed: 2. Left: 0."
    assert f"{numbers[0]}  SIP647" in settled.err
    assert "4711  SIP602" in settled.err
    assert "Nothing is parked" in samspel("parked", "list").err


def test_a_parked_copy_is_sent_by_its_copy_id_and_one_that_is_on_its_way_is_not(
    samspel: Run, kept_back: list[dict[str, object]]
) -> None:
    copy_id = next(str(row["copy_id"]) for row in kept_back if f"/{REGION}/" in str(row["copy_id"]))
    sent = samspel("resend", copy_id)
    assert (sent.code, sent.text.strip()) == (0, "handed-over")
    assert "Nothing is parked" in samspel("parked", "list", "--copy", copy_id).err
    again = samspel("resend", copy_id)
    assert (again.code, "SIP642" in again.err) == (1, True)
