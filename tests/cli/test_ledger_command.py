"""`samspel ledger`: copies sent, copies received, what is coming; and how a copy's id is found and confirmed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import orjson
import pytest
import time_machine

from tests.cli.commands import HOME, PLAN, REGION, SCHOOL, Outcome, Run

NOWHERE = "urn:uuid:00000000-0000-4000-8000-000000000000"


def rows(outcome: Outcome) -> list[dict[str, object]]:
    assert outcome.code == 0, outcome.err
    return [orjson.loads(line) for line in outcome.out.splitlines()]


def test_a_receiving_organisation_finds_its_copy_and_confirms_it(samspel: Run, plan: str) -> None:
    text = samspel("ledger", "--as", SCHOOL).text
    assert "Received copies" in text
    assert "expected before" in text
    assert "follow-up 20" in text
    (line,) = [each for each in text.splitlines() if "copy " in each and SCHOOL in each]
    confirmed = samspel("confirm", line.split()[-1], "--entry", "E-1", "--by", "Rolf Rektorsson")
    assert (confirmed.code, confirmed.text.strip()) == (0, "recorded")
    after = samspel("ledger", "--as", SCHOOL).text
    assert "entry E-1" in after
    assert "expected before" not in after


def test_what_is_received_stands_beside_what_is_sent_in_json_and_on_the_page(samspel: Run, plan: str) -> None:
    (received,) = rows(samspel("ledger", "--as", SCHOOL, "--json"))
    assert (received["list"], received["sender"], received["plan_id"]) == ("received", HOME, plan)
    assert (received["version"], received["late"], received["state"]) == (1, False, "handed-over")
    sent = rows(samspel("ledger", "--as", HOME, "--json"))
    assert {row["list"] for row in sent} == {"sent"}
    assert {row["plan_id"] for row in sent} == {plan}
    page = samspel("ledger", "--html", "--as", SCHOOL).text
    assert "Exempelby" in page
    assert plan.removeprefix("urn:uuid:")[:8] in page


def test_every_organisation_of_a_gateway_has_its_own_part_when_none_is_named(samspel: Run, plan: str) -> None:
    text = samspel("ledger").text
    assert [each in text for each in (f"({HOME})", f"({REGION})", f"({SCHOOL})")] == [True] * 3
    assert max(map(len, text.splitlines())) <= 80
    assert {row["organisation"] for row in rows(samspel("ledger", "--json"))} == {HOME, REGION, SCHOOL}
    assert {row["organisation"] for row in rows(samspel("ledger", plan, "--json"))} == {HOME}


def test_the_ids_of_all_copies_are_shown_when_asked_for(samspel: Run, plan: str) -> None:
    copy_id = f"{plan.removeprefix('urn:uuid:')}/1/{REGION}/plan"
    assert copy_id not in samspel("ledger", plan).text
    shown = samspel("ledger", plan, "--ids").text
    assert copy_id in shown
    assert max(map(len, shown.splitlines())) <= 80


@pytest.mark.parametrize("command", [("ledger",), ("consent", "show"), ("consent", "withdraw")])
def test_a_plan_that_nobody_here_knows_is_not_found(samspel: Run, plan: str, command: tuple[str, ...]) -> None:
    told = samspel(*command, NOWHERE)
    assert told.code == 1
    assert "SIP602" in told.err


def test_where_somebody_must_be_named_the_option_and_the_choices_are_said(samspel: Run, plan: str) -> None:
    for told in (samspel("ledger", "--html"), samspel("hand-over", plan, "--accept")):
        assert told.code == 2
        assert "--as" in told.err
        assert REGION in told.err
    for told in (samspel("ledger", "--as", "SE1-X"), samspel("parked", "list", "--as", "SE1-X")):
        assert told.code == 2
        assert "SIP995" in told.err


def test_a_confirmation_without_an_entry_says_that_one_is_missing(samspel: Run, plan: str) -> None:
    copy_id = f"{plan.removeprefix('urn:uuid:')}/1/{SCHOOL}/plan"
    told = samspel("confirm", copy_id, "--by", "Rolf Rektorsson")
    assert told.code == 1
    assert "SIP999" in told.err
    assert "--entry" in told.err
    assert samspel("confirm", f"urn:uuid:{copy_id}", "--entry", "E-1", "--by", "Rolf Rektorsson").code == 0


def test_a_consent_that_ends_soon_is_announced_at_once_and_in_the_ledger(
    samspel: Run, data: Path, tmp_path: Path
) -> None:
    soon = (datetime.now(UTC) + timedelta(days=20)).date().isoformat()
    basis = b"<Basis>all-who-should</Basis>"
    ending = PLAN.replace(basis, basis + f"<ValidUntil>{soon}</ValidUntil>".encode())
    sent = samspel("send", "-", "--from", HOME, stdin=ending)
    assert (sent.code, "SIP540 warning" in sent.err) == (0, True)
    assert "SIP540" not in samspel("ledger", "--as", HOME).text
    text = samspel("ledger", "--as", HOME, "--coming").text
    assert f"SIP540 the consent ends {soon}" in text
    (coming,) = [row for row in rows(samspel("ledger", "--json", "--coming", "--as", HOME)) if row["list"] == "coming"]
    assert (coming["coming"], coming["on"]) == ("consent-ends", soon)
    assert "SIP540" not in samspel("ledger", "--coming", "--as", SCHOOL).text
    assert "går ut den" in samspel("ledger", "--html", "--coming", "--as", HOME).text


@time_machine.travel(datetime(2026, 11, 20, 12, tzinfo=UTC))
def test_a_child_that_soon_turns_18_is_announced_without_its_birthday(samspel: Run, data: Path) -> None:
    """The published test person 200812012383 turns 18 on 2026-12-01."""
    sent = samspel("send", "-", "--from", HOME, stdin=PLAN.replace(b"201305012385", b"200812012383"))
    assert "SIP541" in sent.err
    text = samspel("ledger", "--as", HOME, "--coming").text
    assert "SIP541 the child soon turns 18" in text
    assert "12-01" not in text
    (coming,) = [row for row in rows(samspel("ledger", "--json", "--coming", "--as", HOME)) if row["list"] == "coming"]
    assert (coming["coming"], coming["on"]) == ("child-soon-adult", None)


def test_copies_are_filtered_by_organisation_copy_message_plan_state_and_age(samspel: Run, plan: str) -> None:
    copy_id = f"{plan.removeprefix('urn:uuid:')}/1/{REGION}/plan"
    for said in (("--with", REGION), ("--copy", copy_id), ("--copy", f"urn:uuid:{copy_id}")):
        sent = [row for row in rows(samspel("ledger", "--as", HOME, "--json", *said)) if row["list"] == "sent"]
        assert [row["copy_id"] for row in sent] == [copy_id]
    (received,) = rows(samspel("ledger", "--as", REGION, "--json", "--with", HOME))
    assert received["list"] == "received"
    whole = rows(samspel("ledger", "--as", HOME, "--json"))
    assert rows(samspel("ledger", "--as", HOME, "--json", "--plan", plan)) == whole
    assert rows(samspel("ledger", "--as", HOME, "--json", "--newer-than", "PT1H")) == whole
    assert rows(samspel("ledger", "--as", HOME, "--json", "--older-than", "P3D")) == []
    assert rows(samspel("ledger", "--as", HOME, "--json", "--message", NOWHERE)) == []
    made = rows(samspel("ledger", "--as", HOME, "--json", "--state", "made", "--with", "person"))
    assert [row["recipient"] for row in made] == ["person"]


def test_what_the_limit_leaves_out_is_said(samspel: Run, plan: str) -> None:
    whole = rows(samspel("ledger", "--as", HOME, "--json"))
    cut = samspel("ledger", "--as", HOME, "--json", "--limit", "2")
    assert len(rows(cut)) == 2
    assert f"{len(whole) - 2} more are not shown" in cut.err
    assert "not shown" not in samspel("ledger", "--as", HOME).err


@pytest.mark.parametrize("age", ["3 days", "P", "-P3D", "P3X", "3", "P9999999D"])
def test_an_age_that_is_none_is_refused(samspel: Run, plan: str, age: str) -> None:
    told = samspel("ledger", "--older-than", age)
    assert told.code == 2
    assert "SIP675" in told.err or "SIP991" in told.err


def test_a_plan_named_twice_and_a_copy_id_that_is_none_are_refused(samspel: Run, plan: str) -> None:
    twice = samspel("ledger", plan, "--plan", plan)
    assert (twice.code, "SIP998" in twice.err) == (2, True)
    none = samspel("ledger", "--copy", "x")
    assert (none.code, "SIP993" in none.err) == (2, True)
