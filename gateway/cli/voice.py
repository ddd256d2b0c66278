"""What a command says and in which language: results on stdout, everything else on stderr."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING

from schemas.codes import Language

if TYPE_CHECKING:
    from schemas.findings import Finding

_VARIABLES = ("SAMSPEL_LANG", "LC_ALL", "LC_MESSAGES", "LANG")


def language_of(environment: Mapping[str, str]) -> Language:
    """Swedish where the locale is Swedish, else English; the first variable that is set decides."""
    for name in _VARIABLES:
        value = environment.get(name)
        if value:
            return Language.SV if value.lower().startswith("sv") else Language.EN
    import locale

    named = locale.getlocale()[0] or ""
    return Language.SV if named.lower().startswith(("sv", "swedish")) else Language.EN


_SPOKEN: ContextVar[Language | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: Language | None) -> Iterator[None]:
    """For the time of one command line: the language that stands anywhere in it."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


@dataclass(frozen=True, slots=True)
class Voice:
    """Says things in one language."""

    language: Language

    @classmethod
    def of(cls, chosen: Language | None) -> Voice:
        """The language that was chosen, that of the command line, or the one of the environment."""
        return cls(chosen or _SPOKEN.get() or language_of(os.environ))

    def choose(self, sv: str, en: str) -> str:
        """The text in the language that is spoken."""
        return sv if self.language is Language.SV else en

    def tell(self, sv: str, en: str) -> None:
        """Say something that is no result: on stderr."""
        print(_printable(self.choose(sv, en), sys.stderr.encoding), file=sys.stderr)

    def result(self, text: str) -> None:
        """Give a result: on stdout."""
        print(_printable(text, sys.stdout.encoding))

    def finding(self, each: Finding) -> str:
        """One finding as one line: code, severity, path, text, and the line of the mapping table that was followed."""
        place = f" {each.path}" if each.path else ""
        rule = f" [{self.choose(each.rule.replace(', line ', ', rad '), each.rule)}]" if each.rule else ""
        said = self.choose(each.sv, each.en)
        return f"{each.code} {_SEVERITY[each.severity.value][self.language]}{place}: {said}{rule}"

    def tell_findings(self, findings: Iterable[Finding]) -> None:
        """Say findings on stderr, one a line."""
        for each in findings:
            line = self.finding(each)
            self.tell(line, line)


_SEVERITY = {
    "error": {Language.SV: "fel", Language.EN: "error"},
    "warning": {Language.SV: "varning", Language.EN: "warning"},
    "information": {Language.SV: "upplysning", Language.EN: "information"},
}


def _printable(text: str, encoding: str | None) -> str:
    """A text that the terminal can show: what it lacks becomes `?` instead of a crash (Windows code pages)."""
    encoding = encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
