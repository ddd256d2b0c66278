"""SIP7xx: sealing and the message."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    # 700-712: a sealed message that cannot be opened
    "SIP700": error(
        "Det är inget förseglat meddelande. Skicka genom en gateway som förseglar, inte för hand.",
        "This is no sealed message. Send through a gateway that seals, not by hand.",
    ),
    "SIP701": error(
        "Meddelandet är för stort: innehållet får vara högst {limit} byte. Ta bort eller minska bilagor.",
        "The message is too large: its content may be at most {limit} bytes. Remove or shrink attachments.",
    ),
    "SIP702": error(
        "Det förseglade meddelandets huvud är inte vårt. Avsändaren ska försegla enligt docs/sealing.md.",
        "The header of the sealed message is not ours. The sender must seal as docs/sealing.md says.",
    ),
    "SIP703": error(
        "Meddelandet är krypterat till en nyckel som vi inte har, eller inte har längre. "
        "Avsändaren ska hämta katalogen på nytt och skicka igen.",
        "The message is encrypted to a key that we do not have, or no longer have. "
        "The sender must fetch the directory again and send again.",
    ),
    "SIP704": error(
        "Meddelandet har ändrats på vägen eller skadats. Avsändaren ska skicka igen.",
        "The message was altered on its way, or damaged. The sender must send again.",
    ),
    "SIP705": error(
        "Meddelandet är undertecknat för en annan mottagare. Det tas inte emot; anmäl det till plattformen.",
        "The message was signed for another receiver. It is not taken; report it to the platform.",
    ),
    "SIP706": error(
        "Avsändaren finns inte i katalogen. Meddelandet ligger kvar, och öppnas när katalogen visar avsändaren: anslut "
        "organisationen, eller hämta katalogen på nytt.",
        "The sender is not in the directory. The message is kept, and opened when the directory shows the sender: "
        "connect the organisation, or fetch the directory again.",
    ),
    "SIP707": error(
        "Meddelandet är undertecknat med en nyckel som avsändaren inte har i vår katalog. Det ligger kvar, och öppnas "
        "när katalogen visar nyckeln. Gör den aldrig det: anmäl det till plattformen.",
        "The message is signed with a key that the sender does not have in our directory. It is kept, and opened when "
        "the directory shows the key. If it never does: report it to the platform.",
    ),
    "SIP708": error(
        "Underskriften stämmer inte: ändrat, eller från någon annan. Anmäl det till plattformen.",
        "The signature is wrong: altered, or from somebody else. Report it to the platform.",
    ),
    "SIP709": error(
        "Avsändarens nyckel gällde inte när meddelandet undertecknades. "
        "Avsändaren ska underteckna på nytt med en nyckel som gäller.",
        "The sender's key did not count when the message was signed. The sender must sign anew with a key that counts.",
    ),
    "SIP710": error(
        "Meddelandet är undertecknat i framtiden. Avsändaren, eller vi, ska ställa klockan rätt. Det ligger kvar "
        "till dess.",
        "The message is signed in the future. The sender, or we, must set the clock right. It is kept until then.",
    ),
    "SIP711": error(
        "Meddelandet är äldre än vi tar emot. Avsändaren ska skicka det på nytt.",
        "The message is older than we take. The sender must send it anew.",
    ),
    "SIP712": error(
        "Innehållet stämmer inte med avsändarens hash. Avsändaren har ett fel att rätta.",
        "The content does not fit the sender's hash. The sender has a defect to mend.",
    ),
    # 713-715: keys
    "SIP713": error(
        "Katalogen har ingen krypteringsnyckel för mottagaren som gäller nu. "
        "Mottagaren ska lägga in en; sedan kan kopian skickas igen.",
        "The directory has no encryption key of the receiver that counts now. "
        "The receiver must enter one; then the copy can be sent again.",
        "recipient",
    ),
    "SIP714": error(
        "Organisationen har ingen egen nyckel som gäller nu. Skapa nya nycklar.",
        "The organisation has no key of its own that counts now. Make new keys.",
        "gateway",
    ),
    "SIP715": error(
        "Nyckeln i katalogen går inte att använda: publik P-256-nyckel (JWK) med use, kid enligt RFC 7638 "
        "och giltighet med tidszon krävs.",
        "The key in the directory cannot be used: a public P-256 key (JWK) with use, kid by RFC 7638 "
        "and validity with time zone is needed.",
        "home",
    ),
    # 720-722: what is kept locked
    "SIP720": error(
        "Det som är lagrat krypterat går inte att öppna: det är ändrat, skadat eller hör till något annat. "
        "Återställ från säkerhetskopia.",
        "What is stored encrypted cannot be opened: it was altered, is damaged or belongs to something else. "
        "Restore from back-up.",
        "gateway",
    ),
    "SIP721": error(
        "Nyckeln till det som är lagrat krypterat saknas. Återställ organisationens nyckelfil.",
        "The key to what is stored encrypted is missing. Restore the organisation's key file.",
        "gateway",
    ),
    "SIP722": error(
        "Organisationens nyckelfil går inte att läsa eller skriva. Kontrollera mapp och behörighet, "
        "eller återställ från säkerhetskopia.",
        "The organisation's key file cannot be read or written. Check folder and permissions, or restore from back-up.",
        "gateway",
    ),
    # 725-728: the chain over the audit
    "SIP725": error(
        "Granskningsloggens kedja har en lucka: ett parti saknas, kommer två gånger eller i fel ordning.",
        "The chain over the audit has a gap: a batch is missing, comes twice or in the wrong order.",
        "gateway",
    ),
    "SIP726": error(
        "Granskningsloggen har ändrats: partiets rot stämmer inte med dess rader.",
        "The audit was altered: the root of the batch does not fit its rows.",
        "gateway",
    ),
    "SIP727": error(
        "Granskningsloggen har fler eller färre rader än när partiet stängdes ({stated}).",
        "The audit has more or fewer rows than when the batch was closed ({stated}).",
        "gateway",
    ),
    "SIP728": error(
        "Granskningsloggens kedja slutar inte med roten som noterats utanför: de sista partierna saknas.",
        "The chain over the audit does not end with the root noted outside: the last batches are missing.",
        "gateway",
    ),
    # 730-738: a message in FHIR
    "SIP730": error(
        "Det är inget meddelande mellan gateways. Skicka en FHIR-Bundle av typen message med vårt MessageHeader.",
        "This is no message between gateways. Send a FHIR Bundle of type message with our MessageHeader.",
    ),
    "SIP731": error(
        "Meddelandets definition saknas eller gäller ett annat slags meddelande. Avsändaren ska rätta MessageHeader.",
        "The definition of the message is missing or of another kind of message. The sender must mend MessageHeader.",
    ),
    "SIP732": error(
        "Fältet {field} i meddelandet saknas eller är fel. Avsändaren ska rätta det.",
        "The field {field} of the message is missing or wrong. The sender must mend it.",
    ),
    "SIP733": error(
        "MessageHeader.id och dess fullUrl är olika meddelande-id. Avsändaren ska rätta det.",
        "MessageHeader.id and its fullUrl are different message ids. The sender must mend it.",
    ),
    "SIP734": error(
        "Bundle.id och Bundle.identifier ska vara samma kuvert-id. Avsändaren ska rätta det.",
        "Bundle.id and Bundle.identifier must be the same envelope id. The sender must mend it.",
    ),
    "SIP735": error(
        "Meddelandet ska ha exakt en Task, och en plan exakt en CarePlan. Avsändaren ska rätta det.",
        "The message must have exactly one Task, and a plan exactly one CarePlan. The sender must mend it.",
    ),
    "SIP736": error(
        "Kopian är ställd till eller från någon annan än meddelandet. Den tas inte emot; anmäl det till avsändaren.",
        "The copy is to or from somebody else than the message. It is not taken; report it to the sender.",
    ),
    "SIP737": error(
        "Kopians id stämmer inte med planens id, version och mottagare. Avsändaren ska rätta det.",
        "The id of the copy does not fit the plan's id, version and recipient. The sender must mend it.",
    ),
    "SIP738": error(
        "Märkningen REDACTED finns bara på den ena av Bundle och CarePlan. Avsändaren ska rätta det.",
        "The mark REDACTED is on only one of Bundle and CarePlan. The sender must mend it.",
    ),
}
