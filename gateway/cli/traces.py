"""Whether a defect shows where it happened: off by default, since a trace can hold what a person wrote."""

from __future__ import annotations

import os

VARIABLE = "SAMSPEL_TRACE"


def shows_traces() -> bool:
    """Whether the person at the keyboard has asked for traces."""
    return os.environ.get(VARIABLE) == "1"
