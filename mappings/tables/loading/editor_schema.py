"""The JSON Schema of tables, made of the model and of the transformations, so that editors complete and check a table.

`python -m mappings.tables.loading.editor_schema` writes it to `mapping-table.schema.json`, in the folder above.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from pathlib import Path
from typing import Any

from mappings.tables.language.rules import Kind
from mappings.tables.language.words import BUDGET_WORDS
from mappings.tables.loading.rules import WRITTEN_AS_ONE
from mappings.tables.sources import ENCODINGS
from mappings.tables.ways import WAYS
from schemas.json_schemas import BASE, as_text
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.integrity import REFERENCES
from schemas.sip.process import ClassifiedText
from schemas.sip.shapes import Shape, shapes_of

NAME = "mapping-table.schema.json"

_PATH = {"$ref": "#/$defs/path"}
_TEXT = {"type": ["string", "integer", "boolean"]}
_TEXTS = {"anyOf": [_TEXT, {"type": "array", "items": _TEXT, "minItems": 1}]}
_REASON = {"type": "string", "minLength": 1, "description": "why, in a sentence"}
_WHERE = {
    "type": "object",
    "additionalProperties": _TEXTS,
    "description": "place: the text, or texts, that stand there",
}

_PART_WORDS: dict[str, Any] = {
    "from": _PATH | {"description": "where the part stands"},
    "each": _PATH | {"description": "every place found there is a part of its own; `row` for a row of CSV"},
    "group": {"anyOf": [_PATH, {"type": "array", "items": _PATH}], "description": "places with the same texts are one"},
    "where": _WHERE,
}
_ONE = {"type": ["string", "number", "boolean"]}


def _one_or_several(one: dict[str, Any], description: str) -> dict[str, Any]:
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}], "description": description}


_OTHERWISE = {"description": "what is read where nothing stands"}
_BY_TABLE = "the table itself says it; it stands in no document. A list for a field that repeats"
_VALUE_WORDS: dict[str, Any] = {
    "from": {"anyOf": [_PATH, {"type": "array", "items": _PATH, "minItems": 1}], "description": "where it stands"},
    "as": {"enum": sorted(WAYS), "description": "the transformation"},
    "value": _one_or_several(_ONE, _BY_TABLE),
    "otherwise": _ONE | _OTHERWISE,
    "nothing": _TEXTS | {"description": "texts that say nothing here"},
    "joined_by": {"type": "string", "description": "several places make one text, with this between them"},
    "split_by": {"type": "string", "description": "one place holds several values, with this between them"},
}
_REFERENCE_WORDS: dict[str, Any] = {
    "by": {"type": "string", "description": "id, number, a field of the other part, or a place in it: `@ref`, `./Kod`"},
    "to": {"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]},
    "person": _TEXTS | {"description": "the texts that mean the one whom the plan is about"},
    "marked": _WHERE,
}
_CODES = {
    "anyOf": [
        {
            "type": "object",
            "required": ["map"],
            "properties": {"map": {"type": "string"}},
            "additionalProperties": False,
            "description": "a ConceptMap that Samspel publishes",
        },
        {"type": "object", "additionalProperties": _TEXTS, "description": "our code: the system's"},
    ]
}


def editor_schema() -> dict[str, Any]:
    """The schema, as JSON data."""
    definitions: dict[str, Any] = {"path": {"type": ["string", "integer"], "description": "such as `Klient/Fornamn`"}}
    for part in _parts_below(SipDocument):
        definitions[part.__name__] = _of_part(part)
    whole = definitions.pop("SipDocument")["properties"]
    definitions |= _values()
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"{BASE}{NAME}",
        "title": "A mapping table: how a journal system writes a SIP",
        "type": "object",
        "required": ["table", "format", "plan"],
        "additionalProperties": False,
        "properties": {**_top_words(), "plan": whole["plan"], "consents": whole["consents"]},
        "$defs": dict(sorted(definitions.items())),
    }


def _top_words() -> dict[str, Any]:
    count = {"type": "integer", "minimum": 0}
    return {
        "table": {"type": "string", "description": "the name of the table"},
        "says": {"type": "string", "description": "what it is for"},
        "format": {"enum": [each.value for each in Kind]},
        "encoding": {"enum": sorted(ENCODINGS)},
        "root": {"type": "string", "description": "XML: the name of the root element"},
        "namespaces": {"type": "object", "additionalProperties": {"type": "string"}},
        "delimiter": {"type": "string", "description": "CSV: one character, or `tab`"},
        "quote": {"type": "string", "maxLength": 1},
        "bom": {"type": "boolean", "description": "CSV: whether a byte order mark is written"},
        "zone": {"type": "string", "description": "of times without one; Europe/Stockholm if nothing is said"},
        "nothing": {"type": "array", "items": _TEXT, "description": "texts that mean that nothing is said"},
        "known_organisations": {"type": "array", "items": {"type": "object", "required": ["id", "name", "kind"]}},
        "codes": {"type": "object", "additionalProperties": _CODES},
        "ignore": {"type": "object", "additionalProperties": _REASON, "description": "place: why it is left out"},
        "not_carried": {"type": "object", "additionalProperties": _REASON, "description": "field: why it is not held"},
        "order": {"type": "array", "items": _PATH, "description": "places in the order in which they are written"},
        "budget": {
            "type": "object",
            "properties": dict.fromkeys(BUDGET_WORDS, count),
            "additionalProperties": False,
        },
    }


def _of_part(part: type[Part]) -> dict[str, Any]:
    fields = {name: _of_field(part, name, shape) for name, shape in shapes_of(part).items()}
    words = {name: each for name, each in _PART_WORDS.items() if name not in fields}
    made: dict[str, Any] = {"type": "object", "additionalProperties": False, "properties": {**words, **fields}}
    if part.__doc__:
        made["description"] = part.__doc__.strip().splitlines()[0]
    return made


def _of_field(part: type[Part], name: str, shape: Shape) -> dict[str, Any]:
    one = _of_value(part, name, shape)
    if shape.part is not None:
        inner = [{"$ref": f"#/$defs/{shape.part.__name__}"}]
        if shape.part is ClassifiedText:
            inner.append(_PATH)
        one = {"anyOf": inner + one["anyOf"]} if shape.part in WRITTEN_AS_ONE else _any_of(inner)
    made = {"anyOf": [one, {"type": "array", "items": one}]} if shape.many else one
    described = part.model_fields[name].description
    return {**made, "description": described} if described else made


def _any_of(ways: list[dict[str, Any]]) -> dict[str, Any]:
    return ways[0] if len(ways) == 1 else {"anyOf": ways}


def _of_value(part: type[Part], name: str, shape: Shape) -> dict[str, Any]:
    if (part.__name__, name) in REFERENCES or name == "excluded_parties":
        return _path_or("reference")
    if isinstance(shape.kind, type) and issubclass(shape.kind, Enum):
        return _path_or(f"value-of-{shape.kind.__name__}")
    return _path_or("value")


def _path_or(definition: str) -> dict[str, Any]:
    return {"anyOf": [_PATH, {"$ref": f"#/$defs/{definition}"}]}


def _values() -> dict[str, Any]:
    """The long forms of a value: of any field, of a reference, of a field with codes of ours."""
    made = {"value": _long_form(_VALUE_WORDS), "reference": _long_form({**_VALUE_WORDS, **_REFERENCE_WORDS})}
    for part in _parts_below(SipDocument):
        for shape in shapes_of(part).values():
            if isinstance(shape.kind, type) and issubclass(shape.kind, Enum):
                code = {"enum": [each.value for each in shape.kind]}
                said = {"value": _one_or_several(code, _BY_TABLE), "otherwise": code | _OTHERWISE}
                made[f"value-of-{shape.kind.__name__}"] = _long_form({**_VALUE_WORDS, **said})
    return made


def _long_form(words: dict[str, Any]) -> dict[str, Any]:
    options: dict[str, Any] = {option: {} for way in WAYS.values() for option in sorted(way.OPTIONS)}
    return {"type": "object", "additionalProperties": False, "properties": {**options, **words}}


def _parts_below(cls: type[Part]) -> Iterator[type[Part]]:
    seen: dict[type[Part], None] = {}
    waiting = [cls]
    while waiting:
        part = waiting.pop()
        if part not in seen:
            seen[part] = None
            waiting += [shape.part for shape in shapes_of(part).values() if shape.part is not None]
    return iter(seen)


def main(folder: Path = Path(__file__).parent.parent) -> None:
    """Write the schema."""
    (folder / NAME).write_text(as_text(editor_schema()), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
