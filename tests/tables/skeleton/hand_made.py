"""What a table carries, as pairs of a place and a field, so that two tables can be held against each other."""

from __future__ import annotations

import re

from mappings.tables.language.paths import Steps, path_of
from mappings.tables.language.rules import PartRule, Table
from mappings.tables.skeleton import Sample, Skeleton, skeleton_of
from mappings.tables.table_format import TableFormat
from tests.tables.examples import samples


def pairs(table: Table) -> set[tuple[str, str]]:
    """(place, field) of every rule that reads a place."""
    found: set[tuple[str, str]] = set()
    participants: list[Steps] = []

    def go(rule: PartRule, base: Steps, name: str) -> None:
        here = tuple(each for each in base + rule.at if each != "row")
        if rule.field == "participants":
            participants.append(here)
        for value in rule.values:
            for place in value.places:
                found.add((path_of(here + tuple(each for each in place if each != "row")), f"{name}{value.field}"))
        for part in rule.parts:
            go(part, here, f"{name}{part.field}.")

    go(table.document, (), "")
    plan = next(each for each in table.document.parts if each.field == "plan")
    for value in plan.values:
        if value.refers is not None and value.refers.marked is not None:
            found.update((path_of(each + value.refers.marked.place), "plan.coordinator") for each in participants)
    return found


def skeleton_of_example(name: str) -> Skeleton:
    """The skeleton of the samples of an example."""
    return skeleton_of([Sample(each.name, each.read_bytes()) for each in samples(name)], name)


def not_understood(table_format: TableFormat, body: bytes) -> set[str]:
    """The places that a reading does not understand, without positions and the root's name."""
    found = set()
    for entry in table_format.read(body).account.not_understood:
        path = re.sub(r"\[\d+\]", "", entry.path)
        if table_format.table.layout.root:
            path = path.removeprefix(f"/{table_format.table.layout.root}")
        steps = [each for each in path.split("/") if each and each != "row" and not each.isdigit()]
        found.add("/".join(steps))
    return found
