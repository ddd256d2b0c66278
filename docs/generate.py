"""Draw the documentation that can be drawn from tables: codes, findings, states of plans and copies, settings.

Run `python docs/generate.py` after a change of a table; a test compares what is committed with what this gives.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from pathlib import Path

from pydantic import TypeAdapter
from pydantic.fields import FieldInfo

from gateway.settings import BrokerSettings, Hosted, Settings, SharedDirectory, StoreSettings, Times, Workers
from mappings.swedish import sv
from schemas.catalogue import CATALOGUE
from schemas.identifiers import IdentityKind
from schemas.sip.base import Part
from schemas.sip.document import SipDocument
from schemas.sip.shapes import shapes_of
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
    seen: set[type[Part]] = set()
    waiting: list[type[Part]] = [SipDocument]
    while waiting:
        part = waiting.pop(0)
        if part in seen:
            continue
        seen.add(part)
        for name, shape in shapes_of(part).items():
            if shape.part is not None:
                waiting.append(shape.part)
            elif isinstance(shape.kind, type) and issubclass(shape.kind, StrEnum):
                found.setdefault(shape.kind, []).append(f"{part.__name__}.{name}")
    return found


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
