"""`samspel migrate`: bring the database to the schema of this program, or back to an older one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from gateway.cli.exits import Exit
from gateway.cli.options import DEFAULT_DATA, Data, Lang
from gateway.cli.voice import Voice
from schemas.errors import Rejected, StoreUnavailable
from schemas.findings import finding

if TYPE_CHECKING:
    from sqlite3 import Connection

    from sqlalchemy import Engine

    from gateway.settings import Settings

_EMPTY = "base"
_OTHERS_END = timedelta(seconds=3)  # a command that was given just before


class _Owner(NamedTuple):
    """Who may change the schema, where the settings name another user, who may not."""

    url: str | None
    password_file: Path | None

    def instead(self, settings: Settings) -> Settings:
        """The settings with the owner's URL and password; a `password_file` of who works is not used.

        Raises Rejected (SIP653) for a URL that is none or says a password, and where there is no PostgreSQL.
        """
        from pydantic import ValidationError

        from gateway.settings import StoreSettings

        if self.url is None and self.password_file is None:
            return settings
        if settings.store is None:
            raise Rejected(findings=(finding("SIP653", "/store"),))
        url = settings.store.url if self.url is None else self.url
        file = self.password_file and self.password_file.absolute()  # said by who types it, not by samspel.toml
        try:
            owned = StoreSettings(url=url, password_file=file)
        except ValidationError:
            raise Rejected(findings=(finding("SIP653", "/store/url"),)) from None
        return settings.model_copy(update={"store": owned})


def migrate(
    *,
    data: Data = DEFAULT_DATA,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; end with 1 when there is work to do.")
    ] = False,
    to: Annotated[str | None, typer.Option("--to", metavar="SCHEMA", help="Another schema than the newest.")] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Lose what the older schema cannot hold.")] = False,
    url: Annotated[
        str | None,
        typer.Option("--url", help="The same PostgreSQL, as the user who owns it instead of the one who works."),
    ] = None,
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="FILE", help="The owner's; else SAMSPEL_STORE_PASSWORD has it."),
    ] = None,
    lang: Lang = None,
) -> int:
    """Bring the database to the schema of this program. On PostgreSQL others may go on working in it meanwhile."""
    from gateway.store.migrations import every_step, migrate_down, noted_revision
    from gateway.store.migrations import migrate as migrate_up

    voice, steps = Voice.of(lang), every_step()
    target = max(steps) if to is None else to
    if target not in (*steps, _EMPTY):
        raise Rejected(findings=(finding("SIP961"),))
    with _database(data, _Owner(url, password_file), alone=not check) as engine:
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
def _database(data: Path, owner: _Owner, *, alone: bool) -> Iterator[Engine]:
    """The database that the settings name, whatever its schema; on PostgreSQL as its owner, where one is said.

    Nobody else has the folder of an embedded gateway meanwhile. An edge's is not locked, since commands are given
    beside what works there: with `alone` nobody else has its SQLite file open, nor opens it. Raises StoreUnavailable
    (SIP651) when somebody does.
    """
    from gateway.bootstrap import SETTINGS_FILE, read_settings
    from gateway.bootstrap.choosing import open_engine
    from gateway.store.folder_lock import FolderLock

    file = data / SETTINGS_FILE if data.is_dir() else data
    if not file.is_file():
        raise Rejected(findings=(finding("SIP988"),))
    settings, inside = owner.instead(read_settings(file)), file.parent
    with ExitStack() as undo:
        in_file = settings.store is None
        if in_file and settings.embedded:
            (inside / settings.data).mkdir(parents=True, exist_ok=True)
            lock = FolderLock(inside / settings.data / "lock")
            lock.acquire()
            undo.callback(lock.release)
        engine = open_engine(settings, inside, inside / settings.data)
        undo.callback(engine.dispose)
        if in_file and alone and not settings.embedded:
            _shut_others_out(engine)
        yield engine


def _shut_others_out(engine: Engine) -> None:
    """Take SQLite's lock on the whole file, for as long as the engine's connection lives.

    Whoever works in it has a connection open, and each open connection holds a share of that lock.
    """
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    def alone(connection: Connection, _: object) -> None:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute(f"PRAGMA busy_timeout = {_OTHERS_END // timedelta(milliseconds=1)}")

    event.listen(engine, "connect", alone)
    try:
        with engine.begin():  # a connection takes the lock when it begins, and keeps it
            return
    except OperationalError:
        raise StoreUnavailable("others have the database open", code="SIP651") from None


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
