"""Every text of the workbench, in Swedish and English."""

from __future__ import annotations

from dataclasses import dataclass

from gateway.workbench.places import Became
from mappings.tables.reading.tracing import BLANK, UNKNOWN
from mappings.tables.trial import How
from mappings.tables.writing.account import NO_RULE
from schemas.codes import Language
from schemas.findings import Finding, Severity

_TEXTS = {
    "title": ("Tabellverkstad", "Table workbench"),
    "lead": (
        "Allt stannar på den här datorn.",
        "Everything stays on this computer.",
    ),
    "language": ("English", "Svenska"),
    "document": ("Dokument", "Document"),
    "no_document": ("(inget dokument)", "(no document)"),
    "open": ("Öppna fil …", "Open a file …"),
    "paste": ("Klistra in", "Paste"),
    "paste_label": ("Dokumentets text", "The text of the document"),
    "paste_use": ("Använd texten", "Use the text"),
    "drop": (
        "Släpp en fil här, öppna en eller klistra in: en export ur journalsystemet (XML, JSON, CSV) med testpersoner.",
        "Drop a file here, open one or paste: an export of the journal system (XML, JSON or CSV) with test persons.",
    ),
    "drop_here": ("Släpp filen var som helst", "Drop the file anywhere"),
    "source": ("Källan", "The source"),
    "table": ("Tabellen", "The table"),
    "result": ("Resultatet", "The result"),
    "table_label": ("Mappningstabellens text", "The text of the mapping table"),
    "no_file": ("utan fil", "no file"),
    "save": ("Spara", "Save"),
    "save_why": (
        "Starta med samspel workbench tabell.yaml för att kunna spara. Du kan ladda ner den i stället.",
        "Start with samspel workbench table.yaml to be able to save. You can download it instead.",
    ),
    "download": ("Ladda ner", "Download"),
    "unsaved": ("Inte sparad", "Not saved"),
    "saved": ("Sparad.", "Saved."),
    "changed": (
        "Filen har ändrats på disken sedan den lästes. Inget är sparat.",
        "The file has changed on disk since it was read. Nothing is saved.",
    ),
    "overwrite": ("Skriv över filen", "Write over the file"),
    "take": ("Läs filen igen (ändringarna här går förlorade)", "Read the file again (what you changed here is lost)"),
    "tab_plan": ("SIP", "SIP"),
    "tab_page": ("Utskrift", "Page"),
    "tab_message": ("FHIR", "FHIR"),
    "tab_findings": ("Fynd", "Findings"),
    "tab_account": ("Redovisning", "Account"),
    "tab_back": ("Tillbaka", "Back"),
    "tabs": ("Vad tabellen ger", "What the table gives"),
    "nothing_yet": (
        "Här visas planen när det finns ett dokument och en tabell som går att använda.",
        "The plan is shown here once there is a document and a table that can be used.",
    ),
    "not_valid": (
        "Planen är inte giltig än: se fynden. Här står det som gick att läsa.",
        "The plan is not valid yet: see the findings. Here is what could be read.",
    ),
    "needs_valid": ("Visas när planen är giltig: se fynden.", "Shown when the plan is valid: see the findings."),
    "stale": (
        "Tabellen har fel. Det som visas är från före felet.",
        "The table has faults. What is shown is from before them.",
    ),
    "print": ("Öppna för utskrift", "Open to print"),
    "page_title": ("Sidan för den enskilde", "The page for the person"),
    "no_findings": ("Inga fynd.", "No findings."),
    "carried": ("Överfört", "Carried"),
    "ignored": ("Utelämnat", "Left out"),
    "unknown": ("Inte förstått", "Not understood"),
    "place": ("Plats", "Place"),
    "to": ("Till", "To"),
    "why": ("Varför", "Why"),
    "none": ("Inget.", "None."),
    "more": ("till visas inte", "more are not shown"),
    "back_lead": (
        "Planen skriven tillbaka i systemets eget format, med samma tabell.",
        "The plan written back in the system's own format, by the same table.",
    ),
    "back_differs": ("Skiljer sig från källan", "Differs from the source"),
    "back_again": ("Skiljer sig när det läses igen", "Differs when it is read again"),
    "back_lost": ("Ryms inte i formatet", "Has no place in the format"),
    "back_same": ("Inget skiljer sig.", "Nothing differs."),
    "by_table": ("tabellen säger det", "the table says it"),
    "line": ("rad", "line"),
    "faults": ("Fel i tabellen", "Faults of the table"),
    "no_faults": ("Tabellen går att använda.", "The table can be used."),
    "empty_table": (
        "Tabellen är tom. Börja med table, format och plan: se docs/tables.md.",
        "The table is empty. Begin with table, format and plan: see docs/tables.md.",
    ),
    "trace_start": (
        "Peka på eller välj en plats, ett fält eller en rad: här står vad som kom varifrån.",
        "Point at or choose a place, a field or a line: what came from where stands here.",
    ),
    "trace_label": ("Spår", "Trace"),
    "proposed": (
        "Det här är ett förslag, gjort av dokumentet. Inget är avgjort: läs raderna med # och ändra det som är ert.",
        "This is a proposal, made of the document. Nothing is decided: read the lines with #, change what is yours.",
    ),
    "gone": (
        "Dokumentet finns inte kvar i minnet. Släpp det igen.",
        "The document is no longer in memory. Drop it again.",
    ),
    "too_many": ("platser till visas inte", "more places are not shown"),
    "status_empty": ("Inget dokument ännu.", "No document yet."),
    "status_faults": ("fel i tabellen", "faults of the table"),
    "status_unread": ("Dokumentet går inte att läsa med tabellen.", "The document cannot be read with the table."),
    "text_cut": ("Bara början visas.", "Only the beginning is shown."),
    "skip": ("Till tabellen", "To the table"),
    "away": (
        "Samspel svarar inte. Är kommandot avslutat? Spara texten någon annanstans innan du stänger sidan.",
        "Samspel does not answer. Has the command ended? Keep the text elsewhere before you close the page.",
    ),
    "too_large": ("Filen är större än vad Samspel tar (6 MiB).", "The file is larger than Samspel takes (6 MiB)."),
}

