"""`samspel convert`: bytes in, bytes out, and nothing else on stdout."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib import resources
from pathlib import Path

import pytest

from mappings.formats import read, write
from mappings.reading import Format
from tests.cli.commands import Outcome, in_its_own_process

PLAN = resources.files("gateway.demo").joinpath("plan.xml").read_bytes()


def document_in(body: bytes) -> object:
    reading = read(body)
    assert reading.valid, [each.code for each in reading.findings]
    return reading.document


@pytest.mark.parametrize("to", list(Format))
def test_stdout_holds_exactly_the_document(samspel: Callable[..., Outcome], to: Format) -> None:
    outcome = samspel("convert", "--to", to, "-", stdin=PLAN)
    assert outcome.code == 0
    assert outcome.out == write(document_in(PLAN), to).body


@pytest.mark.parametrize("through", list(Format))
def test_a_plan_comes_back_unchanged_through_every_format(samspel: Callable[..., Outcome], through: Format) -> None:
    there = samspel("convert", "--to", through, "-", stdin=PLAN)
    back = samspel("convert", "--to", "sip-xml", "-", stdin=there.out)
    assert back.out == PLAN


def test_commands_compose_in_a_pipe() -> None:
    command = [sys.executable, "-c", "from gateway.cli import main; main()", "convert"]
    first = subprocess.Popen([*command, "--to", "sip-json"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    second = subprocess.Popen([*command, "--to", "sip-xml", "-"], stdin=first.stdout, stdout=subprocess.PIPE)
    assert first.stdin is not None
    assert first.stdout is not None
    first.stdin.write(PLAN)
    first.stdin.close()
    first.stdout.close()
    out, _ = second.communicate(timeout=20)
    assert (first.wait(20), second.returncode, out) == (0, 0, PLAN)


def test_a_file_is_written_on_demand_and_stdout_stays_empty(samspel: Callable[..., Outcome], tmp_path: Path) -> None:
    source, target = tmp_path / "plan.xml", tmp_path / "plan.json"
    source.write_bytes(PLAN)
    outcome = samspel("convert", source, "--to", "sip-json", "-o", target)
    assert (outcome.code, outcome.out) == (0, b"")
    assert document_in(target.read_bytes()) == document_in(PLAN)


def test_what_is_not_understood_is_told_on_stderr_and_left_out(samspel: Callable[..., Outcome]) -> None:
    strange = PLAN.replace(b"<State>", b"<Shoe>44</Shoe><State>", 1)
    outcome = samspel("convert", "--to", "sip-json", "-", stdin=strange)
    assert "SIP210" in outcome.err
    assert "Shoe" in outcome.err
    assert "44" not in outcome.err
    assert b"Shoe" not in outcome.out


def test_an_invalid_plan_gives_no_document_and_says_why(samspel: Callable[..., Outcome]) -> None:
    broken = PLAN.replace(b"201305012385", b"201305012386")
    outcome = samspel("convert", "--to", "sip-json", "-", stdin=broken)
    assert (outcome.code, outcome.out) == (1, b"")
    assert "SIP110" in outcome.err
    assert "201305012386" not in outcome.err


def test_what_is_no_document_ends_with_another_code_than_what_is_a_bad_one(samspel: Callable[..., Outcome]) -> None:
    assert samspel("convert", "--to", "sip-json", "-", stdin=b"hello").code == 2


def test_a_file_that_cannot_be_written_is_a_sentence(samspel: Callable[..., Outcome], tmp_path: Path) -> None:
    outcome = samspel("convert", "--to", "sip-json", "-", "-o", tmp_path / "absent" / "plan.json", stdin=PLAN)
    assert outcome.code == 1
    assert "SIP981" in outcome.err


def test_errors_are_said_in_swedish_on_demand() -> None:
    outcome = in_its_own_process("convert", "--to", "sip-json", "-", stdin=b"", lang="sv")
    assert outcome.code == 2
    assert "Dokumentet är tomt" in outcome.err


def test_help_and_version_load_no_model() -> None:
    """The model takes as long to load as everything else together; who only asks for help does not wait for it."""
    script = "import sys, gateway.cli.app; print([n for n in ('pydantic', 'lxml', 'schemas.sip') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, timeout=20, check=True)
    assert done.stdout.decode().strip() == "[]"


def test_converting_imports_neither_server_nor_database() -> None:
    """A command imports only what it needs; this is what keeps its start short."""
    heavy = ("fastapi", "uvicorn", "sqlalchemy", "pika", "joserfc", "rich", "fhir.resources", "jinja2")
    script = (
        "import sys; from gateway.cli.run import run; run(['convert', '--to', 'sip-xml', '-']);"
        f"print([name for name in {heavy} if name in sys.modules], file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], input=PLAN, capture_output=True, timeout=20, check=True)
    assert done.stderr.decode().strip() == "[]"
