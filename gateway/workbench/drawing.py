"""From an outcome to HTML: what the templates are given. Everything in it is escaped by them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

from gateway.workbench.desk import Lying
from gateway.workbench.places import Drawn, draw
from gateway.workbench.sip_fields import Section, field_id, sections
from gateway.workbench.trying import Outcome
from gateway.workbench.words import Words
from mappings.account import NOTHING, Account
from mappings.tables.language.rules import Table
from schemas.findings import Finding
from schemas.sip.walk import pointer

TABS = ("plan", "page", "message", "findings", "account", "back")
MOST_LINES = 400
"""Lines of a list that are shown."""
MOST_TEXT = 200_000
"""Characters of a document that are shown as text."""
_LINE = re.compile(r"\bline ([0-9]{1,7})\b")


class Told(NamedTuple):
    """A finding with where to look: a line of the table (0: none) and a place that is drawn ("": none)."""

    finding: Finding
    line: int
    place: str


@dataclass(frozen=True, slots=True)
class Bench:
    """What stands on the page, beside the outcome."""

    words: Words
    text: str
    mark: str
    file: str
    """The name of the table's file, "" without one."""
    documents: tuple[Lying, ...] = ()
    document: str = ""
    tab: str = TABS[0]
    notice: tuple[str, ...] = ()
    raw: str = ""
    """The document as text, for when no table takes it apart."""
    dirty: bool = False
    """The file of the table does not hold what stands here."""
    keep: bool = False
    """Source and result stay as the browser has them: the table has faults, and the document is the same."""


@dataclass(slots=True)
class View:
    """An outcome, made ready for the templates."""

    outcome: Outcome
    words: Words
    drawn: Drawn | None = None
    sections: list[Section] = field(default_factory=list)

    @classmethod
    def of(cls, outcome: Outcome, words: Words) -> View:
        """Everything that is worked out once."""
        view = cls(outcome, words)
        if outcome.table is not None and outcome.explained is not None:
            view.drawn = draw(outcome.explained, outcome.table)
            view.sections = sections(outcome.data, outcome.explained.origins, outcome.table, words.language)
        return view

    @property
    def table(self) -> Table | None:
        """The table, when it can be used."""
        return self.outcome.table

    @property
    def account(self) -> Account:
        """Of the reading."""
        return self.outcome.explained.reading.account if self.outcome.explained is not None else NOTHING

    @property
    def faults(self) -> list[Told]:
        """What is wrong with the table."""
        return [Told(each, _line_of(each.path), "") for each in self.outcome.faults]

    @property
    def findings(self) -> list[Told]:
        """What was found of the document."""
        ids = self.drawn.ids if self.drawn is not None else {}
        return [Told(each, _line_of(each.rule), ids.get(each.path, "")) for each in self.outcome.findings]

    @property
    def written(self) -> str:
        """The document that was written back, as text."""
        trial, table = self.outcome.trial, self.outcome.table
        if trial is None or trial.writing is None or table is None:
            return ""
        return trial.writing.body.decode(table.layout.encoding, "replace").removeprefix("\ufeff")


def _line_of(text: str) -> int:
    found = _LINE.search(text)
    return int(found[1]) if found is not None else 0


def page(bench: Bench, outcome: Outcome) -> str:
    """The whole page."""
    return _render("page.html", bench, outcome)


def fragment(bench: Bench, outcome: Outcome) -> str:
    """What a run changes on the page."""
    return _render("run.html", bench, outcome)


def notice(words: Words, template: str, **shown: Any) -> str:
    """A small answer: `template` says which."""
    return _environment().get_template(template).render(t=words, **shown)


def _render(template: str, bench: Bench, outcome: Outcome) -> str:
    return (
        _environment()
        .get_template(template)
        .render(
            t=bench.words,
            bench=bench,
            view=View.of(outcome, bench.words),
            outcome=outcome,
            tabs=TABS,
            most=MOST_LINES,
            most_text=MOST_TEXT,
        )
    )


@lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("gateway.workbench", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["field_id"] = field_id
    environment.filters["pointer"] = pointer
    return environment
