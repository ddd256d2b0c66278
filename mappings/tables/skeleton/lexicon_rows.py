"""How the lexicon writes its words down, and the words that many parts share."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """Words that surely say a thing, and words that may."""

    sure: frozenset[str]
    perhaps: frozenset[str]


def _words(said: str) -> Words:
    """Sure words, and after each `|` words that may, up to a `;`."""
    sure: list[str] = []
    perhaps: list[str] = []
    for piece in said.split(";"):
        before, _, after = piece.partition("|")
        sure += before.split()
        perhaps += after.split()
    return Words(frozenset(sure), frozenset(perhaps) - frozenset(sure))


class PartWords(NamedTuple):
    """A part of the model: where it stands in it, what it is called, what its own text holds, and its fields."""

    within: str
    """The part around it: "" for the document."""
    field: str
    many: bool
    names: Words
    own: str
    """The field that a text named by the part alone holds, or ""."""
    fields: dict[str, Words]


def part_words(
    within: str, field: str, names: str, fields: dict[str, str], *, own: str = "", many: bool = True
) -> PartWords:
    """One part of the lexicon, from words in texts."""
    return PartWords(within, field, many, _words(names), own, {each: _words(said) for each, said in fields.items()})


ID = "id nr no nummer number num ref identifier lopnr lopnummer radnr radid | key referens kod code"
PHONE = (
    "telefon telefonnr telefonnummer tel tfn tlf mobil mobilnr mobilnummer mobiltelefon phone phones phonenumber mobile"
)
NAMED = {
    "name": "namn name fullname fulltnamn helanamn fullstandigtnamn | label benamning",
    "name.given": "fornamn fnamn first firstname given givenname namefirst namegiven tilltalsnamn | fn",
    "name.family": "efternamn enamn last lastname family familyname surname namelast namefamily | en ln",
    "contact.phones": f"{PHONE} ; phonenumbers telefonhem telefonarbete contactphone contactphones "
    f"kontakttelefon | kontakt",
    "contact.emails": "epost epostadress email emails mail mailadress emailaddress contactemail contactemails",
    "contact.address.lines": "gatuadress coadress co utdelningsadress street streetaddress addressline "
    "addressline1 "
    "addressline2 addressstreet adressrad adressrad1 adressrad2 adressgata gata adress address gatuadr | adr",
    "contact.address.postal_code": "postnr postnummer pnummer zip zipcode postalcode postcode addresspostalcode "
    "addresszip",
    "contact.address.city": "ort postort stad city town addresscity adressort postadress | padr",
}
IDENTITY = (
    "personnr personnummer pnr persnr persnummer nationalid ssn socialsecuritynumber personalidentitynumber "
    "personalnumber personid personidentity samordningsnummer personnummersamordningsnummer identitet "
    "nationalidentifier "
    "civicregistrationnumber patientid | id identifier identity prsn personidentitet"
)
TEXT = "text txt beskrivning beskr description desc fritext freetext innehall content title rubrik | note "
TEXT += "notering anteckning"
SUBJECTS = "amne amnen amnesomrade subject subjects | kategori category tema"
STATUS = "status state lage | sts st"
START = "start startdatum startdate started startson from fran frandatum fromdatum fromdate fromdat begin begins "
START += "periodfrom periodstart schedulestart borjar validfrom giltigfran | fom fd fdat"
END = "slut slutdatum slutdat end enddate endson ends tilldatum tomdatum todate periodto periodend scheduleend "
END += "stopp "
END += "stoppdatum slutar validto | to till tom td tdat until"
SCHEDULE = {"schedule.start": START, "schedule.end": END}
SCHEDULE |= {"schedule.text": "tidsplan schema schedule timing periodnote frekvens frequency omfattning | nar when"}
DATE = "datum date on dat dag day at | tid time when"
