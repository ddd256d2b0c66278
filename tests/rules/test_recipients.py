"""Who gets a copy, and what is to be done for each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from gateway.rules.consent import ConsentDecision
from gateway.rules.recipients import PARKS, WAITS_FOR_CONSENT, Disposition, RecipientDecision, recipients_of
from schemas.catalogue import CATALOGUE
from schemas.sip.document import SipDocument
from schemas.states import COPY_MOVES, COPY_STATES, CopyState
from tests.rules.examples import (
    KOMMUN,
    NOW,
    ORGANISATIONS,
    PSYK,
    REGION,
    SKOLA,
    SOC,
    VC,
    child,
    consent,
    document,
    giver,
    participant,
    plan,
)


class Directory:
    """A directory of a few organisations."""

    def __init__(self, *ids: str, handle: Sequence[str] = (), **numbers: Sequence[str]) -> None:
        self._ids = ids or (SOC, SKOLA, PSYK, VC)
        self._handle = handle
        self._numbers = numbers

    def holds(self, organisation: str) -> bool:
        return organisation in self._ids

    def with_number(self, organisation_number: str) -> Sequence[str]:
        return self._numbers.get(f"n{organisation_number}", ())

    def handles_protected(self, organisation: str) -> bool:
        return organisation in self._handle


def asked(
    whole: SipDocument, directory: Directory | None = None, home: str = SOC, *, no_consent: bool = False
) -> dict[str, RecipientDecision]:
    consents = () if no_consent else whole.consents
    found = recipients_of(whole, consents, home, directory or Directory(), NOW)
    assert len({each.recipient for each in found}) == len(found)
    return {each.recipient: each for each in found}


def dispositions(*args: Any, **kwargs: Any) -> dict[str, str]:
    return {name: each.disposition.value for name, each in asked(*args, **kwargs).items()}


def test_those_who_take_part_the_home_the_person_and_guardians_are_recipients():
    both = consent(givers=[giver("mor", "guardian"), giver("far", "guardian")])
    assert dispositions(document(both, **child())) == {
        SOC: "prepared",
        PSYK: "prepared",
        SKOLA: "prepared",
        VC: "prepared",
        "person": "made",
        "mor": "made",
        "far": "made",
    }


def test_a_huvudman_that_only_answers_by_law_is_no_recipient():
    assert {KOMMUN, REGION}.isdisjoint(asked(document()))


def test_a_participant_outside_the_consent_is_shown_as_withheld_so_that_somebody_asks():
    found = asked(document(consent(recipients=[{"recipient": PSYK}])))
    assert found[PSYK].disposition is Disposition.PREPARE
    assert found[SKOLA].disposition is Disposition.WITHHELD
    assert [each.code for each in found[SKOLA].reasons] == ["SIP506"]


def test_without_consent_the_others_wait_while_the_home_records_its_own():
    found = dispositions(document(), no_consent=True)
    assert found.pop(SOC) == "prepared"
    assert found.pop("person") == "made"
    assert set(found.values()) == {"awaiting-consent"}


def test_after_a_refusal_nobody_waits_the_copies_are_withheld():
    found = dispositions(document(consent(refused_at="2026-03-02")))
    assert found[PSYK] == "withheld"


def test_in_the_preliminary_state_no_copy_leaves_the_home():
    found = dispositions(document(state="preliminary"))
    assert found.pop(SOC) == "prepared"
    assert set(found.values()) == {"withheld"}


def test_an_organisation_that_is_not_in_the_directory_is_parked():
    found = asked(document(), Directory(SOC, SKOLA, VC))
    assert found[PSYK].disposition is Disposition.PARKED
    assert found[PSYK].address is None
    assert [each.code for each in found[PSYK].reasons] == ["SIP601"]


def test_one_outside_the_consent_is_withheld_though_the_directory_does_not_know_it():
    found = asked(document(consent(recipients=[])), Directory(SOC))
    assert found[PSYK].disposition is Disposition.WITHHELD


def bare(**changes: Any) -> SipDocument:
    """Psychiatry takes part by the region's bare organisation number."""
    people = [participant("Soc", SOC), participant("Psyk", REGION)]
    whole = plan(participants=people, interventions=[], **changes)
    given = consent(recipients=[{"recipient": REGION}])
    return SipDocument.model_validate({"plan": whole, "consents": [given]})


