"""The rules of a table, read along the model."""

from __future__ import annotations

from enum import Enum
from functools import cache
from typing import Any

from mappings.tables.language.paths import Steps, steps_of
from mappings.tables.language.rules import Kind, PartRule, Reference, ValueRule, Way, Where
from mappings.tables.language.words import COLLECTIONS, PART_WORDS, VALUE_WORDS
from mappings.tables.loading.faults import Faults
from mappings.tables.loading.yaml_tree import Said
from mappings.tables.ways import WAYS, usual_way, wrong_codes
from mappings.tables.ways.contract import About, Field, WrongOptionError
from schemas.identifiers import PersonIdentity
from schemas.sip.base import Part
from schemas.sip.consent import Consent, Withdrawal
from schemas.sip.content import Need
from schemas.sip.document import SipDocument
from schemas.sip.integrity import REFERENCES, Target
from schemas.sip.people import Name
from schemas.sip.plan import Plan
from schemas.sip.process import ClassifiedText
from schemas.sip.shapes import Shape, shapes_of

WRITTEN_AS_ONE = (PersonIdentity, Name)
"""Parts that a system often writes as one text."""

_NAMED = ("id", "number")
"""What every part can be named by."""

_OUTSIDE = {
    (Consent.__name__, "excluded_parties"): REFERENCES["Initiative", "by"],
    (Withdrawal.__name__, "reported_by"): {Target.ORGANISATION},
}
"""Fields that may also name somebody outside the plan."""


