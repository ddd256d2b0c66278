"""What the broker and its topology say: SIP639, SIP660-669 and SIP679."""

from __future__ import annotations

from schemas.catalogue.row import Row, error

ROWS: dict[str, Row] = {
    "SIP639": error(
        "Mottagarens kö i meddelandekön bekräftar inte. Kopian ligger kvar här och skickas igen; övriga mottagare "
        "berörs inte. Den som sköter meddelandekön ser med `rabbitmq-queues quorum_status` om kön saknar majoritet.",
        "The recipient's queue in the broker does not confirm. The copy stays here and is sent again; other recipients "
        "are not concerned. Whoever runs the broker sees with `rabbitmq-queues quorum_status` whether the queue lacks "
        "its majority.",
        "gateway",
    ),
    "SIP660": error(
        "Meddelandekön har varken lösenord eller klientcertifikat, eller en av filerna i [broker] kan inte läsas. "
        "Ange password_file, SAMSPEL_BROKER_PASSWORD eller certificate_file, och kontrollera filerna.",
        "The broker has neither password nor client certificate, or one of the files of [broker] cannot be read. "
        "Give password_file, SAMSPEL_BROKER_PASSWORD or certificate_file, and check the files.",
        "gateway",
    ),
    "SIP661": error(
        "Meddelandekön släpper inte in gatewayens användare. Kontrollera namn, lösenord eller certifikat och vhost "
        "i [broker].",
        "The broker does not let the gateway's user in. Check name, password or certificate, and vhost in [broker].",
        "gateway",
    ),
    "SIP662": error(
        "Gatewayens användare saknar en rättighet i meddelandekön. Kör `samspel topology apply`.",
        "The gateway's user lacks a right in the broker. Run `samspel topology apply`.",
        "gateway",
    ),
    "SIP663": error(
        "En kö eller en växel saknas i meddelandekön. Kör `samspel topology apply`.",
        "A queue or an exchange is missing in the broker. Run `samspel topology apply`.",
        "gateway",
    ),
    "SIP664": error(
        "En kö eller en växel finns redan med andra inställningar. Kör `samspel topology check`, som säger vilka "
        "och vad som kan göras.",
        "A queue or an exchange is there already with other arguments. Run `samspel topology check`: it says which, "
        "and what can be done.",
        "gateway",
    ),
    "SIP665": error(
        "Mottagarens kö är full. Kopian ligger kvar här och skickas igen; mottagaren behöver börja läsa.",
        "The recipient's queue is full. The copy stays here and is sent again; the recipient has to start reading.",
        "recipient",
    ),
    "SIP666": error(
        "Meddelandekön har ont om minne eller disk och tar inte emot något. Frigör utrymme; allt skickas igen.",
        "The broker is short of memory or disk and takes nothing. Make room; everything is sent again.",
        "gateway",
    ),
    "SIP667": error(
        "Gatewayen {gateway} har fler organisationer än en rättighet i meddelandekön rymmer (omkring 1 000). Fördela "
        "dem på flera gatewayer i katalogen.",
        "The gateway {gateway} has more organisations than a right in the broker holds (some 1,000). Spread them over "
        "several gateways in the directory.",
        "gateway",
    ),
    "SIP668": error(
        "Meddelandeköns administrationsgränssnitt svarar inte som det ska. Kontrollera adressen (--admin), vhost, och "
        "att rabbitmq_management är påslaget.",
        "The broker's management interface does not answer as it should. Check the address (--admin), the virtual "
        "host, and that rabbitmq_management is on.",
        "gateway",
    ),
    "SIP679": error(
        "Meddelandeköns administrationsgränssnitt svarar, men släpper inte in användaren. Kontrollera administratörens "
        "namn (--admin-user) och lösenord, och att den har taggen administrator.",
        "The broker's management interface answers, but does not let the user in. Check the administrator's name "
        "(--admin-user) and password, and that it has the tag administrator.",
        "gateway",
    ),
    "SIP669": error(
        "`samspel topology` behöver [broker] i samspel.toml, administrationsgränssnittets adress (--admin) och "
        "administratörens lösenord (--admin-password-file eller SAMSPEL_BROKER_ADMIN_PASSWORD).",
        "`samspel topology` needs [broker] in samspel.toml, the address of the management interface (--admin) and the "
        "administrator's password (--admin-password-file or SAMSPEL_BROKER_ADMIN_PASSWORD).",
        "gateway",
    ),
}
