"""Trying a table on a sample: read, account, write back, compare, golden file, FHIR.

A trial never shows a value: differences are places. Who has the sample looks there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

import orjson

from mappings.located import located
from mappings.reading import Reading, Writing
from mappings.sip_json import write_sip_json
from mappings.tables.language.rules import Budget, Table
from mappings.tables.nodes import Node, Positions
from mappings.tables.reading.tracing import known_names
from mappings.tables.sources import read_source
from mappings.tables.table_format import TableFormat
from schemas.findings import Finding, Severity, has_errors
from schemas.sip.document import SipDocument


class Step(StrEnum):
    """What a trial asks, in this order."""

    READ = "read"
    UNDERSTOOD = "understood"
    WARNINGS = "warnings"
    WRITTEN_BACK = "written-back"
    READ_AGAIN = "read-again"
    GOLDEN = "golden"
    FHIR = "fhir"
    LAW = "law"


class How(StrEnum):
    """How one place differs."""

    MISSING = "missing"
    CHANGED = "changed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Difference:
    """A place that is not as it was."""

    how: How
    path: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of one sample. `failed` names the steps that went beyond the table's budget."""

    name: str
    reading: Reading
    writing: Writing | None = None
    written_back: tuple[Difference, ...] = ()
    read_again: tuple[Difference, ...] = ()
    golden: tuple[Difference, ...] | None = None
    fhir: tuple[Finding, ...] = ()
    law: tuple[Finding, ...] = ()
    failed: tuple[Step, ...] = ()
    hints: Mapping[str, int] = field(default_factory=dict)
    """Place that is not understood → line of the table that reads what stands nearest to it."""

    @property
    def passed(self) -> bool:
        """Whether nothing went beyond the budget."""
        return not self.failed

    def as_json(self) -> dict[str, Any]:
        """The trial as a JSON object, without any value of the sample."""
        told = {
            "sample": self.name,
            "passed": self.passed,
            "failed": list(self.failed),
            "reading": self.reading.report().as_json(),
            "not_written": [each._asdict() for each in self.writing.account.not_understood] if self.writing else [],
            "written_back": [_json_of(each) for each in self.written_back],
            "read_again": [_json_of(each) for each in self.read_again],
            "fhir": [each.as_json() for each in self.fhir],
            "law": [each.as_json() for each in self.law],
            "nearest_lines": dict(self.hints),
        }
        return told | {"golden": [_json_of(each) for each in self.golden]} if self.golden is not None else told


def try_sample(
    table_format: TableFormat,
    name: str,
    body: bytes,
    golden: bytes | None = None,
    ask: Callable[[SipDocument], Iterable[Finding]] | None = None,
) -> Trial:
    """Try a table on one sample. `golden` is the plan as SIP JSON that must come out.

    `ask` says what the law and the routines miss in a plan, with paths of the model: they are not this floor's.
    """
    reading = table_format.read(body)
    hints = nearest_lines(table_format, reading, body)
    if reading.document is None:
        return _judged(Trial(name, reading, hints=hints), table_format.table.budget)
    table, document = table_format.table, reading.document
    writing = table_format.write(document)
    again = table_format.read(writing.body)
    trial = Trial(
        name,
        reading,
        writing,
        written_back=_between_documents(table, reading, body, writing.body),
        read_again=_between_plans(document, again.document),
        golden=None if golden is None else _between_json(_plain(document), _loaded(golden)),
        fhir=_fhir_findings(document),
        law=located(ask(document), reading) if ask is not None else (),
        hints=hints,
    )
    return _judged(trial, table.budget)


def nearest_lines(table_format: TableFormat, reading: Reading, body: bytes) -> dict[str, int]:
    """For each place that is not understood, the line of the table that reads what stands nearest to it."""
    wanted = {each.path for each in reading.account.not_understood}
    explained = table_format.explain(body) if wanted else None
    if explained is None or explained.root is None:
        return {}
    lines: dict[int, int] = {}
    for origin in explained.origins:
        around = origin.node.parent
        while around is not None:
            lines.setdefault(id(around), origin.line)
            around = around.parent
    known = known_names(table_format.table)
    found: dict[str, int] = {}
    positions = Positions()
    for node in explained.root.walk():
        if not node.children and (path := node.path(table_format.table.kind, known, positions)) in wanted:
            above = node.parent
            while above is not None and id(above) not in lines:
                above = above.parent
            if above is not None:
                found[path] = lines[id(above)]
    return found


def golden_of(document: SipDocument) -> bytes:
    """A plan as its golden file holds it: SIP JSON, indented."""
    return write_sip_json(document)


def _judged(trial: Trial, budget: Budget) -> Trial:
    lost = [each for each in trial.written_back if each.how is not How.ADDED]
    warnings = [each for each in trial.reading.findings if each.severity is Severity.WARNING]
    failed = {
        Step.READ: not trial.reading.valid,
        Step.UNDERSTOOD: len(trial.reading.account.not_understood) > budget.not_understood,
        Step.WARNINGS: budget.warnings is not None and len(warnings) > budget.warnings,
        Step.WRITTEN_BACK: budget.lost is not None and len(lost) > budget.lost,
        Step.READ_AGAIN: bool(trial.read_again),
        Step.GOLDEN: bool(trial.golden),
        Step.FHIR: has_errors(trial.fhir),
        Step.LAW: has_errors(trial.law),
    }
    return replace(trial, failed=tuple(step for step, is_so in failed.items() if is_so))


def _between_documents(table: Table, reading: Reading, body: bytes, again: bytes) -> tuple[Difference, ...]:
    """What of the places that were carried does not stand in the document that was written back."""
    carried = {each.path for each in reading.account.mapped}
    before = {path: text for path, text in _texts(table, body) if path in carried}
    after = dict(_texts(table, again))
    return tuple(_compared(before, after))


def _texts(table: Table, body: bytes) -> Iterator[tuple[str, str]]:
    root: Node | None = read_source(body, table).root
    known, positions = known_names(table), Positions()
    for node in root.walk() if root is not None else ():
        if text := (node.text or "").strip():
            yield node.path(table.kind, known, positions), text


def _between_plans(document: SipDocument, again: SipDocument | None) -> tuple[Difference, ...]:
    return _between_json(_plain(document), _plain(again) if again is not None else {})


def _between_json(before: Any, after: Any) -> tuple[Difference, ...]:
    return tuple(_compared(dict(_leaves(before, "")), dict(_leaves(after, ""))))


def _compared(before: dict[str, Any], after: dict[str, Any]) -> Iterator[Difference]:
    for path, value in before.items():
        if path not in after:
            yield Difference(How.MISSING, path)
        elif after[path] != value:
            yield Difference(How.CHANGED, path)
    yield from (Difference(How.ADDED, path) for path in after if path not in before)


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path}/{name}")
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _leaves(inner, f"{path}/{position}")
    else:
        yield path, value


def _plain(document: SipDocument) -> Any:
    return orjson.loads(write_sip_json(document))


def _loaded(golden: bytes) -> Any:
    try:
        return orjson.loads(golden)
    except orjson.JSONDecodeError:
        return {}


def _fhir_findings(document: SipDocument) -> tuple[Finding, ...]:
    """What our own checks say of the plan as a FHIR message."""
    from mappings.fhir import read_fhir_json, write_fhir_json

    return read_fhir_json(write_fhir_json(document).body).findings


def _json_of(difference: Difference) -> dict[str, str]:
    return {"how": difference.how, "path": difference.path}
