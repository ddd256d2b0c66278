"""Where a value stands in a document of a journal system, as a table writes it.

`Insats/Text` is an element in an element (XML), a key in an object (JSON); `@kod` an attribute; `.` the place itself.
A column of CSV is its heading. A name with a slash, a space at its ends, or nothing but `.` in it is put in quotes:
`'Start/slut'`. A prefix of a namespace is written as in XML: `v:Insats`.
"""

from __future__ import annotations

import re

Steps = tuple[str, ...]
"""Names from a place to what stands below it; () is the place itself."""

_STEP = re.compile(r"\s*(?:'([^']+)'|([^'/]+?))\s*(?:/|$)")
HERE = (".", "row")
"""What a table may call the place itself; a row of CSV is called by its name."""


def steps_of(path: str) -> Steps | None:
    """The names of a path, or None when it is none."""
    if path.strip() in HERE:
        return ()
    found, at = [], 0
    text = path.strip()
    if not text or text.startswith("/") or text.endswith("/"):
        return None
    while at < len(text):
        step = _STEP.match(text, at)
        if step is None:
            return None
        found.append(step[1] or step[2])
        at = step.end()
    return tuple(found) if "." not in found and ".." not in found else None


def path_of(steps: Steps) -> str:
    """The path as a table writes it."""
    return "/".join(f"'{each}'" if "/" in each or each != each.strip() else each for each in steps) or "."
