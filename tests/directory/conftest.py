"""A platform with two gateways that meet at one broker."""

from contextlib import ExitStack
from types import SimpleNamespace

import pytest

from tests.broker.virtual_hosts import virtual_host
from tests.directory.sites import Platform, Site
from tests.exchange.plans import HOME, REGION, SCHOOL
from tests.store.databases import migrated


@pytest.fixture
def spare_store(request):
    """The [store] section of `spare`: SQLite, or with "postgresql" a database of its own, which keeps the keys too."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return ""
    url = migrated(request.getfixturevalue("database"))
    return f'[store]\nurl = "{url}"\nkeys_secret_file = "secret"'


@pytest.fixture
def region(rabbitmq, tmp_path, spare_store):
    """`hub` hosts the home and the school, `edge` the region; `spare` hosts nobody yet."""
    with ExitStack() as opened:
        host = opened.enter_context(virtual_host(rabbitmq))
        platform = Platform(tmp_path)
        made = SimpleNamespace(platform=platform, clock=platform.clock)
        for name, organisations in (("hub", (HOME, SCHOOL)), ("edge", (REGION,)), ("spare", ())):
            store = spare_store if name == "spare" else ""
            site = Site(tmp_path / name, name, organisations, platform, host, store)
            opened.callback(site.close)
            setattr(made, name, site)
            for each in organisations:
                site.introduce(each)
        platform.publish()
        for site in (made.hub, made.edge, made.spare):
            site.gateway.refresh()
            site.declare()
            assert site.codes() == []
        yield made
