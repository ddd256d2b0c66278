"""SIP8xx: the recipient's journal."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    # 800-809: what a journal system is asked to do
    "SIP800": error(
        "Samma kopia finns redan hos mottagaren med annat innehåll. Avsändaren ska skicka en ny version av planen.",
        "The recipient already has this copy with another content. The sender must send a new version of the plan.",
    ),
    "SIP801": error(
        "Mappen är inställd på att bara ta emot kvitton. Välj läget för hela utbytet, eller ett annat journalsystem.",
        "The folder is set to take receipts only. Choose the mode for the whole exchange, or another journal system.",
        "gateway",
    ),
    # 810-829: receipts
    "SIP810": error(
        "Kvittot går inte att läsa. Skriv det som SipReceipt (XML) eller JSON med samma fält och lägg det där igen.",
        "The receipt cannot be read. Write it as SipReceipt (XML) or JSON with the same fields and put it there again.",
        "recipient",
    ),
    "SIP811": error(
        "Kvittot gäller en kopia som inte har lämnats över här. Kontrollera kopians id.",
        "The receipt is for a copy that was not handed over here. Check the copy id.",
        "recipient",
    ),
    "SIP812": error(
        "Kvittots hash stämmer inte med kopian som lämnades över. Läs in kopian igen och kvittera den.",
        "The receipt's hash does not fit the copy that was handed over. Import the copy again and confirm that.",
        "recipient",
    ),
    "SIP813": error(
        "Kvittot säger att kopian är journalförd men inte vilken journalpost det är. Ange journalpostens id.",
        "The receipt says that the copy is recorded but not in which entry. State the id of the journal entry.",
        "recipient",
    ),
    "SIP814": error(
        "Kvittot är bekräftat av en person men säger inte av vem. Ange vem.",
        "The receipt is confirmed by a person but does not say by whom. State who.",
        "recipient",
    ),
    "SIP815": error(
        "Filen är inte hel och har inte ändrats på {minutes} minuter. Skriv den färdigt och lägg den i mappen igen.",
        "The file is not whole and has not changed for {minutes} minutes. Finish writing it and put it there again.",
        "recipient",
    ),
    "SIP816": error(
        "Kopians id i kvittot är inte ett id för en kopia (PLAN/VERSION/MOTTAGARE/SLAG).",
        "The copy id in the receipt is not the id of a copy (PLAN/VERSION/RECIPIENT/KIND).",
        "recipient",
    ),
}
