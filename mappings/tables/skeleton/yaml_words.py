"""Texts as YAML that reads back as the same text."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

_SAFE = re.compile(r"[A-Za-zÅÄÖÉåäöé_/][A-Za-zÅÄÖÉåäöé0-9_/. ()%+-]*")
_DIGITS = re.compile(r"0|[1-9][0-9]{0,8}")
_WORDS = frozenset({"true", "false", "null"})


def scalar(text: str) -> str:
    """One text."""
    if (_SAFE.fullmatch(text) and text == text.strip() and text.lower() not in _WORDS) or _DIGITS.fullmatch(text):
        return text
    return json.dumps(text, ensure_ascii=False)


def flow(value: Any) -> str:
    """A value in one line."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{scalar(name)}: {flow(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(flow(each) for each in value)}]"
    if isinstance(value, bool):
        return "true" if value else "false"
    return scalar(str(value))
