"""`samspel migrate`: bring the database to the schema of this program, or back to an older one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected
from schemas.findings import finding

if TYPE_CHECKING:
    from sqlalchemy import Engine

_EMPTY = "base"


def migrate(
    *,
    data: Data = DEFAULT_DATA,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; end with 1 when there is work to do.")
    ] = False,
    to: Annotated[str | None, typer.Option("--to", metavar="SCHEMA", help="Another schema than the newest.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Lose what the older schema cannot hold.")] = False,
    lang: Lang = None,
) -> int:
    """Bring the database to the schema of this program. Others may go on working in it meanwhile (PostgreSQL)."""
    from gateway.store.migrations import every_step, migrate_down, noted_revision
    from gateway.store.migrations import migrate as migrate_up

    voice, steps = Voice.of(lang), every_step()
    target = max(steps) if to is None else to
    if target not in (*steps, _EMPTY):
        raise Rejected(findings=(finding("SIP961"),))
    with _database(data) as engine:
        found = noted_revision(engine) or _EMPTY
        _tell_where(voice, found, target)
        if check:
            return Exit.DONE if _reached(found, target, chosen=to is not None) else Exit.REFUSED
        if to is not None and _place(found) > _place(target):
            _tell_lost(voice, steps, found, target)
            if not yes:
                raise Rejected(findings=(finding("SIP962"),))
            migrate_down(engine, target)
        else:
            migrate_up(engine, target)
        schema = noted_revision(engine) or _EMPTY
        voice.result(voice.choose(f"Klart: schema {schema}.", f"Done: schema {schema}."))
    return Exit.DONE


def _place(schema: str) -> str:
    """Schemas in the order that they came in: an empty database is before all."""
    return "" if schema == _EMPTY else schema


def _reached(found: str, target: str, *, chosen: bool) -> bool:
    """A newer schema is reached too, unless one was asked for: programs of two versions may use one database."""
    return found == target if chosen else _place(found) >= _place(target)


@contextmanager
def _database(data: Path) -> Iterator[Engine]:
    """The database that the settings name, whatever its schema; nobody else has the folder meanwhile."""
    from gateway.bootstrap import SETTINGS_FILE, read_settings
    from gateway.bootstrap.choosing import open_engine
    from gateway.store.folder_lock import FolderLock

    file = data / SETTINGS_FILE if data.is_dir() else data
    if not file.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    settings, inside = read_settings(file), file.parent
    with ExitStack() as undo:
        if settings.store is None:
            (inside / settings.data).mkdir(parents=True, exist_ok=True)
            lock = FolderLock(inside / settings.data / "lock")
            lock.acquire()
            undo.callback(lock.release)
        engine = open_engine(settings, inside, inside / settings.data)
        undo.callback(engine.dispose)
        yield engine


def _tell_where(voice: Voice, found: str, target: str) -> None:
    if found == target:
        voice.tell(f"Databasen har schema {found}.", f"The database has schema {found}.")
    else:
        voice.tell(
            f"Databasen har schema {found}; {target} är målet.",
            f"The database has schema {found}; the goal is {target}.",
        )


def _tell_lost(voice: Voice, steps: dict[str, dict[str, str]], found: str, target: str) -> None:
    for schema in sorted((each for each in steps if _place(target) < each <= found), reverse=True):
        lost = steps[schema]
        voice.tell(f"Utan {schema} går förlorat: {lost['sv']}", f"Without {schema} is lost: {lost['en']}")
