"""The trail of one copy in the logs is the documented one, and every line about a copy carries its id."""

from __future__ import annotations

import ast
import json
import re
from pathlib import Path

import pytest

from gateway.logs import FACTS, Event
from gateway.rules.retry import TRIES_OF_A_DEFECT
from schemas.errors import JournalUnavailable
from tests.exchange.plans import HOME, REGION, consent, plan
from tests.exchange.world import World

PAGE = Path(__file__).resolve().parents[2] / "docs/operate/logs.md"
ROW = re.compile(r"^\| (home|recipient) \| `([a-z-]+)` \| ([a-z-]*) ?\| ([a-z-]*) ?\|", re.MULTILINE)
BESIDE = re.compile(r"^\| `([a-z-]+)` \| ([a-z_]+(?:, [a-z_]+)*) \|", re.MULTILINE)
"""Event and facts, in the table of what is about no copy."""
WHERE = {HOME: "home", REGION: "recipient"}


@pytest.fixture
def world(tmp_path: Path):
    made = World(tmp_path / "gateway")
    yield made
    made.close()


def lines(world: World) -> list[dict[str, object]]:
    return [json.loads(line) for line in world.logged.getvalue().splitlines()]


def about(world: World, copy_id: object) -> list[dict[str, object]]:
    """What grep finds."""
    return [json.loads(line) for line in world.logged.getvalue().splitlines() if str(copy_id) in line]


def test_the_log_of_one_copy_is_the_documented_trail(world: World) -> None:
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    assert world.state(REGION) == "recorded"
    documented = ROW.findall(PAGE.read_text(encoding="utf-8"))
    assert len(documented) >= 20
    seen = [
        (WHERE[str(line["organisation"])], line["event"], line.get("kind", ""), line.get("state", ""))
        for line in about(world, world.copy_id(REGION))
    ]
    for at in ("home", "recipient"):
        assert [row for row in seen if row[0] == at] == [row for row in documented if row[0] == at]


def test_every_line_says_which_gateway_process_and_thread_wrote_it(world: World) -> None:
    world.give(plan(consents=[consent()]))
    said = lines(world)
    assert len(said) > 20
    for line in said:
        assert line["gateway"] == "samspel"
        assert re.fullmatch(r"\S+:[0-9]+", str(line["process"]))
        assert line["worker"] == "MainThread"


def test_a_copy_that_is_tried_again_fails_and_is_parked_says_its_id_each_time(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_copy_id: object) -> None:
        raise JournalUnavailable

    def defective(_copy_id: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(world.parts.journals[REGION], "find", away)
    world.give(plan(consents=[consent()]))
    monkeypatch.setattr(world.parts.journals[REGION], "find", defective)
    for _ in range(TRIES_OF_A_DEFECT):
        world.clock.forward(hours=1)
        world.run()
    events = [line["event"] for line in about(world, world.copy_id(REGION)) if line["organisation"] == REGION]
    assert {"tried-again-later", "defect", "parked"} <= set(events)
    nameless = [line for line in lines(world) if line["event"] in {"tried-again-later", "defect", "parked"}]
    assert nameless
    assert all("copy_id" in line for line in nameless)


def test_every_event_about_a_copy_carries_its_id(world: World) -> None:
    """Whatever happens in a plan's life here, only what is about a whole document or plan has no copy id."""
    world.give(plan(consents=[consent()]))
    world.practice(REGION).run_once()
    world.run()
    world.clock.forward(days=30)
    world.run()
    without = {str(line["event"]) for line in lines(world) if "copy_id" not in line}
    assert without <= {Event.GATEWAY_OPENED, Event.DOCUMENT_ACCEPTED}
    late = [line for line in lines(world) if str(line["event"]).endswith("-late")]
    assert late
    assert all("copy_id" in line for line in late)


def test_the_page_tells_of_every_fact_and_of_every_event_and_names_no_other() -> None:
    page = PAGE.read_text(encoding="utf-8")
    events = {event.value for event in Event}
    assert set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", page)) <= events
    in_rows = {name for row in re.findall(r"^\|.*\|$", page, re.MULTILINE) for name in re.findall(r"`([a-z-]+)`", row)}
    explained = in_rows | {Event.DOCUMENT_ACCEPTED.value}  # begins the trail, in words below it
    assert f"`{Event.DOCUMENT_ACCEPTED.value}` with the plan id" in page
    assert events - explained == set()
    told = set(re.findall(r"`([a-z_]+)`", page))
    assert FACTS - told <= {"folder_id"}


def test_the_facts_of_what_is_about_no_copy_are_those_that_the_program_says() -> None:
    """Read from the calls in the source: what is said there, and nothing else, stands on the page."""
    told = {name: set(facts.split(", ")) for name, facts in BESIDE.findall(PAGE.read_text(encoding="utf-8"))}
    assert len(told) >= 9
    said: dict[str, set[str]] = {name: set() for name in told}
    for path in (PAGE.parents[2] / "gateway").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("log") and node.args:
                for event in _events_of(ast.unparse(node.args[0]), path.name) & told.keys():
                    said[event] |= {str(each.arg) for each in node.keywords}
    assert said == told


def _events_of(expression: str, file: str) -> set[str]:
    """What `Event.X` names; of accept's table, what is taken (`_EVENTS[…]`), and what is refused (`event`)."""
    if expression.startswith("_EVENTS["):
        return {"document-accepted", "document-unchanged"}
    if (expression, file) == ("event", "accept.py"):
        return {"document-refused", "document-dropped", "document-parked"}
    named = re.fullmatch(r"Event\.([A-Z_]+)", expression)
    return {Event[named.group(1)].value} if named else set()
