"""`samspel`, with one journal system made slow or dead: `python -m tests.platform.slow_journal COMMAND...`.

What a network disk does when it hangs cannot be asked of a folder. So the file drop of SLOW_JOURNAL takes SLOW_SECONDS
for each copy; all else is the program as it is.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

from adapters.file_drop import FileDrop
from gateway.cli import main


def make_slow(organisation: str, seconds: float) -> None:
    """Let recording a copy take that long in that organisation's file drop."""
    straight = FileDrop.record

    def record(self: FileDrop, copied: Any) -> Any:
        if copied.copy_id.recipient == organisation:
            time.sleep(seconds)
        return straight(self, copied)

    FileDrop.record = record  # type: ignore[method-assign]


if __name__ == "__main__":
    make_slow(os.environ["SLOW_JOURNAL"], float(os.environ["SLOW_SECONDS"]))
    sys.exit(main())
