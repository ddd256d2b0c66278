"""The samples go all the way through a real gateway, on its embedded parts, with a clock that follows the plan."""

from __future__ import annotations

import io
import shutil
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from adapters.file_drop import config as layout
from adapters.journal import HandedIn
from gateway.bootstrap import Gateway, open_gateway
from gateway.directory.toml_directory import read_directory
from gateway.exchange.accept import accept
from gateway.exchange.consent import record_consent
from gateway.exchange.ledger import ledger
from gateway.store.rows import CopyRow
from gateway.worker import run_until_idle
from mappings.sip_xml import read_consent_xml
from schemas.states import CopyState
from tests.samples import Sample, Version, samples

STATE = {"sent": CopyState.HANDED_OVER}
"""The recipients' systems confirm nothing here: what is sent ends as handed over. The rest is called the same."""


@dataclass
class Clock:
    """Time that is told."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass
class Told:
    """What was seen after one step: the ledger without the home's own row, and what is new in each import folder."""

    step: Version
    rows: dict[str, CopyRow]
    arrived: dict[str, dict[str, str]]


@dataclass
class Story:
    """A gateway that hosts everybody in the sample's directory, and what it has taken in."""

    sample: Sample
    folder: Path
    clock: Clock
    gateway: Gateway
    plans: dict[str, str] = field(default_factory=dict)

    def tell(self) -> list[Told]:
        """Take every step, and look after each."""
        return [self._told(step) for step in self.sample.steps]

    def _told(self, step: Version) -> Told:
        before = {name: self._lies_at(name) for name in step.recipients}
        plan_id = self._take(step)
        after = {name: self._lies_at(name) for name in step.recipients}
        new = {name: {k: v for k, v in found.items() if k not in before[name]} for name, found in after.items()}
        return Told(step, self._rows(plan_id, step.number), new)

    def _take(self, step: Version) -> str:
        """Hand in the document, or enter the consent; let everything happen that follows. Gives the plan's id."""
        self.clock.now = step.now
        document = str(step.expected["document"])
        if document not in self.plans:
            answer = accept(self.gateway.parts, self.sample.home, HandedIn(f"{document}.xml", step.document))
            assert answer.plan_id is not None, [each.code for each in answer.findings]
            assert answer.version == step.number
            self.plans[document] = answer.plan_id
        else:
            for body in step.by_hand:
                consent = read_consent_xml(body).document
                assert consent is not None
                record_consent(self.gateway.parts, self.sample.home, self.plans[document], consent)
        run_until_idle(self.gateway.parts)
        return self.plans[document]

    def _rows(self, plan_id: str, version: int) -> dict[str, CopyRow]:
        rows = [each for each in ledger(self.gateway.parts, self.sample.home) if each.copy_id.plan_id == plan_id]
        found = {each.copy_id.recipient: each for each in rows if each.copy_id.version == version}
        return {name: row for name, row in found.items() if name != self.sample.home}

    def _lies_at(self, organisation: str) -> dict[str, str]:
        found = sorted((self.folder / "journals" / organisation / layout.IN).glob("*"))
        return {path.name: path.read_text(encoding="utf-8") for path in found if path.is_file()}


@pytest.fixture(scope="module", params=samples(), ids=lambda one: one.name)
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Sample, list[Told]]:
    """A sample, told once by a gateway that is laid out as its directory says."""
    sample: Sample = request.param
    folder = tmp_path_factory.mktemp("gateway")
    shutil.copyfile(sample.directory, folder / "directory.toml")
    hosted = [entry.id for entry in read_directory(sample.directory).all()]
    rows = [f'[[organisation]]\nid = "{each}"\nfolder = "journals/{each}"\nquiet = "PT0S"\n' for each in hosted]
    for each in hosted:
        (folder / "journals" / each).mkdir(parents=True)
    (folder / "samspel.toml").write_text("\n".join(rows), encoding="utf-8")
    clock = Clock(sample.steps[0].now)
    with open_gateway(folder, clock=clock, log_stream=io.StringIO()) as gateway:
        return sample, Story(sample, folder, clock, gateway).tell()


def test_the_ledger_says_of_every_copy_what_the_law_and_the_routine_say(story: tuple[Sample, list[Told]]):
    for told in story[1]:
        expected = told.step.recipients
        assert {name: row.state for name, row in told.rows.items()} == {
            name: said.get("ledger", STATE.get(said["disposition"], said["disposition"]))
            for name, said in expected.items()
        }, told.step.name
        for name, said in expected.items():
            if "ledger" not in said:
                assert told.rows[name].reason in said.get("reasons", [None]), (told.step.name, name)


def test_nothing_that_is_withheld_lies_in_anybodys_folder(story: tuple[Sample, list[Told]]):
    """Not in the document, the printable page or the cover."""
    sample, steps = story
    looked_at = 0
    for told in steps:
        for name, said in told.step.recipients.items():
            files = told.arrived[name]
            copies = [file for file in files if not file.endswith(".ended.json")]  # a notice that one holds no more
            assert bool(copies) is (said["disposition"] == "sent"), (told.step.name, name)
            withheld = [*said.get("absent", ()), *sample.expected["never"]]
            assert [(file, text) for file in files for text in withheld if text in files[file]] == []
            looked_at += len(files)
    assert looked_at >= 6


def test_what_a_recipient_may_see_lies_in_its_folder(story: tuple[Sample, list[Told]]):
    for told in story[1]:
        for name, files in told.arrived.items():
            everything = "".join(files.values())
            shown = told.step.recipients[name].get("present", ()) if files else ()
            assert [text for text in shown if text not in everything] == [], (told.step.name, name)
