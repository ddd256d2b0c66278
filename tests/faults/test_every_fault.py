"""The faults of a run: named, drawn and ordered, so that each is in the table once."""

from collections import Counter
from random import Random
from types import SimpleNamespace

import pytest

from schemas.catalogue import CATALOGUE
from schemas.states import CopyState
from tests.faults.cast import BY_ID, GATEWAYS
from tests.faults.driver import allowed_by
from tests.faults.every_fault import FAULTS, ONLY_LONG, WAVES, in_form, waves_of
from tests.faults.faults_of_network import OF_NETWORK
from tests.faults.lookup import codes_in

ALL = list(FAULTS)


def test_every_fault_is_in_one_wave_or_happens_by_itself():
    waves = Counter(each for wave in waves_of(ALL) for each in wave)
    assert waves == Counter(ALL)


def test_the_table_of_waves_names_only_faults_that_there_are():
    assert {each for wave in WAVES for each in wave} <= FAULTS.keys()


@pytest.mark.parametrize("wave", WAVES, ids=lambda wave: wave[0])
def test_what_happens_to_links_in_one_wave_happens_to_different_ones(wave):
    world = SimpleNamespace(links={(each, what): (each, what) for each in GATEWAYS for what in ("broker", "database")})
    of_links = [FAULTS[each]() for each in wave if FAULTS[each] in OF_NETWORK]
    for drawn in range(20):
        touched = Counter(link for each in of_links for link in each.links(world, Random(drawn)))
        assert not [link for link, times in touched.items() if times > 1]


def test_what_is_chosen_is_all_that_happens():
    assert waves_of(["broker-killed", "database-killed"]) == [["broker-killed"], ["database-killed"]]


@pytest.mark.parametrize("name", ALL)
def test_a_fault_says_what_it_is_and_allows_only_states_and_codes_that_exist(name):
    fault = FAULTS[name]
    assert fault.name == name
    assert fault.says
    assert set(fault.may_end) <= {each.value for each in CopyState}
    assert codes_in(fault.may_end) <= CATALOGUE.keys()
    assert set(fault.shape.get("homes", ())) | set(fault.shape.get("recipients", ())) <= BY_ID.keys()


def test_faults_that_happen_together_allow_what_any_of_them_allows():
    both = allowed_by(["journals-lying", "journals-failing", "answers-disturbed"])
    assert set(both) == {"handed-over", "rejected"}
    assert FAULTS["journals-lying"].may_end["handed-over"] in both["handed-over"]
    assert FAULTS["answers-disturbed"].may_end["handed-over"] in both["handed-over"]
    assert allowed_by(["relay-killed", "broker-killed"]) == {}


def test_the_long_form_has_all_faults_and_the_short_form_all_but_those_that_say_why():
    assert in_form(long=True) == ALL
    assert set(in_form(long=False)) == FAULTS.keys() - ONLY_LONG.keys()
    assert ONLY_LONG.keys() <= FAULTS.keys()
    assert all(ONLY_LONG.values())
