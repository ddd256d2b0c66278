"""`samspel init`, folders without a gateway, and command lines that cannot be understood."""

from __future__ import annotations

from pathlib import Path

import pytest

from gateway.store.away import what_happened
from schemas.errors import StoreUnavailable
from tests.cli.commands import HOME, Run


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


@pytest.mark.parametrize("group", ["parked", "audit", "keys", "directory", "move", "topology", "consent"])
def test_the_language_may_stand_anywhere_also_after_a_group(samspel: Run, group: str) -> None:
    for said in ((group, "--help", "--lang", "sv"), (group, "--lang=sv", "--help"), ("--lang", "sv", group, "--help")):
        assert samspel(*said).code == 0, said
    assert "kommandot finns inte" in samspel(group, "--lang", "sv", "nothing-such").err


def test_a_near_miss_is_one_sentence(samspel: Run) -> None:
    assert "(did you mean 'ledger'?). samspel --help" in samspel("ledgr", "--lang", "en").err
    assert "(menade du 'ledger'?). samspel --help" in samspel("ledgr", "--lang", "sv").err


@pytest.mark.parametrize(
    ("driver", "sv", "en"),
    [
        (
            'connection to server at "db.example", port 5432 failed: password authentication failed for "u"',
            "db.example:5432: den vägrar användaren eller lösenordet",
            "db.example:5432: it refuses the user",
        ),
        ('connection to server at "::1", port 5433 failed: Connection refused', "går inte att nå", "cannot be reached"),
        ('FATAL:  role "u" does not exist', "vägrar användaren", "refuses the user"),
        ("connection timeout expired", "för lång tid", "too long"),
        ("something new", "gav ett fel", "gave an error"),
    ],
)
def test_a_database_that_is_away_is_told_in_words_without_what_the_driver_quotes(driver: str, sv: str, en: str) -> None:
    away = StoreUnavailable("the database answers OperationalError")
    away.__context__ = OSError(driver)  # as `raise ... from None` leaves it
    said = what_happened(away)
    assert said is not None
    assert sv in said[0]
    assert en in said[1]
    assert "OperationalError" not in str(said)
    assert '"u"' not in str(said)


def test_a_value_that_is_no_choice_is_told_with_the_choices(samspel: Run) -> None:
    english, swedish = (samspel("check", "--from", "zz", "x", "--lang", each).err for each in ("en", "sv"))
    assert "'--from': 'zz' is not one of 'sip-xml'" in english
    assert "(välj något av 'sip-xml'" in swedish
    assert "Value error" not in english + swedish
