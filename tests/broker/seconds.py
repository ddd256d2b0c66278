"""Seconds that pass when a test says so."""

from __future__ import annotations


class Seconds:
    """Time that moves when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now
