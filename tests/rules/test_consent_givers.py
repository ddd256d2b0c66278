"""Who must have consented: the person, guardians together, a mature child, a representative with a mandate."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.rules.asking import UNABLE, answer, codes, gave, representative
from tests.rules.examples import (
    CHILD_13,
    CHILD_15,
    SECOND_CONSENT_ID,
    TURNS_18,
    child,
    consent,
    giver,
)


def test_unable_to_consent_is_off_until_the_county_turns_it_on_and_somebody_has_judged_it():
    unable = consent(givers=[giver(form="unable")], basis="unable", judged_by="Läkare")
    assert codes(answer(unable)) == {"SIP508"}
    assert answer(unable, settings=UNABLE).allowed
    assert codes(answer(unable | {"judged_by": None}, settings=UNABLE)) == {"SIP509"}
    assert codes(answer(unable | {"basis": "all-who-should"}, settings=UNABLE)) == {"SIP509"}


def test_guardians_decide_together():
    """FB 6 kap. 13 §."""
    assert answer(gave("mor", "far"), **child()).allowed
    assert codes(answer(gave("mor"), **child())) == {"SIP511"}
    assert codes(answer(gave("mor", "mor"), **child())) == {"SIP511"}


@pytest.mark.parametrize("basis", ["other-guardian-prevented", "protected-housing", "sole-custody"])
def test_one_guardian_is_enough_on_a_coded_basis(basis: str):
    """FB 6 kap. 13 § 2 st., 13 a §; lag (2024:79) 6 kap. 1 §."""
    assert answer(gave("mor", basis=basis), **child()).allowed
    assert codes(answer(consent(basis=basis), **child())) == {"SIP511"}


def test_a_childs_own_consent_needs_the_basis_and_below_15_somebody_who_judged():
    """FB 6 kap. 11 §, OSL 12 kap. 3 §."""
    alone = consent(basis="mature-child")
    assert answer(alone, **child(CHILD_15)).allowed
    assert codes(answer(alone, **child(CHILD_13))) == {"SIP530"}
    assert answer(alone | {"judged_by": "Kurator"}, **child(CHILD_13)).allowed
    assert codes(answer(consent(), **child(CHILD_15))) == {"SIP511"}


def test_a_child_without_a_guardian_in_the_plan_is_not_guessed_about():
    assert codes(answer(consent(), **child(guardians=0))) == {"SIP531"}


def test_guardians_consent_ends_on_the_eighteenth_birthday():
    """FB 9 kap. 1 §: of age on 2026-12-01, Swedish time."""
    both = gave("mor", "far")
    eve, day = datetime(2026, 11, 30, 22, 59, tzinfo=UTC), datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert answer(both, now=eve, **child(TURNS_18)).allowed
    assert codes(answer(both, now=day, **child(TURNS_18))) == {"SIP512"}
    assert codes(answer(both, now=day, to="mor", **child(TURNS_18))) == {"SIP512", "SIP523"}


def test_what_a_child_said_beside_its_guardians_is_asked_anew_at_eighteen():
    day = datetime(2026, 12, 2, tzinfo=UTC)
    with_child = consent(givers=[giver("mor", "guardian"), giver("far", "guardian"), giver()])
    assert codes(answer(with_child, now=day, **child(TURNS_18))) == {"SIP512"}
    own = consent(id=SECOND_CONSENT_ID, givers=[giver(given_at="2026-12-01")])
    assert answer(with_child, own, now=day, **child(TURNS_18)).allowed


def test_a_god_man_does_not_consent_without_the_person():
    by_god_man = giver("ombud", "god-man")
    assert codes(answer(consent(givers=[by_god_man]), **representative("god-man"))) == {"SIP513"}
    assert answer(consent(givers=[by_god_man, giver()]), **representative("god-man")).allowed


@pytest.mark.parametrize("mandate", ["forvaltare", "fullmakt", "framtidsfullmakt"])
def test_a_representative_consents_while_the_mandate_is_in_force(mandate: str):
    by_one = consent(givers=[giver("ombud", mandate)])
    assert answer(by_one, **representative(mandate)).allowed
    assert answer(by_one, **representative(mandate, valid_from="2026-03-02", valid_until="2026-03-20")).allowed
    for period in ({"valid_until": "2026-03-19"}, {"valid_from": "2026-03-03"}, {"valid_until": "2026-03"}):
        assert codes(answer(by_one, **representative(mandate, **period))) == {"SIP514"}


def test_a_representative_who_consents_by_another_mandate_than_the_plan_says_does_not_count():
    assert codes(answer(consent(givers=[giver("ombud", "fullmakt")]), **representative("god-man"))) == {"SIP514"}
