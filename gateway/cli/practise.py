"""`samspel practise`: a small journal system for each organisation, to try a gateway with before a real one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Optional

import typer

from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.stopping import stop_signals
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from threading import Event

    from adapters.file_drop.practice_system import PracticeSystem

JOURNAL = "practice-journal.jsonl"
LOOKS_EVERY = 0.5  # seconds; a folder that nothing has come to costs one look


def practise(
    organisations: Annotated[
        Optional[list[str]],  # noqa: UP045
        typer.Argument(metavar="ORG", help="Only these. Default: all of the gateway's settings."),
    ] = None,
    *,
    once: Annotated[bool, typer.Option("--once", help="Import what lies there now, and end.")] = False,
    pause: Annotated[
        float, typer.Option("--pause", min=0, max=3600, help="Seconds between two looks: a system that is slow.")
    ] = LOOKS_EVERY,
    data: Data = DEFAULT_DATA,
    lang: Lang = None,
) -> None:
    """Be the journal systems: import copies, keep a journal beside, write receipts. Test persons only."""
    voice, systems = Voice.of(lang), _systems(data, organisations or [])
    with stop_signals() as stop:
        written = _work(voice, systems, stop, pause, once=once)
    voice.result(voice.choose(f"{written} nya anteckningar", f"{written} new entries"))


def _work(voice: Voice, systems: list[PracticeSystem], stop: Event, pause: float, *, once: bool) -> int:
    written, away = 0, set[str]()
    while not stop.is_set():
        for each in systems:
            try:
                written += each.run_once()
                away.discard(each.organisation)
            except OSError:  # its folder has gone: that of the others has not
                if each.organisation not in away:
                    away.add(each.organisation)
                    voice.tell(f"{each.organisation}: mappen kan inte nås", f"{each.organisation}: no such folder")
        if once:
            break
        stop.wait(pause)
    return written


def _systems(data: Path, chosen: Collection[str]) -> list[PracticeSystem]:
    """Raises Rejected: SIP988 where there is no gateway, SIP995 for an organisation that is not in its settings."""
    from adapters.file_drop.practice_system import PracticeSystem
    from gateway.bootstrap import SETTINGS_FILE, now, read_settings

    file = data / SETTINGS_FILE if data.is_dir() else data
    if not file.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    hosted = {each.id: file.parent / each.folder for each in read_settings(file).organisations}
    if set(chosen) - hosted.keys():
        raise Rejected(findings=(finding("SIP995", hosted=", ".join(sorted(hosted)) or "-"),))
    wanted = chosen or hosted
    return [
        PracticeSystem(root, each, root / JOURNAL, now, _Everybody()) for each, root in hosted.items() if each in wanted
    ]


class _Everybody(Collection[str]):
    """Everybody is registered in a journal to practise with."""

    def __contains__(self, _number: object) -> bool:
        return True

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0
