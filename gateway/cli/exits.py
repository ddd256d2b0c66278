"""How a command ends: the exit codes, one table for all commands."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command; `docs/commands.md` lists them."""

    DONE = 0  # done; for `check`: valid
    REFUSED = 1  # the document or the request is at fault
    UNREADABLE = 2  # nothing was examined: no such file, no format of ours, or a command line that says nothing
    TRY_AGAIN = 3  # something around us is away
    DEFECT = 70  # a defect of ours (EX_SOFTWARE)
    INTERRUPTED = 130  # Ctrl-C


UNREADABLE_CODES = frozenset(
    {"SIP001", "SIP002", "SIP003", "SIP004", "SIP005", "SIP006", "SIP007", "SIP008", "SIP009", "SIP010"}
    | {"SIP011", "SIP012", "SIP014", "SIP015", "SIP016", "SIP229", "SIP230", "SIP231", "SIP232", "SIP980"}
)
"""Findings after which there is no document to judge: `check` ends with 2 instead of 1."""

USAGE_CODES = frozenset(
    {"SIP978", "SIP991", "SIP992", "SIP993", "SIP994", "SIP995", "SIP996", "SIP998", "SIP675", "SIP676", "SIP677"}
    | {"SIP659", "SIP672", "SIP673", "SIP746", "SIP747"}
    | {"SIP260", "SIP261", "SIP262", "SIP263", "SIP264", "SIP265", "SIP266"},  # a mapping table with faults
)
"""What a command line says wrong: every command ends with 2, and nothing has been done."""
