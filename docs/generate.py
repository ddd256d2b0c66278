"""Draw the documentation that can be drawn from tables: codes, fields, findings, states of plans and copies, settings.

Run `python docs/generate.py` after a change of a table; a test compares what is committed with what this gives.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from gateway.settings import BrokerSettings, Hosted, Settings, SharedDirectory, StoreSettings, Times, Workers
from mappings.swedish import sv
from mappings.tables.language.words import COLLECTIONS
from schemas import dates, identifiers
from schemas.catalogue import CATALOGUE
from schemas.identifiers import IdentityKind
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.ids_given import NEEDS_ID
from schemas.sip.integrity import REFERENCES, Target
from schemas.sip.shapes import Holds, Shape, shapes_of
from schemas.states import COPY_MOVES, COPY_STATES, PLAN_STATES, TRANSITIONS

HERE = Path(__file__).parent

_RANGES = {
    "0": "Format and parser",
    "1": "Structure and values",
    "2": "References",
    "3": "Lifecycle and statutory content",
    "4": "Routines and county profiles",
    "5": "Consent and copies",
    "6": "Ownership, directory, versions",
    "7": "Sealing and the message",
    "8": "The recipient's journal",
    "9": "What is around us",
}


def findings_page() -> str:
    """The catalogue of findings as Markdown."""
    lines = [
        "# Findings",
        "",
        "Every refusal and warning has a stable code that is never reused, says whose it is to mend, and points",
        "into the document. The texts never quote what a person wrote. Drawn from `schemas/catalogue/` by",
        "`docs/generate.py`.",
    ]
    for digit, title in _RANGES.items():
        rows = {code: row for code, row in sorted(CATALOGUE.items()) if code[3] == digit}
        if rows:
            lines += [
                "",
                f"## {digit}xx {title}",
                "",
                "| code | severity | to mend | svenska | English |",
                "|---|---|---|---|---|",
            ]
            lines += [
                f"| {code} | {row.severity} | {row.fault} | {_cell(row.sv)} | {_cell(row.en)} |"
                for code, row in rows.items()
            ]
    return "\n".join(lines) + "\n"


def codes_page() -> str:
    """Every list of codes of the model, with where it is used and what it means."""
    lines = [
        "# Codes",
        "",
        "The codes of the model, as they stand in SIP XML, SIP JSON and on the left side of the code lists of a",
        "[mapping table](tables.md). Drawn from `schemas/codes.py`, `schemas/states.py` and `mappings/swedish.py` by",
        "`docs/generate.py`.",
    ]
    for kind, fields in sorted(_fields_with_codes().items(), key=lambda each: each[0].__name__):
        about = (kind.__doc__ or "").strip().splitlines()[0]
        used = ", ".join(f"`{each}`" for each in fields)
        lines += ["", f"## {kind.__name__}", "", about, f"Used by {used}.", "", "| code | svenska |", "|---|---|"]
        lines += [f"| `{code.value}` | {code.value if kind is IdentityKind else sv(code)} |" for code in kind]
    return "\n".join(lines) + "\n"


def _fields_with_codes() -> dict[type[StrEnum], list[str]]:
    """Every list of codes that a document can hold → the fields that hold it, in the order of the model."""
    found: dict[type[StrEnum], list[str]] = {}
    for part in _parts():
        for name, shape in shapes_of(part).items():
            if _is_code(shape):
                found.setdefault(shape.kind, []).append(f"{part.__name__}.{name}")
    return found


_KINDS = (
    (dates.PartialDate, "date: a day, a month or a year"),
    (dates.Day, "date: a day"),
    (dates.Moment, "date, or date and time"),
    (identifiers.OrganisationId, "HSA-id (or organisation number)"),
    (identifiers.OrganisationNumber, "organisation number"),
    (identifiers.HsaId, "HSA-id"),
)
_GIVEN = {("Plan", "plan_id"), ("Plan", "version"), ("Consent", "id"), ("Consent", "version"), ("Consent", "plan_id")}
_HELD = {
    Holds.TEXT: "text",
    Holds.TOKEN: "text",
    Holds.BOOLEAN: "yes or no",
    Holds.INTEGER: "number",
    Holds.BYTES: "bytes",
    Holds.INSTANT: "date and time",
}


def fields_page() -> str:
    """Every field that a mapping table can name, by its path."""
    lines = [
        "# Fields",
        "",
        "Every field that a [mapping table](tables.md) can name, by its path: `plan.needs.text` is `text` below",
        "`needs` below `plan`. *needed*: where the part stands, the field must stand too, or the document is refused;",
        "*given*: an id that the system does not say is given in reading. *many*: the field repeats, and a part then",
        "says `each`. Codes lead to their lists. What the parts mean together: [model.md](model.md). Drawn",
        "from `schemas/sip/` and `docs/fields.sv.json` by `docs/generate.py`.",
    ]
    for top, shape in shapes_of(SipDocument).items():
        if shape.part is not None:
            lines += _fields_of_top(top, shape.part)
    return "\n".join(lines) + "\n"


def _fields_of_top(top: str, part: type[Part]) -> list[str]:
    """The sections of `plan`, or of `consents`: its own values first, then a section for each part in it."""
    rows = [(name, shape) for name, shape in shapes_of(part).items() if shape.part is None]
    made = _section(top, part, [_field_row(top, part, name, shape) for name, shape in rows])
    for name, shape in shapes_of(part).items():
        if shape.part is not None:
            first = _field_row(top, part, name, shape)
            made += _section(f"{top}.{name}", shape.part, [first, *_fields_below(f"{top}.{name}", shape.part)])
    return made


def _section(path: str, part: type[Part], rows: list[str]) -> list[str]:
    about = (part.__doc__ or "").strip().splitlines()[0]
    head = ["| field | holds | needed | many | svenska | English |", "|---|---|---|---|---|---|"]
    return ["", f"## `{path}`", "", about, "", *head, *rows]


def _fields_below(path: str, part: type[Part]) -> Iterator[str]:
    for name, shape in shapes_of(part).items():
        yield _field_row(path, part, name, shape)
        if shape.part is not None:
            yield from _fields_below(f"{path}.{name}", shape.part)


def _field_row(path: str, part: type[Part], name: str, shape: Shape) -> str:
    field = part.model_fields[name]
    needed = "given" if _is_given(part, name) else _yes(field.is_required())
    kind = shape.part or (shape.kind if _is_code(shape) else None)
    about = field.description or ((kind.__doc__ or "").strip().splitlines()[0] if kind else "")
    held = _holds(part, name, shape)
    swedish = _cell(_SWEDISH[name])
    return f"| `{path}.{name}` | {held} | {needed} | {_yes(shape.many)} | {swedish} | {_cell(about)} |"


def _is_given(part: type[Part], name: str) -> bool:
    """Whether reading gives the id where the document says none; those of organisations are of the directory."""
    given = {shape.part for each in _parts() for key, shape in shapes_of(each).items() if key in NEEDS_ID}
    return (name == "id" and part in given) or (part.__name__, name) in _GIVEN


def _parts() -> Iterator[type[Part]]:
    """Every part of the model, the outer ones first."""
    seen: dict[type[Part], None] = {}
    waiting: list[type[Part]] = [SipDocument]
    while waiting:
        part = waiting.pop(0)
        if part not in seen:
            seen[part] = None
            waiting += [shape.part for shape in shapes_of(part).values() if shape.part is not None]
    return iter(seen)


def _is_code(shape: Shape) -> bool:
    return isinstance(shape.kind, type) and issubclass(shape.kind, StrEnum)


def _holds(part: type[Part], name: str, shape: Shape) -> str:
    if shape.part is not None:
        return "part"
    targets = REFERENCES.get((part.__name__, name))
    if targets is not None:
        named = [f"`{COLLECTIONS[each]}`" for each in Target if each in targets and each in COLLECTIONS]
        return f"reference to {', '.join([*named, *(['`person`'] if Target.PERSON in targets else [])])}"
    if name in ("excluded_parties", "reported_by"):
        return "reference, also to who is not in the plan"
    if _is_code(shape):
        return f"code of [{shape.kind.__name__}](codes.md#{shape.kind.__name__.lower()})"
    return next((told for kind, told in _KINDS if kind == shape.kind), _HELD[shape.holds])


_SWEDISH: dict[str, str] = json.loads((HERE / "fields.sv.json").read_text(encoding="utf-8"))


def states_page() -> str:
    """The states of plans and copies as Markdown with diagrams."""
    lines = [
        "# States",
        "",
        "Drawn from `schemas/states.py` by `docs/generate.py`.",
        "",
        "## A plan at its home",
        "",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {start.name} --> {end.name}: {event.value}" for (start, event), end in TRANSITIONS.items()),
        "```",
        "",
        "| state | på svenska | CarePlan.status | copies leave | ends the plan |",
        "|---|---|---|---|---|",
        *(
            f"| `{state.value}` | {row.sv} | {row.status.value} | {_yes(row.copies_leave)} | {_yes(row.final)} |"
            for state, row in PLAN_STATES.items()
        ),
        "",
        "## A copy",
        "",
        "| state | på svenska | set by | final | told by | may become |",
        "|---|---|---|---|---|---|",
        *(
            f"| `{state.value}` | {row.sv} | {row.set_by.value} | {_yes(row.final)} | {row.answer.value} | "
            f"{', '.join(sorted(each.value for each in COPY_MOVES[state])) or '–'} |"
            for state, row in COPY_STATES.items()
        ),
    ]
    return "\n".join(lines) + "\n"


_GROUPS = (
    ("", Settings),
    ("[[organisation]]", Hosted),
    ("[store]", StoreSettings),
    ("[broker]", BrokerSettings),
    ("[shared]", SharedDirectory),
    ("[workers]", Workers),
    ("[times]", Times),
)


def settings_page() -> str:
    """Every line of `samspel.toml` as Markdown."""
    lines = [
        "# Settings",
        "",
        "Drawn from `gateway/settings.py` by `docs/generate.py`: everything that `samspel.toml` can say. Durations are",
        "ISO 8601 (`PT30S`, `P14D`), paths are relative to the file, unknown names are refused. Without `[store]` the",
        "database is SQLite, and without `[broker]` the queues are a file, for one process. Times, organisations and",
        "`[shared]` change while the gateway works; the rest at the next start.",
    ]
    for name, group in _GROUPS:
        rows = [(field.alias or each, field) for each, field in group.model_fields.items() if field.description]
        lines += ["", f"## `{name}`" if name else "## First of all", "", _cell(group.__doc__ or ""), ""]
        lines += ["| name | default | what |", "|---|---|---|"]
        lines += [f"| `{each}` | {_default(field)} | {_cell(field.description or '')} |" for each, field in rows]
    return "\n".join(lines) + "\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "must be said"
    value = field.default
    if value is None or value == ():
        return "–"
    shown = TypeAdapter(type(value)).dump_python(value, mode="json") if isinstance(value, timedelta) else value
    return f"`{str(shown).lower() if isinstance(value, bool) else shown}`"


def _yes(answer: bool) -> str:
    return "yes" if answer else "no"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


PAGES = {
    "codes.md": codes_page,
    "fields.md": fields_page,
    "findings.md": findings_page,
    "states.md": states_page,
    "settings.md": settings_page,
}


def main() -> None:
    """Write every page that is drawn."""
    for name, draw in PAGES.items():
        (HERE / name).write_text(draw(), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
