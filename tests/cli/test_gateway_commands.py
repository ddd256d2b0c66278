"""The commands that work on a gateway's folder, each as a user types it."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import resources
from pathlib import Path

import orjson
import pytest

from gateway.bootstrap import open_gateway
from gateway.logs import silent
from tests.cli.commands import Outcome

HOME = "TSTNMT2120000142-SOC"
REGION = "TSTNMT2321000156-BUP"
SCHOOL = "TSTNMT2120000142-SKOLA"
PLAN = resources.files("gateway.demo").joinpath("plan.xml").read_bytes()
Run = Callable[..., Outcome]


@pytest.fixture
def data(samspel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "gateway"
    hosts = [f"{HOME}:municipal-board:Exempelby", f"{REGION}:care-provider:BUP", f"{SCHOOL}:municipal-school:Skolan"]
    made = samspel("init", "--at-once", "--data", folder, *(text for host in hosts for text in ("--host", host)))
    assert made.code == 0, made.err
    monkeypatch.setenv("SAMSPEL_DATA", str(folder))
    return folder


@pytest.fixture
def plan(samspel: Run, data: Path) -> str:
    sent = samspel("send", "-", "--from", HOME, stdin=PLAN)
    assert sent.code == 0, sent.err
    return sent.text.split()[0]


def states(samspel: Run, *options: str) -> dict[str, str]:
    lines = samspel("ledger", "--json", "--as", HOME, *options).out.splitlines()
    return {row["recipient"]: row["state"] for row in map(orjson.loads, lines)}


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


def test_preview_of_a_plan_shows_what_would_go_and_what_would_stay(samspel: Run, plan: str) -> None:
    shown = samspel("preview", plan, "--for", SCHOOL)
    assert shown.code == 0
    sent, _, stays = shown.text.partition("WOULD STAY")
    assert "Anpassat schema" in sent
    assert "Huvudvärk" not in shown.text
    assert "/plan/needs/1" in stays


def test_preview_of_a_file_needs_no_gateway(samspel: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(PLAN)
    shown = samspel("preview", file, "--for", "TSTNMT2321000156-HAB", "--json")
    assert (shown.code, shown.json["document"]) == (1, None)
    assert "SIP506" in shown.json["decision"]["missing"]
    assert samspel("preview", file, "--for", "person", "--to", "sip-xml").out.startswith(b"<?xml")


def test_preview_of_a_file_that_would_be_refused_says_why_and_shows_nothing(samspel: Run, tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(re.sub(rb"<LeadHuvudman>[^<]*</LeadHuvudman>", b"", PLAN))
    shown = samspel("preview", file, "--for", "person")
    assert (shown.code, shown.out) == (1, b"")
    assert " error " in shown.err
    sent = samspel("preview", file, "--for", "person", "--json")
    assert (sent.code, sent.out) == (1, b"")


def test_preview_of_a_file_for_an_organisation_here_asks_its_gateway(samspel: Run, plan: str, tmp_path: Path) -> None:
    file = tmp_path / "plan.xml"
    file.write_bytes(PLAN)
    assert samspel("preview", file, "--for", SCHOOL, "--as", HOME).code == 0
    echo = samspel("preview", file, "--for", SCHOOL, "--as", REGION)
    assert (echo.code, echo.out) == (1, b"")
    assert "SIP608" in echo.err or "SIP604" in echo.err


@pytest.mark.parametrize(("name", "code"), [("plan.xml", "SIP980"), ("no/such", "SIP980"), ("plan", "SIP992")])
def test_preview_of_what_is_not_there_is_about_the_file_not_the_gateway(
    samspel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str
) -> None:
    monkeypatch.chdir(tmp_path)
    told = samspel("preview", name, "--for", "person")
    assert told.code == 2
    assert code in told.err


def test_preview_shows_every_field_that_is_sent_in_the_language_that_is_spoken(samspel: Run, plan: str) -> None:
    english = samspel("preview", plan, "--for", SCHOOL)
    assert "status: planned" in english.text
    swedish = samspel("--lang", "sv", "preview", plan, "--for", SCHOOL).text
    assert "status: planerat" in swedish
    assert "ansvarig huvudman:" in swedish
    assert "responsible_huvudman" not in swedish
    assert "unclassified" not in swedish.partition("STANNAR")[2]


def test_preview_of_a_protected_plan_without_a_gateway_says_that_the_directory_is_not_known(
    samspel: Run, tmp_path: Path
) -> None:
    samples = Path(__file__).parents[1] / "samples" / "05-protected-identity"
    shown = samspel("preview", samples / "1-called.xml", "--for", "TSTNMT2220000315-BUP1")
    assert "SIP549" in shown.err
    assert "SIP606" not in shown.err
    assert shown.code == 0, shown.err


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


def test_a_folder_without_gateway_is_a_sentence(samspel: Run, tmp_path: Path) -> None:
    for command in (("ledger",), ("parked", "list"), ("serve",)):
        told = samspel(*command, "--data", tmp_path)
        assert told.code == 1
        assert "SIP988" in told.err


def test_init_never_overwrites_a_gateway(samspel: Run, data: Path) -> None:
    before = (data / "samspel.toml").read_bytes()
    told = samspel("init", "--data", data, "--host", f"{HOME}:municipal-board:X")
    assert told.code == 1
    assert "SIP997" in told.err
    assert "here already" in told.err
    assert (data / "samspel.toml").read_bytes() == before


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.1", "::", "gateway.example"])
def test_serve_refuses_to_listen_beyond_this_computer(samspel: Run, data: Path, host: str) -> None:
    told = samspel("serve", "--host", host)
    assert told.code == 1
    assert "SIP982" in told.err
    assert "not for real persons" in told.err


def test_serve_says_that_a_port_is_taken(samspel: Run, data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        told = samspel("serve", "--port", taken.getsockname()[1])
    assert told.code == 1
    assert "SIP990" in told.err


def test_a_second_process_on_the_same_folder_is_told_to_wait(samspel: Run, data: Path) -> None:
    with open_gateway(data, log=silent):
        told = samspel("ledger", "--as", HOME)
    assert told.code == 3
    assert told.err.count("SIP651") == 1


@pytest.mark.parametrize("host", ["Exempelby", f"{HOME}:board:X", "TSTNMT21 20000142-SOC:municipal-board:X", "::"])
def test_init_says_how_a_host_is_written(samspel: Run, tmp_path: Path, host: str) -> None:
    told = samspel("init", "--data", tmp_path / "new", "--host", host)
    assert told.code == 2
    assert "ID:KIND:NAME" in told.err
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize(
    ("line", "swedish"),
    [
        (("preview", "x"), "--for saknas"),
        (("ledger", "--stat", "x"), "valet --stat finns inte"),
        (("ledgr",), "kommandot finns inte"),
        (("ledger", "--state", "foo"), "har ett värde som inte går att använda"),
        (("ledger", "--state"), "--state behöver ett värde"),
        (("ledger", "a", "b"), "mer på raden"),
        (("consent", "withdraw", "x", "--recipient", "a", "--subject", "school"), "SIP998"),
    ],
)
def test_a_wrong_command_line_has_a_code_and_is_said_in_the_language_asked_for(
    samspel: Run, line: tuple[str, ...], swedish: str
) -> None:
    for said in (("--lang", "sv", *line), (*line, "--lang=sv")):
        if said[-1] == "--state" or line[-1] == "--state":
            said = ("--lang", "sv", *line)
        told = samspel(*said)
        assert (told.code, told.out) == (2, b"")
        assert swedish in told.err
        assert "SIP99" in told.err
        assert "Error" not in told.err


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process there")
def test_serve_works_and_answers_until_it_is_interrupted(samspel: Run, data: Path) -> None:
    out = data / "journals" / HOME / "out" / "plan.xml"
    out.write_bytes(PLAN)
    command = [sys.executable, "-u", "-c", "from gateway.cli import main; main()", "serve", "--port", "0"]
    with subprocess.Popen([*command, "--data", str(data)], stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        told = process.stderr.readline()  # people are greeted before anything is logged
        address = re.search(rb"http://127\.0\.0\.1:\d+", told)
        assert address is not None, told
        with urllib.request.urlopen(f"{address[0].decode()}/ready", timeout=20) as answer:
            assert orjson.loads(answer.read())["ok"] is True
        while b'"handed-over"' not in process.stderr.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        assert process.wait(20) in {0, 130}
        assert b"Traceback" not in process.stderr.read()
    assert list((data / "journals" / REGION / "in").glob("*.xml"))
