"""The six samples, written from the routines, all the way: every copy ends as the routines say."""

import shutil
import tomllib
from datetime import UTC

import pytest

from gateway.exchange.consent import record_consent
from gateway.exchange.ledger import ledger
from gateway.worker import run_until_idle
from mappings.sip_xml.documents import read_consent_xml
from tests.exchange.world import Clock, open_gateway
from tests.samples import samples

LEFT = {"handed-over", "recorded", "received", "awaiting-registration", "withdrawn"}


def lay_out_sample(sample, folder):
    folder.mkdir()
    shutil.copy(sample.folder / "directory.toml", folder / "directory.toml")
    directory = tomllib.loads((folder / "directory.toml").read_text(encoding="utf-8"))
    lines = []
    for number, each in enumerate(directory["organisation"]):
        (folder / f"journal{number}" / "out").mkdir(parents=True)
        lines.append(f'[[organisation]]\nid = "{each["id"]}"\nfolder = "journal{number}"\n')
        if each["id"] == sample.home:
            out = folder / f"journal{number}" / "out"
    (folder / "samspel.toml").write_text("\n".join(lines), encoding="utf-8")
    return out


@pytest.mark.parametrize("sample", samples(), ids=lambda each: each.name)
def test_every_copy_of_a_sample_ends_as_the_routines_say(sample, tmp_path):
    out = lay_out_sample(sample, tmp_path / "gateway")
    clock = Clock(sample.steps[0].now.astimezone(UTC))
    handed_in = set()
    with open_gateway(tmp_path / "gateway", clock=clock, chance=lambda: 0.5) as gateway:
        for step in sample.steps:
            clock.now = step.now.astimezone(UTC)
            if step.expected["document"] not in handed_in:
                handed_in.add(step.expected["document"])
                (out / f"{step.name}.xml.ready").write_bytes(step.document)
                run_until_idle(gateway.parts)
            _enter(gateway.parts, sample.home, step.by_hand)
            run_until_idle(gateway.parts)
            _compare(gateway.parts, sample, step)


def _enter(parts, home, consents):
    plan_id = ledger(parts, home)[0].copy_id.plan_id
    for each in consents:
        reading = read_consent_xml(each)
        record_consent(parts, home, plan_id, reading.document)


def _compare(parts, sample, step):
    rows = [row for row in ledger(parts, sample.home) if row.copy_id.version == step.number]
    plan_id = rows[0].copy_id.plan_id  # the newest first
    now = {row.copy_id.recipient: row for row in rows if row.copy_id.plan_id == plan_id}
    for recipient, expected in step.recipients.items():
        row = now[recipient]
        said = expected["disposition"]
        assert row.state.value in (LEFT if said == "sent" else {said}), (step.name, recipient, row.reason)
        if expected.get("reasons"):
            assert row.reason in expected["reasons"], (step.name, recipient)
        if said == "sent":
            assert row.redacted is expected["redacted"], (step.name, recipient)
