"""What the signed directory, keys and moving between gateways say: SIP658-659, SIP680-699."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    "SIP658": error(
        "Fingeravtrycket är ett annat än postens. Posten är inte intagen och får inte tas in: någon annan kan ha gjort "
        "den. Låt organisationen läsa upp igen; stämmer det inte då heller, be om en ny post på en annan väg.",
        "The fingerprint differs from that of the entry. The entry was not taken and must not be: somebody else may "
        "have made it. Have the organisation read out again; if it differs still, ask for a new entry by another way.",
    ),
    "SIP659": error(
        "Ingen katalog känner organisationen ännu. Säg vem den är med --name och --kind: samspel directory entry ORG "
        "--kind SLAG --name NAMN.",
        "No directory knows the organisation yet. Say who it is with --name and --kind: samspel directory entry ORG "
        "--kind KIND --name NAME.",
    ),
    "SIP680": error(
        "Den signerade katalogen stämmer inte här, eller är för stor. Katalogen som gällde förut gäller fortfarande; "
        "tala med plattformen.",
        "The signed directory is not right here, or too large. The directory before it stays in force; talk to the "
        "platform.",
        "gateway",
    ),
    "SIP681": error(
        "Katalogens signatur stämmer inte. Den togs inte; katalogen som gällde förut gäller fortfarande. Hämta den på "
        "nytt, och tala med plattformen om det upprepas.",
        "The directory's signature is wrong. It was not taken; the one before it stays in force. Fetch it anew, and "
        "talk to the platform if this happens again.",
        "gateway",
    ),
    "SIP682": error(
        "Första kontakten: katalogen är signerad med nyckeln {fingerprint}. Ring plattformen och jämför, och skriv in "
        "fingeravtrycket som fingerprint under [shared] i samspel.toml.",
        "First contact: the directory is signed with the key {fingerprint}. Telephone the platform and compare, and "
        "enter the fingerprint as fingerprint under [shared] in samspel.toml.",
        "gateway",
    ),
    "SIP683": error(
        "Katalogen är signerad med en nyckel som inte följer på den betrodda: {fingerprint}. Den togs inte. Ring "
        "plattformen innan du ändrar fingerprint i samspel.toml.",
        "The directory is signed with a key that does not follow from the trusted one: {fingerprint}. It was not "
        "taken. Telephone the platform before you change fingerprint in samspel.toml.",
        "gateway",
    ),
    "SIP684": error(
        "Katalogen har version {version}, men version {newest} gäller redan. En äldre tas aldrig; tala med "
        "plattformen.",
        "The directory has version {version}, but version {newest} is in force. An older one is never taken; talk to "
        "the platform.",
        "gateway",
    ),
    "SIP685": error(
        "Det finns två olika kataloger med version {version}. Den nya togs inte; tala genast med plattformen.",
        "There are two different directories of version {version}. The new one was not taken; talk to the platform at "
        "once.",
        "gateway",
    ),
    "SIP686": error(
        "Katalogens version {version} har passerat sitt slut. Plattformen behöver publicera en ny: "
        "samspel directory publish.",
        "The directory's version {version} is past its end. The platform needs to publish a new one: "
        "samspel directory publish.",
        "gateway",
    ),
    "SIP687": error(
        "Platsen som katalogen hämtas från svarar inte. Katalogen som gäller nu gäller vidare; Samspel försöker igen.",
        "The place of the shared directory does not answer. The one in force stays so; Samspel tries again.",
        "gateway",
    ),
    "SIP688": error(
        "Nycklarna kan inte tas bort ännu: organisationens köer är inte tomma, eller så är tiden inte passerad. "
        "Meddelanden som är förseglade till dem skulle gå förlorade.",
        "The keys cannot be removed yet: the organisation's queues are not empty, or the time has not passed. Messages "
        "that are sealed to them would be lost.",
        "gateway",
    ),
    "SIP689": error(
        "Katalogen har inte kunnat hämtas på länge. Kontrollera shared.source i samspel.toml och nätet dit.",
        "The directory could not be pulled for long. Check shared.source in samspel.toml and the network to it.",
        "gateway",
    ),
    "SIP690": error(
        "Filen är ingen post som en organisation har signerat, eller äldre än den som katalogen har. Gör den på nytt "
        "med samspel directory entry.",
        "The file is no entry that an organisation has signed, or older than the one in the directory. Make it anew "
        "with samspel directory entry.",
    ),
    "SIP691": error(
        "Posten är signerad med en nyckel som katalogen inte har för organisationen. Ring organisationen på ett nummer "
        "som du redan har, låt den läsa upp sitt fingeravtryck, och ange det som du hör med --fingerprint.",
        "The entry is signed with a key that the directory does not hold for the organisation. Telephone the "
        "organisation on a number that you have already, have it read out its fingerprint, and give what you hear as "
        "--fingerprint.",
    ),
    "SIP692": error(
        "Organisationen väntar: katalogen säger inte att den här gatewayen läser dess köer. Lämna posten till "
        "plattformen: samspel directory entry.",
        "The organisation waits: the directory does not say that this gateway reads its queues. Give the entry to the "
        "platform: samspel directory entry.",
        "gateway",
    ),
    "SIP693": error(
        "{field} i samspel.toml är ändrat men gäller först när Samspel har startats om. Det övriga gäller redan.",
        "{field} in samspel.toml has changed, and counts when Samspel has been started again. The rest counts already.",
        "gateway",
    ),
    "SIP694": error(
        "Organisationen arbetar fortfarande här. Ta bort den ur samspel.toml på alla maskiner, vänta tills pågående "
        "arbete är klart, och försök igen.",
        "The organisation still works here. Take it out of samspel.toml on all machines, wait until running work is "
        "done, and try again.",
        "gateway",
    ),
    "SIP695": error(
        "Något har skrivits för organisationen sedan flyttfilen gjordes. Inget har tagits bort; gör en ny fil med "
        "samspel move out, och ta emot den i stället.",
        "Something was written for the organisation after the file was made. Nothing was removed; make a new file with "
        "samspel move out, and take that one in instead.",
        "gateway",
    ),
    "SIP696": error(
        "Flyttfilen går inte att öppna: fel lösenfras (minst 12 tecken), skadad fil, eller gjord av en version av "
        "Samspel som inte stämmer med den här. Inget har ändrats.",
        "The file cannot be opened: wrong passphrase (12 characters at least), a damaged file, or made by a version of "
        "Samspel that does not match this one. Nothing was changed.",
    ),
    "SIP697": error(
        "Organisationen har redan uppgifter i den här gatewayen. Två arkiv slås aldrig samman; inget har ändrats.",
        "The organisation has rows in this gateway already. Two records are never merged; nothing was changed.",
        "gateway",
    ),
    "SIP698": error(
        "Organisationen är på väg härifrån och arbetar inte här. Avsluta med samspel move done, eller ångra med "
        "samspel move cancel.",
        "The organisation is moving away and does not work here. End with samspel move done, or take it back with "
        "samspel move cancel.",
        "gateway",
    ),
    "SIP699": error(
        "Plattformens nyckel går inte att använda: filen saknas, är skadad eller finns redan, eller så följer nyckeln "
        "inte på den som har signerat katalogen hittills.",
        "The platform's key cannot be used: the file is missing, damaged or there already, or the key does not follow "
        "from the one that has signed the directory so far.",
    ),
}
