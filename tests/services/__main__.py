"""`python -m tests.services up FOLDER` starts both and prints what to set; `down FOLDER` ends them.

eval "$(python -m tests.services up FOLDER)"; make test; python -m tests.services down FOLDER
"""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from tests.services import postgresql, rabbitmq

SERVICES = {"rabbitmq": rabbitmq, "postgresql": postgresql}


def up(folder: Path) -> None:
    """Start what is not running yet in that folder, and say how it is reached."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o755)
    for name, service in SERVICES.items():
        if reason := service.missing():
            sys.exit(reason)
        if not (folder / f"{name}.env").exists():
            told = service.start(folder / name)
            lines = [f"export {key}={shlex.quote(value)}" for key, value in told.items()]
            (folder / f"{name}.env").write_text("\n".join(lines) + "\n", encoding="utf-8")
        sys.stdout.write((folder / f"{name}.env").read_text(encoding="utf-8"))


def down(folder: Path) -> None:
    """End what `up` has started there, and take the folder away."""
    for name, service in SERVICES.items():
        if (folder / name).exists():
            service.stop(folder / name)
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    _, word, where = sys.argv
    {"up": up, "down": down}[word](Path(where).resolve())
