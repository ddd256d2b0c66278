"""`samspel check` as a person and a script see it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable
from contextlib import suppress
from importlib import resources
from pathlib import Path

import orjson
import pytest

from tests.cli.commands import Outcome, in_its_own_process

PLAN = resources.files("gateway.demo").joinpath("plan.xml").read_bytes()
STRANGE = PLAN.replace(b"<State>", b"<Shoe>44</Shoe><State>", 1)
Run = Callable[..., Outcome]


def test_a_valid_plan_ends_with_0_and_its_account_is_whole(samspel: Run) -> None:
    outcome = samspel("check", "-", "--json", stdin=PLAN)
    assert (outcome.code, outcome.err) == (0, "")
    assert outcome.json["format"] == "sip-xml"
    assert outcome.json["account"]["summary"]["not_understood"] == 0


def test_what_is_not_understood_refuses_only_on_demand(samspel: Run) -> None:
    assert samspel("check", "-", stdin=STRANGE).code == 0
    refused = samspel("check", "-", "--json", "--fail-on", "not-understood", stdin=STRANGE)
    assert (refused.code, refused.json["valid"]) == (1, True), "it is valid; the exit code refuses"
    assert any("Shoe" in each["path"] for each in refused.json["account"]["not_understood"])


def test_a_warning_refuses_only_on_demand(samspel: Run) -> None:
    assert samspel("check", "-", stdin=STRANGE).code == 0
    refused = samspel("check", "-", "--fail-on", "warning", stdin=STRANGE)
    assert (refused.code, refused.text.splitlines()[0]) == (1, "-: valid, with warnings (sip-xml)")


def test_a_county_whose_routine_is_for_other_plans_takes_away_no_warning(samspel: Run) -> None:
    """A SIP judged by Hjo's L-SIP routine is still asked what is asked everywhere."""
    lone = re.sub(rb"<EstablishedOn>.*?</EstablishedOn>", b"", PLAN)
    everywhere = [each["code"] for each in samspel("check", "-", "--json", stdin=lone).json["findings"]]
    in_hjo = samspel("check", "-", "--json", "--county", "hjo-lsip", stdin=lone)
    assert everywhere
    assert [each["code"] for each in in_hjo.json["findings"]] == ["SIP448", *everywhere]
    assert in_hjo.code == 0


