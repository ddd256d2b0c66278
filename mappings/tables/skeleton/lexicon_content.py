"""What a plan holds, and the consents: words of names of places."""

from __future__ import annotations

from mappings.tables.skeleton.lexicon_rows import (
    DATE,
    END,
    ID,
    SCHEDULE,
    START,
    STATUS,
    SUBJECTS,
    TEXT,
    PartWords,
    part_words,
)

CONTENT: dict[str, PartWords] = {
    "meetings": part_words(
        "plan",
        "meetings",
        "mote moten motet sipmote meeting meetings | traff",
        {
            "id": ID,
            "kind": "typ type kind slag motestyp",
            "start": "start starttid starttime startsat tid time datum date when begins tidpunkt | dat",
            "end": "slut sluttid endtime end endsat ends",
            "place": "plats lokal place location where venue",
            "leader": "motesledare ordforande leader chair | ledare",
            "secretary": "sekreterare secretary",
            "person_took_part": "patienttookpart persontookpart clienttookpart patientparticipated "
            "denenskildedeltog "
            "patientendeltog",
            "notes.text": "anteckningar minutes notes protokoll minnesanteckningar",
        },
    ),
    "attendance": part_words(
        "meetings",
        "attendance",
        "narvaro narvarande attendance attendees attendee | people deltagare participants",
        {
            "who": "ref id who person participant deltagare personref",
            "attendance": f"{STATUS}; attendance narvaro present",
        },
    ),
    "strengths": part_words(
        "plan",
        "strengths",
        "resurser styrka styrkor strength strengths | resurs",
        {"id": ID, "text": TEXT, "kind": "typ kind type", "subjects": SUBJECTS},
        own="text",
    ),
    "current_support": part_words(
        "plan",
        "current_support",
        "pagaendestod nuvarandestod currentsupport ongoingsupport pagaendeinsatser",
        {"id": ID, "text": TEXT, "organisation": "enhet organisation organization unit", "subjects": SUBJECTS},
        own="text",
    ),
    "overall_goals": part_words(
        "plan",
        "overall_goals",
        "overgripandemal huvudmal langsiktigtmal langsiktigamal overallgoal overallgoals longtermgoal "
        "longtermgoals | mal goal "
        "goals objectives",
        {
            "id": ID,
            "text": TEXT,
            "whose": "whose vems owner vemsmal",
            "own_words": "egnaord verbatim ownwords",
            "subjects": SUBJECTS,
        },
        own="text",
    ),
    "needs": part_words(
        "plan",
        "needs",
        "behov behoven behovet need needs problem problems problemlista | beh concern concerns issue issues bhv "
        "addresses",
        {
            "id": ID,
            "area": "omrade behovsomrade livsomrade domain area | typ type kategori category",
            "text": TEXT,
            "icf": "icf icfkod icfkoder icfcode icfcodes",
            "subjects": SUBJECTS,
        },
        own="text",
    ),
    "sub_goals": part_words(
        "needs",
        "sub_goals",
        "delmal delmalen subgoal subgoals target targets milestone milestones shorttermgoal shorttermgoals | "
        "mal goal goals dm "
        "objective",
        {
            "id": ID,
            "text": TEXT,
            "target_date": "maldatum due duedate duedat targetdate klart klartdatum deadline datum date dat "
            "klarsenast | tom "
            "nar tid when",
        },
        own="text",
    ),
    "attainments": part_words(
        "sub_goals",
        "attainments",
        "uppfoljt maluppfyllelse attainment attainments uppfyllelse | resultat outcome uppfoljning",
        {
            "outcome": "grad outcome uppfyllelse resultat achievement result | status",
            "on": DATE,
            "comment": "kommentar comment | text note anteckning",
        },
        own="comment",
    ),
    "interventions": part_words(
        "plan",
        "interventions",
        "insats insatser insatsen intervention interventions action actions | atgard atgarder measure measures "
        "activity "
        "activities aktivitet aktiviteter ins aktiv tasks plannedactions detail",
        {
            "id": ID,
            "text": TEXT,
            "status": STATUS,
            "responsible_huvudman": "huvudman ansvarighuvudman owner responsible ansvar responsibleprincipal | "
            "ansvarig ansv hm",
            "performers": "utforare utforarid utforarna performer performers performedby by performerid "
            "performerref | utf "
            "ansvarig responsible assignee",
            "needs": "behov behovnr behovid behovsnr behovref problem problems need needs needid needref "
            "needrefs needids | "
            "beh behnr bhv",
            "goals": "delmal delmalnr malnr goal goals goalid subgoal subgoals goalrefs targets | mal",
            "subjects": SUBJECTS,
            **SCHEDULE,
        },
        own="text",
    ),
    "other_measures": part_words(
        "plan",
        "other_measures",
        "andrasatgard andrasatgarder atgardavandra atgarderavandra othermeasure othermeasures measuresbyothers "
        "| ovrigaatgarder",
        {
            "id": ID,
            "text": TEXT,
            "performer": "| typ kind type",
            "performer_name": "vem who utforare performer performername performedby av by",
            "status": STATUS,
            "subjects": SUBJECTS,
            **SCHEDULE,
        },
        own="text",
    ),
    "placement": part_words(
        "plan",
        "placement",
        "placering placement",
        {"start": START, "end": END, "text": TEXT, "kind": "typ kind type placeringsform"},
        many=False,
    ),
    "attachments": part_words(
        "plan",
        "attachments",
        "bilaga bilagor attachment attachments",
        {
            "id": ID,
            "title": "titel title namn name filnamn filename",
            "media_type": "mediatype mimetype contenttype",
            "data": "data innehall content base64 bytes",
        },
    ),
    "signatures": part_words(
        "plan",
        "signatures",
        "underskrift underskrifter signature signatures | signering",
        {"who": "who vem ref", "on": DATE, "form": "form", "role": "roll role"},
    ),
    "follow_ups": part_words(
        "plan",
        "follow_ups",
        "uppfoljningar genomforduppfoljning followups reviews | uppfoljning",
        {
            "on": DATE,
            "continues": "fortsatter fortsattsamordning continues",
            "evaluation.text": "utvardering evaluation",
        },
    ),
    "consents": part_words(
        "",
        "consents",
        "samtycke samtycken samtycket consent consents | medgivande smt samt",
        {
            "givers.form": "form samtyckesform givenform consentform | hur typ type satt",
            "givers.given_at": "givendate givenon given givenat lamnat lamnatdatum inhamtat inhamtatdatum datum "
            "date dat at on "
            "| tid time",
            "valid_until": "giltigttill giltigttom giltigtillochmed giltigttillochmed validuntil until "
            "tillochmed expires "
            "expirydate validto giltigt | tom to till slut end",
            "noted_by": "noterat noteratav notedby registreratav recordedby | av handlaggare by",
            "exclusion_text": "| undantag exclusion begransning exceptions",
        },
        own="givers.form",
    ),
    "recipients": part_words(
        "consents",
        "recipients",
        "mottagare recipient recipients tillenhet sharedwith | till to units enheter",
        {"recipient": f"{ID}; recipient mottagare enhet unit"},
        own="recipient",
    ),
}
