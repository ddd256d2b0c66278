"""SIP3xx: lifecycle and statutory content, and SIP4xx: routines and county profiles. {source} cites who asks."""

from __future__ import annotations

from schemas.catalogue.row import Row, error, warning

ROWS: dict[str, Row] = {
    # 300-309: lifecycle
    "SIP301": error(
        "Planen kan inte gå från läget {old} till {new}. Lägena står i docs/lifecycle.md.",
        "The plan cannot go from the state {old} to {new}. The states are in docs/lifecycle.md.",
    ),
    "SIP302": error(
        "Planen är makulerad. Ingenting följer på en makulerad plan; gör en ny.",
        "The plan is nullified. Nothing follows a nullified plan; make a new one.",
    ),
    "SIP303": error(
        "Planen är avslutad (läget {old}) och kan bara makuleras. Fortsatt samordning skrivs i en ny plan.",
        "The plan has ended (state {old}) and can only be nullified. Further coordination goes into a new plan.",
    ),
    "SIP304": error(
        "Planen är preliminär. Anteckna när samråd hölls med vårdnadshavaren innan planen upprättas.",
        "The plan is preliminary. Note when the guardian was consulted before the plan is established.",
    ),
    # 310-329: what the law refuses at a state
    "SIP310": error(
        "Planen saknar insatser. Vilka insatser som behövs ska framgå ({source}).",
        "The plan has no measures. It must say which measures are needed ({source}).",
    ),
    "SIP311": error(
        "Ange vilken huvudman som ansvarar för insatsen ({source}).",
        "State which huvudman answers for the measure ({source}).",
    ),
    "SIP312": error(
        "Ange åtgärder av andra än kommunen och regionen, eller att det inte finns några ({source}).",
        "State the measures by others than municipality and region, or that there are none ({source}).",
    ),
    "SIP313": error(
        "Ange vilken huvudman som har det övergripande ansvaret för planen ({source}).",
        "State which huvudman has the overall responsibility for the plan ({source}).",
    ),
    "SIP314": error(
        "Det övergripande ansvaret för en SIP har regionen eller kommunen ({source}).",
        "The overall responsibility for a SIP is the region's or the municipality's ({source}).",
    ),
    "SIP315": error(
        "Det övergripande ansvaret för en L-SIP har en av kommunens nämnder ({source}).",
        "The overall responsibility for an L-SIP is with one of the municipality's boards ({source}).",
    ),
    "SIP316": error(
        "Den ansvariga är varken kommun eller region. Flytta insatsen till åtgärder av andra ({source}).",
        "Who answers is neither municipality nor region. Move the measure to measures by others ({source}).",
    ),
    "SIP317": error(
        "En privat utförare ansvarar inte själv för insatsen. Ange den huvudman som anlitat den ({source}).",
        "A private provider does not itself answer for the measure. State the huvudman that hired it ({source}).",
    ),
    "SIP320": error(
        "Planen ska vara ett dokument, men inget plandokument är bifogat. Bifoga det.",
        "The plan is said to be a document, but no plan document is attached. Attach it.",
    ),
    "SIP321": error(
        "Planen är ett dokument men saknar deltagare. Ange vilka som deltar, så att kopiorna kan gå dit.",
        "The plan is a document but has no participants. State who takes part, so that copies can go there.",
    ),
    "SIP330": error(
        "Kopian saknar planens id eller version.",
        "The copy lacks the plan's id or version.",
        fault="home",
    ),
    # 400-459: routines; warnings that a county may raise for plans made there
    "SIP401": warning("Utse en samordnare ({source}).", "Appoint a coordinator ({source})."),
    "SIP402": warning("Bestäm tid för uppföljning ({source}).", "Set a time for the follow-up ({source})."),
    "SIP403": warning(
        "Underskrift saknas av den enskilde eller vårdnadshavaren ({source}).",
        "The person's or the guardian's signature is missing ({source}).",
    ),
    "SIP404": warning(
        "Sätt minst ett delmål till behovet ({source}).", "Set at least one sub-goal for the need ({source})."
    ),
    "SIP405": warning(
        "Ange när delmålet ska vara nått ({source}).", "State when the sub-goal is to be reached ({source})."
    ),
    "SIP406": warning(
        "Ange vem som var sekreterare vid uppföljningsmötet ({source}).",
        "State who was secretary at the follow-up meeting ({source}).",
    ),
    "SIP407": warning(
        "Skriv den enskildes egna övergripande mål ({source}).", "Write the person's own overall goals ({source})."
    ),
    "SIP408": warning("Beskriv behov och problem ({source}).", "Describe needs and problems ({source})."),
    "SIP409": warning(
        "Minst två organisationer samordnar en plan; ange vilka som deltar ({source}).",
        "At least two organisations coordinate a plan; state who takes part ({source}).",
    ),
    "SIP410": warning(
        "Samordnarens huvudman ska ha det övergripande ansvaret ({source}).",
        "The coordinator's huvudman should have the overall responsibility ({source}).",
    ),
    "SIP411": warning("Ange när planen upprättades ({source}).", "State when the plan was established ({source})."),
    "SIP412": warning(
        "Tidsfristen {limit}, {days} dagar, är passerad. Det är en skyldighet ({source}).",
        "The time limit {limit}, {days} days, has passed. It is a duty ({source}).",
    ),
    "SIP413": warning(
        "Tidsmålet {limit}, {days} dagar, är passerat ({source}).",
        "The target {limit}, {days} days, has passed ({source}).",
    ),
    "SIP414": warning(
        "Den organisation som tagit initiativet står inte bland dem som initierar ({source}).",
        "The organisation that took the initiative is not among those who initiate ({source}).",
    ),
    "SIP415": warning(
        "Den som begärt planen står inte bland dem som kan begära ({source}).",
        "Who asked for the plan is not among those who can ask ({source}).",
    ),
    "SIP416": warning(
        "Den organisation som tagit initiativet får göra det för personer {youngest}-{oldest} år ({source}).",
        "The organisation that took the initiative may do so for persons aged {youngest}-{oldest} ({source}).",
    ),
    "SIP417": warning(
        "I ordinärt boende rapporterar kommunens hälso- och sjukvård behovet till regionen, som ska svara ({source}).",
        "In ordinary housing municipal health care reports the need to the region, which must answer ({source}).",
    ),
    "SIP420": warning(
        "Utse en fast vårdkontakt i regionens öppna vård ({source}).",
        "Appoint a fixed care contact in the region's open care ({source}).",
    ),
    "SIP421": warning(
        "Regionens öppna vård ska delta när kommunal hälso- och sjukvård behövs efter utskrivning ({source}).",
        "The region's open care must take part when municipal health care is needed after discharge ({source}).",
    ),
    "SIP430": warning(
        "Anteckna samrådet per telefon före kallelsen ({source}).",
        "Note the consultation by phone before the call ({source}).",
    ),
    "SIP431": warning(
        "Kallad part har ingen etablerad kontakt med personen, eller det är inte känt ({source}).",
        "A called party has no established contact with the person, or it is not known ({source}).",
    ),
    "SIP432": warning(
        "Ange om den enskilde deltog i mötet ({source}).",
        "State whether the person took part in the meeting ({source}).",
    ),
    "SIP433": warning(
        "Fortsatt samordning skrivs i en ny SIP som ersätter den här ({source}).",
        "Further coordination is written in a new SIP that replaces this one ({source}).",
    ),
    "SIP434": warning(
        "Skriv in måluppfyllelsen för delmålet ({source}).", "Write in how far the sub-goal is reached ({source})."
    ),
    "SIP435": warning(
        "Den enskilde har fyllt 18 år; vårdnadshavarens underskrift gäller inte längre ({source}).",
        "The person has turned 18; the guardian's signature has ended ({source}).",
    ),
    "SIP436": warning(
        "Ange vem som antecknat det muntliga samtycket ({source}).", "State who noted the oral consent ({source})."
    ),
    "SIP437": warning(
        "Inget samtycke är infört. Planen tas emot, men kopiorna väntar ({source}).",
        "No consent is entered. The plan is accepted, but the copies wait ({source}).",
    ),
    "SIP438": warning(
        "Beslutet att avsluta tas med den enskilde eller vårdnadshavaren; ange det ({source}).",
        "The decision to close is made with the person or the guardian; state it ({source}).",
    ),
    "SIP439": warning("Ange vem som ledde mötet ({source}).", "State who led the meeting ({source})."),
    "SIP440": warning(
        "Ange när den enskilde fick information ({source}).", "State when the person was informed ({source})."
    ),
    "SIP441": warning("Beskriv den enskildes resurser ({source}).", "Describe the person's strengths ({source})."),
    "SIP442": warning("Ange tidsplan för insatsen ({source}).", "State the schedule of the measure ({source})."),
    "SIP443": warning(
        "Läget {state} ska följas av {field} ({source}).", "The state {state} should come with {field} ({source})."
    ),
    "SIP444": warning(
        "Den ansvariga är en enhet eller nämnd. Ange vilken kommun eller region den hör till ({source}).",
        "Who answers is a unit or board. State which municipality or region it belongs to ({source}).",
    ),
    "SIP445": warning(
        "En begäran nekas bara undantagsvis. Ange av vem och varför ({source}).",
        "A request is refused only exceptionally. State by whom and why ({source}).",
    ),
    "SIP446": warning(
        "För den här målgruppen ska man utgå från att en plan behövs ({source}).",
        "For this group the need of a plan is presumed ({source}).",
    ),
    "SIP447": warning(
        "Andra aktörer deltar bara med samtycke, och den här står inte i något samtycke ({source}).",
        "Other actors take part only with consent, and this one is in no consent ({source}).",
    ),
    "SIP448": warning(
        "Länsprofilen {county} gäller inte den här sortens plan.",
        "The county profile {county} is not for this kind of plan.",
    ),
}