def test_a_bare_organisation_number_goes_where_only_one_organisation_has_it():
    found = asked(bare(), Directory(SOC, PSYK, **{f"n{REGION}": [PSYK]}))
    assert (found[REGION].disposition, found[REGION].address) == (Disposition.PREPARE, PSYK)


@pytest.mark.parametrize(("several", "code"), [([PSYK, VC], "SIP603"), ([], "SIP601")])
def test_a_bare_organisation_number_that_several_or_none_have_is_parked(several: list[str], code: str):
    """SIP.md §6: secrecy runs between the boards of one municipality, so nothing is guessed."""
    found = asked(bare(), Directory(SOC, **{f"n{REGION}": several}))
    assert found[REGION].disposition is Disposition.PARKED
    assert [each.code for each in found[REGION].reasons] == [code]


def test_an_exclusion_in_free_text_parks():
    assert dispositions(document(consent(exclusion_text="Inte allt")))[PSYK] == "parked"


def test_a_flagged_guardian_parks_both_guardians_copies():
    family = child()
    family["guardians"][1] |= {"protection": ["sekretessmarkering"]}
    both = consent(givers=[giver("mor", "guardian"), giver("far", "guardian")])
    found = dispositions(document(both, **family), Directory(handle=[PSYK]))
    assert (found["mor"], found["far"]) == ("parked", "parked")
    assert (found[PSYK], found[SKOLA]) == ("prepared", "withheld")


def test_while_calling_those_called_are_recipients_and_afterwards_those_who_came():
    party = {"id": "k1", "parties": [{"party": VC, "duty": "called"}]}
    meeting = {"id": "m1", "kind": "sip", "attendance": [{"who": PSYK, "attendance": "absent-despite-call"}]}
    few = {"participants": [participant("Soc", SOC)], "interventions": [], "calls": [party], "meetings": [meeting]}
    assert VC in asked(document(state="called", **few))
    assert set(asked(document(**few))) == {SOC, "person"}
    came = meeting | {"attendance": [{"who": PSYK, "attendance": "remote"}]}
    assert PSYK in asked(document(**few | {"meetings": [came]}))


def test_one_who_performs_a_measure_takes_part():
    measure = {"id": "o1", "text": "Samtal", "performer": "authority", "performed_by": VC}
    few = {"participants": [participant("Soc", SOC)], "interventions": [], "no_other_measures": False}
    assert VC in asked(document(**few, other_measures=[measure]))


def test_the_home_named_by_its_bare_number_is_not_sent_its_own_plan():
    organisations = [*ORGANISATIONS, {"id": "2321000016", "name": "Hemmet", "kind": "region"}]
    people = [*plan()["participants"], participant("Hem", "2321000016")]
    whole = document(organisations=organisations, participants=people)
    found = asked(whole, Directory(SOC, SKOLA, PSYK, VC, n2321000016=[SOC]))
    assert found["2321000016"].kind.value == "home"


@pytest.mark.parametrize("disposition", list(Disposition))
def test_every_disposition_is_a_state_that_a_copy_can_begin_in(disposition: Disposition):
    assert not COPY_STATES[disposition.state].final
    assert disposition.state in COPY_MOVES
    assert disposition.state is CopyState(disposition.value)


def test_reasons_that_wait_or_park_are_codes_of_the_catalogue():
    assert set(CATALOGUE) >= WAITS_FOR_CONSENT | PARKS
    assert not WAITS_FOR_CONSENT & PARKS


def test_a_recipients_decision_is_kept_beside_it():
    found = asked(document())[PSYK]
    assert isinstance(found.decision, ConsentDecision)
    assert found.decision.as_json()["consents"] == [{"id": document().consents[0].id, "version": 1}]
