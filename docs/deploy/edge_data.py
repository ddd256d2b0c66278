"""An edge's database and keys as one tar file, and back: needs nothing but Python, and may stand after `python -c`.

`save FOLDER` writes the tar to the standard output while the edge works; `restore FOLDER` reads it from the standard
input, with the edge stopped. FOLDER is the edge's data folder, `/data` in its container.
"""

import io
import os
import sqlite3
import sys
import tarfile
import tempfile
from contextlib import closing
from pathlib import Path

DATABASE, KEYS = "samspel.db", "keys"


def save(data: Path) -> None:
    """One moment of the database, however much is written meanwhile; then the keys, so that none of its time lacks."""
    with tempfile.TemporaryDirectory(dir=data) as beside, tarfile.open(fileobj=sys.stdout.buffer, mode="w|") as tar:
        copy = Path(beside) / DATABASE
        with closing(sqlite3.connect(data / DATABASE)) as live, closing(sqlite3.connect(copy)) as saved:
            live.backup(saved)
        tar.add(copy, DATABASE)
        if (data / KEYS).is_dir():
            tar.add(data / KEYS, KEYS)


def restore(data: Path) -> None:
    """The database that was saved, in place of the one that is there and of its log. Keys that are there stay: they
    are no older, and what came last is sealed to them. Keys of another gateway are refused: what is restored would not
    be read with them.
    """
    refuse_while_in_use(data / DATABASE)
    with tarfile.open(fileobj=io.BytesIO(sys.stdin.buffer.read())) as tar:
        saved = {each.name: tar.extractfile(each) for each in tar if each.isfile()}
        if DATABASE not in saved:
            sys.exit("this is no back-up of an edge")
        said = {name: body.read() for name, body in saved.items()}
    salt = f"{KEYS}/salt"
    if (data / salt).exists() and (data / salt).read_bytes() != said.get(salt):
        sys.exit("the keys here are not those of the back-up: move the folder keys away first")
    for name, body in said.items():
        if Path(name).parent == Path(KEYS) and not (data / name).exists():
            (data / name).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            (data / name).write_bytes(body)
    new = data / f"{DATABASE}.new"
    new.write_bytes(said[DATABASE])
    for log in data.glob(f"{DATABASE}-*"):
        log.unlink()
    new.replace(data / DATABASE)


def refuse_while_in_use(database: Path) -> None:
    """Whoever has it open holds a share of the lock that is asked for."""
    if not database.exists():
        return
    with closing(sqlite3.connect(database, timeout=0)) as connection:
        try:
            connection.executescript("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; ROLLBACK")
        except sqlite3.OperationalError as refused:
            if "locked" in str(refused):
                sys.exit("the edge works in this folder: stop it first")
        except sqlite3.DatabaseError:
            pass  # broken: that is why it is restored


if __name__ == "__main__":
    os.umask(0o077)
    {"save": save, "restore": restore}[sys.argv[1]](Path(sys.argv[2]))
