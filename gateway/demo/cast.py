"""Who takes part in the demo: invented organisations, and how each of their journal systems behaves."""

from __future__ import annotations

from enum import Enum, auto
from typing import NamedTuple

from schemas.codes import OrganisationKind


class Habit(Enum):
    """How an organisation's journal system answers."""

    WRITES_THE_PLAN = auto()
    WRITES_RECEIPTS = auto()  # a system that reads the folder, keeps a journal and writes receipts
    PERSON_CONFIRMS = auto()  # a system that cannot: somebody reads the file, writes the entry, and says so
    ONLY_A_FILE = auto()  # nobody has looked yet
    GETS_NOTHING = auto()  # takes part, and is not in the consent


class Player(NamedTuple):
    """One organisation."""

    id: str
    kind: OrganisationKind
    name: str
    short: str
    habit: Habit


HOME = Player(
    "TSTNMT2120000142-SOC",
    OrganisationKind.MUNICIPAL_BOARD,
    "Exempelby socialtjänst, barn och familj",
    "municipality",
    Habit.WRITES_THE_PLAN,
)
REGION = Player(
    "TSTNMT2321000156-BUP",
    OrganisationKind.CARE_PROVIDER,
    "Barn- och ungdomspsykiatrin, Region Exempel",
    "region",
    Habit.WRITES_RECEIPTS,
)
SCHOOL = Player(
    "TSTNMT2120000142-SKOLA", OrganisationKind.MUNICIPAL_SCHOOL, "Exempelskolan", "school", Habit.PERSON_CONFIRMS
)
PUPIL_HEALTH = Player(
    "TSTNMT2120000142-EMI",
    OrganisationKind.PUPIL_HEALTH,
    "Elevhälsans medicinska insats, Exempelby",
    "pupil health",
    Habit.ONLY_A_FILE,
)
PROVIDER = Player(
    "TSTNMT5590000013-FAM",
    OrganisationKind.PRIVATE_PROVIDER,
    "Exempel Familjestöd AB",
    "family support",
    Habit.WRITES_RECEIPTS,
)
HABILITATION = Player(
    "TSTNMT2321000156-HAB",
    OrganisationKind.CARE_PROVIDER,
    "Barnhabiliteringen, Region Exempel",
    "habilitation",
    Habit.GETS_NOTHING,
)
CAST = (HOME, REGION, SCHOOL, PUPIL_HEALTH, PROVIDER, HABILITATION)
