"""YAML as a tree that knows its lines, and nothing that runs or surprises.

The text is read as YAML 1.2 reads it where that matters to people: `on`, `yes` and `12:30` are words, dates are words;
only `true`, `false`, `null` and whole numbers are more than words. Anchors, aliases, tags and keys given twice are
refused: a table says what it says where it says it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import yaml

from schemas.findings import Finding, finding

_CHARACTERS = 400_000
"""Thirty times a table of the whole model, and about a second's work for the parser: what is longer is no table."""
_DEPTH = 40
"""The model needs fewer than ten levels; the parser is slow in the deep, and each level is a call within a call."""
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Of the two loaders of the same name the one written in C, where the library was built with it."""
_TOO_DEEP = ("för många nivåer", "too many levels")
_QUOTED = frozenset("'\"|>")
_NOT_YAML = ("den är inte YAML", "it is not YAML")
_BOOLEANS = {"true": True, "false": False}
_NULLS = frozenset({"", "~", "null"})
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,17})")
_OURS = re.compile(r"tag:yaml\.org,2002:(str|map|seq|null|bool|int|float|timestamp|merge|value)")


class Said(NamedTuple):
    """A value and the line it stands on (from 1). A mapping holds `Said` by name, a list holds `Said`."""

    value: Any
    line: int

    def items(self) -> Iterator[tuple[str, Said]]:
        """The names and values of a mapping; nothing of anything else."""
        return iter(self.value.items()) if isinstance(self.value, dict) else iter(())

    def plain(self) -> Any:
        """The same without lines."""
        if isinstance(self.value, dict):
            return {name: each.plain() for name, each in self.value.items()}
        if isinstance(self.value, list):
            return [each.plain() for each in self.value]
        return self.value


class NotYamlError(Exception):
    """The text cannot be read; `finding` says why, and `line` where."""

    def __init__(self, found: Finding, line: int) -> None:
        super().__init__(found.code)
        self.finding, self.line = found, line


def yaml_tree(text: str) -> Said:
    """The tree of a YAML document. Raises NotYamlError (SIP260)."""
    if len(text) > _CHARACTERS:
        raise _not("den är större än en tabell kan vara", "it is larger than a table can be", 1)
    try:
        _refuse_at_once(text)
        node = yaml.compose(text, Loader=_LOADER)  # nodes alone: nothing is made of them
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        raise _not(*_NOT_YAML, mark.line + 1 if mark else 1) from None
    except (yaml.YAMLError, RecursionError, UnicodeEncodeError):  # the last: a lone surrogate, in C
        raise _not(*_NOT_YAML, 1) from None
    if node is None:
        raise _not("den är tom", "it is empty", 1)
    return _said(node)


def _refuse_at_once(text: str) -> None:
    """Refuse what no table holds while it is read, before the parser has gone on to its end: it is slow in the deep."""
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _not("ankare och alias används inte", "anchors and aliases are not used", line)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEPTH:
            raise _not(*_TOO_DEEP, line)


def _said(node: yaml.Node) -> Said:
    line = node.start_mark.line + 1
    if not _OURS.fullmatch(node.tag):
        raise _not("taggar används inte", "tags are not used", line)
    if isinstance(node, yaml.MappingNode):
        return Said(_mapping(node), line)
    if isinstance(node, yaml.SequenceNode):
        return Said([_said(each) for each in node.value], line)
    return Said(_scalar(node), line)


def _mapping(node: yaml.MappingNode) -> dict[str, Said]:
    made: dict[str, Said] = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise _not("ett namn är ett ord eller en text", "a name is one word or a text", line)
        if key.value in made:
            raise _not("samma namn står två gånger", "the same name stands twice", line)
        inner = _said(value)
        made[key.value] = inner._replace(line=line) if not isinstance(inner.value, dict | list) else inner
    return made


def _scalar(node: Any) -> Any:
    if node.style in _QUOTED:  # quoted, or a block: a text, whatever it looks like
        return node.value
    if node.value in _BOOLEANS:
        return _BOOLEANS[node.value]
    if node.value in _NULLS:
        return None
    return int(node.value) if _WHOLE.fullmatch(node.value) else node.value


def _not(sv: str, en: str, line: int) -> NotYamlError:
    return NotYamlError(finding("SIP260", sv=sv, en=en), line)
