"""Measures of one run, as ratios to something plain on the same machine: `python -m tests.bench`. Asserts nothing."""
