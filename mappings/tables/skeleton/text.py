"""The text of the table: what is to be done, what was found, the rules, the questions, and the list of all places."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.tables.language.paths import path_of
from mappings.tables.language.rules import Kind
from mappings.tables.skeleton.drawing import drawn, required_and_missing, tree_of
from mappings.tables.skeleton.evidence import field_of, is_reference
from mappings.tables.skeleton.found import Found
from mappings.tables.skeleton.lexicon import PARTS
from mappings.tables.skeleton.names import codes_to_show
from mappings.tables.skeleton.places import Place
from mappings.tables.skeleton.proposals import Proposal, Use
from mappings.tables.skeleton.proposing import leaves
from mappings.tables.skeleton.rows import Rows
from mappings.tables.skeleton.values import Looks, Shape
from mappings.tables.skeleton.yaml_words import flow, scalar
from mappings.tables.sources.of_csv import ROW
from schemas.sip.integrity import REFERENCES, Target

_WIDEST = 56
_MUST = {
    "plan.person.identity": ("personens nummer", "the person's number"),
    "plan.person.name": ("personens namn", "the person's name"),
    "plan.state": ("planens läge (upprättad, uppföljd …)", "the state of the plan (established, followed-up …)"),
    "plan.source.plan_id": ("planens nummer i ert system", "the number of the plan in your system"),
}
_SCHEMA = "# yaml-language-server: $schema=mapping-table.schema.json"


class Drawing:
    """One table to be written down."""

    def __init__(
        self,
        name: str,
        found: Found,
        top: Place,
        seen: dict[Place, Shape],
        proposals: list[Proposal],
        uses: list[Use],
        rows: Rows | None,
        hidden: int,
        samples: int,
    ) -> None:
        self._name, self._found, self._top, self._seen = name, found, top, seen
        self._proposals, self._uses, self._rows = proposals, uses, rows
        self._hidden, self._samples = hidden, samples
        self._codes: dict[int, str] = {}
        self._lists: dict[str, Proposal] = {}
        self._name_lists()
        active = {place for each in proposals if each.active for place in (each.place, *each.also)}
        self._group_keys = list(dict.fromkeys(key for each in proposals if each.active for key in each.use.group))
        self._active = active
        self.left = [each for each in leaves(top) if each not in active]
        self.missing = self._missing()

    def text(self) -> str:
        """All of it."""
        blocks = [self._head(), self._layout(), self._code_lists(), self._plan(), self._ignore(), self._order()]
        blocks += [["budget: {not_understood: 0}"], self._places()]
        return "\n\n".join("\n".join(each) for each in blocks if each) + "\n"

    def _missing(self) -> list[str]:
        have = {each.target for each in self._proposals if each.active}
        names = any(each.startswith("plan.person.name") for each in have)
        made = [each for each in _MUST if each not in have and not (each == "plan.person.name" and names)]
        inner = required_and_missing(self._proposals)
        return made + [each for each in inner if each not in made and not each.startswith(("plan.", "person."))]

    def _with_parts(self) -> list[str]:
        """What parts need that are only proposed."""
        repeat = {PARTS[each.part].field for each in self._uses if each.each}
        needed = required_and_missing(self._proposals, asked=True)
        return [each for each in needed if each.split(".")[0] in repeat and each not in self.missing]

    def _head(self) -> list[str]:
        made = [_SCHEMA, "#"]
        made += [f"# Made of {self._samples} sample(s). Nothing in it is decided but the lines without # in front."]
        made += ["# Gjord av exempel. Bara rader utan # framför gäller: resten är förslag att pröva eller stryka.", "#"]
        if self.missing:
            made.append("# TO DO / ATT GÖRA:")
            for each in self.missing:
                sv, en = _MUST.get(each, ("fältet krävs där", "the field is needed there"))
                made.append(f"#   {each}: {en} / {sv}")
        made += [
            f"#   {each}: needed, if that part is taken / krävs, om den delen tas med" for each in self._with_parts()
        ]
        if any(not each.active for each in self._proposals):
            made.append("#   lines with `# … perhaps`: take away the # where they are right / ta bort # där de stämmer")
        made.append("#   the rest stands under ignore / resten står under ignore")
        made.append("#   then / sedan: samspel mapping test")
        return made

    def _layout(self) -> list[str]:
        found, layout, why = self._found, self._found.layout, self._found.because
        made = [f"table: {scalar(self._name)}", f"format: {found.kind}  # {why.get('format', '')}"]
        made.append(f"encoding: {layout.encoding}  # {why.get('encoding', '')}")
        if found.kind is Kind.XML:
            made.append(f"root: {scalar(layout.root)}")
            if layout.namespaces:
                made.append("namespaces:  # as the samples bind them; the prefixes are the table's own")
                made += [f"  {_name(prefix)}: {flow(uri)}" for prefix, uri in layout.namespaces.items()]
        if found.kind is Kind.CSV:
            delimiter = "tab" if layout.delimiter == "\t" else layout.delimiter
            made.append(f'delimiter: "{delimiter}"  # {why.get("delimiter", "")}')
            made += ['quote: "\'"  # texts stand between such'] if layout.quote != '"' else []
            made += ["bom: true  # the first sample begins with a byte order mark"] if layout.bom else []
        nothing = sorted({text for each in self._top.below() for text in each.nothing})
        if nothing:
            made.append(f"nothing: {flow(nothing)}  # stand in the samples; take away what means something")
        return made

    def _name_lists(self) -> None:
        for each in self._proposals:
            show = self._shown_codes(each)
            if each.codes is None and not (show and is_reference(each.use.part, each.field)):
                continue
            if each.codes is None and each.active:
                continue
            if not show and each.codes is not None and not each.active and not any(code for code in each.codes):
                continue
            name = f"{each.use.part}_{each.field.rpartition('.')[2]}"
            free, number = name, 1
            while free in self._lists:
                number += 1
                free = f"{name}_{number}"
            self._lists[free] = each
            self._codes[id(each)] = free
            if each.codes is None:
                each.options = {}

    def _shown_codes(self, proposal: Proposal) -> list[str]:
        if proposal.options.get("by") or self._seen[proposal.place].looks not in (
            Looks.WORD,
            Looks.NUMBER,
            Looks.BOOLEAN,
        ):
            return []
        certain = proposal.sure_name or self._seen[proposal.place].looks is Looks.BOOLEAN
        if proposal.codes is None:  # a reference
            cls, name, _ = field_of(proposal.use.part, proposal.field)
            if REFERENCES.get((cls.__name__, name)) != {Target.ORGANISATION}:
                return []
        return codes_to_show(proposal.place.texts, sure=certain)

    def _code_lists(self) -> list[str]:
        made = [line for name, each in self._lists.items() for line in self._code_list(name, each)]
        if not made:
            return []
        active = any(ours for each in self._lists.values() for ours in each.codes or {})
        return ["codes:" if active else "# codes:", *made]

    def _code_list(self, name: str, proposal: Proposal) -> list[str]:
        """Our codes that words match, and the texts that a human has to match, where they are codes."""
        matched = proposal.codes if proposal.codes is not None else {"": sorted(proposal.place.texts)}
        known = {ours: theirs for ours, theirs in matched.items() if ours}
        shown = set(self._shown_codes(proposal))
        open_ = [text for text in matched.get("", []) if text in shown]
        asks = "ours: the ids of organisations under known_organisations" if proposal.codes is None else proposal.asks
        told = f"of {proposal.place.path()}" + (f"; {asks}" if asks else "")
        made = [f"  {'' if known else '# '}{name}:  # {told}"]
        for ours, theirs in known.items():
            made.append(f"    {scalar(ours)}: {flow(theirs[0] if len(theirs) == 1 else theirs)}")
        made += [f"    # ?: {flow(text)}" if known else f"  #   ?: {flow(text)}" for text in open_]
        unseen = len(matched.get("", [])) - len(open_)
        if unseen > 0:
            made.append(f"  #   and {unseen} text(s) that look like no codes, and are not shown")
        return made

    def _plan(self) -> list[str]:
        root = tree_of(self._proposals, self._uses, self._codes)
        plan = root.group("plan")
        source = plan.group("source")
        plan.inner.remove(source)
        root.inner.remove(plan)
        made = ["plan:", "  source:"]
        made.append(f"    system: {{value: {scalar(self._name)}}}  # the table says it; name your system")
        return [*made, *drawn(source, 2), *drawn(plan, 1), *drawn(root, 0)]

    def _ignore(self) -> list[str]:
        if not self.left:
            return []
        made = ["# Not yet placed: give each a field above, or take away the # and say why it is not carried."]
        made += [
            "# Ännu inte placerat: ge var och en ett fält ovan, eller ta bort # och skriv varför det inte följer med."
        ]
        made.append("# ignore:")
        asked = {each.place: each.target for each in self._proposals if not each.active}
        for each in self.left:
            told = str(self._seen[each])
            told += f"; perhaps {asked[each]}" if each in asked else ""
            made.append(f"#   {scalar(each.path())}: ?  # {told}")
        return made

    def _order(self) -> list[str]:
        if self._found.kind is Kind.CSV:
            places = list(self._top.children[ROW].children.values())
        else:
            places = [each for each in self._top.below() if not each.name.startswith("@") and each.name != "text()"]
        paths = [
            scalar(each.path() if self._found.kind is Kind.CSV else path_of(each.steps))
            for each in places
            if each.can_be_written()
        ]
        if not paths:
            return []
        return ["order:  # as in the samples", *(f"  - {each}" for each in paths)]

    def _places(self) -> list[str]:
        made = ["# Every place of the samples: how often, what stands there, and where it goes."]
        made += ["# Alla ställen i exemplen: hur ofta, vad som står där, och vart det går."]
        targets = {place: each.target for each in self._proposals if each.active for place in (each.place, *each.also)}
        rows = list(self._rows_of(targets))
        width = min(max((len(each[0]) for each in rows), default=0), _WIDEST)
        often = max((len(each[1]) for each in rows), default=0)
        made += [f"#   {path:<{width}}  {count:<{often}}  {told}" for path, count, told in rows]
        if self._hidden:
            made.append(f"#   and {self._hidden} place(s) whose names might be somebody's data, and are not shown")
        return made

    def _rows_of(self, targets: dict[Place, str]) -> Iterator[tuple[str, str, str]]:
        keys = [each.name for each in self._group_keys]
        for each in self._top.below():
            if each.steps == (ROW,) and self._found.kind is Kind.CSV:
                continue
            around = each.parent.count if each.parent is not None else 0
            count = f"{each.count}×"
            if each.repeats:
                count += ", list" if each.listed else ", repeats"
            elif around > each.within:
                count += f", in {each.within} of {around}"
            told = str(self._seen[each]) if each.is_leaf else "holds others"
            if self._rows is not None:
                told += f", {self._rows.says(each.name, keys)}"
            if each in targets:
                told += f" → {targets[each]}"
            elif each.is_leaf:
                told += " → not yet placed"
            yield each.path().replace("\n", " "), count, told


def _name(prefix: str) -> str:
    return flow(prefix) if prefix else '""'
