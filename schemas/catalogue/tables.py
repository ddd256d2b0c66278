"""SIP22x-23x: documents that are read with a mapping table. SIP26x: mapping tables themselves."""

from __future__ import annotations

from schemas.catalogue.row import Row, error, warning

ROWS: dict[str, Row] = {
    # 22x-23x: a document and its table
    "SIP220": error(
        "{field} är inte skrivet som tabellen säger ({expected}).",
        "{field} is not written as the table says ({expected}).",
    ),
    "SIP221": error(
        "{field} har en kod som tabellens lista {list} inte har. Lägg till den där, eller rätta dokumentet.",
        "{field} has a code that the table's list {list} does not have. Add it there, or correct the document.",
    ),
    "SIP222": error(
        "{field} hänvisar till något som inte finns bland {expected} (sökt efter {by}). Se efter by och to i tabellen.",
        "{field} refers to something that is not among {expected} (looked for by {by}). Check by and to in the table.",
    ),
    "SIP223": error(
        "{field} hänvisar till något som finns flera gånger bland {expected} (sökt efter {by}). "
        "Se efter by och to i tabellen.",
        "{field} refers to something that stands several times among {expected} (looked for by {by}). "
        "Check by and to in the table.",
    ),
    "SIP224": error(
        "{field} står flera gånger, med olika innehåll. Upprepas stället, skriv each i tabellen; "
        "annars rätta dokumentet.",
        "{field} stands more than once, with different content. If the place repeats, write each in the table; "
        "else correct the document.",
    ),
    "SIP225": warning(
        "{field} är en tid som fanns två gånger (sommartiden tog slut): bara dagen är läst.",
        "{field} is a time that there was twice (summer time ended): only the day was read.",
    ),
    "SIP226": error(
        "{field} är en tid som inte fanns (sommartiden började).",
        "{field} is a time that there was not (summer time began).",
    ),
    "SIP227": warning(
        "Ett id är ett personnummer: det blir inget id i planen. Hänvisningar till det följs ändå.",
        "An id is a person's number: it becomes no id of the plan. References to it are followed all the same.",
    ),
    "SIP228": warning(
        "Tabellen säger inget om detta. Koppla det till ett fält, eller skriv under ignore varför det inte följer med.",
        "The table says nothing of this. Give it a field, or say under ignore why it is not carried.",
    ),
    "SIP229": error(
        "Dokumentet är inte det som tabellen läser: {expected}.",
        "The document is not what the table reads: {expected}.",
    ),
    "SIP230": error(
        "Dokumentet är inte {encoding}, som tabellen säger.",
        "The document is not {encoding}, as the table says.",
    ),
    "SIP231": error(
        "Rad {line} har fler fält än rubrikraden, eller ett citattecken som inte stängs.",
        "Row {line} has more fields than the headings, or a quotation mark that is not closed.",
    ),
    "SIP232": error(
        "Rubrikraden saknas, eller en rubrik står två gånger eller är tom (kolumn {column}).",
        "There are no headings, or one stands twice or is empty (column {column}).",
    ),
    "SIP233": error(
        "{field}: {count} tecken går inte att göra till ett id (högst 64, räknat efter omskrivning).",
        "{field}: {count} characters cannot be made an id (at most 64, counted after rewriting).",
    ),
    # 26x: the table itself
    "SIP260": error(
        "Tabellen går inte att läsa: {sv}.",
        "The table cannot be read: {en}.",
        "gateway",
    ),
    "SIP261": error(
        "{name} finns inte här{nearest}.",
        "There is no {name} here{nearest}.",
        "gateway",
    ),
    "SIP262": error(
        "Regeln för {name} går inte att förstå: {sv}.",
        "The rule for {name} cannot be understood: {en}.",
        "gateway",
    ),
    "SIP263": error(
        "{name} är ingen sökväg. Skriv namnen med snedstreck mellan, som Klient/Fornamn; "
        "ett namn med snedstreck i citeras.",
        "{name} is no path. Write the names with slashes between, as Klient/Fornamn; quote a name that has a slash.",
        "gateway",
    ),
    "SIP264": error(
        "Kodlistan {name} finns inte under codes.",
        "There is no code list {name} under codes.",
        "gateway",
    ),
    "SIP265": error(
        "{name} är ingen kod i {list}.",
        "{name} is no code of {list}.",
        "gateway",
    ),
    "SIP266": error(
        "Tabellen saknar {name}.",
        "The table lacks {name}.",
        "gateway",
    ),
    "SIP267": warning(
        "{name} nämns både som regel och under {where}: regeln gäller.",
        "{name} is both a rule and named under {where}: the rule counts.",
        "gateway",
    ),
}
