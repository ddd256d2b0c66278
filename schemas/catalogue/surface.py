"""What commands and HTTP say: SIP609, SIP617 kept back by command; SIP637, SIP647-648 settled already; SIP95x what is
away just now; SIP978-999 the command line and HTTP.
"""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    "SIP609": error(
        "Planen fanns redan på papper hos de andra när den lades in. Släpp fram kopian med samspel parked replay, "
        "eller avfärda den om mottagaren inte ska ha någon.",
        "The others had the plan on paper when it was entered. Release the copy with samspel parked replay, "
        "or discard it if the recipient is to have none.",
        "home",
    ),
    "SIP617": error(
        "Planen är redan på väg till andra, eller har nått dem: --existing är för en plan som ingen annan har fått "
        "härifrån. Lämna in den utan --existing.",
        "The plan is on its way to others already, or has reached them: --existing is for a plan that nobody else has "
        "got from here. Hand it in without --existing.",
    ),
    "SIP637": error(
        "Ingen har erbjudit er den planen, eller så är erbjudandet redan besvarat. samspel parked list visar vad som "
        "väntar.",
        "Nobody has offered you that plan, or the offer is answered already. samspel parked list shows what waits.",
    ),
    "SIP647": error(
        "Det är redan avgjort: det är kastat, eller något nyare har kommit i dess ställe. "
        "samspel parked show säger mer.",
        "It is settled already: it is discarded, or something newer has taken its place. "
        "samspel parked show says more.",
    ),
    "SIP648": error(
        "Det är redan släppt fram. samspel ledger visar vad som har hänt sedan dess.",
        "It is released already. samspel ledger shows what has happened since.",
    ),
    "SIP649": error(
        "Innehållet finns inte kvar här: tiden för att spara det har gått ut. Journalen har sin anteckning.",
        "The content is not kept here any more: the time to keep it has passed. The journal has its record.",
    ),
    "SIP950": error(
        "Något runt omkring svarar inte. Försök igen.", "Something around us is away. Try again.", "gateway"
    ),
    "SIP951": error(
        "Meddelandekön svarar inte. Inget har gått förlorat; försök igen.",
        "The message broker does not answer. Nothing is lost; try again.",
        "gateway",
    ),
    "SIP952": error(
        "Databasen svarar inte. Försök igen; det som redan är mottaget finns kvar.",
        "The store does not answer. Try again; what has been taken is kept.",
        "gateway",
    ),
    "SIP953": error(
        "Journalsystemet svarar inte. Samspel försöker igen av sig självt.",
        "The journal system does not answer. Samspel tries again by itself.",
        "recipient",
    ),
    "SIP954": error(
        "Någon annan hann före med samma arbete. Inget skrevs; det görs av den andra.",
        "Somebody else has the same work now. Nothing was written; the other does it.",
        "gateway",
    ),
    "SIP955": error(
        "Databasen är skriven av en nyare version av Samspel. Uppgradera, eller återställ en säkerhetskopia.",
        "The database was written by a newer version of Samspel. Upgrade the program, or restore a back-up.",
        "gateway",
    ),
    "SIP980": error(
        "Filen går inte att läsa. Kontrollera namnet och att du får läsa den.",
        "The file cannot be read. Check its name and that you may read it.",
    ),
    "SIP981": error(
        "Filen går inte att skriva. Kontrollera mappen och att du får skriva där.",
        "The file cannot be written. Check the folder and that you may write there.",
    ),
    "SIP982": error(
        "Samspel lyssnar bara på den egna datorn (127.0.0.1, ::1, localhost) tills åtkomstkontroll finns, "
        "och är inte till för verkliga personer ännu.",
        "Samspel listens on this computer only (127.0.0.1, ::1, localhost) until there is access control, "
        "and is not for real persons yet.",
        "gateway",
    ),
    "SIP983": error(
        "Mappen finns redan och är inte gjord av demot. Välj en annan med --folder; inget har ändrats.",
        "The folder exists and was not made by the demo. Choose another with --folder; nothing was changed.",
    ),
    "SIP984": error(
        "Adressen finns inte. Vilka som finns står i /openapi.json.",
        "There is no such address. Those there are stand in /openapi.json.",
    ),
    "SIP979": error(
        "Organisationen finns inte i den här gatewayen. Kontrollera dess id i adressen.",
        "The organisation is not in this gateway. Check its id in the address.",
    ),
    "SIP985": error(
        "Anropet är ställt till ett annat värdnamn än den egna datorn. Anropa http://127.0.0.1 eller http://localhost.",
        "The request names another host than this computer. Call http://127.0.0.1 or http://localhost.",
    ),
    "SIP986": error(
        "Adressen finns, men inte med den metoden. Vilka som finns står i Allow.",
        "The address exists, but not with that method. Those there are stand in Allow.",
    ),
    "SIP987": error(
        "Parametern {field} har ett värde som inte går att använda. Jämför med /openapi.json.",
        "The parameter {field} has a value that cannot be used. Compare with /openapi.json.",
    ),
    "SIP988": error(
        "Här finns ingen gateway ännu. Gör en: samspel init --host ID:SLAG:NAMN. Eller se en färdig: samspel demo, och "
        "sedan --data samspel-demo. Finns den någon annanstans: peka ut den med --data.",
        "There is no gateway here yet. Make one: samspel init --host ID:KIND:NAME. Or see a ready one: samspel demo, "
        "and then --data samspel-demo. If it is elsewhere: point at it with --data.",
    ),
    "SIP990": error(
        "Porten {port} är upptagen eller får inte användas. Välj en annan med --port.",
        "Port {port} is taken or may not be used. Choose another with --port.",
        "gateway",
    ),
    "SIP989": error(
        "Ett fel i Samspel. Inget har gått förlorat; rapportera vad du gjorde. "
        "SAMSPEL_TRACE=1 visar var felet uppstod (kan innehålla uppgifter ur dokumentet).",
        "A defect in Samspel. Nothing is lost; report what you did. "
        "SAMSPEL_TRACE=1 shows where it happened (may hold content of the document).",
        "gateway",
    ),
    "SIP991": error(
        "Kommandoraden går inte att förstå. samspel --help visar kommandona, samspel KOMMANDO --help vad ett tar.",
        "The command line cannot be understood. samspel --help shows the commands, samspel COMMAND --help what one "
        "takes.",
    ),
    "SIP992": error(
        "Det är inget plan-id. Ett plan-id är ett UUID, med eller utan urn:uuid: framför; samspel ledger visar dem.",
        "That is no plan id. A plan id is a UUID, with or without urn:uuid: before it; samspel ledger shows them.",
    ),
    "SIP993": error(
        "Det är inget id för en kopia. Det skrivs PLAN/VERSION/MOTTAGARE/plan; samspel ledger --ids visar dem.",
        "That is no id of a copy. It is written PLAN/VERSION/RECIPIENT/plan; samspel ledger --ids shows them.",
    ),
    "SIP994": error(
        "Flera organisationer finns i den här gatewayen. Säg vilken som frågar med --as ORG: {hosted}.",
        "Several organisations are in this gateway. Say which one asks with --as ORG: {hosted}.",
    ),
    "SIP995": error(
        "Organisationen finns inte i den här gatewayen. Här finns: {hosted}.",
        "The organisation is not in this gateway. Here are: {hosted}.",
    ),
    "SIP996": error(
        "--host skrivs ID:SLAG:NAMN. ID är organisationens HSA-id, eller organisationsnummer.enhet, utan mellanslag. "
        "SLAG är något av {kinds}.",
        "--host is written ID:KIND:NAME. ID is the organisation's HSA-id, or organisation number.unit, without spaces. "
        "KIND is one of {kinds}.",
    ),
    "SIP997": error(
        "Här finns redan en gateway. Inget är ändrat: använd den, eller välj en annan mapp med --data.",
        "A gateway is here already. Nothing is changed: use it, or choose another folder with --data.",
    ),
    "SIP978": error(
        "Välj {one} eller {other}.",
        "Choose {one} or {other}.",
    ),
    "SIP998": error(
        "Välj antingen {one} eller {other}, inte båda.",
        "Choose either {one} or {other}, not both.",
    ),
    "SIP999": error(
        "En journalpost saknas. Ange den med --entry ID: det är den som visar att kopian är journalförd.",
        "A journal entry is missing. Give it with --entry ID: that is what shows that the copy is recorded.",
    ),
}
