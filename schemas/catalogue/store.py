"""What the database and its migrations say: SIP956-965."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    "SIP956": error(
        "Databasens schema är äldre än programmet. Kör samspel migrate, och starta sedan på nytt.",
        "The schema of the database is older than the program. Run samspel migrate, then start again.",
        "gateway",
    ),
    "SIP957": error(
        "Organisationens nycklar i databasen kan inte öppnas. Kontrollera att keys_secret_file är densamma på alla "
        "maskiner, och att databasen är hel.",
        "The organisation's keys in the database cannot be opened. Check that keys_secret_file is the same on all "
        "machines, and that the database is whole.",
        "gateway",
    ),
    "SIP958": error(
        "Filen keys_secret_file kan inte läsas, eller håller inte 32 slumpbyte skrivna hexadecimalt. Rätta den.",
        "The file keys_secret_file cannot be read, or does not hold 32 random bytes in hexadecimal. Mend it.",
        "gateway",
    ),
    "SIP959": error(
        "Andra håller en tabell som ska ändras. Avsluta långa sessioner (till exempel en säkerhetskopiering) och kör "
        "samspel migrate igen: den fortsätter.",
        "Others hold a table that is to be changed. End long sessions (a back-up, for instance) and run samspel "
        "migrate again: it goes on.",
        "gateway",
    ),
    "SIP960": error(
        "En annan process ändrar databasens schema. Vänta tills den är klar och kör igen.",
        "Another process changes the schema of the database. Wait until it is done and run again.",
        "gateway",
    ),
    "SIP961": error(
        "Det finns inget sådant schema. Ange ett av dem som samspel migrate --check visar, eller base.",
        "There is no such schema. Name one of those that samspel migrate --check shows, or base.",
        "gateway",
    ),
    "SIP962": error(
        "Det äldre schemat rymmer inte allt som finns i databasen. Ta en säkerhetskopia och upprepa med --yes.",
        "The older schema cannot hold all that is in the database. Take a back-up and repeat with --yes.",
        "gateway",
    ),
}
