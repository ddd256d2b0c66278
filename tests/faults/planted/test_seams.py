"""Every planted fault still finds what it takes hold of in the program."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.faults.planted.scenarios import SCENARIOS
from tests.faults.planted.seams import PLANTED
from tests.faults.processes import ROOT

PLANT_ALL = "from tests.faults.planted.seams import PLANTED\nfor plant in PLANTED.values():\n    plant()"


def test_every_fault_can_be_planted():
    subprocess.run([sys.executable, "-c", PLANT_ALL], cwd=ROOT, check=True, timeout=120)


def test_every_fault_has_a_scenario():
    assert {each.fault for each in SCENARIOS} == PLANTED.keys() - {"nothing"}


@pytest.mark.parametrize(
    ("gone", "fault"),
    [
        ("gateway.exchange.receive.receive_together", "acknowledged-early"),
        ("gateway.store.sql.SqlTransaction.add_work", "outbox-outside"),
        ("adapters.file_drop.incoming.Incoming._before", "message-id-only"),
        ("gateway.store.sql.SqlTransaction.claim_batch", "claimed-by-row"),
        ("gateway.broker.reading.Reader._hand", "nacked-without-store"),
        ("gateway.exchange.asking_again.no_longer", "asked-once"),
    ],
)
def test_a_fault_whose_place_has_gone_is_not_passed_over(gone, fault, monkeypatch):
    from pkgutil import resolve_name

    place, _, name = gone.rpartition(".")
    holder = resolve_name(place)
    owner = next((each for each in getattr(holder, "__mro__", ()) if name in vars(each)), holder)
    monkeypatch.delattr(owner, name)
    with pytest.raises((AttributeError, ImportError)):
        PLANTED[fault]()
