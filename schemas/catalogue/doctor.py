"""What `samspel doctor` says: SIP901-936. Errors are faults that stop the exchange; warnings will, or may."""

from __future__ import annotations

from schemas.catalogue.row import Row, error, warning

ROWS: dict[str, Row] = {
    "SIP901": warning(
        "[store] pool = {pool} är lite för {threads} trådar: de väntar på varandra. Sätt pool till minst {wanted}.",
        "[store] pool = {pool} is little for {threads} threads: they wait for each other. Set pool to {wanted} or "
        "more.",
        "gateway",
    ),
    "SIP902": warning(
        "Inte undersökt: det beror på {part}, som inte är i ordning. Åtgärda det först.",
        "Not examined: it depends on {part}, which is not in order. Mend that first.",
        "gateway",
    ),
    "SIP903": warning(
        "[times] lease är {lease} s, men en sändning kan ta {needed} s: arbetet tas om mitt i. Förläng lease.",
        "[times] lease is {lease} s, but a sending may take {needed} s: work is taken over in the middle. Set a "
        "longer lease.",
        "gateway",
    ),
    "SIP904": error(
        "Datamappen saknas eller går inte att skriva i. Kontrollera [data], ägare och rättigheter, och att disken "
        "inte är skrivskyddad.",
        "The data folder is missing or cannot be written. Check [data], its owner and rights, and that the disk is "
        "not read-only.",
        "gateway",
    ),
    "SIP905": error(
        "{count} filer eller mappar med hemligheter kan läsas av andra. Sätt 0700 på mappen keys och 0600 på filerna "
        "i den och på lösenordsfilerna; byt nycklar om någon kan ha läst dem.",
        "{count} files or folders with secrets can be read by others. Set 0700 on the folder keys, 0600 on its files "
        "and on password files; rotate keys if somebody may have read them.",
        "gateway",
    ),
    "SIP906": warning(
        "Förbindelsen till {part} går över nätet utan TLS. Använd amqps:// respektive sslmode=verify-full, eller ett "
        "nät som ingen annan når.",
        "The connection to {part} crosses the network without TLS. Use amqps:// or sslmode=verify-full, or a network "
        "that nobody else reaches.",
        "gateway",
    ),
    "SIP907": error(
        "PostgreSQL svarar inte, eller släpper inte in oss. Kontrollera att servern är igång och nås härifrån, och i "
        "[store] url värd, port, databas, användare och lösenord. Inget går förlorat: meddelanden väntar i "
        "meddelandekön.",
        "PostgreSQL does not answer, or does not let us in. Check that the server runs and can be reached from here, "
        "and in [store] url host, port, database, user and password. Nothing is lost: messages wait in the broker.",
        "gateway",
    ),
    "SIP908": error(
        "RabbitMQ svarar inte på någon av adresserna i [broker] urls. Kontrollera att noderna är igång och nås "
        "härifrån, portar, brandvägg, och certifikaten när adressen börjar med amqps. Inget går förlorat: kopiorna "
        "väntar i databasen.",
        "RabbitMQ answers at none of the addresses in [broker] urls. Check that the nodes run and can be reached from "
        "here, ports, firewall, and the certificates where an address begins with amqps. Nothing is lost: copies wait "
        "in the database.",
        "gateway",
    ),
    "SIP909": warning(
        "Meddelandeköns version {version} är inte prövad med Samspel (det är {tried}). Byt version, eller pröva med "
        "samspel ping först.",
        "The broker's version {version} has not been tried with Samspel ({tried} have). Change it, or try with "
        "samspel ping first.",
        "gateway",
    ),
    "SIP910": warning(
        "{count} meddelanden väntar i egna köer, mer än {limit}. Se att mottagare är igång (samspel work --roles "
        "receiver), och starta fler.",
        "{count} messages wait in our own queues, more than {limit}. See that receivers run (samspel work --roles "
        "receiver), and start more.",
        "gateway",
    ),
    "SIP911": warning(
        "{count} meddelanden är avställda i meddelandekön (dead letters). En igångvarande mottagare flyttar dem till "
        "samspel parked list; se efter varför de inte gick att ta emot.",
        "{count} messages are set aside at the broker (dead letters). A running receiver moves them to samspel parked "
        "list; look there why they could not be received.",
        "gateway",
    ),
    "SIP912": error(
        "Databasen saknas eller har ett äldre schema än programmet. Kör samspel migrate.",
        "The database is missing or has an older schema than this program. Run samspel migrate.",
        "gateway",
    ),
    "SIP913": warning(
        "{count} av databasens {limit} förbindelser är i bruk. Höj max_connections, sänk [store] pool, eller kör färre "
        "processer.",
        "{count} of the database's {limit} connections are in use. Raise max_connections, lower [store] pool, or run "
        "fewer processes.",
        "gateway",
    ),
    "SIP914": warning(
        "Klockan går {seconds} s fel mot databasens; från {limit} s avvisas signerade meddelanden och arbete tas om. "
        "Rätta klockan och kontrollera tidssynkroniseringen (NTP) på båda.",
        "The clock is {seconds} s off the database's; from {limit} s signed messages are refused and work is taken "
        "over. Set the clock and check time synchronisation (NTP) on both.",
        "gateway",
    ),
    "SIP915": error(
        "Meddelandekön tar emot meddelanden som ingen läser: växeln {exchange} har en reservväxel (alternate "
        "exchange). Ta bort den; kopior kan annars försvinna utan att det märks.",
        "The broker takes messages that nobody reads: the exchange {exchange} has an alternate exchange. Remove it; "
        "copies can get lost unseen otherwise.",
        "gateway",
    ),
    "SIP916": warning(
        "Det finns {free} MiB kvar på disken. Ge plats i tid: under {limit} MiB räknas det som fel.",
        "{free} MiB are left on the disk. Make room in time: below {limit} MiB it counts as a fault.",
        "gateway",
    ),
    "SIP917": error(
        "Det finns bara {free} MiB kvar på disken. Inget mer kan tas emot när den är full: ge plats nu.",
        "Only {free} MiB are left on the disk. Nothing can be received once it is full: make room now.",
        "gateway",
    ),
    "SIP918": warning(
        "Databasens logg (WAL) är {size} MiB: någon håller en gammal läsning öppen. Starta om processerna en i taget.",
        "The database's write-ahead log is {size} MiB: somebody keeps an old reading open. Restart the processes one "
        "by one.",
        "gateway",
    ),
    "SIP919": error(
        "[shared] har inget fingerprint: vem som helst kan ge ut katalogen. Hör efter plattformens fingeravtryck på "
        "annat sätt och skriv in det.",
        "[shared] has no fingerprint: anybody could issue the directory. Hear the platform's fingerprint by another "
        "way and enter it.",
        "gateway",
    ),
    "SIP920": error(
        "Den gemensamma katalogen har aldrig hämtats hit: ingen går att nå. Kör samspel directory pull.",
        "The shared directory has never been pulled here: nobody can be reached. Run samspel directory pull.",
        "gateway",
    ),
    "SIP921": error(
        "Organisationen saknar routningsnyckel eller nycklar i katalogen: ingen når den. Lämna plattformen det som "
        "samspel directory entry skriver.",
        "The organisation has no routing key or no keys in the directory: nobody reaches it. Give the platform what "
        "samspel directory entry writes.",
        "gateway",
    ),
    "SIP922": error(
        "Katalogen säger att en annan gateway läser organisationens köer. Rätta name i samspel.toml eller gateway i "
        "katalogen.",
        "The directory says that another gateway reads the organisation's queues. Mend name in samspel.toml or "
        "gateway in the directory.",
        "gateway",
    ),
    "SIP923": error(
        "Katalogens nycklar är inte de som organisationen har här: det som skickas till den kan inte öppnas, eller den "
        "kan inte skicka. Lämna plattformen det som samspel directory entry skriver.",
        "The keys in the directory are not those that the organisation has here: what is sent to it cannot be opened, "
        "or it cannot send. Give the platform what samspel directory entry writes.",
        "gateway",
    ),
    "SIP931": warning(
        "Katalogen visar inte organisationens nycklar som de är här, men de den visar räcker än så länge. Lämna "
        "plattformen det som samspel directory entry skriver, innan de slutar gälla.",
        "The directory does not show the organisation's keys as they are here, but those that it shows do for now. "
        "Give the platform what samspel directory entry writes, before they end.",
        "gateway",
    ),
    "SIP924": warning(
        "{count} organisationer i katalogen saknar nycklar som gäller nu, eller routningsnyckel: inget kan skickas "
        "till dem. Plattformen får be dem om det som samspel directory entry skriver.",
        "{count} organisations of the directory have no keys that count now, or no routing key: nothing can be sent "
        "to them. The platform asks them for what samspel directory entry writes.",
        "home",
    ),
    "SIP925": warning(
        "En egen nyckel slutar gälla om {days} dagar och ingen ny tar vid. Gör nya nycklar i tid och lämna dem till "
        "katalogen.",
        "A key of the organisation ends in {days} days and no other takes over. Make new keys in time and give them "
        "to the directory.",
        "gateway",
    ),
    "SIP926": warning(
        "{count} organisationer i katalogen läser ingen meddelandeversion som den här gatewayen skriver. Uppgradera "
        "den som är äldst.",
        "{count} organisations of the directory read no message version that this gateway writes. Upgrade the older "
        "one.",
        "gateway",
    ),
    "SIP927": error(
        "Journalsystemets mapp går inte att nå eller skriva i. Kontrollera att utdelningen är monterad och att "
        "gatewayens användare får skriva där.",
        "The journal system's folder cannot be reached or written. Check that the share is mounted and that the "
        "gateway's user may write there.",
        "gateway",
    ),
    "SIP928": warning(
        "Arbete har väntat {minutes} minuter på att göras. Se att samspel work eller serve är igång med alla roller, "
        "och att det som arbetet behöver svarar.",
        "Work has waited {minutes} minutes to be done. See that samspel work or serve runs with every role, and that "
        "what the work needs answers.",
        "gateway",
    ),
    "SIP929": warning(
        "Sådant som väntar på en människa: {parked}. Sena kopior: {late}. Se samspel parked list och samspel ledger "
        "--late.",
        "Things that wait for a person: {parked}. Late copies: {late}. See samspel parked list and samspel ledger "
        "--late.",
        "home",
    ),
    "SIP930": error(
        "Undersökningen blev inte färdig på {seconds} s: det som undersöks hänger. Se till det (en nätverksmapp, en "
        "server som tar emot och inte svarar) och kör samspel doctor igen.",
        "The check did not end within {seconds} s: what it looks at hangs. See to it (a network folder, a server that "
        "takes connections and does not answer) and run samspel doctor again.",
        "gateway",
    ),
    "SIP934": warning(
        "{count} dokument från journalsystemet ligger kvar i out, det äldsta sedan {minutes} minuter. Se att samspel "
        "work eller serve är igång med rollen recorder, och att filerna går att läsa och är hela.",
        "{count} documents from the journal system lie in out, the oldest for {minutes} minutes. See that samspel work "
        "or serve runs with the role recorder, and that the files can be read and are whole.",
        "gateway",
    ),
    "SIP935": warning(
        "Ingen har sett i journalsystemet på {minutes} minuter. Se att samspel work eller serve är igång med rollen "
        "recorder; om den är det hänger journalsystemet: se till dess mapp och starta om recordern.",
        "Nobody has looked into the journal system for {minutes} minutes. See that samspel work or serve runs with the "
        "role recorder; if it does, the journal system hangs: see to its folder and start the recorder again.",
        "gateway",
    ),
    "SIP936": warning(
        "Ingen har sett i journalsystemet ännu. Starta samspel work eller serve med rollen recorder.",
        "Nobody has looked into the journal system yet. Start samspel work or serve with the role recorder.",
        "gateway",
    ),
}
