"""SIP0xx: formats and parsers."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    # 0xx: format and parser
    "SIP001": error(
        "Dokumentet är inte något format som vi känner. Skicka SIP XML, SIP JSON eller FHIR.",
        "The document is in no format that we know. Send SIP XML, SIP JSON or FHIR.",
    ),
    "SIP002": error(
        "Dokumentet är inte UTF-8. Spara det som UTF-8 och skicka igen.",
        "The document is not UTF-8. Save it as UTF-8 and send it again.",
    ),
    "SIP003": error(
        "Dokumentet är inte välformat (rad {line}, kolumn {column}). Kanske är filen avkortad.",
        "The document is not well-formed (line {line}, column {column}). The file may be cut off.",
    ),
    "SIP004": error(
        "Dokumentet har en DTD eller egna entiteter. Ta bort DOCTYPE.",
        "The document has a DTD or entities of its own. Remove the DOCTYPE.",
    ),
    "SIP005": error(
        "Dokumentet är större än {limit} byte. Skicka stora bilagor för sig.",
        "The document is larger than {limit} bytes. Send large attachments apart.",
    ),
    "SIP006": error(
        "Dokumentet är djupare eller bredare än vi läser (gräns {limit}).",
        "The document is deeper or wider than we read (limit {limit}).",
    ),
    "SIP007": error(
        "XML-dokument av okänt slag: rotelement {root}, {elements} element. "
        "Vilka dokument vi läser står i docs/formats.md; andra kopplas in med en mappningstabell.",
        "XML document of an unknown kind: root element {root}, {elements} elements. "
        "What we read is in docs/formats.md; others are connected with a mapping table.",
    ),
    "SIP008": error(
        "Okänd version av formatet. Vi läser {known}.",
        "Unknown version of the format. We read {known}.",
    ),
    "SIP009": error(
        "Samma namn står två gånger i ett JSON-objekt.",
        "The same name stands twice in one JSON object.",
    ),
    "SIP010": error("Dokumentet är tomt. Skicka det igen.", "The document is empty. Send it again."),
    "SIP011": error(
        "Ett tal är större än vi läser. Skriv det med högst 18 siffror.",
        "A number is larger than we read. Write it with at most 18 digits.",
    ),
    "SIP012": error(
        "En text har ett halvt tecken (en ensam surrogat). Rätta teckenkodningen.",
        "A text has half a character (a lone surrogate). Correct the character encoding.",
    ),
    "SIP013": error(
        "Elementet {field} står på fel plats, eller för många gånger. Följ ordningen i schemat.",
        "The element {field} stands in the wrong place, or too many times. Follow the order of the schema.",
    ),
    "SIP014": error(
        "Det är ett dokument av slaget {root}. Här väntas {expected}.",
        "This is a document of the kind {root}. Here {expected} is expected.",
    ),
    "SIP015": error(
        "Formatet {format} känns igen men läses inte ännu. Skicka SIP XML, SIP JSON eller FHIR.",
        "The format {format} is recognised but not read yet. Send SIP XML, SIP JSON or FHIR.",
    ),
    "SIP016": error(
        "Det är en fil av slaget {kind}, som vi inte läser. En plan som är ett sådant dokument skickas som SIP XML "
        "eller SIP JSON med Content = document och filen som Attachment (docs/formats.md).",
        "This is a file of the kind {kind}, which we do not read. A plan that is such a document is sent as SIP XML or "
        "SIP JSON with Content = document and the file as an Attachment (docs/formats.md).",
    ),
}
