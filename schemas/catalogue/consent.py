"""SIP5xx: consent and copies. Most of them are the home's to mend, therefore fault `home`."""

from __future__ import annotations

from schemas.catalogue.row import Row, error, warning

ROWS: dict[str, Row] = {
    # 500-539: why a part may not go to a recipient now
    "SIP500": error(
        "Det finns inget samtycke till planen. Fråga den enskilde och för in samtycket; kopiorna väntar.",
        "There is no consent to the plan. Ask the person and enter the consent; the copies wait.",
        fault="home",
    ),
    "SIP501": error(
        "Samtycket gäller bara kallelsen. För in samtycket till den överenskomna planen.",
        "The consent is only for the call. Enter the consent to the plan as agreed.",
        fault="home",
    ),
    "SIP502": error(
        "Den som skulle samtycka har sagt nej. Ingen kopia lämnas ut utan nytt samtycke.",
        "Who should consent has said no. No copy is given out without a new consent.",
        fault="home",
    ),
    "SIP503": error(
        "Samtycket är återtaget. Ingen kopia lämnas ut; ett nytt samtycke ska vara givet senare än återtagandet.",
        "The consent is withdrawn. No copy is given out; a new consent must be given later than the withdrawal.",
        fault="home",
    ),
    "SIP504": error(
        "Samtycket är återtaget för den här mottagaren. Fråga på nytt om mottagaren ändå ska ha en kopia.",
        "The consent is withdrawn for this recipient. Ask anew if the recipient is to have a copy after all.",
        fault="home",
    ),
    "SIP505": error(
        "Samtycket har löpt ut. Fråga den enskilde på nytt; de som har en kopia behåller den.",
        "The consent has expired. Ask the person anew; those who hold a copy keep it.",
        fault="home",
    ),
    "SIP506": error(
        "Mottagaren står inte i samtycket. Fråga den enskilde om mottagaren ska ha en kopia.",
        "The recipient is not in the consent. Ask the person whether the recipient is to have a copy.",
        fault="home",
    ),
    "SIP507": error(
        "Den enskilde har undantagit mottagaren. Ingen kopia lämnas ut.",
        "The person has excluded the recipient. No copy is given out.",
        fault="home",
    ),
    "SIP508": error(
        "Samtycket har formen 'kan inte samtycka', som inte används i det här länet.",
        "The consent has the form 'unable to consent', which is not used in this county.",
        fault="home",
    ),
    "SIP509": error(
        "Det framgår inte vem som bedömt att den enskilde inte kan samtycka. Ange vem, och grunden.",
        "It does not say who judged that the person is unable to consent. State who, and the basis.",
        fault="home",
    ),
    "SIP510": error(
        "Den enskildes eget samtycke saknas.",
        "The person's own consent is missing.",
        fault="home",
    ),
    "SIP511": error(
        "Alla vårdnadshavare har inte samtyckt. Fråga den som saknas, eller ange grunden för att en räcker.",
        "Not every guardian has consented. Ask the one who is missing, or state the basis on which one is enough.",
        fault="home",
    ),
    "SIP512": error(
        "Den enskilde har fyllt 18 år; vårdnadshavarnas samtycke gäller inte längre. Fråga den enskilde själv.",
        "The person has turned 18; the guardians' consent has ended. Ask the person.",
        fault="home",
    ),
    "SIP513": error(
        "En god man kan inte samtycka ensam. Den enskildes eget samtycke behövs också.",
        "A god man cannot consent alone. The person's own consent is needed too.",
        fault="home",
    ),
    "SIP514": error(
        "Företrädarens uppdrag gäller inte: fel slag, inte i kraft när samtycket gavs, eller inte i kraft nu.",
        "The representative's mandate does not hold: wrong kind, not in force at the consent, or not in force now.",
        fault="home",
    ),
    "SIP515": error(
        "Det framgår inte vem som har samtyckt. Ange vem, när och hur.",
        "It does not say who has consented. State who, when and how.",
        fault="home",
    ),
    "SIP516": error(
        "Samtycket är daterat i framtiden. Rätta datumet.",
        "The consent is dated in the future. Correct the date.",
        fault="home",
    ),
    "SIP517": error(
        "Samtycket gäller en senare version av planen än den här, eller så saknar planen versionsnummer.",
        "The consent is for a later version of the plan than this one, or the plan has no version number.",
        fault="home",
    ),
    "SIP518": error(
        "Samtycket har ett undantag i fritext. Någon hos er ska uttrycka det i koder innan kopior lämnas ut.",
        "The consent has an exclusion in free text. Somebody at home must put it into codes before copies go out.",
        fault="home",
    ),
    "SIP519": error(
        "Samma version av samtycket finns med olika innehåll. Någon hos er ska avgöra vilket som gäller.",
        "The same version of the consent exists with different contents. Somebody at home must say which holds.",
        fault="home",
    ),
    "SIP520": error(
        "Samtycket hör till en annan plan.",
        "The consent belongs to another plan.",
        fault="home",
    ),
    "SIP521": error(
        "I läget {state} lämnar ingen kopia den som samordnar planen.",
        "In the state {state} no copy leaves the home.",
        fault="home",
    ),
    "SIP522": error(
        "Samtycket lämnar inget ämne kvar som mottagaren får ta del av.",
        "The consent leaves no subject that the recipient may see.",
        fault="home",
    ),
    "SIP523": error(
        "Den enskilde har fyllt 18 år; vårdnadshavare får ingen kopia.",
        "The person has turned 18; guardians get no copy.",
        fault="home",
    ),
    "SIP525": error(
        "Barnet eller en vårdnadshavare har skyddade personuppgifter. "
        "Vårdnadshavares kopia görs inte automatiskt: någon hos er ska avgöra och lämna den för hand.",
        "The child or a guardian has protected identity. No guardian's copy is made automatically: "
        "somebody at home must decide, and give it by hand.",
        fault="home",
    ),
    "SIP526": error(
        "Planen är ett dokument och kan inte delas upp; mottagarens samtycke gäller inte hela planen.",
        "The plan is one document and cannot be divided; the recipient's consent does not cover the whole.",
        fault="home",
    ),
    "SIP529": error(
        "Planen är inte godkänd att visas för den enskilde; skälet står i planen.",
        "The plan is not approved to be shown to the person; the reason is in the plan.",
        fault="home",
    ),
    "SIP530": error(
        "Ett barn under 15 år har samtyckt ensamt. Ange vem som bedömt att barnet är moget nog.",
        "A child under 15 has consented alone. State who judged that the child is mature enough.",
        fault="home",
    ),
    "SIP531": error(
        "Den enskilde är ett barn och ingen vårdnadshavare står i planen.",
        "The person is a child and no guardian stands in the plan.",
        fault="home",
    ),
    "SIP532": error(
        "Planen är ett dokument och någon i den har skyddade personuppgifter. Någon hos er ska lämna den för hand.",
        "The plan is one document and somebody in it has protected identity. Somebody at home must give it by hand.",
        fault="home",
    ),
    "SIP533": error(
        "Samtycket når inte längre så långt som när kopian gjordes. Kopian görs om med det som är tillåtet nu.",
        "The consent does not reach as far as when the copy was made. The copy is made anew with what is allowed now.",
        fault="home",
    ),
    "SIP534": error(
        "Samtycket undantar en person hos mottagaren. Någon hos er ska avgöra om organisationen får en kopia.",
        "The consent excludes a person at the recipient. Somebody at home must decide about the organisation.",
        fault="home",
    ),
    "SIP535": error(
        "Mottagaren är varken en organisation, den enskilde eller en vårdnadshavare i planen.",
        "The recipient is neither an organisation, the person nor a guardian of the plan.",
        fault="home",
    ),
    # 536-539, 542-543: what is said when a consent is recorded or taken back
    "SIP536": error(
        "Den som inte ska få mer finns varken i planen eller i liggaren. Ange ett id som samspel ledger PLAN visar.",
        "Who is to get no more is neither in the plan nor in the ledger. Give an id that samspel ledger PLAN shows.",
    ),
    "SIP537": error(
        "Hemmet och den enskilde har planen utan samtycke, så det finns inget att ta tillbaka för dem. "
        "Vill den enskilde inte ha sin kopia: samspel confirm KOPIA --declined.",
        "The home and the person have the plan without consent, so there is nothing to take back for them. "
        "If the person does not want the copy: samspel confirm COPY --declined.",
    ),
    "SIP538": error(
        "Den som tar tillbaka samtycket anges med sitt id i planen (person, eller id:t för en vårdnadshavare, "
        "företrädare, deltagare eller organisation), inte med namn.",
        "Who takes the consent back is given by id in the plan (person, or the id of a guardian, representative, "
        "participant or organisation), not by name.",
    ),
    "SIP539": error(
        "Den som bara har en kopia kan anmäla att hela samtycket, den egna kopian eller ett ämne är återtaget. "
        "Andra mottagare, och vem det var, för hemmet in.",
        "Who only holds a copy can report that the whole consent, its own copy or a subject is taken back. "
        "Other recipients, and who it was, are entered by the home.",
    ),
    "SIP542": warning(
        "Ett återtagande gäller fortfarande: samtycket är inte givet efter det. Är det ett nytt samtycke, "
        "ange när det gavs (GivenAt), senare än återtagandet.",
        "A withdrawal still stands: the consent was not given after it. If it is a new consent, "
        "say when it was given (GivenAt), later than the withdrawal.",
        fault="home",
    ),
    "SIP543": warning(
        "Ett återtagande gäller fortfarande: samtycket har samma dag och inget klockslag. Ange klockslaget i GivenAt.",
        "A withdrawal still stands: the consent has the same day and no time. Add the time to GivenAt.",
        fault="home",
    ),
    # 540-559: announced ahead, or not known yet
    "SIP540": warning(
        "Samtycket löper ut om {days} dagar. Fråga den enskilde om det ska förlängas.",
        "The consent expires in {days} days. Ask the person whether to prolong it.",
        fault="home",
    ),
    "SIP541": warning(
        "Den enskilde fyller 18 år om {days} dagar. Då upphör vårdnadshavarnas samtycke, underskrift och kopia; "
        "fråga den enskilde själv i god tid.",
        "The person turns 18 in {days} days. The guardians' consent, signature and copy end then; "
        "ask the person in good time.",
        fault="home",
    ),
    "SIP549": warning(
        "Någon i planen har skyddade personuppgifter. Här är inte känt om mottagaren har bekräftat att den kan hantera "
        "dem; har den inte det skickas inget. Fråga gatewayen med --as ORG.",
        "Somebody in the plan has protected identity. It is not known here whether the recipient has confirmed that it "
        "can handle that; if it has not, nothing is sent. Ask the gateway with --as ORG.",
        fault="home",
    ),
    # 599: never raises, fails closed
    "SIP544": error(
        "Samtycket vilar på skyddat boende. Den andra vårdnadshavarens kopia görs inte automatiskt: "
        "någon hos er ska avgöra om den ska lämnas, och lämna den för hand.",
        "The consent rests on protected housing. The other guardian's copy is not made automatically: "
        "somebody at home must decide whether it is to be given, and give it by hand.",
        fault="home",
    ),
    "SIP545": error(
        "En vårdnadshavares samtycke var nog. Den andra vårdnadshavarens kopia görs inte automatiskt: "
        "någon hos er ska avgöra om den ska lämnas, och lämna den för hand.",
        "One guardian's consent was enough. The other guardian's copy is not made automatically: "
        "somebody at home must decide whether it is to be given, and give it by hand.",
        fault="home",
    ),
    "SIP546": error(
        "Ett annat samtycke nämner mottagaren, men det senaste gör det inte, och det senaste gäller (är ordningen "
        "oviss måste båda nämna). Fråga den enskilde; ska mottagaren ha en kopia, för in ett samtycke som nämner alla.",
        "Another consent names the recipient but the newest does not, and the newest decides (in doubt of the order "
        "both must). Ask the person; if the recipient is to have a copy, enter a consent that names them all.",
        fault="home",
    ),
    "SIP547": error(
        "Den enskilde har avlidit, och nytt samtycke kan inte lämnas. Det som personen samtyckte till står fast: "
        "lämnades ett samtycke medan personen levde, för in det.",
        "The person has died, and no new consent can be given. What the person consented to stands: "
        "if a consent was given in life, enter it.",
        fault="home",
    ),
    "SIP599": error(
        "Samtycket gick inte att bedöma. Ingen kopia lämnas ut; anmäl felet till den som sköter tjänsten.",
        "The consent could not be judged. No copy goes out; report the fault to whoever runs the service.",
        fault="gateway",
    ),
}
