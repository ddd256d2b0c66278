"""From the text of a table to its rules, or to everything that is wrong with it, each with its line.

Theory of operation. The table mirrors the model, so the loader walks both together: a name is a field of the part, or a
word of the table (`words.py`). What it cannot take it tells and leaves out, and goes on: all faults come at once. A
table with an error is not used.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from mappings.tables.language.paths import Steps, steps_of
from mappings.tables.language.rules import Budget, Ignored, Kind, Layout, NotCarried, Table
from mappings.tables.language.words import BUDGET_WORDS, TOP_WORDS
from mappings.tables.loading.faults import Faults
from mappings.tables.loading.rules import RuleReader
from mappings.tables.loading.yaml_tree import NotYamlError, Said, yaml_tree
from mappings.tables.sources import DELIMITERS, ENCODINGS, QUOTES
from mappings.tables.ways import code_list
from mappings.tables.ways.contract import About, CodeList, WrongOptionError
from schemas.dates import STOCKHOLM
from schemas.findings import Finding, has_errors
from schemas.sip.document import SipDocument
from schemas.sip.organisations import Organisation
from schemas.sip.reading import parse_part

_NAME = 64
_PREFIX = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
_CSV_WORDS = ("delimiter", "quote", "bom")


class Loaded(NamedTuple):
    """The table, or None with the findings that say why; warnings can stand beside a table.

    The path of a finding is the line of the table and the rule there: `line 12: plan.needs.text`.
    """

    table: Table | None
    findings: tuple[Finding, ...] = ()


def load_table(text: str) -> Loaded:
    """Read a table (YAML). Never raises."""
    faults = Faults()
    try:
        tree = yaml_tree(text)
    except NotYamlError as fault:
        return Loaded(None, (fault.finding.at(f"line {fault.line}"),))
    if not isinstance(tree.value, dict):
        faults.wrong(tree, "", "table", "en tabell är namn och värden", "a table is names and values")
        return Loaded(None, tuple(faults.found))
    table = _Top(tree.value, faults).table(text)
    return Loaded(None if has_errors(faults.found) else table, tuple(faults.found))


class _Top:
    """Reads what stands at the top of a table."""

    def __init__(self, said: dict[str, Said], faults: Faults) -> None:
        self.said, self.faults = said, faults
        for name, each in said.items():
            if name not in TOP_WORDS and name not in SipDocument.model_fields:
                faults.unknown(each, "", name, (*TOP_WORDS, "plan", "consents"))

    def table(self, text: str) -> Table:
        """The table, as far as it can be understood."""
        kind = self._kind()
        layout = self._layout(kind)
        about = About(zone=self._text("zone", STOCKHOLM.key), codes=self._codes())
        known = self._known()
        rules = RuleReader(about, kind, self.faults)
        for name in ("table", "plan"):
            if name not in self.said:
                self.faults.missing(name)
        document = rules.document({name: self.said[name] for name in ("plan", "consents") if name in self.said})
        return Table(
            name=self._text("table", "")[:_NAME],
            kind=kind,
            document=document,
            says=self._text("says", ""),
            layout=layout,
            zone=about.zone,
            nothing=frozenset(self._texts("nothing")),
            known=known,
            ignored=self._ignored(),
            not_carried=self._not_carried(rules.fields),
            budget=self._budget(),
            source=text,
        )

    def _kind(self) -> Kind:
        kind = self.said.get("format")
        if kind is None:
            self.faults.missing("format")
            return Kind.XML
        if not isinstance(kind.value, str) or kind.value not in set(Kind):
            self.faults.unknown(kind, "format", str(kind.value), tuple(Kind))
            return Kind.XML
        return Kind(kind.value)

    def _layout(self, kind: Kind) -> Layout:
        if kind is Kind.XML and "root" not in self.said:
            self.faults.missing("root")
        for word in _CSV_WORDS:
            if word in self.said and kind is not Kind.CSV:
                self.faults.wrong(self.said[word], word, word, "gäller bara csv", "is for csv alone")
        encoding = self._text("encoding", "utf-8").lower()
        if encoding not in ENCODINGS:
            self.faults.unknown(self.said["encoding"], "encoding", encoding, tuple(ENCODINGS))
            encoding = "utf-8"
        return Layout(
            encoding=encoding,
            root=self._text("root", ""),
            namespaces=self._namespaces(),
            delimiter=self._one_character("delimiter", ";", DELIMITERS),
            quote=self._one_character("quote", '"', QUOTES),
            bom=self._boolean("bom"),
            order=tuple(self._steps(each, "order") for each in self._list("order")),
        )

    def _namespaces(self) -> dict[str, str]:
        made: dict[str, str] = {}
        for prefix, said in self._mapping("namespaces"):
            uri = self._as_text(said, f"namespaces.{prefix}")
            if prefix and (not _PREFIX.fullmatch(prefix) or prefix.lower().startswith("xml")):
                self.faults.wrong(said, "namespaces", prefix, "det är inget prefix", "it is no prefix")
            elif uri in made.values():
                sv, en = "namnrymden har redan ett prefix", "the namespace has a prefix already"
                self.faults.wrong(said, "namespaces", prefix, sv, en)
            else:
                made[prefix] = uri
        return made

    def _codes(self) -> Mapping[str, CodeList]:
        made: dict[str, CodeList] = {}
        for name, each in self._mapping("codes"):
            try:
                made[name] = code_list(name, each.plain(), each.line)
            except WrongOptionError as wrong:
                self.faults.wrong(each, f"codes.{name}", name, wrong.sv, wrong.en)
        return made

    def _known(self) -> tuple[dict[str, Any], ...]:
        found: list[dict[str, Any]] = []
        for each in self._list("known_organisations"):
            plain = each.plain()
            if not isinstance(plain, dict):
                self.faults.wrong(each, "known_organisations", "organisation", "id, name, kind", "id, name, kind")
                continue
            organisation, faults = parse_part(Organisation, plain)
            for path, fault in faults:
                self.faults.add(fault, each, "known_organisations." + ".".join(map(str, path)))
            if organisation is not None:
                found.append(plain | {"id": organisation.id})
        return tuple(found)

    def _ignored(self) -> tuple[Ignored, ...]:
        said = self._mapping("ignore")
        return tuple(
            Ignored(self._path(path, because, "ignore"), self._as_text(because, f"ignore.{path}"), because.line)
            for path, because in said
        )

    def _not_carried(self, fields: frozenset[str]) -> tuple[NotCarried, ...]:
        made = []
        for name, because in self._mapping("not_carried"):
            if name in fields:
                self.faults.told_twice(because, name, "not_carried")
            made.append(NotCarried(name, self._as_text(because, f"not_carried.{name}"), because.line))
        return tuple(made)

    def _budget(self) -> Budget:
        numbers: dict[str, int] = {}
        for name, each in self._mapping("budget"):
            if name not in BUDGET_WORDS:
                self.faults.unknown(each, "budget", name, BUDGET_WORDS)
            elif not isinstance(each.value, int) or isinstance(each.value, bool) or each.value < 0:
                self.faults.wrong(each, f"budget.{name}", name, "ett antal", "a count")
            else:
                numbers[name] = each.value
        return Budget(**numbers)

    def _mapping(self, name: str) -> tuple[tuple[str, Said], ...]:
        said = self.said.get(name)
        if said is None or said.value is None:
            return ()
        if not isinstance(said.value, dict):
            self.faults.wrong(said, name, name, "en lista av namn och värden", "a list of names and values")
            return ()
        return tuple(said.items())

    def _list(self, name: str) -> list[Said]:
        said = self.said.get(name)
        if said is None or said.value is None:
            return []
        return said.value if isinstance(said.value, list) else [said]

    def _texts(self, name: str) -> list[str]:
        return [self._as_text(each, name) for each in self._list(name)]

    def _text(self, name: str, usual: str) -> str:
        return self._as_text(self.said[name], name) if name in self.said else usual

    def _as_text(self, said: Said, where: str) -> str:
        if isinstance(said.value, str | int) and not isinstance(said.value, bool):
            return str(said.value)
        self.faults.wrong(said, where, where, "en text", "a text")
        return ""

    def _one_character(self, name: str, usual: str, known: Iterable[str]) -> str:
        text = {"tab": "\t"}.get(given := self._text(name, usual), given)
        if text in known:
            return text
        self.faults.unknown(self.said[name], name, given, [each.replace("\t", "tab") for each in known])
        return usual

    def _boolean(self, name: str) -> bool:
        said = self.said.get(name)
        if said is not None and not isinstance(said.value, bool):
            self.faults.wrong(said, name, name, "true eller false", "true or false")
        return bool(said is not None and said.value is True)

    def _steps(self, said: Said, where: str) -> Steps:
        return self._path(self._as_text(said, where), said, where)

    def _path(self, text: str, said: Said, where: str) -> Steps:
        steps = steps_of(text)
        if steps is None:
            self.faults.no_path(said, where, text)
        return steps or ()