class RuleReader:
    """Reads rules; `fields` names every field that some rule carries, such as `plan.needs.text`."""

    def __init__(self, about: About, kind: Kind, faults: Faults) -> None:
        self._about, self._kind, self._faults = about, kind, faults
        self._fields: set[str] = set()

    @property
    def fields(self) -> frozenset[str]:
        """The fields that the rules read so far carry."""
        return frozenset(self._fields)

    def document(self, said: dict[str, Said]) -> PartRule:
        """The rule of the whole document."""
        line = min((each.line for each in said.values()), default=1)
        return self._part(Said(said, line), "", SipDocument, many=False, where="")

    def _part(self, said: Said, field: str, cls: type[Part], *, many: bool, where: str) -> PartRule:
        shapes = shapes_of(cls)
        values: list[ValueRule] = []
        parts: list[PartRule] = []
        for name, inner in said.items():
            here = f"{where}.{name}" if where else name
            if name in PART_WORDS and name not in shapes:
                continue
            if name not in shapes:
                self._faults.unknown(inner, here, name, (*shapes, *PART_WORDS))
                continue
            self._fields.add(here)
            for rule in self._rules(inner, cls, name, shapes[name], here):
                (values if isinstance(rule, ValueRule) else parts).append(rule)  # type: ignore[arg-type]
        return PartRule(
            field, said.line, cls, many, *self._scope(said, many=many, where=where), tuple(values), tuple(parts)
        )

    def _scope(self, said: Said, *, many: bool, where: str) -> tuple[Steps, bool, tuple[Steps, ...], tuple[Where, ...]]:
        words = dict(said.items())
        at, each = words.get("from"), words.get("each")
        if at is not None and each is not None:
            self._faults.wrong(each, where, "each", "antingen from eller each", "either from or each")
        if each is not None and not many:
            self._faults.wrong(each, where, "each", "fältet finns bara en gång", "the field is there only once")
        group = self._paths(words["group"], where) if "group" in words else ()
        if group and each is None:
            self._faults.wrong(words["group"], where, "group", "bara med each", "only with each")
        steps = self._one_path(each or at, where) if (each or at) is not None else ()
        return steps, each is not None, group, self._conditions(words.get("where"), where)

    def _conditions(self, said: Said | None, where: str) -> tuple[Where, ...]:
        if said is None:
            return ()
        if not isinstance(said.value, dict):
            self._faults.wrong(said, where, "where", "plats: text", "place: text")
            return ()
        made = []
        for path, texts in said.items():
            listed = texts.value if isinstance(texts.value, list) else [texts]
            found = tuple(_as_text(each.value) for each in listed)
            made.append(Where(self._steps(path, texts, where), found))
        return tuple(made)

    def _rules(self, said: Said, cls: type[Part], name: str, shape: Shape, where: str) -> list[PartRule | ValueRule]:
        if isinstance(said.value, list):
            if not shape.many:
                self._faults.wrong(said, where, name, "fältet finns bara en gång", "the field is there only once")
                return []
            return [rule for each in said.value for rule in self._rules(each, cls, name, shape, where)]
        if shape.part is not None and not self._is_one_value(said, shape.part):
            if shape.part is ClassifiedText and isinstance(said.value, str):
                said = Said({"text": said}, said.line)
            if not isinstance(said.value, dict):
                fields = ", ".join(shapes_of(shape.part))
                self._faults.wrong(said, where, name, f"skriv dess fält: {fields}", f"write its fields: {fields}")
                return []
            return [self._part(said, name, shape.part, many=shape.many, where=where)]
        made = self._value(said, cls, name, shape, where)
        return [made] if made is not None else []

    @staticmethod
    def _is_one_value(said: Said, part: type[Part]) -> bool:
        if part not in WRITTEN_AS_ONE:
            return False
        if not isinstance(said.value, dict) or "as" in said.value:
            return True
        needed = {name for name, field in part.model_fields.items() if field.is_required()}
        return not needed <= said.value.keys()

    def _value(self, said: Said, cls: type[Part], name: str, shape: Shape, where: str) -> ValueRule | None:
        words = dict(said.items()) if isinstance(said.value, dict) else {"from": said}
        for_field = Field(cls, name, shape)
        way = self._way(words, for_field, said, where)
        refers = self._reference(words, cls, name, where)
        if shape.many and refers is not None and refers.marked is not None:
            self._faults.wrong(
                words["marked"], where, "marked", "fältet har flera värden", "the field holds several values"
            )
            return None
        places = self._paths(words["from"], where) if "from" in words else ()
        constant = self._said_by_table("value", words, shape, where)
        if way is None or (not places and constant is None and (refers is None or refers.marked is None)):
            if way is not None:
                self._faults.wrong(said, where, name, "from eller value saknas", "from or value is missing")
            return None
        if len(places) > 1 and "joined_by" not in words and not shape.many:
            self._faults.wrong(said, where, name, "flera ställen: joined_by saknas", "several places need joined_by")
        return ValueRule(
            field=name,
            line=said.line,
            shape=shape,
            way=way,
            places=places,
            joined_by=self._option(words, "joined_by", where),
            split_by=self._option(words, "split_by", where),
            constant=constant,
            otherwise=self._said_by_table("otherwise", words, shape, where),
            nothing=frozenset(_texts(words.get("nothing"))),
            refers=refers,
        )

    def _said_by_table(self, word: str, words: dict[str, Said], shape: Shape, where: str) -> Any:
        """What the table itself says (`value`, `otherwise`), of codes only ours.

        A list is several values: for `value` alone, of a field that repeats.
        """
        said = words.get(word)
        if said is None or said.value is None:
            return None
        constant = said.plain()
        listed = constant if isinstance(constant, list) else [constant]
        several = shape.many and word == "value"
        if listed is constant and (not several or any(isinstance(each, list) for each in listed)):
            self._faults.wrong(said, where, word, "ett värde, ingen lista", "one value, not a list")
            return None
        if isinstance(shape.kind, type) and issubclass(shape.kind, Enum):
            codes = {each.value for each in shape.kind}
            for each in listed:
                if not isinstance(each, str) or each not in codes:
                    self._faults.no_code(said.line, where, str(each), shape.kind.__name__)
                    return None
        return listed if several else constant

    def _way(self, words: dict[str, Said], for_field: Field, said: Said, where: str) -> Way | None:
        options = {name: each.plain() for name, each in words.items() if name not in VALUE_WORDS}
        named = words.get("as")
        try:
            if named is None and "codes" not in words:
                if not options:
                    return usual_way(for_field, self._about)
                named = Said(usual_way(for_field, self._about).name, said.line)
            name = str(named.value) if named is not None else "code"
            if name not in WAYS:
                self._faults.unknown(named or said, where, name, WAYS)
                return None
            if not self._options_are_known(words, options, name, where) or not self._codes_are_known(words, where):
                return None
            self._codes_are_ours(words, for_field, where)
            return WAYS[name](for_field, options, self._about)
        except WrongOptionError as wrong:
            self._faults.wrong(said, where, for_field.name, wrong.sv, wrong.en)
            return None

    def _options_are_known(self, words: dict[str, Said], options: dict[str, Any], way: str, where: str) -> bool:
        wrong = [name for name in options if name not in WAYS[way].OPTIONS]
        for name in wrong:
            self._faults.unknown(words[name], where, name, (*VALUE_WORDS, *WAYS[way].OPTIONS))
        return not wrong

    def _codes_are_known(self, words: dict[str, Said], where: str) -> bool:
        said = words.get("codes")
        if said is None or (isinstance(said.value, str) and said.value in self._about.codes):
            return True
        self._faults.no_list(said, where, _as_text(said.value) or "–")
        return False

    def _codes_are_ours(self, words: dict[str, Said], for_field: Field, where: str) -> None:
        if "codes" not in words or (for_field.part.__name__, for_field.name) in REFERENCES:
            return
        listed = self._about.codes[words["codes"].value]
        for wrong in wrong_codes(listed, for_field):
            self._faults.no_code(listed.line, f"codes.{listed.name}", wrong, where)

    def _reference(self, words: dict[str, Said], cls: type[Part], name: str, where: str) -> Reference | None:
        key = (cls.__name__, name)
        targets = REFERENCES.get(key) or _OUTSIDE.get(key)
        if targets is None:
            return None
        allowed = tuple(COLLECTIONS[each] for each in Target if each in targets and each in COLLECTIONS)
        to = tuple(str(each.plain()) for each in _listed(words["to"])) if "to" in words else allowed
        for each in to:
            if each not in allowed:
                self._faults.unknown(words["to"], where, each, allowed)
        marked = self._conditions(words.get("marked"), where)
        by = _as_text(words["by"].value) if "by" in words else "id"
        return Reference(
            to,
            by=by,
            key=self._key(by, to, words, where),
            person=_texts(words.get("person")),
            marked=marked[0] if marked else None,
            outside=key in _OUTSIDE,
        )

    def _key(self, by: str, to: tuple[str, ...], words: dict[str, Said], where: str) -> Steps | None:
        """The place in the other part that holds its name; None when `by` is one of its fields, or its number.

        In XML a lone word that is no field is refused, since it may be one that is misspelt: a place is written `@kod`
        or `./Kod`.
        """
        if by in _NAMED or by in _fields_of(to):
            return None
        if self._kind is Kind.XML and "@" not in by and "/" not in by:
            self._faults.unknown(words["by"], where, by, (*_NAMED, *_fields_of(to)), instead=by and f"@{by}, ./{by}")
        return self._steps(by.removeprefix("./"), words["by"], where)

    def _option(self, words: dict[str, Said], name: str, where: str) -> str | None:
        if name not in words:
            return None
        text = words[name].value
        if isinstance(text, str) and text:
            return text.replace("\\n", "\n").replace("\\t", "\t")
        self._faults.wrong(words[name], where, name, "en text", "a text")
        return None

    def _paths(self, said: Said, where: str) -> tuple[Steps, ...]:
        return tuple(self._one_path(each, where) for each in _listed(said))

    def _one_path(self, said: Said | None, where: str) -> Steps:
        return self._steps(_as_text(said.value), said, where) if said is not None else ()

    def _steps(self, text: str, said: Said, where: str) -> Steps:
        steps = steps_of(text)
        if steps is None:
            self._faults.no_path(said, where, text)
        return steps or ()


@cache
def _fields_of(collections: tuple[str, ...]) -> frozenset[str]:
    """The fields of the parts that stand in these fields of the plan."""
    parts = {name: shape.part for part in (Plan, Need) for name, shape in shapes_of(part).items()}
    return frozenset(field for each in collections if (part := parts.get(each)) for field in part.model_fields)


def _texts(said: Said | None) -> tuple[str, ...]:
    return tuple(_as_text(each.value) for each in _listed(said)) if said is not None else ()


def _listed(said: Said) -> list[Said]:
    return said.value if isinstance(said.value, list) else [said]


def _as_text(value: Any) -> str:
    """The text of a plain value; a blank or a list is none, and no path either."""
    if value is None or isinstance(value, dict | list):
        return ""
    return ("true" if value else "false") if isinstance(value, bool) else str(value)
