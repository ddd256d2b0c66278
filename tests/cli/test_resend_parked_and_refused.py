"""`samspel resend` of several copies: named, or chosen as in the ledger; each for itself, and never by accident."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from gateway.cli.gateways import opened
from schemas.errors import Rejected
from tests.cli.commands import HOME, PLAN, REGION, SCHOOL, Run, states


def copies_of(samspel: Run, *said: str) -> dict[str, str]:
    """Recipient → copy id."""
    lines = samspel("ledger", "--json", "--as", HOME, *said).out.splitlines()
    return {row["recipient"]: row["copy_id"] for row in map(orjson.loads, lines)}


@pytest.fixture
def refused(samspel: Run, data: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Copies that their recipients' journals have refused."""

    def refuses(*_: object) -> None:
        raise Rejected(code="SIP800")

    with opened(data) as gateway:
        kinds = {type(each) for each in gateway.parts.journals.values()}
    with monkeypatch.context() as patch:
        for kind in kinds:
            patch.setattr(kind, "record", refuses)
        assert samspel("send", "-", "--from", HOME, stdin=PLAN).code == 0
    found = copies_of(samspel, "--state", "rejected")
    assert {REGION, SCHOOL} <= set(found)
    return found


def test_all_that_were_refused_go_again_when_it_is_said_twice(samspel: Run, refused: dict[str, str]) -> None:
    many = len(refused)
    asked = samspel("resend", "--state", "rejected")
    assert (asked.code, "SIP677" in asked.err, f"holds {many} rows" in asked.err) == (2, True, True)
    dry = samspel("resend", "--newer-than", "PT1H", "--dry-run")
    assert set(dry.text.split()) == set(refused.values())
    assert f"{many} rows. Nothing was done." in dry.err
    assert copies_of(samspel, "--state", "rejected") == refused
    one = samspel("resend", "--with", REGION, "--yes")
    assert (one.code, one.text.strip()) == (0, "Released: 1. Failed: 0. Left: 0.")
    assert states(samspel)[REGION] == "handed-over"
    cut = samspel("resend", "--state", "rejected", "--limit", "1", "--yes")
    assert cut.text.strip() == f"Released: 1. Failed: 0. Left: {many - 2}."
    rest = samspel("resend", "--state", "rejected", "--yes")
    assert (rest.code, rest.text.strip()) == (0, f"Released: {many - 2}. Failed: 0. Left: 0.")
    assert "rejected" not in states(samspel).values()


def test_several_that_are_named_go_again_and_one_that_cannot_stops_no_other(
    samspel: Run, refused: dict[str, str]
) -> None:
    unknown = "00000000-0000-4000-8000-000000000000/1/x/plan"
    done = samspel("resend", refused[REGION], unknown, refused[SCHOOL], refused[REGION])
    assert (done.code, done.text.strip()) == (1, "Released: 2. Failed: 1. Left: 0.")
    assert f"{unknown}  SIP602" in done.err
    again = samspel("resend", refused[REGION], refused[SCHOOL])
    assert (again.code, again.text.strip(), again.err.count("SIP642")) == (1, "Released: 0. Failed: 2. Left: 0.", 2)


def test_either_copies_or_a_choice_is_named(samspel: Run, refused: dict[str, str]) -> None:
    for said in ((), ("--yes",), (refused[REGION], "--with", REGION)):
        told = samspel("resend", *said)
        assert (told.code, "SIP676" in told.err) == (2, True)
    assert copies_of(samspel, "--state", "rejected") == refused


def test_what_is_kept_back_on_purpose_goes_only_when_its_state_is_named(samspel: Run, data: Path) -> None:
    samspel("send", "-", "--from", HOME, "--existing", stdin=PLAN)
    assert samspel("resend", "--with", REGION, "--yes").text.strip() == "Released: 0. Failed: 0. Left: 0."
    assert states(samspel)[REGION] == "parked"
    assert samspel("resend", "--state", "parked", "--with", REGION, "--yes").code == 0
    assert (states(samspel)[REGION], states(samspel)[SCHOOL]) == ("handed-over", "parked")