def test_a_defect_in_one_file_is_told_of_that_file_and_the_others_are_checked(
    samspel: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [tmp_path / name for name in ("first", "broken", "last")]
    for path in names:
        path.write_bytes(PLAN if path.name != "broken" else b"{}")
    monkeypatch.setattr("mappings.json_parser.parse_json", lambda _: 1 / 0)
    outcome = samspel("check", "--json", *names)
    told = [orjson.loads(line) for line in outcome.out.splitlines()]
    assert [Path(each["file"]).name for each in told] == ["first", "broken", "last"]
    assert [each["valid"] for each in told] == [True, False, True]
    assert [each["code"] for each in told[1]["findings"]] == ["SIP989"]
    assert (outcome.code, outcome.err) == (70, "")
    assert "broken: could not be checked" in samspel("check", *names).text


def test_a_document_of_an_unknown_kind_is_not_shown_as_a_question_mark_alone(samspel: Run) -> None:
    outcome = samspel("check", "-", stdin=b'{"a": 1}')
    assert "    ? the whole document" in outcome.text.splitlines()


@pytest.mark.parametrize(
    ("start", "kind"),
    [(b"%PDF-1.7\n", "PDF"), (b"PK\x03\x04\0", "Word/ZIP"), (b"\x89PNG\r\n", "PNG"), (b"\xff\xd8\xff\xe0", "JPEG")],
)
def test_a_plan_that_is_a_pdf_or_a_picture_is_told_how_to_send_it(samspel: Run, start: bytes, kind: str) -> None:
    outcome = samspel("check", "-", stdin=start)
    assert outcome.code == 2
    assert "SIP016" in outcome.text
    assert kind in outcome.text
    assert "Content = document" in outcome.text


def test_findings_speak_with_the_names_of_the_document(samspel: Run) -> None:
    broken = PLAN.replace(b"<State>established</State>", b"<State>fixed</State>")
    broken = broken.replace(b"<Coordinator>samordnare</Coordinator>", b"<Coordinator>nobody</Coordinator>")
    said = samspel("check", "-", stdin=broken).text
    assert "The code in State is not on the code list PlanState (schemas/xsd/sip-codes.xsd)." in said
    broken = PLAN.replace(b"<Coordinator>samordnare</Coordinator>", b"<Coordinator>nobody</Coordinator>")
    assert broken != PLAN
    said = samspel("check", "-", stdin=broken).text
    assert "SIP201 error /SipPlan/Plan/Coordinator" in said
    assert "one of the kind Participant." in said


@pytest.mark.parametrize(
    ("body", "line", "column"),
    [(b'{"plan":\n  [}', 2, 4), (b'{"a": "NaN",\n "b": NaN}', 2, 7), (b"<a>\n  <b></a>", 2, 10)],
)
def test_a_document_that_is_not_well_formed_is_told_with_line_and_column(
    samspel: Run, body: bytes, line: int, column: int
) -> None:
    assert f"(line {line}, column {column})" in samspel("check", "-", stdin=body).text


def test_a_statutory_item_that_is_missing_refuses_and_names_the_law(samspel: Run) -> None:
    without = PLAN.replace(b"<LeadHuvudman>TSTNMT2120000142-KOMMUN</LeadHuvudman>", b"")
    assert without != PLAN
    outcome = samspel("check", "-", stdin=without)
    assert outcome.code == 1
    assert "SIP313" in outcome.text
    assert "HSL 16 kap. 4 §" in outcome.text
    assert samspel("check", "-", "--copy", stdin=without).code in {0, 1}


def test_a_county_that_does_not_exist_is_wrong_usage_that_lists_those_there_are(samspel: Run) -> None:
    outcome = samspel("check", "-", "--county", "atlantis", stdin=PLAN)
    assert outcome.code == 2
    assert "halland-barn" in outcome.err


def test_the_worst_of_several_files_decides_and_all_are_told_of(samspel: Run, tmp_path: Path) -> None:
    for name, body in (("good", PLAN), ("bad", PLAN.replace(b"201305012385", b"201305012386")), ("none", b"hello")):
        (tmp_path / name).write_bytes(body)
    outcome = samspel("check", "--json", *(tmp_path / name for name in ("good", "none", "bad")))
    told = [orjson.loads(line) for line in outcome.out.splitlines()]
    assert [each["valid"] for each in told] == [True, False, False]
    assert outcome.code == 2
    assert samspel("check", tmp_path / "good", tmp_path / "bad").code == 1


def test_the_same_is_said_in_swedish() -> None:
    outcome = in_its_own_process("check", "-", stdin=PLAN, lang="sv")
    assert "giltig" in outcome.text
    assert "förstått" in outcome.text


def test_an_unknown_command_and_an_unknown_option_are_wrong_usage(samspel: Run) -> None:
    assert samspel("chekc").code == 2
    assert samspel("check", "--jason", "-").code == 2
    assert samspel("--version").text.startswith("samspel ")


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT can be sent to one process there")
def test_ctrl_c_ends_a_command_quietly() -> None:
    import signal
    import subprocess

    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "  # a shell's job may ignore it
    command = [sys.executable, "-c", f"{heard}from gateway.cli import main; main()", "check", "-"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stderr is not None
        process.stdin.write(b"x" * 1_000_000)  # more than a pipe holds: when this returns, the command is reading
        process.stdin.flush()
        while process.poll() is None:  # a signal just before a blocking read is heard only with the next one
            process.send_signal(signal.SIGINT)
            with suppress(subprocess.TimeoutExpired):
                process.wait(3)
        assert process.returncode == 130
        assert process.stderr.read().strip() == b""


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGPIPE there")
def test_a_reader_that_goes_away_is_no_defect(tmp_path: Path) -> None:
    import subprocess

    file = tmp_path / "plan"
    file.write_bytes(b"hello")
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "check", *[str(file)] * 3000]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read()
        process.wait(20)
    assert b"Traceback" not in said
    assert b"SIP989" not in said
