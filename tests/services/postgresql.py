"""Starts one PostgreSQL of Debian's package on loopback, in a cluster of its own that is thrown away afterwards."""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
from pathlib import Path

from tests.services.ports import free_port

OWNER = "postgres"  # PostgreSQL refuses to run as root


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[-1].parent if found else None


def missing() -> str | None:
    """Why it cannot be started here, if so."""
    return None if _programs() else "PostgreSQL is not installed (Debian: postgresql)"


def start(folder: Path) -> dict[str, str]:
    """Start it; what tests need to know. It is stopped with `stop` of the same folder."""
    programs = _programs()
    assert programs is not None
    folder.mkdir(parents=True)
    if os.getuid() == 0:
        shutil.chown(folder, OWNER, OWNER)
        for parent in folder.parents:  # its owner must reach it
            if not parent.stat().st_mode & stat.S_IXOTH:
                parent.chmod(parent.stat().st_mode | stat.S_IXGRP | stat.S_IXOTH)
    port = free_port()
    _run(programs / "initdb", "-D", folder / "data", "-U", "samspel", "-A", "trust", "-E", "UTF8", "--locale=C")
    options = f"-c listen_addresses=127.0.0.1 -c port={port} -c unix_socket_directories={folder} -c max_connections=200"
    _run(programs / "pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
    return {"SAMSPEL_TEST_POSTGRESQL": f"postgresql://samspel@127.0.0.1:{port}/postgres"}


def stop(folder: Path) -> None:
    """Stop it at once: nothing in it is needed any more."""
    programs = _programs()
    assert programs is not None
    _run(programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop")


def start_again(folder: Path) -> int:
    """Start one that was stopped, at the port that it had; gives that."""
    options = shlex.split((folder / "data" / "postmaster.opts").read_text(encoding="utf-8"))[3:]
    programs = _programs()
    assert programs is not None
    _run(programs / "pg_ctl", "-D", folder / "data", "-o", shlex.join(options), "-l", folder / "log", "-w", "start")
    return next(int(each.removeprefix("port=")) for each in options if each.startswith("port="))


def restart(folder: Path) -> None:
    """Start it again where it was, with what lies in it."""
    programs = _programs()
    assert programs is not None
    _run(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-w", "restart")


def _run(*command: str | Path) -> None:
    as_owner = ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups"] if os.getuid() == 0 else []
    done = subprocess.run(
        [*as_owner, *map(str, command)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        cwd="/",
        check=False,
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name}: {done.stderr}")
