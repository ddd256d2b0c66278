"""`samspel parked` and `samspel hand-over`: settled once, and the command says what it became."""

from __future__ import annotations

import re
from pathlib import Path

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
