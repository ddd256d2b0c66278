"""What workers say: SIP670-674."""

from __future__ import annotations

from schemas.catalogue.row import Row, error, warning

ROWS: dict[str, Row] = {
    "SIP670": warning(
        "Mottagaren har inte journalfört kopian i tid. Hör av er till mottagaren, och ge den planen på annat sätt om "
        "det brådskar.",
        "The recipient has not recorded the copy in time. Get in touch with the recipient, and give it the plan in "
        "another way if it is urgent.",
        "recipient",
    ),
    "SIP671": warning(
        "En kopia som har kommit hit är inte journalförd i tid. Journalför den, eller bekräfta den med samspel confirm "
        "om det redan är gjort.",
        "A copy that came here has not been recorded in time. Record it, or confirm it with samspel confirm if that is "
        "done already.",
        "recipient",
    ),
    "SIP672": error(
        "Rollerna går inte att förstå. Skriv relay, receiver eller recorder, flera med komma emellan.",
        "The roles cannot be understood. Write relay, receiver or recorder, several with commas between.",
    ),
    "SIP673": error(
        "Adressen för mätvärden går inte att förstå. Skriv ADRESS:PORT, till exempel 127.0.0.1:9370.",
        "The address for metrics cannot be understood. Write HOST:PORT, for example 127.0.0.1:9370.",
    ),
    "SIP674": error(
        "Filen för livstecken kan inte skrivas. Välj en plats där Samspel får skriva.",
        "The file of the heartbeat cannot be written. Choose a place where Samspel may write.",
    ),
}
