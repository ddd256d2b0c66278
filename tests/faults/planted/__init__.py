"""The oracle is tested: faults that a gateway could have are planted into real processes, and must be reported.

`python -m tests.faults.planted NAME ...` is `samspel ...` with that fault; `python -m tests.faults.planted` runs all.
"""
