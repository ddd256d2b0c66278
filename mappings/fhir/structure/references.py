"""Where references may lead: to an entry of the message, or, in what others sent, anywhere."""

from __future__ import annotations

from typing import Any

ANYWHERE = "?"
"""In place of a resource type: not known, and not wrong."""


class Targets(dict[str, str]):
    """Full URL of each entry → the type of its resource. What is not there does not resolve."""


class Everything(Targets):
    """References of others: the type that the address names, when it names one."""

    def get(self, url: Any, otherwise: Any = None) -> Any:  # noqa: ARG002
        """The type of the resource behind an address."""
        if not isinstance(url, str):
            return None
        parts = url.partition("/_history/")[0].split("/")
        named = len(parts) > 1 and parts[-2][:1].isupper() and parts[-2].isalpha()
        return parts[-2] if named else ANYWHERE


def targets_of(entries: Any) -> Targets:
    """The targets in the entries of a bundle."""
    try:
        found = Targets({each["fullUrl"]: each["resource"]["resourceType"] for each in entries})
        if type(entries) is list and {*map(type, found), *map(type, found.values())} <= {str}:
            return found
    except (KeyError, TypeError):
        pass
    found = Targets()
    for each in entries if isinstance(entries, list) else ():
        if isinstance(each, dict) and isinstance(each.get("fullUrl"), str) and isinstance(each.get("resource"), dict):
            found[each["fullUrl"]] = str(each["resource"].get("resourceType"))
    return found
