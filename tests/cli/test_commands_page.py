"""The pages on commands and HTTP name everything that there is."""

from __future__ import annotations

from pathlib import Path

import typer

from gateway.api import documents, parked, plans
from gateway.cli.app import app
from gateway.cli.exits import Exit

DOCS = Path(__file__).parents[2] / "docs"


def commands() -> list[str]:
    tree = typer.main.get_command(app)
    named = []
    for name, command in tree.commands.items():
        named += [f"{name} {each}" for each in command.commands] if hasattr(command, "commands") else [name]
    return named


def test_every_command_is_described() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    assert len(commands()) >= 15
    for command in commands():
        assert f"`samspel {command}" in page or f"`{command}" in page, command


def test_every_exit_code_is_described() -> None:
    page = (DOCS / "commands.md").read_text(encoding="utf-8")
    for code in Exit:
        assert f"\n| {code.value} | " in page, code


def test_every_route_is_described() -> None:
    page = (DOCS / "http.md").read_text(encoding="utf-8")
    for route in (*documents.router.routes, *plans.router.routes, *parked.router.routes):
        (method,) = route.methods
        assert f"`{method} {route.path}`" in page, route.path
