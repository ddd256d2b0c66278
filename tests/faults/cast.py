"""Who takes part in a fault run: eleven invented organisations, and at which gateway each is hosted."""

from __future__ import annotations

from typing import NamedTuple

from schemas.codes import OrganisationKind

_BOARD, _CARE, _SCHOOL = (
    OrganisationKind.MUNICIPAL_BOARD,
    OrganisationKind.CARE_PROVIDER,
    OrganisationKind.MUNICIPAL_SCHOOL,
)
HUB, EDGE_A, EDGE_B, EDGE_C = GATEWAYS = ("hub", "edge-a", "edge-b", "edge-c")
"""The hub works in several processes on PostgreSQL; edge A in one on PostgreSQL, edge B in one on SQLite; edge C is on
PostgreSQL too, and takes part in nothing but faults that keep it away for long."""


class Player(NamedTuple):
    """One organisation. `gateway` hosts it."""

    id: str
    kind: OrganisationKind
    name: str
    gateway: str

    @property
    def huvudman(self) -> str:
        """The organisation number of whom it belongs to."""
        return self.id.removeprefix("TSTNMT")[:10]


PLAYERS = (
    Player("TSTNMT2321000016-VC1", _CARE, "Vårdcentralen Ett", HUB),
    Player("TSTNMT2321000016-BUP", _CARE, "Barn- och ungdomspsykiatrin", HUB),
    Player("TSTNMT2321000016-PSY", _CARE, "Vuxenpsykiatrin", HUB),
    Player("TSTNMT2120000001-SOC", _BOARD, "Socialtjänsten, Hubby", HUB),
    Player("TSTNMT2120000001-SKO", _SCHOOL, "Hubby skola", HUB),
    Player("TSTNMT2120000019-SOC", _BOARD, "Socialtjänsten, Kantorp", EDGE_A),
    Player("TSTNMT2120000019-SKO", _SCHOOL, "Kantorps skola", EDGE_A),
    Player("TSTNMT2120000027-SOC", _BOARD, "Socialtjänsten, Randby", EDGE_B),
    Player("TSTNMT2120000027-SKO", _SCHOOL, "Randby skola", EDGE_B),
    Player("TSTNMT2120000035-SOC", _BOARD, "Socialtjänsten, Fjärrby", EDGE_C),
    Player("TSTNMT2120000035-SKO", _SCHOOL, "Fjärrby skola", EDGE_C),
)
BY_ID = {each.id: each for each in PLAYERS}
HUB_HOME, HOME_A, HOME_B = HOMES = ("TSTNMT2120000001-SOC", "TSTNMT2120000019-SOC", "TSTNMT2120000027-SOC")
FAR_AWAY = "TSTNMT2120000035-SOC"
"""At edge C: the recipient of faults in which a gateway is away for long."""
WITHOUT_QUEUE = "TSTNMT2120000035-SKO"
"""At edge C: a recipient whose queues may be taken away."""
NEAR = tuple(each.id for each in PLAYERS if each.gateway != EDGE_C)
"""Those that ordinary plans are shared with."""


def hosted_at(gateway: str) -> tuple[Player, ...]:
    """Those that a gateway works for."""
    return tuple(each for each in PLAYERS if each.gateway == gateway)
