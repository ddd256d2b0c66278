"""Waits grow, are spread, and end at a cap."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.rules.retry import FIRST_WAIT, LONGEST_WAIT, wait_before


@given(st.integers(1, 10**9), st.floats(0, 1))
def test_a_wait_is_never_nothing_and_never_longer_than_the_cap(attempt: int, jitter: float):
    assert FIRST_WAIT / 2 <= wait_before(attempt, jitter) <= LONGEST_WAIT


@given(st.integers(1, 100), st.floats(0, 1))
def test_waits_do_not_shrink(attempt: int, jitter: float):
    assert wait_before(attempt, jitter) <= wait_before(attempt + 1, jitter)


def test_jitter_spreads_half_of_the_wait():
    assert (wait_before(1, 0), wait_before(1, 1)) == (1.0, 2.0)
    assert (wait_before(4, 0), wait_before(4, 1)) == (8.0, 16.0)
    assert wait_before(1000, 1) == LONGEST_WAIT
    assert (wait_before(1000, 0, 30.0), wait_before(1000, 1, 30.0)) == (15.0, 30.0)


@pytest.mark.parametrize(("attempt", "jitter"), [(0, 0.5), (1, -0.1), (1, 1.1)])
def test_nonsense_is_refused(attempt: int, jitter: float):
    with pytest.raises(ValueError, match="jitter"):
        wait_before(attempt, jitter)
