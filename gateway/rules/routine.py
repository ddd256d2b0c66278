"""What routines ask of a plan: one small check each, named in the county profiles. They find; the profile says how bad.

A check of an agreed plan asks nothing before the plan is agreed.
"""

from __future__ import annotations

from gateway.rules import routine_content, routine_process
from gateway.rules.situation import Check

CHECKS: dict[str, Check] = {**routine_content.CHECKS, **routine_process.CHECKS}
"""Name in the profiles → the check."""
