"""Where the time of a part goes: `python -m tests.bench profile PART [FUNCTIONS]`, embedded, in this thread."""

from __future__ import annotations

import cProfile
import pstats
import sys
from dataclasses import replace

from tests.bench.figures import USUAL
from tests.bench.parts import PARTS, run_part
from tests.bench.services import NOTHING

FEW = replace(USUAL, documents=20, rounds=2, plans=8, starts=1, rates=(15,), steady_seconds=5.0, stored=(20, 1000))
OURS = r"/(schemas|mappings|adapters|gateway)/"


def profile(part: str = "copies", functions: str = "30") -> None:
    """Print the functions that cost most by themselves, and those of ours with all that they call."""
    if part not in PARTS:
        sys.exit(f"no such part: {part}; there are {', '.join(PARTS)}")
    profiler = cProfile.Profile()
    profiler.runcall(run_part, part, FEW, NOTHING)
    stats = pstats.Stats(profiler)
    stats.sort_stats("tottime").print_stats(int(functions))
    stats.sort_stats("cumulative").print_stats(OURS, int(functions))
