"""What a run was made on: words without names."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

import httpx
import psycopg

from tests.bench.services import Services

LIBRARIES = ("lxml", "orjson", "pydantic", "sqlalchemy", "psycopg", "pika", "joserfc", "cryptography", "saxonche")


def described(services: Services) -> dict[str, str]:
    """Property → words."""
    return {
        "processor": f"{os.cpu_count()} cores, {_processor()}",
        "memory": _memory(),
        "system": f"{platform.system()} {platform.release()}",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        **_services(services),
        "libraries": ", ".join(f"{each} {version(each)}" for each in LIBRARIES),
        "program": _program(),
    }


def load() -> str:
    """How much else the machine does: the system's mean over a minute."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def _processor() -> str:
    with suppress(OSError, StopIteration):
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    return platform.machine()


def _memory() -> str:
    if not hasattr(os, "sysconf"):
        return "unknown"
    return f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 1e9:.0f} GB"


def _services(services: Services) -> dict[str, str]:
    if services.rabbitmq is None or services.postgresql is None:
        return {"RabbitMQ, PostgreSQL": services.why_not}
    node = services.rabbitmq
    answer = httpx.get(f"{node.management}/api/overview", auth=(node.user, node.password)).json()
    with psycopg.connect(services.postgresql.url) as connection:
        row = connection.execute("SHOW server_version").fetchone()
    one = "one node, on the same machine"
    return {"RabbitMQ": f"{answer['rabbitmq_version']}, {one}", "PostgreSQL": f"{row[0] if row else '?'}, {one}"}


def _program() -> str:
    with suppress(OSError, subprocess.CalledProcessError):
        here = Path(__file__).parent
        asked = ["git", "-C", str(here), "rev-parse", "--short", "HEAD"]
        return subprocess.run(asked, capture_output=True, text=True, check=True).stdout.strip()
    return version("samspel")
