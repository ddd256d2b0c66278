"""The plans of a fault run are real ones, and say in each part of which version it is and for whom."""

from datetime import UTC, datetime

import pytest

from gateway.rules.report import report_on
from tests.faults.accepted import markers_in
from tests.faults.cast import BY_ID, EDGE_C, FAR_AWAY, HOMES, NEAR
from tests.faults.documents import PERSON, Planned

PLANNED = Planned("broker-killed/00001", HOMES[0], (NEAR[0], HOMES[1], HOMES[2]), (NEAR[1],))


@pytest.mark.parametrize("state", ["established", "nullified"])
def test_a_plan_of_the_load_has_no_fault(state):
    report = report_on(PLANNED.document(1, state), datetime.now(UTC).date())
    assert report.valid
    assert not report.findings


def test_the_same_version_has_the_same_bytes_and_another_version_other_markers():
    assert PLANNED.document(1) == PLANNED.document(1)
    assert not set(markers_in(PLANNED.document(1))) & set(markers_in(PLANNED.document(2)))


def test_every_marker_of_a_document_is_for_the_first_recipient_and_not_all_are_for_the_others():
    parts = PLANNED.parts(3)
    first, second, third = (set(parts[each]) for each in PLANNED.recipients)
    assert first == set(markers_in(PLANNED.document(3)))
    assert second < third < first
    assert NEAR[1] not in parts


def test_no_two_plans_share_a_marker():
    other = Planned("broker-killed/00002", *list(vars(PLANNED).values())[1:])
    assert not set(PLANNED.markers(1).values()) & set(other.markers(1).values())


def test_only_the_published_test_person_is_in_it():
    assert PERSON["identity"]["value"] == "191212121212"


def test_ordinary_plans_never_go_where_a_gateway_is_kept_away():
    assert {BY_ID[each].gateway for each in NEAR} & {EDGE_C} == set()
    assert BY_ID[FAR_AWAY].gateway == EDGE_C
