"""SIP1xx: structure and values, and SIP2xx: references inside a document."""

from __future__ import annotations

from schemas.catalogue.row import Row, error, warning

ROWS: dict[str, Row] = {
    "SIP100": error(
        "Fältet {field} har ett värde av fel slag. Jämför med schemat.",
        "The field {field} has a value of the wrong kind. Compare with the schema.",
    ),
    "SIP101": error("Fältet {field} saknas. Fyll i det.", "The field {field} is missing. Fill it in."),
    "SIP102": error(
        "Fältet {field} finns inte i formatet. Ta bort det, eller lägg det i en Extension.",
        "The format has no field {field}. Remove it, or put it in an Extension.",
    ),
    "SIP103": error(
        "Koden i {field} finns inte i kodlistan. Välj en kod ur listan; vi gissar aldrig.",
        "The code in {field} is not on the code list. Choose one of the list; we never guess.",
    ),
    "SIP104": error(
        "Datumet eller tiden i {field} finns inte i kalendern eller har fel form "
        "(ÅÅÅÅ-MM-DD, tid med sekunder och zon).",
        "The date or time in {field} is not of the calendar or has the wrong form "
        "(YYYY-MM-DD, time with seconds and offset).",
    ),
    "SIP105": error(
        "Texten i {field} innehåller styrtecken. Ta bort dem.",
        "The text in {field} holds control characters. Remove them.",
    ),
    "SIP106": error(
        "Fältet {field} är tomt. Fyll i det eller utelämna det.",
        "The field {field} is empty. Fill it in or leave it out.",
    ),
    "SIP107": error("Fältet {field} är för långt. Korta det.", "The field {field} is too long. Shorten it."),
    "SIP108": error("Värdet i {field} har fel form.", "The value in {field} has the wrong form."),
    "SIP109": error("Innehållet i {field} är inte giltig Base64.", "The content of {field} is not valid Base64."),
    "SIP110": error(
        "Personnumret stämmer inte: 12 siffror, ett verkligt datum och rätt kontrollsiffra behövs.",
        "The personnummer is not right: 12 digits, a real date and a right check digit are needed.",
    ),
    "SIP111": error(
        "Samordningsnumret stämmer inte: 12 siffror, dagen plus 60 och rätt kontrollsiffra behövs.",
        "The samordningsnummer is not right: 12 digits, the day plus 60 and a right check digit are needed.",
    ),
    "SIP112": error("Reservnumret har fel form.", "The reserve number has the wrong form."),
    "SIP113": error(
        "Ett lokalt nummer anges med det system (HSA-id) som gav det; andra nummer anges utan.",
        "A local number is given with the system (HSA-id) that gave it; other numbers without.",
    ),
    "SIP114": error(
        "HSA-id stämmer inte: SE, organisationsnummer, bindestreck, lokal del.",
        "The HSA-id is not right: SE, organisation number, hyphen, local part.",
    ),
    "SIP115": error(
        "Organisationsnumret stämmer inte: 10 siffror med kontrollsiffra. Ett personnummer kan inte användas.",
        "The organisation number is not right: 10 digits with a check digit. A personnummer cannot be used.",
    ),
    "SIP116": error(
        "Organisationens id kan inte användas: en enskild firmas nummer är ett personnummer.",
        "The organisation's id cannot be used: a sole trader's number is a personnummer.",
    ),
    "SIP120": error(
        "Planen får undanhållas den enskilde bara med angivet skäl.",
        "The plan can be kept from the person only with a stated reason.",
    ),
    "SIP121": error(
        "Planen säger både att ingen annan gör något och att någon gör det.",
        "The plan says both that nobody else does anything and that somebody does.",
    ),
    "SIP200": error("En hänvisning i dokumentet går inte att följa.", "A reference in the document does not resolve."),
    "SIP201": error(
        "Hänvisningen pekar på något som inte finns i dokumentet.",
        "The reference points at something that is not in the document.",
    ),
    "SIP202": error("Hänvisningen pekar på fel slags del.", "The reference points at the wrong kind of part."),
    "SIP203": error("Samma id används för två delar.", "The same id is used for two parts."),
    "SIP210": warning(
        "Elementet förstås inte och skickas inte vidare.",
        "The element is not understood and is not sent on.",
    ),
}
