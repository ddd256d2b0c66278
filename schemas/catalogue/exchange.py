"""SIP6xx: ownership, directory, versions, and what happens to messages and copies on their way."""

from __future__ import annotations

from schemas.catalogue.row import Row, error, warning

ROWS: dict[str, Row] = {
    # 600-609: whose it is
    "SIP600": error(
        "Planen hålls av en annan organisation. Ändringar görs där, och kommer hit som en ny version.",
        "Another organisation keeps the plan. Changes are made there, and come here as a new version.",
    ),
    "SIP601": error(
        "Mottagaren finns inte i katalogen. Anslut organisationen, eller rätta dess id i planen.",
        "The recipient is not in the directory. Connect the organisation, or mend its id in the plan.",
        "home",
    ),
    "SIP602": error(
        "Det finns inget med det id:t här. Kontrollera id:t.",
        "There is nothing with that id here. Check the id.",
    ),
    "SIP603": error(
        "Organisationsnumret delas av flera organisationer. Ange mottagarens HSA-id, eller organisationsnummer "
        "med enhetskod.",
        "Several organisations share the organisation number. Give the recipient's HSA-id, or the number "
        "with a unit code.",
        "home",
    ),
    "SIP604": warning(
        "Dokumentet är en kopia som vi själva har lämnat, eller en plan som hålls av en annan organisation. "
        "Det tas inte in igen.",
        "The document is a copy that we handed over ourselves, or a plan that another organisation keeps. "
        "It is not taken in again.",
    ),
    "SIP605": error(
        "Planens id och källsystemets id hör till två olika planer. Rätta ett av dem.",
        "The plan's id and the source system's id belong to two different plans. Mend one of them.",
    ),
    "SIP606": error(
        "Mottagaren har inte bekräftat att den kan hantera skyddade personuppgifter. Kopian lämnas på annat sätt.",
        "The recipient has not confirmed that it can handle protected identities. Hand the copy over in another way.",
        "recipient",
    ),
    "SIP607": error(
        "Mottagarens system läser inte vår meddelandeversion. Mottagaren behöver uppgradera.",
        "The recipient's system does not read our message version. The recipient has to upgrade.",
        "recipient",
    ),
    "SIP608": error(
        "Planen har inget hem hos er: samordnaren hör till en annan organisation. Samordnarens organisation "
        "lämnar in den.",
        "The plan's home is not with you: its coordinator belongs to another organisation, which hands it in.",
    ),
    # 610-619: versions
    "SIP610": error(
        "Dokumentet bygger inte på den senaste versionen. Hämta den senaste, för in ändringen där och lämna "
        "in på nytt.",
        "The document does not build on the newest version. Take the newest, make the change there and hand "
        "it in again.",
    ),
    "SIP611": error(
        "Dokumentet är en äldre export än den som redan har tagits emot. Det ligger parkerat; "
        "lämna in den senaste, eller släpp fram detta.",
        "The document is an older export than the one already taken. It is parked; hand in the newest, or "
        "release this.",
    ),
    "SIP612": warning(
        "Källsystemets versionsnummer är oförändrat fast innehållet är ändrat. Det har blivit en ny version.",
        "The source system's version number is unchanged though the content has changed. It became a new version.",
    ),
    "SIP613": warning(
        "Dokumentet har varken plan-id eller källsystemets id. Varje sådant dokument blir en ny plan.",
        "The document has neither a plan id nor the source system's id. Every such document becomes a new plan.",
    ),
    "SIP614": error(
        "Samma kopia har kommit två gånger med olika innehåll. Den första gäller; den andra är parkerad.",
        "The same copy came twice with different content. The first counts; the second is parked.",
        "home",
    ),
    "SIP615": error(
        "Skiljer sig från den senaste versionen här.",
        "Differs from the newest version here.",
    ),
    "SIP616": error(
        "Det finns redan ett samtycke med det id:t och numret, med annat innehåll. Ge det nästa nummer.",
        "There is a consent with that id and number already, with other content. Give it the next number.",
    ),
    "SIP618": error(
        "Planen handlade förut om någon med ett annat nummer. Är det en annan person: makulera planen och skriv en ny. "
        "Har personen fått nytt nummer: ange det förra under tidigare nummer.",
        "The plan was about somebody with another number before. If it is another person: nullify the plan and write "
        "a new one. If the person has got a new number: enter the one before among the earlier numbers.",
    ),
    # 620-629: on the way
    "SIP620": error(
        "Mäklaren har ingen kö för mottagaren. Kontrollera katalogen; släpp sedan fram kopian.",
        "The broker has no queue for the recipient. Check the directory; then release the copy.",
        "recipient",
    ),
    "SIP621": error(
        "Mottagaren har inte svarat trots upprepade sändningar. Ring mottagaren; släpp sedan fram kopian.",
        "The recipient has not answered though it was sent repeatedly. Ring the recipient; then release the copy.",
        "recipient",
    ),
    "SIP622": error(
        "Samtycket har begränsats efter att kopian började sändas. Nästa version går med det som nu är tillåtet.",
        "The consent was narrowed after the copy began to be sent. The next version goes with what is allowed now.",
        "home",
    ),
    "SIP623": error(
        "Samtycket är återtaget: kopian sänds eller journalförs inte.",
        "The consent is withdrawn: the copy is not sent or recorded.",
        "home",
    ),
    "SIP624": error(
        "Planen är makulerad: kopian sänds eller journalförs inte.",
        "The plan is nullified: the copy is not sent or recorded.",
        "home",
    ),
    "SIP625": error(
        "Mottagaren deltar inte längre i planen.",
        "The recipient does not take part in the plan any more.",
        "home",
    ),
    "SIP626": error(
        "En nyare version är redan journalförd: den äldre journalförs inte.",
        "A newer version is recorded already: the older one is not recorded.",
        "home",
    ),
    "SIP627": error(
        "Samtycket gick ut innan kopian hann journalföras. Ett nytt samtycke behövs.",
        "The consent ended before the copy was recorded. A new consent is needed.",
        "home",
    ),
    "SIP628": error(
        "En nyare version har kommit: denna behövs inte längre.",
        "A newer version has come: this one is needed no more.",
        "home",
    ),
    "SIP629": error(
        "Meddelandet är större än vad som kan sändas. Gör bilagorna mindre eller färre; lämna sedan in planen igen.",
        "The message is larger than can be sent. Make the attachments smaller or fewer; then hand the plan in again.",
        "home",
    ),
    # 630-639: messages that are not right
    "SIP630": error(
        "Meddelandets undertecknade id stämmer inte med dem det bär. Avsändaren har ett fel att rätta.",
        "The signed ids of the message are not those that it carries. The sender has a defect to mend.",
    ),
    "SIP631": error(
        "Meddelandet är ställt till någon annan. Avsändaren ska skicka till rätt mottagare.",
        "The message is addressed to somebody else. The sender must send to the right recipient.",
    ),
    "SIP632": error(
        "Meddelandet går inte att läsa. Avsändaren ska jämföra med profilerna och skicka igen.",
        "The message cannot be read. The sender must compare with the profiles and send again.",
    ),
    "SIP633": error(
        "Svaret gäller en kopia som inte har sänts till den som svarar.",
        "The answer is about a copy that was not sent to who answers.",
        "recipient",
    ),
    "SIP634": error(
        "Kvittot gäller annat innehåll än det som sändes. Jämför de två och kontakta den andra parten.",
        "The receipt is about other content than what was sent. Compare the two and contact the other party.",
        "recipient",
    ),
    "SIP635": error(
        "Kvittot gäller en kopia som inte finns här. Kontrollera kopians id i kvittot.",
        "The receipt is about a copy that is not here. Check the copy id in the receipt.",
        "recipient",
    ),
    "SIP636": error(
        "Överlämningen kan inte tas emot: avsändaren håller inte planen, eller mottagaren har ingen kopia av den.",
        "The hand-over cannot be taken: the sender does not keep the plan, or the recipient has no copy of it.",
    ),
    # 640-649: what a person must look at
    "SIP640": error(
        "Ett fel i gatewayen eller i dess koppling till journalsystemet: det har prövats flera gånger. "
        "Se anteckningen och släpp fram när felet är rättat.",
        "A defect in the gateway or in its connection to the journal system: it was tried several times. "
        "See the note, and release it when the defect is mended.",
        "gateway",
    ),
    "SIP641": error(
        "Meddelandet har gång på gång avbrutit mottagningen och har ställts åt sidan. Släpp fram när felet är rättat.",
        "The message has interrupted reception again and again and was set aside. Release it when the defect "
        "is mended.",
        "gateway",
    ),
    "SIP642": error(
        "Det parkerade går inte att släppa fram. Kasta det, eller be avsändaren skicka på nytt.",
        "What is parked cannot be released. Discard it, or ask the sender to send anew.",
    ),
    "SIP643": error(
        "Någon annan som har en kopia har meddelat att samtycket är återtaget. Allt är stoppat: "
        "bekräfta med den enskilde, eller för in ett nytt samtycke.",
        "Somebody else who holds a copy has reported that the consent is withdrawn. Everything is stopped: "
        "confirm with the person, or record a new consent.",
        "home",
    ),
    "SIP644": error(
        "En annan organisation vill lämna över planen till er. Ta emot den, eller kasta erbjudandet.",
        "Another organisation wants to hand the plan over to you. Accept it, or discard the offer.",
        "home",
    ),
    "SIP646": error(
        "Kopian kan inte bekräftas i det läge den är i.",
        "The copy cannot be confirmed in the state it is in.",
    ),
    # 650-659: set-up
    "SIP650": error(
        "Katalogen har en organisation som finns i en annan gateway. Den inbyggda mäklaren når den inte: "
        "använd RabbitMQ.",
        "The directory holds an organisation of another gateway. The embedded broker does not reach it: use RabbitMQ.",
        "gateway",
    ),
    "SIP651": error(
        "Datamappen används redan av en annan process. Stäng den först.",
        "The data folder is in use by another process. Close that one first.",
        "gateway",
    ),
    "SIP652": error(
        "Inställningsfilen går inte att läsa. Kontrollera sökväg och TOML.",
        "The settings file cannot be read. Check its path and its TOML.",
        "gateway",
    ),
    "SIP653": error(
        "Inställningen stämmer inte. Jämför med docs/exchange.md.",
        "The setting is not right. Compare with docs/exchange.md.",
        "gateway",
    ),
    "SIP654": error(
        "Katalogfilen går inte att läsa. Kontrollera sökväg och behörighet.",
        "The directory file cannot be read. Check its path and permissions.",
        "gateway",
    ),
    "SIP655": error(
        "Katalogen stämmer inte här. En enskild firmas nummer kan inte användas som id.",
        "The directory is not right here. A sole trader's number cannot be an id.",
        "gateway",
    ),
    "SIP656": error(
        "Katalogen har samma id eller samma routningsnyckel två gånger.",
        "The directory holds the same id or the same routing key twice.",
        "gateway",
    ),
    "SIP657": error(
        "Organisationen finns i inställningarna men inte i katalogen. Lägg in den i katalogen.",
        "The organisation is in the settings but not in the directory. Enter it in the directory.",
        "gateway",
    ),
}
