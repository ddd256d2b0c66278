"""How long to wait before trying again: growing, capped, spread by a jitter that is passed in."""

from __future__ import annotations

FIRST_WAIT = 2.0  # seconds; long enough for a restart of a broker or a store to have begun
FACTOR = 2.0  # doubling: a fault of minutes costs few tries, one of seconds is over soon
LONGEST_WAIT = 15 * 60.0  # seconds; a partner that comes back after a night gets its copies within a quarter
TRIES_OF_A_DEFECT = 3  # an exception that is neither Rejected nor Unavailable: DESIGN "Exchange"
_STEPS = 40  # doublings after which the cap holds for any FIRST_WAIT of ours, so that no power overflows


def wait_before(attempt: int, jitter: float, longest: float = LONGEST_WAIT) -> float:
    """Seconds to wait before try number `attempt` (1 = the first retry), for a `jitter` in 0..1.

    Half of the wait is fixed and half is spread, so that many streams that failed together do not come back together,
    however often they failed. Never longer than `longest`. Raises ValueError for an attempt below 1 or a jitter
    outside 0..1.
    """
    if attempt < 1 or not 0 <= jitter <= 1:
        raise ValueError("attempts are counted from 1 and jitter is within 0..1")
    full = min(longest, FIRST_WAIT * FACTOR ** min(attempt - 1, _STEPS))
    return full / 2 + full / 2 * jitter
