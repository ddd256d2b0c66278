"""The commands that work on a gateway's folder, each as a user types it."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.cli.commands import HOME, PLAN, REGION, SCHOOL, Run, states


def test_send_accepts_the_plan_and_lets_its_copies_go(samspel: Run, plan: str) -> None:
    assert states(samspel)[REGION] == "handed-over"
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", plan)


def test_send_of_the_same_file_twice_is_one_version(samspel: Run, plan: str) -> None:
    assert samspel("send", "-", "--from", HOME, stdin=PLAN).text.split() == [plan, "1"]


def test_send_of_a_broken_plan_says_why_and_ends_with_1(samspel: Run, data: Path) -> None:
    refused = samspel("send", "-", "--from", HOME, stdin=PLAN.replace(b"201305012385", b"201305012386"))
    assert (refused.code, refused.out) == (1, b"")
    assert "SIP110" in refused.err


def test_send_for_somebody_who_is_not_hosted_is_wrong_usage(samspel: Run, data: Path) -> None:
    assert samspel("send", "-", "--from", "SE2321000016-NONE", stdin=PLAN).code == 2


def test_an_existing_plan_keeps_its_copies_back_until_a_person_releases_them(samspel: Run, data: Path) -> None:
    samspel("send", "-", "--from", HOME, "--existing", stdin=PLAN)
    held = states(samspel)
    assert held[HOME] == "recorded"
    assert held[REGION] == held[SCHOOL] == "parked"
    listed = samspel("parked", "list").text
    number = re.search(rf"^(\d+) .*\n +\S+/1/{REGION}/plan\n +SIP609", listed, re.MULTILINE)
    assert number is not None
    assert samspel("parked", "replay", number[1]).code == 0
    assert states(samspel)[REGION] == "handed-over"
    assert states(samspel)[SCHOOL] == "parked"


def test_parked_show_says_what_can_be_done_and_discard_takes_it_off_the_list(samspel: Run, plan: str) -> None:
    assert "SIP601" in samspel("parked", "show", "1").text
    assert samspel("parked", "discard", "1").code == 0
    assert not samspel("parked", "list").text.startswith("1 ")
    assert samspel("parked", "show", "999").code == 1


def test_confirm_records_a_copy_on_a_named_persons_word(samspel: Run, plan: str) -> None:
    copy_id = f"{plan.removeprefix('urn:uuid:')}/1/{SCHOOL}/plan"
    confirmed = samspel("confirm", copy_id, "--entry", "E-1", "--by", "Rolf Rektorsson")
    assert confirmed.text.strip() == "recorded"
    assert states(samspel)[SCHOOL] == "recorded"
    assert samspel("confirm", "nonsense", "--by", "Rolf Rektorsson").code == 2
    assert samspel("confirm", copy_id.replace("/1/", "/9/"), "--entry", "E", "--by", "Rolf Rektorsson").code == 1


def test_consent_is_shown_taken_back_and_given_anew(samspel: Run, plan: str, tmp_path: Path) -> None:
    (consent,) = samspel("consent", "show", plan).json
    assert samspel("consent", "withdraw", plan, "--recipient", REGION, "--by", "vh-1").code == 0
    (after,) = samspel("consent", "show", plan).json
    assert after["withdrawals"][0]["recipients"] == [REGION]
    assert after["version"] == consent["version"] + 1
    again = {**after, "version": after["version"] + 1, "withdrawals": []}
    same = samspel("consent", "record", plan, "-", stdin=json.dumps(again).encode())
    assert (same.code, same.text.split()) == (1, [after["id"], str(after["version"])])
    assert "already recorded" in same.err
    assert "SIP542" in same.err
    later = (datetime.now(UTC) + timedelta(seconds=1)).isoformat(timespec="seconds")
    anew = {**again, "givers": [{**each, "given_at": later} for each in after["givers"]]}
    recorded = samspel("consent", "record", plan, "-", stdin=json.dumps(anew).encode())
    assert (recorded.code, recorded.err) == (0, "")
    assert recorded.text.split() == [after["id"], str(after["version"] + 1)]
    assert samspel("consent", "record", plan, "-", stdin=b'{"givers": 1}').code == 1
    assert samspel("consent", "withdraw", plan, "--recipient", REGION, "--subject", "school").code == 2


@pytest.mark.parametrize(
    ("options", "code", "option"),
    [
        (("--recipient", "TSTNMT2321000156-BUPP"), "SIP536", "--recipient"),
        (("--by", "kalle"), "SIP538", "--by-id"),
        (("--by-id", "Anna Andersson"), "SIP538", "--by-id"),
    ],
)
def test_a_withdrawal_that_names_nobody_says_which_option_is_wrong_and_changes_nothing(
    samspel: Run, plan: str, options: tuple[str, ...], code: str, option: str
) -> None:
    before = samspel("consent", "show", plan).json
    told = samspel("consent", "withdraw", plan, *options)
    assert told.code == 1
    assert f"{code} error {option}:" in told.err
    assert "taken back" not in told.err.partition(":")[0]
    assert samspel("consent", "show", plan).json == before


def test_consent_record_without_a_plan_says_so_and_reads_nothing(samspel: Run, data: Path) -> None:
    told = samspel("consent", "record", "consent.xml", stdin=b"never read")
    assert told.code == 2
    assert "SIP992" in told.err


def test_consent_record_says_where_a_reference_is_broken(samspel: Run, plan: str) -> None:
    (consent,) = samspel("consent", "show", plan).json
    broken = {**consent, "version": 2, "recipients": [{"recipient": "2120000001.nobody"}]}
    told = samspel("consent", "record", plan, "-", stdin=json.dumps(broken).encode())
    assert told.code == 1
    assert "SIP201 error /recipients/0/recipient" in told.err


def test_the_ledger_is_text_json_or_a_page(samspel: Run, plan: str, tmp_path: Path) -> None:
    text = samspel("ledger", plan).text
    assert "expected before" in text
    assert max(map(len, text.splitlines())) <= 80
    assert "Kim" not in text
    page = tmp_path / "page.html"
    assert samspel("ledger", "--html", "--as", HOME, "-o", page).out == b""
    assert b"<html" in page.read_bytes()
    assert "väntas före" in samspel("ledger", plan, "--lang", "sv").text


def test_the_ledger_can_be_asked_for_one_state_and_for_what_is_late(samspel: Run, plan: str) -> None:
    assert set(states(samspel, "--state", "withheld").values()) == {"withheld"}
    assert states(samspel, "--late") == {}
