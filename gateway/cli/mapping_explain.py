"""`samspel mapping explain`: which rule, which value, from where; asked by a field of the plan or by a place.

This command shows values: they are the user's own, on the user's own screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from gateway.cli.exits import Exit
from gateway.cli.mapping_trial import TableFile
from gateway.cli.options import Lang
from gateway.cli.streams import body_of
from gateway.cli.voice import Voice

if TYPE_CHECKING:
    from mappings.tables.language.rules import Table
    from mappings.tables.nodes import Node
    from mappings.tables.reading.reader import Explained
    from mappings.tables.table_format import TableFormat

_LONGEST = 100


def explain(
    table: TableFile,
    sample: Annotated[Path, typer.Argument(metavar="SAMPLE", help="A document of the system; - is stdin.")],
    what: Annotated[
        str,
        typer.Argument(metavar="FIELD|PATH", help="plan.needs.text, /plan/needs/0/text, or a place: Behov/Rad/Rubrik."),
    ],
    *,
    lang: Lang = None,
) -> None:
    """Which rule carries a field or a place, which value, and from where. Shows values. Ends with 1 for nothing."""
    from adapters.table_file import table_in

    voice = Voice.of(lang)
    read, _ = table_in(table)
    asked = _Asked(read, what.strip(), voice)
    explained = read.explain(body_of(str(sample)))
    if explained.root is None:
        voice.tell_findings(explained.reading.findings)
        raise typer.Exit(Exit.UNREADABLE)
    said = [*asked.read_from(explained), *asked.not_read(explained), *asked.at_fault(explained)]
    said = said or list(asked.rules_only(explained))
    for each in said:
        voice.result(each)
    if not said:
        asked.tell_unknown(explained)
    raise typer.Exit(Exit.DONE if said else Exit.REFUSED)


class _From(NamedTuple):
    path: str
    text: str
    line: int
    way: str


class _Asked:
    """One question about one sample."""

    def __init__(self, table_format: TableFormat, what: str, voice: Voice) -> None:
        from mappings.tables.coverage import dotted
        from mappings.tables.reading.tracing import known_names

        self._table: Table = table_format.table
        self._voice, self._what = voice, what
        self._known = known_names(self._table)
        self._field = dotted(what) if what.startswith("/") else what
        self._lines = self._table.source.splitlines()

    def read_from(self, explained: Explained) -> Iterator[str]:
        """What was carried: each value with its places and rules."""
        places: dict[str, list[_From]] = {}
        values: dict[str, object] = {}
        asked: list[str] = []
        for origin in explained.origins:
            path = origin.node.path(self._table.kind, self._known)
            found = places.setdefault(origin.pointer, [])
            text = (origin.node.text or "").strip()
            if not any(each.path == path for each in found):
                found.append(_From(path, text, origin.line, origin.way))
            if origin.way not in ("joined_by", "where"):
                values[origin.pointer] = origin.value
            if self._is_field(origin.pointer) or self._is_place(path):
                asked.append(origin.pointer)
        for pointer in dict.fromkeys(asked):
            yield "\n".join(self._carried(pointer, values.get(pointer), places[pointer]))

    def _carried(self, pointer: str, value: object, places: list[_From]) -> Iterator[str]:
        yield f"{pointer or self._voice.choose('ett villkor', 'a condition')}" + (
            f" = {_shown(value)}" if value is not None else ""
        )
        for each in places:
            how = f" ({each.way})" if each.way else ""
            yield self._voice.choose("  från ", "  from ") + f"{each.path} = {_shown(each.text)}{how}"
        for line in dict.fromkeys(each.line for each in places):
            yield self._rule(line)

    def _rule(self, line: int) -> str:
        text = self._lines[line - 1].strip() if 0 < line <= len(self._lines) else ""
        return self._voice.choose(f"  rad {line}: {text}", f"  line {line}: {text}")

    def not_read(self, explained: Explained) -> Iterator[str]:
        """Places that were asked for and went nowhere, each with the reason."""
        account = explained.reading.account
        for entry in account.ignored:
            if self._is_place(entry.path):
                yield f"{entry.path}\n" + self._voice.choose("  utelämnat: ", "  left out: ") + self._why(entry.reason)
        for entry in account.not_understood:
            if self._is_place(entry.path):
                yield f"{entry.path}\n" + self._voice.choose(
                    "  inte förstått: tabellen säger inget om det", "  not understood: the table says nothing of it"
                )

    def at_fault(self, explained: Explained) -> Iterator[str]:
        """Findings at the places that were asked for."""
        for each in explained.reading.findings:
            if each.rule and self._is_place(each.path):
                yield self._voice.finding(each)

    def _why(self, reason: str) -> str:
        from mappings.tables.reading.tracing import BLANK

        if reason == BLANK:
            return self._voice.choose("inget står där", reason)
        line = next((each.line for each in self._table.ignored if each.because == reason), 0)
        return reason + (f"\n{self._rule(line)}" if line else "")

    def rules_only(self, explained: Explained) -> Iterator[str]:
        """A field that no place of this sample gave: the table itself says it, leaves it out, or has a rule for it."""
        from mappings.tables.coverage import lines_of, model_fields

        there = any(each == self._field or each.startswith(f"{self._field}.") for each in model_fields())
        for each in self._table.not_carried if there else ():
            if self._field == each.field or self._field.startswith(f"{each.field}."):
                yield (
                    f"{self._field}\n"
                    + self._voice.choose("  förs inte över: ", "  not carried: ")
                    + (f"{each.because}\n{self._rule(each.line)}")
                )
        said = self._said_by_table(explained)
        for name, lines in lines_of(self._table.document).items():
            if name == self._field or name.startswith(f"{self._field}."):
                nothing = self._voice.choose("inget i det här provet", "nothing in this sample")
                value = f" = {_shown(said[name])}" if name in said else f": {nothing}"
                yield "\n".join([f"{name}{value}", *(self._rule(each) for each in sorted(lines))])

    @staticmethod
    def _said_by_table(explained: Explained) -> dict[str, object]:
        document = explained.reading.document
        return _values(document.model_dump(mode="json", exclude_none=True)) if document is not None else {}

    def tell_unknown(self, explained: Explained) -> None:
        """Neither: say so, with what is nearest."""
        from mappings.tables.coverage import dotted, kind_of_place, model_fields

        fields = [*model_fields(), *{each.rpartition(".")[0] for each in model_fields()}]
        if self._field in fields:
            self._voice.tell(
                f"{self._field}: tabellen har ingen regel för fältet.",
                f"{self._field}: the table has no rule for the field.",
            )
            return
        places = {kind_of_place(each.path(self._table.kind, self._known)) for each in _all(explained)}
        bare = {each.lstrip("/"): each for each in places if each}
        known = [*fields, *bare, *(dotted(each.pointer) for each in explained.origins)]
        near = ", ".join(dict.fromkeys(get_close_matches(self._what.lstrip("/"), known, 3, 0.5)))
        more = self._voice.choose(f" Menade du: {near}?", f" Did you mean: {near}?") if near else ""
        self._voice.tell(
            f"{self._what} finns varken i planen eller i det här provet.{more}",
            f"{self._what} is neither in the plan nor in this sample.{more}",
        )

    def _is_field(self, pointer: str) -> bool:
        from mappings.tables.coverage import dotted

        if self._what.startswith("/"):
            return pointer == self._what or pointer.startswith(f"{self._what}/")
        name = dotted(pointer)
        return bool(name) and (name == self._field or name.startswith(f"{self._field}."))

    def _is_place(self, path: str) -> bool:
        from mappings.tables.coverage import kind_of_place

        if path == self._what:
            return True
        steps = kind_of_place(path).strip("/").split("/")
        asked = self._what.strip("/").replace("'", "").split("/")
        return bool(asked[0]) and any(steps[at : at + len(asked)] == asked for at in range(len(steps)))


def _all(explained: Explained) -> Iterator[Node]:
    return explained.root.walk() if explained.root is not None else iter(())


def _values(value: object, where: str = "") -> dict[str, object]:
    made: dict[str, object] = {}
    if isinstance(value, dict):
        for name, inner in value.items():
            made |= _values(inner, f"{where}.{name}" if where else name)
    elif isinstance(value, list):
        for inner in value:
            for name, found in _values(inner, where).items():
                made.setdefault(name, found)
    else:
        made[where] = value
    return made


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_shown(each)}" for name, each in value.items())
    text = " / ".join(str(value).splitlines())
    return f'"{text}"' if len(text) <= _LONGEST else f'"{text[: _LONGEST - 1]}…"'
