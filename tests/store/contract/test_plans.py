"""What a home keeps of its plans comes back as it was put, and nobody else sees it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from schemas.messages import MessageKind
from schemas.states import PlanState


@pytest.fixture
def kept(store, make):
    with store.transaction() as transaction:
        transaction.put_plan(make.plan())
    return store


def test_a_plan_comes_back_as_it_was_put(store, make):
    whole = make.plan(source_system="journal", source_plan_id="17", person_index="index")
    whole = type(whole)(*[getattr(whole, name) for name in whole.__slots__[:6]], MessageKind.WITHDRAWAL, make.now)
    with store.transaction() as transaction:
        transaction.put_plan(whole)
    with store.transaction() as transaction:
        assert transaction.plan("home", make.plan_id) == whole
        assert transaction.plan_of_source("home", "journal", "17") == whole


def test_putting_a_plan_again_replaces_it_and_keeps_what_hangs_on_it(kept, make):
    with kept.transaction() as transaction:
        transaction.add_version(make.version())
    with kept.transaction() as transaction:
        transaction.put_plan(make.plan(person_index="new"))
        transaction.put_plan(make.plan(person_index="new"))
    with kept.transaction() as transaction:
        assert transaction.plan("home", make.plan_id) == make.plan(person_index="new")
        assert transaction.newest_version("home", make.plan_id) == make.version()


def test_a_plan_is_not_seen_by_another_organisation(kept, make):
    with kept.transaction() as transaction:
        transaction.put_plan(make.plan(organisation="region"))
        transaction.add_version(make.version())
        transaction.put_source(make.source())
        transaction.add_consent(make.consent())
    with kept.transaction() as transaction:
        assert transaction.plan("region", make.plan_id) == make.plan(organisation="region")
        assert transaction.version("region", make.plan_id, 1) is None
        assert transaction.newest_version("region", make.plan_id) is None
        assert transaction.source("region", "token-1") is None
        assert transaction.consents("region", make.plan_id) == []
        assert transaction.plan("school", make.plan_id) is None


def test_one_plan_of_a_source_system_is_one_plan_here(kept, make):
    with kept.transaction() as transaction:
        transaction.put_plan(make.plan(source_system="journal", source_plan_id="17"))
    with pytest.raises(ValueError, match="refuses"), kept.transaction() as transaction:
        transaction.put_plan(make.plan(plan_id="other", source_system="journal", source_plan_id="17"))
    with kept.transaction() as transaction:
        assert transaction.plan("home", "other") is None


def test_versions_come_back_exactly_and_the_newest_is_found(kept, make):
    second = make.version(version=2, state=PlanState.FOLLOWED_UP, follow_up_on=None, source_revision=None)
    with kept.transaction() as transaction:
        transaction.add_version(second)
        transaction.add_version(make.version())
    with kept.transaction() as transaction:
        assert transaction.version("home", make.plan_id, 1) == make.version()
        assert transaction.newest_version("home", make.plan_id) == second
        assert transaction.version("home", make.plan_id, 3) is None


def test_the_same_version_twice_is_refused_and_nothing_of_the_transaction_stays(kept, make):
    with kept.transaction() as transaction:
        transaction.add_version(make.version())
    with pytest.raises(ValueError, match="refuses") as refused, kept.transaction() as transaction:  # noqa: PT012
        transaction.put_source(make.source())
        transaction.add_version(make.version(content_hash="sha256:2"))
    assert "sha256:2" not in str(refused.value)
    assert refused.value.__cause__ is None
    with kept.transaction() as transaction:
        assert transaction.source("home", "token-1") is None
        assert transaction.version("home", make.plan_id, 1) == make.version()


def test_a_version_without_its_plan_is_refused_when_the_transaction_ends(store, make):
    with pytest.raises(ValueError, match="refuses"), store.transaction() as transaction:
        transaction.add_version(make.version())
    with store.transaction() as transaction:
        transaction.add_version(make.version())
        transaction.put_plan(make.plan())  # the order within a transaction is free


def test_a_document_is_kept_as_it_came_and_can_be_told_more_of(kept, make):
    with kept.transaction() as transaction:
        transaction.put_source(make.source())
        transaction.put_source(make.source(plan_id=make.plan_id, version=1, format="sip-xml"))
    with kept.transaction() as transaction:
        assert transaction.source("home", "token-1") == make.source(plan_id=make.plan_id, version=1, format="sip-xml")


def test_every_version_of_every_consent_is_kept_oldest_first(kept, make):
    rows = [make.consent(), make.consent(version=2, recorded_at=make.at(days=1))]
    rows.append(make.consent(consent_id="another", recorded_at=make.at(days=2)))
    with kept.transaction() as transaction:
        assert [transaction.add_consent(row) for row in reversed(rows)] == [True, True, True]
    with kept.transaction() as transaction:
        assert transaction.consents("home", make.plan_id) == rows


def test_a_version_of_a_consent_is_written_once(kept, make):
    with kept.transaction() as transaction:
        assert transaction.add_consent(make.consent())
        assert not transaction.add_consent(make.consent(body=b"other"))
    with kept.transaction() as transaction:
        assert transaction.consents("home", make.plan_id) == [make.consent()]


def test_plans_under_a_tombstone_since_a_time_are_found_by_their_home(kept, make):
    def ended(plan_id, at, **facts):
        return replace(make.plan(plan_id=plan_id, **facts), tombstone=MessageKind.WITHDRAWAL, tombstone_at=at)

    before, since, after = make.now - timedelta(seconds=1), make.now, make.now + timedelta(days=1)
    with kept.transaction() as transaction:
        for row in (
            ended("old", before),
            ended("just", since),
            ended("new", after),
            ended("of-another", after, home="region"),
            ended("known-to-another", after, organisation="school"),
        ):
            transaction.put_plan(row)
    with kept.transaction() as transaction:
        assert [row.plan_id for row in transaction.plans_ended("home", "home", since)] == ["just", "new"]
        assert [row.plan_id for row in transaction.plans_ended("home", "region", since)] == ["of-another"]