_SEVERITY = {
    Severity.ERROR: ("fel", "error"),
    Severity.WARNING: ("varning", "warning"),
    Severity.INFORMATION: ("upplysning", "information"),
}
_BECAME = {
    Became.HOLDS: ("", ""),
    Became.CARRIED: ("överfört", "carried"),
    Became.IGNORED: ("utelämnat", "left out"),
    Became.UNKNOWN: ("inte förstått", "not understood"),
}
_HOW = {How.MISSING: ("saknas", "missing"), How.CHANGED: ("ändrat", "changed"), How.ADDED: ("tillagt", "added")}
_REASONS = {
    BLANK: "där står inget",
    UNKNOWN: "tabellen säger inget om det",
    NO_RULE: "ingen regel för fältet",
    "said by the table": "tabellen säger det",
    "what is read when nothing is said": "läses när inget sägs",
}
"""Reasons of ours that an account gives in English; those of the table stand as somebody wrote them."""


@dataclass(frozen=True, slots=True)
class Words:
    """What the page says, in one language."""

    language: Language

    def __call__(self, name: str) -> str:
        """The text of that name."""
        return self.pick(_TEXTS[name])

    def pick(self, both: tuple[str, str]) -> str:
        """Of a Swedish and an English text, the one that is spoken."""
        return both[0] if self.language is Language.SV else both[1]

    def finding(self, each: Finding) -> str:
        """What a finding says."""
        return self.pick((each.sv, each.en))

    def severity(self, each: Finding) -> str:
        """How much it matters."""
        return self.pick(_SEVERITY[each.severity])

    def became(self, what: Became) -> str:
        """What became of a place."""
        return self.pick(_BECAME[what])

    def how(self, what: How) -> str:
        """How a place differs."""
        return self.pick(_HOW[what])

    def reason(self, text: str) -> str:
        """Why something was left out or not understood."""
        return self.pick((_REASONS.get(text, text), text))


def preferred(accepted: str) -> Language:
    """The language of a browser: the first of its list that we speak; English when it has neither."""
    weighed: list[tuple[float, int, Language]] = []
    for place, each in enumerate(accepted[:200].split(",")):
        name, _, weight = each.strip().lower().partition(";q=")
        spoken = next((known for known in Language if name.partition("-")[0] == known.value), None)
        if spoken is not None:
            weighed.append((-_number(weight), place, spoken))
    return min(weighed)[2] if weighed else Language.EN


def _number(weight: str) -> float:
    try:
        return float(weight) if weight else 1.0
    except ValueError:
        return 0.0
