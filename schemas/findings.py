"""One structure for everything that is found wrong, odd or missing in a document, and the catalogue of its codes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from schemas.catalogue import CATALOGUE


class Severity(StrEnum):
    """How much a finding matters: an error refuses, a warning is told, information is only said."""

    ERROR = "error"
    WARNING = "warning"
    INFORMATION = "information"


class Fault(StrEnum):
    """Whose fault it is, so that the right one mends it."""

    SENDER = "sender"  # the document, or whoever wrote it
    HOME = "home"  # the organisation that keeps the plan: consent, directory, classification
    RECIPIENT = "recipient"  # the receiving organisation or its system
    GATEWAY = "gateway"  # our own configuration, or a defect of ours


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding. `path` points into the source document (XPath, JSON Pointer or FHIRPath; "" is the whole).

    The texts come from the catalogue and never quote the value that was found; `words` are what fills their
    placeholders. `rule` names the line of the mapping table that was followed, where one was.
    """

    code: str
    path: str
    severity: Severity
    sv: str
    en: str
    fault: Fault = Fault.SENDER
    words: tuple[tuple[str, str | int], ...] = field(default=(), compare=False, repr=False)
    rule: str = field(default="", compare=False)

    def at(self, path: str, **words: str | int) -> Finding:
        """The same finding at another place, with other words where that place has other names."""
        said = {**dict(self.words), **words}
        if not self.words:
            return replace(self, path=path)
        return finding(self.code, path, severity=self.severity, **said).by_rule(self.rule)

    def by_rule(self, rule: str) -> Finding:
        """The same finding with the rule of a mapping table that was followed, such as `our-system, line 12`."""
        return replace(self, rule=rule) if rule != self.rule else self

    def as_json(self) -> dict[str, str]:
        """The finding as the JSON object that every surface of ours shows."""
        said = {
            "severity": self.severity.value,
            "code": self.code,
            "path": self.path,
            "sv": self.sv,
            "en": self.en,
            "fault": self.fault.value,
        }
        return said | {"rule": self.rule} if self.rule else said


def finding(code: str, path: str = "", *, severity: Severity | None = None, **words: str | int) -> Finding:
    """Make a finding of the catalogue's text for `code`.

    `words` fill the placeholders of the text: names of fields, codes, limits and sources; never what a person wrote.
    Raises KeyError for a code that the catalogue does not know (a defect of ours).
    """
    row = CATALOGUE[code]
    return Finding(
        code=code,
        path=path,
        severity=severity or Severity(row.severity),
        sv=row.sv.format_map(words),
        en=row.en.format_map(words),
        fault=Fault(row.fault),
        words=tuple(words.items()),
    )


def has_errors(findings: Iterable[Finding]) -> bool:
    """Whether any finding refuses the document."""
    return any(each.severity is Severity.ERROR for each in findings)
