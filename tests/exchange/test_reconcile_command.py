"""`samspel reconcile`: its times, its table, its exit codes."""

import json
from datetime import UTC

import pytest

from gateway.cli.exits import Exit
from gateway.cli.reconcile import object_of, table, time_of
from gateway.cli.run import run
from gateway.cli.voice import Voice
from schemas.codes import Language
from schemas.errors import Rejected
from tests.exchange.plans import HOME, REGION, consent, plan
from tests.exchange.reconciling_pair import compare, recorded
from tests.exchange.world import START, lay_out


def test_pairs_that_have_nothing_to_say_are_one_line(pair):
    pair.give(plan(consents=[consent()]))
    pair.back_up("home")
    recorded(pair, REGION)
    pair.restore("home")
    lines = list(compare(pair, "home", HOME).values())
    voice = Voice(Language.EN)
    headings, row, rest = table(voice, lines)
    assert (row.startswith(f"{HOME} – {REGION}"), "settled" in headings) == (True, True)
    assert rest == f"{len(lines) - 1} pairs had nothing to say."
    again = list(compare(pair, "home", HOME).values())
    assert table(voice, again) == [f"{len(lines)} pairs had nothing to say."]
    assert [json.loads(object_of(line))["partner"] for line in again] == [line.partner for line in again]


@pytest.mark.parametrize(
    ("text", "utc"),
    [
        ("2026-01-15T08:00", "2026-01-15T07:00:00+00:00"),
        ("2026-01-15T08:00+00:00", "2026-01-15T08:00:00+00:00"),
        ("2026-01-15", "2026-01-14T23:00:00+00:00"),
        ("PT2H", "2026-01-15T07:00:00+00:00"),
    ],
)
def test_a_time_is_swedish_or_a_length_back(text, utc):
    assert time_of(text, START).astimezone(UTC).isoformat() == utc


@pytest.mark.parametrize("text", ["yesterday", "2026-13-01", "P1", "", "-PT2H", "2026-01-15T10:00"])
def test_what_is_no_time_is_refused_with_its_code(text):
    with pytest.raises(Rejected) as error:
        time_of(text, START)
    assert [each.code for each in error.value.findings] == ["SIP747"]


def test_the_command_shows_what_pairs_say_and_where_to_look(tmp_path, capsys):
    lay_out(tmp_path / "g", (HOME, REGION))
    said = ["--data", str(tmp_path / "g"), "--lang", "en"]
    assert run(["reconcile", "--since", "PT2H", *said]) == Exit.DONE
    rows = capsys.readouterr().out.splitlines()
    assert rows == ["2 pairs had nothing to say."]
    assert run(["reconcile", "--since", "PT2H", "--json", *said]) == Exit.DONE
    objects = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["organisation"], each["partner"], each["questions"]) for each in objects] == [
        (HOME, REGION, 0),  # neighbours, between whom there is nothing
        (REGION, HOME, 0),
    ]
    assert run(["reconcile", "--since", "PT2H", "--with", REGION, "--as", HOME, "--json", *said]) == Exit.DONE
    (asked,) = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert (asked["questions"], asked["answered"]) == (1, 1)
    assert run(["reconcile", "--since", "PT2H", "--with", "TSTNMT2321000016-NONE", *said]) == Exit.TRY_AGAIN
    assert "SIP601" in capsys.readouterr().err
    assert run(["reconcile", "--since", "soon", *said]) == Exit.UNREADABLE
