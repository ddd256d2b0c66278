"""The plan itself and who is in it: words of names of places."""

from __future__ import annotations

from mappings.tables.skeleton.lexicon_rows import (
    ID,
    IDENTITY,
    NAMED,
    PHONE,
    STATUS,
    PartWords,
    part_words,
)

PEOPLE: dict[str, PartWords] = {
    "plan": part_words(
        "",
        "plan",
        "plan sip arende careplan samordnadindividuellplan coordinatedcareplan coordinatedindividualplan "
        "individualplan "
        "sipplan planen vardarende | case careplans dokument document export",
        {
            "source.plan_id": f"{ID} | arnr; dnr diarienr diarienummer arendenr arendeid arendenummer planid "
            f"plannr sipid caseid "
            "casenumber casenr",
            "source.revision": "version versionsnr versionsnummer versionnumber rev revision | ver",
            "state": f"{STATUS} arsts; planstatus planlage siplage sipstatus",
            "established_on": "upprattad upprattat upprattades upprattaddatum upprattatdatum upprattandedatum "
            "uppratt "
            "upprattningsdatum datumupprattad established establishedon establisheddate establishedat "
            "dateestablished "
            "timestampsestablished | upprdat upprdatum uppdat created createdon createdat skapad date datum",
            "lead_huvudman": "huvudansvar huvudansvarig overgripandeansvar ansvarighuvudman leadhuvudman "
            "leadorganisation "
            "leadorganization ownershiplead leadprincipal | lead ansvarig huvudman hm hhm hhmtyp",
            "coordinator": "samordnare sipsamordnare samordnareid samordnarenamn coordinator coordinatorref "
            "coordinatorid "
            "coordinatorname ownershipcoordinatorref | samordn samo saman",
            "follow_up.on": "uppfoljning uppfoljningsdatum uppfoljningdatum nastauppfoljning "
            "planeraduppfoljning reviewdate "
            "followupdate followupon nextreview nextreviewdate timestampsreview plannedfollowup | uppf uppfdat "
            "review "
            "followup nextmeeting",
            "summary.text": "sammanfattning summary | sammanf",
            "initiative.by": "initiativ initiativtagare initiativenhet initiativav initiatedby initiator",
            "initiative.need_noticed_on": "behovnoterat behovuppmarksammat behovuppmarksammatdatum neednoticed "
            "needidentified "
            "needidentifieddate neednoticedon",
            "initiative.reason": "initiativskal skalforsip reasonforsip initiativereason | skal anledning syfte "
            "reason purpose",
            "initiative.urgent": "| bradskande urgent akut",
            "no_other_measures": "ingaandraatgarder nothingbyothers noothermeasures ingaatgarderavandra | ingaandra",
            "approved_for_person": "farvisasforenskild farvisasforpatient approvedforpatient approvedforperson",
            "crisis_plan.text": "krisplan crisisplan",
            "replaces": "| ersatter replaces",
            "discharge.planned_on": "| utskrivningsdatum dischargedate planneddischarge",
            "fixed_care_contact.name": "fastvardkontakt fixedcarecontact | fvk",
            "closure.on": "avslutsdatum avslutdatum closedon closeddate closuredate | avslutad closed",
            "closure.reason": "avslutsorsak avslutorsak closurereason closedreason | avslut",
        },
    ),
    "person": part_words(
        "plan",
        "person",
        "klient klienten patient patienten brukare brukaren enskild denenskilde enskilde subject client careperson "
        "omsorgstagare serviceuser citizen medborgare subjectofcare | person individ individual elev barn pat "
        "kl bruk inv",
        {
            "identity": IDENTITY,
            **NAMED,
            "interpreter_needed": "tolk tolkbehov behovertolk interpreter interpreterneeded needsinterpreter "
            "interpreterrequired",
            "languages": "sprak language languages modersmal preferredlanguage | lang tolksprak",
            "communication_support": "kommunikationsstod communicationsupport",
            "protection": "| sekretess skyddad sekretessmarkering skyddadidentitet protectedidentity skydd skyddade",
        },
        many=False,
    ),
    "guardians": part_words(
        "plan",
        "guardians",
        "vardnadshavare guardian guardians custodian custodians legalguardian | foralder foraldrar parent parents vh",
        {"identity": IDENTITY, **NAMED},
        own="name",
    ),
    "representatives": part_words(
        "plan",
        "representatives",
        "godman godeman representative representatives stallforetradare legalrepresentative "
        "legalrepresentatives forvaltare "
        "| ombud trustee foretradare",
        {"identity": IDENTITY, **NAMED, "mandate": "| typ kind type uppdrag mandate"},
        own="name",
    ),
    "relatives": part_words(
        "plan",
        "relatives",
        "narstaende anhorig anhoriga relative relatives nextofkin | kontaktperson familj family",
        {**NAMED, "relation": "relation relationship slaktskap"},
        own="name",
    ),
    "supporters": part_words(
        "plan",
        "supporters",
        "stodperson stodpersoner personligtombud supporter supporters supportperson | support",
        NAMED,
        own="name",
    ),
    "organisations": part_words(
        "plan",
        "organisations",
        "enhet enheter organisation organisationer organization organizations organisations verksamhet "
        "verksamheter unit "
        "units vardenhet vardenheter mottagningar careunit careunits | org vdh avdelning departments enh",
        {
            "id": "hsa hsaid hsanr enhetshsaid hsaidentitet orghsaid sehsaid | id kod code identifier ref",
            "name": "namn name benamning label displayname title",
            "kind": "| typ type kind slag category kategori",
            "organisation_number": "orgnr organisationsnummer organisationsnr organizationnumber orgnumber",
            "part_of": "| huvudman owner partof parent tillhor principal hm",
            "contact.phones": PHONE,
        },
        own="name",
    ),
    "participants": part_words(
        "plan",
        "participants",
        "deltagare deltagarna participant participants team teammedlem careteam teammembers medverkande aktor "
        "aktorer "
        "professional professionals practitioner practitioners | personal staff members member delt dlt actors "
        "kallade",
        {
            "id": ID,
            **NAMED,
            "role": "roll titel role title yrke yrkestitel befattning profession funktion position jobtitle "
            "yrkesroll | rol "
            "bef",
            "organisation": "enhet organisation organization unit unitid organisationid organizationid enhetsid "
            "enhetid "
            "arbetsplats verksamhet workplace unitref organizationref | enh org",
            "hsa_id": "hsa hsaid personhsaid",
        },
        own="name",
    ),
}
