"""`samspel doctor`: is everything that the gateway stands on in order, and if not, what to do."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from gateway.doctor.results import Level, Result


def doctor(
    *,
    data: Data = DEFAULT_DATA,
    as_json: Annotated[bool, typer.Option("--json", help="One object for each check and line.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="End with 1 for warnings too.")] = False,
    lang: Lang = None,
) -> int:
    """Look at settings, folders, disk, database, clock, broker, directory, keys, journals and work; change nothing."""
    from gateway.doctor.examine import examine
    from gateway.doctor.patient import Patient
    from gateway.doctor.results import Level, worst

    voice, patient = Voice.of(lang), Patient(_settings_file(data))
    levels: list[Level] = []
    try:
        for result in examine(patient):
            voice.result(json.dumps(result.as_json(), ensure_ascii=False) if as_json else _text(voice, result))
            levels.append(result.level)
    finally:
        patient.close()
    _tell_end(voice, levels)
    refused = {Level.FAULT, Level.WARNING} if strict else {Level.FAULT}
    return Exit.REFUSED if worst(levels) in refused else Exit.DONE


def _settings_file(data: Path) -> Path:
    from gateway.bootstrap import SETTINGS_FILE

    file = data / SETTINGS_FILE if data.is_dir() else data
    if not file.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    return file


_LEVELS = {"ok": ("ok", "ok"), "warning": ("varning", "warning"), "fault": ("FEL", "FAULT")}


def _text(voice: Voice, result: Result) -> str:
    """One line for the check, and one for each thing to do."""
    level = voice.choose(*_LEVELS[result.level.value])
    seen = " ".join(f"{name}={value}" for name, value in result.seen.items())
    return "\n".join([f"{level:8}{result.check:11}{seen}".rstrip(), *_to_do(voice, result)])


def _to_do(voice: Voice, result: Result) -> list[str]:
    return [f"        {voice.finding(each)}" for each in result.findings]


def _tell_end(voice: Voice, levels: list[Level]) -> None:
    faults, warnings = (sum(each.value == level for each in levels) for level in ("fault", "warning"))
    voice.tell(
        f"{len(levels)} kontroller: {faults} fel, {warnings} {'varning' if warnings == 1 else 'varningar'}.",
        f"{len(levels)} checks: {faults} {_s('fault', faults)}, {warnings} {_s('warning', warnings)}.",
    )


def _s(word: str, count: int) -> str:
    return word if count == 1 else f"{word}s"
