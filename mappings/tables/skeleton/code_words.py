"""Words by which systems say what our codes say: only those that mean nothing else. The rest a human has to match."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from enum import Enum

_WORDS: dict[str, dict[str, str]] = {
    "PlanState": {
        "initiated": "initierad paborjad initiated",
        "declined": "avbojd declined",
        "refused": "nekad refused",
        "prepared": "forberedd prepared",
        "called": "kallad invited called",
        "preliminary": "preliminar preliminary",
        "established": "upprattad established",
        "followed-up": "uppfoljd reviewed followedup",
        "replaced": "ersatt replaced superseded",
        "closed": "avslutad closed",
        "withdrawn": "aterkallad withdrawn",
    },
    "MeasureStatus": {
        "planned": "planerad planerat planned",
        "ongoing": "pagar pagaende ongoing inprogress running",
        "performed": "utford genomford klar performed completed",
        "not-performed": "ejutford ejgenomford inteutford notperformed notdone skipped",
        "interrupted": "avbruten interrupted",
        "cancelled": "installd cancelled canceled",
    },
    "NeedArea": {
        "psychological": "psykisk psykiskt psykiska psychological mental",
        "physical": "fysisk fysiskt fysiska physical somatic",
        "social": "social socialt sociala",
    },
    "ConsentForm": {"written": "skriftligt skriftlig written", "oral": "muntligt muntlig oral verbal"},
    "Attained": {
        "fulfilled": "uppfyllt uppfylld helt fulfilled achieved",
        "partly": "delvis partly partial",
        "not": "inte ej ejuppfyllt inteuppfyllt notachieved",
    },
    "GoalOwner": {"person": "person patient individ barn", "family": "familj familjen family"},
    "Attendance": {"present": "narvarande present", "remote": "distans remote", "absent": "franvarande absent"},
    "PersonTookPart": {"yes": "ja yes", "could-not": "kundeinte couldnot unable", "did-not-want": "villeinte declined"},
    "MeetingKind": {
        "pre-meeting": "formote",
        "sip": "sip sipmote planning",
        "follow-up": "uppfoljning followup review",
    },
    "OrganisationKind": {
        "region": "region",
        "municipality": "kommun municipality",
        "private-provider": "privat private contractor",
        "municipal-school": "kommunalskola",
        "independent-school": "friskola friskolor",
        "authority": "myndighet authority",
    },
    "Subject": {
        "somatic-health": "somatik somatiskhalsa",
        "mental-health": "psykiskhalsa psykiatri",
        "addiction": "missbruk beroende missbrukochberoende",
        "disability": "funktionsnedsattning funktionshinder",
        "social-situation": "socialsituation",
        "family": "familj",
        "school": "skola",
        "work-and-livelihood": "arbeteochforsorjning arbete",
        "housing": "boende bostad",
        "economy": "ekonomi",
        "placement": "placering",
    },
    "PlacementKind": {"familjehem": "familjehem", "hvb": "hvb", "sis": "sis", "stodboende": "stodboende"},
}


def matched(kind: type[Enum], texts: Iterable[str]) -> dict[str, list[str]]:
    """Our code → the texts that say it; "" → those that a human has to match."""
    words = {word: code for code, said in _WORDS.get(kind.__name__, {}).items() for word in said.split()}
    words |= {_plain(each.value): each.value for each in kind}
    made: dict[str, list[str]] = {}
    for text in texts:
        made.setdefault(words.get(_plain(text), ""), []).append(text)
    order = [*(each.value for each in kind), ""]
    return {code: made[code] for code in order if code in made}


def _plain(text: str) -> str:
    split = unicodedata.normalize("NFKD", text.casefold())
    return "".join(each for each in split if each.isascii() and each.isalnum())
