"""What gateways say to each other beside copies, ping and reconciling: SIP740-759."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    # 740-743: message versions and test messages
    "SIP740": error(
        "Den sortens meddelande finns inte i meddelandets version. Avsändaren ska rätta sin gateway.",
        "There is no such kind of message in the message's version. The sender must mend its gateway.",
    ),
    "SIP741": error(
        "Ett provmeddelande ska bära provmärket HTEST på både meddelande och uppgift. Avsändaren ska rätta sin "
        "gateway.",
        "A test message carries the test label HTEST on both message and task. The sender must mend its gateway.",
    ),
    "SIP742": error(
        "Mottagarens system har en äldre meddelandeversion, som inte kan detta. Kopior går fram ändå; be mottagaren "
        "uppgradera.",
        "The recipient's system has an older message version, which cannot do this. Copies get through all the same; "
        "ask the recipient to upgrade.",
        "recipient",
    ),
    # 744-749: ping
    "SIP744": error(
        "Inget svar i tid. Meddelandet ligger kvar i kön. Kontrollera hos er att `samspel work` går och läser köerna; "
        "hos mottagaren, att dess gateway går och når mäklaren.",
        "No answer in time. The message stays in the queue. Check here that `samspel work` runs and reads the queues; "
        "at the recipient, that its gateway runs and reaches the broker.",
        "recipient",
    ),
    "SIP745": error(
        "Mottagarens gateway tog inte emot meddelandet. Den svarade: {codes}.",
        "The recipient's gateway did not take the message. It answered: {codes}.",
        "recipient",
    ),
    "SIP746": error(
        "Välj en annan organisation än den egna.",
        "Choose another organisation than the own one.",
    ),
    "SIP747": error(
        "Ange en tid som har varit, som 2026-01-15T08:00 eller som en längd bakåt, till exempel PT2H.",
        "Say a time that has passed, as 2026-01-15T08:00, or as a length of time back, for instance PT2H.",
    ),
    # 750-759: reconciling after a restored back-up
    "SIP750": error(
        "Svaret hör inte till någon avstämning som har frågats härifrån. Kör avstämningen igen.",
        "The answer belongs to no reconciling that was asked from here. Run the reconciling again.",
    ),
    "SIP751": error(
        "Den versionen av planen finns hos andra men inte här: databasen återställdes från en tid före den. Lämna in "
        "planen på nytt från journalen, med sitt samtycke och med planens id (PlanId) i dokumentet: annars kan den bli "
        "en ny plan. Den får ett högre nummer.",
        "Others hold that version of the plan and it is not here: the database was restored from a time before it. "
        "Hand the plan in again from the journal, with its consent and with the plan's id (PlanId) in the document: "
        "else it may become a new plan. It gets a higher number.",
        "home",
    ),
    "SIP752": error(
        "Samma kopia har ett annat innehåll hos hem och mottagare. Den mottagaren har gäller där. Jämför dem, och "
        "lämna in planen på nytt: nästa version får ett nummer som ingen har.",
        "The same copy has different content at home and recipient. What the recipient has counts there. Compare "
        "them, and hand the plan in again: the next version gets a number that nobody has.",
        "home",
    ),
    "SIP753": error(
        "Planen återtogs eller makulerades efter säkerhetskopian, säger en mottagare. Inget mer går till den. "
        "Registrera återtagandet på nytt: det gäller kanske fler.",
        "The plan was taken back or nullified after the back-up, a recipient says. Nothing more goes to it. Record "
        "the withdrawal again: it may reach further.",
        "home",
    ),
    "SIP754": error(
        "Planen lämnades över till ett annat hem efter säkerhetskopian, säger en mottagare. Skriv inga versioner här; "
        "kontrollera med det nya hemmet.",
        "The plan was handed over to another home after the back-up, a recipient says. Write no versions here; check "
        "with the new home.",
        "home",
    ),
    "SIP755": error(
        "Kopian finns inte här, och avsändaren har den inte kvar att skicka: den är gallrad där. Den finns i er "
        "journal om den journalfördes; be annars avsändaren om en ny version.",
        "The copy is not here, and its sender no longer has it to send: it has been culled there. It is in your "
        "journal if it was recorded; else ask the sender for a new version.",
        "home",
    ),
    "SIP756": error(
        "Kopian finns inte här, och samtycket når den inte längre hos avsändaren: den skickas inte igen. Den finns i "
        "er journal om den journalfördes.",
        "The copy is not here, and consent does not reach it any more at its sender: it is not sent again. It is in "
        "your journal if it was recorded.",
        "home",
    ),
    "SIP757": error(
        "Kopian skickades före den tid som avstämningen gäller och finns inte här. Kör avstämningen igen med en "
        "tidigare tid.",
        "The copy was sent before the time of the reconciling and is not here. Run the reconciling again with an "
        "earlier time.",
        "gateway",
    ),
    "SIP758": error(
        "Alla svar kom inte i tid. Det som kommer senare tas emot ändå; kör avstämningen igen när mottagaren svarar.",
        "Not all answers came in time. What comes later is taken all the same; run the reconciling again when the "
        "recipient answers.",
        "recipient",
    ),
}
