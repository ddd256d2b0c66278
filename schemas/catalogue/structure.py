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
        "Koden i {field} finns inte i kodlistan {list}. Välj en kod ur listan; vi gissar aldrig.",
        "The code in {field} is not on the code list {list}. Choose one of the list; we never guess.",
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
    # 130-149: FHIR
    "SIP130": error(
        "Elementet är av fel slag, eller står flera gånger; här väntas {expected}. Jämför med FHIR R4.",
        "The element is of the wrong kind, or stands several times; {expected} is expected here. Compare with FHIR R4.",
    ),
    "SIP131": error(
        "En modifierExtension kan ändra innebörden och läses aldrig som en vanlig plan. Ta bort den.",
        "A modifierExtension can change the meaning and is never read as an ordinary plan. Remove it.",
    ),
    "SIP132": error(
        "implicitRules ändrar hur resursen ska läsas. Skicka den utan.",
        "implicitRules change how the resource is to be read. Send it without.",
    ),
    "SIP133": error(
        "doNotPerform vänder innebörden av en åtgärd. Skriv åtgärden som den ska göras, eller ta bort den.",
        "doNotPerform turns the meaning of a measure around. Write the measure as it is to be done, or remove it.",
    ),
    "SIP134": error(
        "Resursen är märkt som felaktigt införd. Skicka den rättade, eller en makulering.",
        "The resource is marked as entered in error. Send the corrected one, or a nullification.",
    ),
    "SIP135": error(
        "Posten i Bundle har ingen resurs. Ta bort den eller fyll i den.",
        "The entry of the Bundle has no resource. Remove it or fill it in.",
    ),
    "SIP136": error(
        "Referensen leder inte till någon resurs i dokumentet. Skicka med resursen.",
        "The reference leads to no resource in the document. Send the resource along.",
    ),
    "SIP137": error(
        "Referensen leder till någon som en SIP inte kan nämna. Identifiera med HSA-id, "
        "organisationsnummer eller som person i planen.",
        "The reference leads to somebody whom a SIP cannot name. Identify with HSA-id, "
        "organisation number or as a person of the plan.",
    ),
    "SIP138": error(
        "Identifieraren har ett system som vi inte känner. Använd HSA-id eller organisationsnummer.",
        "The identifier has a system that we do not know. Use HSA-id or organisation number.",
    ),
    "SIP139": error(
        "intent är inte plan. Skicka det som är planerat, inte förslag eller beställningar.",
        "intent is not plan. Send what is planned, not proposals or orders.",
    ),
    "SIP140": error(
        "Koden finns inte i vårt kodsystem ({system}). Välj en kod som finns; vi gissar aldrig.",
        "The code is not in our code system ({system}). Choose one that is; we never guess.",
    ),
    "SIP141": error(
        "Koden har ingen entydig motsvarighet i en SIP. Lägg till vår kod i en extension; vi gissar aldrig.",
        "The code has no single counterpart in a SIP. Add our code in an extension; we never guess.",
    ),
    "SIP142": error(
        "Organisationens slag saknas (region, kommun, skola ...). Ange det med vårt kodsystem organisation-kind.",
        "The kind of the organisation is missing (region, municipality, school ...). "
        "State it with our code system organisation-kind.",
    ),
    "SIP143": error(
        "Det finns ingen CarePlan. En SIP skickas som CarePlan med det som hör till.",
        "There is no CarePlan. A SIP is sent as a CarePlan with what belongs to it.",
    ),
    "SIP144": error(
        "Status stämmer inte med koden i vår extension. Rätta den ena.",
        "The status contradicts the code in our extension. Correct one of them.",
    ),
    "SIP145": error(
        "Patienten har inget svenskt personnummer, samordningsnummer eller reservnummer. Lägg till det.",
        "The Patient has no Swedish personnummer, samordningsnummer or reserve number. Add it.",
    ),
    "SIP146": error(
        "Samtycket har villkor som vi inte förstår; det används inte. Lägg in samtycket för hand.",
        "The consent has conditions that we do not understand; it is not used. Enter the consent by hand.",
    ),
    "SIP147": error(
        'Samtycket utgår inte från "nekat om det inte är medgivet"; det används inte. Lägg in samtycket för hand.',
        'The consent does not start from "denied unless permitted"; it is not used. Enter the consent by hand.',
    ),
    "SIP148": error(
        "Planen är inte märkt som SIP (category). Kontrollera att det är en samordnad individuell plan.",
        "The plan is not marked as a SIP (category). Check that it is a coordinated individual plan.",
    ),
    "SIP149": error(
        "Målet hör inte till något behov och säger inte vems det är; det är inte med. "
        "Knyt det till ett behov, eller märk det som övergripande mål.",
        "The goal belongs to no need and does not say whose it is; it is left out. "
        "Tie it to a need, or mark it as an overall goal.",
    ),
    "SIP150": error(
        "Det finns flera CarePlan. Skicka en SIP i taget.",
        "There are several CarePlans. Send one SIP at a time.",
    ),
    "SIP151": error(
        "Två resurser i Bundle har samma fullUrl. Ge varje resurs en egen.",
        "Two resources of the Bundle have the same fullUrl. Give each resource its own.",
    ),
    "SIP152": error(
        "Det är en FHIR-resurs av ett slag som inte är en SIP. Skicka en Bundle med CarePlan.",
        "It is a FHIR resource of a kind that is no SIP. Send a Bundle with a CarePlan.",
    ),
    "SIP153": warning(
        "Innehåll som vi inte förstår stannar här: {count} element. De står i redovisningen.",
        "Content that we do not understand stays behind: {count} elements. They are listed in the account.",
    ),
    "SIP154": warning(
        "Åtgärden saknar beskrivning och är inte med. Beskriv den i ord.",
        "The measure has no description and is left out. Describe it in words.",
    ),
    # 170-179: the structure of FHIR, by R4 and by our profiles
    "SIP170": error(
        "Elementet finns inte i FHIR R4, eller får inte stå här enligt profilen. Ta bort det.",
        "FHIR R4 has no such element, or the profile does not let it stand here. Remove it.",
    ),
    "SIP171": error(
        "Ett element som måste finnas saknas. Fyll i det.", "An element that must stand is missing. Fill it in."
    ),
    "SIP172": error(
        "Värdet är av fel slag eller har fel form; här väntas {expected}. Jämför med FHIR R4.",
        "The value is of the wrong kind or form; {expected} is expected here. Compare with FHIR R4.",
    ),
    "SIP173": error(
        "Elementet är tomt. FHIR tillåter inga tomma värden: utelämna det.",
        "The element is empty. FHIR allows no empty values: leave it out.",
    ),
    "SIP174": error(
        "Koden eller värdet är inte ett av dem som måste användas här. Välj ett av dem.",
        "The code or value is not one of those that must be used here. Choose one of them.",
    ),
    "SIP175": error(
        "Referensen leder till fel slags resurs.",
        "The reference leads to the wrong kind of resource.",
    ),
    "SIP176": error(
        "Elementet har flera värden av olika typ; bara ett får finnas.",
        "The element has several values of different types; only one may stand.",
    ),
    "SIP177": error(
        "Det som står här står för många eller för få gånger; gränsen är {limit}.",
        "What stands here stands too many or too few times; the limit is {limit}.",
    ),
    "SIP178": error(
        "Extension har inget värde, flera värden, eller en adress som inte finns.",
        "The Extension has no value, several values, or an address that does not exist.",
    ),
    "SIP179": error(
        "Meddelandet som skulle skickas är inte riktig FHIR. Felet är vårt: inget skickades. Anmäl koderna i loggen.",
        "The message that was to be sent is not sound FHIR. The fault is ours: nothing was sent. "
        "Report the codes of the log.",
        fault="gateway",
    ),
    "SIP200": error("En hänvisning i dokumentet går inte att följa.", "A reference in the document does not resolve."),
    "SIP201": error(
        "Hänvisningen pekar på något som inte finns i dokumentet. Ange id för något av slaget {expected}.",
        "The reference points at something that is not in the document. Give the id of one of the kind {expected}.",
    ),
    "SIP202": error(
        "Hänvisningen pekar på fel slags del. Ange id för något av slaget {expected}.",
        "The reference points at the wrong kind of part. Give the id of one of the kind {expected}.",
    ),
    "SIP203": error(
        "Samma id används för två delar. Ge varje del ett eget.",
        "The same id is used for two parts. Give each part its own.",
    ),
    "SIP210": warning(
        "Elementet förstås inte och skickas inte vidare.",
        "The element is not understood and is not sent on.",
    ),
}
