"""A journal system that is connected with a mapping table: its export is accepted, a copy comes to it as it writes."""

import io
import json
from datetime import UTC, datetime

import pytest

from gateway.bootstrap import open_gateway
from gateway.cli.init import make_folder
from gateway.worker import run_until_idle
from schemas.codes import OrganisationKind
from schemas.errors import InvalidDocument
from tests.exchange.world import Clock
from tests.tables.examples import FOLDER, example

SOC, PSYK, VC2 = "TSTNMT2120000142-SOC", "TSTNMT2321000156-PSYK", "TSTNMT2321000156-VC2"
HOSTS = [
    (SOC, OrganisationKind.MUNICIPAL_BOARD, "Exempelby socialtjänst"),
    (PSYK, OrganisationKind.CARE_PROVIDER, "Vuxenpsykiatrin"),
    (VC2, OrganisationKind.CARE_PROVIDER, "Vårdcentralen"),
]
EXPORT = (FOLDER / "flat-xml/samples/established.xml").read_bytes()


@pytest.fixture
def folder(tmp_path):
    where = tmp_path / "gateway"
    make_folder(where, HOSTS, quiet="PT0S")
    return where


def say(folder, organisation, **settings):
    """Put settings into the lines of one organisation."""
    file = folder / "samspel.toml"
    blocks = file.read_text("utf-8").split("[[organisation]]")
    (at,) = (number for number, each in enumerate(blocks) if f'"{organisation}"' in each)
    kept = [line for line in blocks[at].splitlines() if line.partition(" ")[0] not in settings]
    blocks[at] = "\n".join([*kept, *(f'{name} = "{value}"' for name, value in settings.items()), ""])
    file.write_text("[[organisation]]".join(blocks), "utf-8")


def with_table(folder, organisation, name, **more):
    (folder / f"{name}.yaml").write_bytes((FOLDER / name / "table.yaml").read_bytes())
    say(folder, organisation, table=f"{name}.yaml", **more)


def opened(folder):
    clock = Clock(datetime(2026, 10, 2, 9, 0, tzinfo=UTC))
    return open_gateway(folder, clock=clock, log_stream=io.StringIO(), chance=lambda: 0.5)


def export(folder, body, name="export.xml.ready"):
    out = folder / "journals" / SOC / "out"
    out.mkdir(parents=True, exist_ok=True)
    (out / name).write_bytes(body)


def exchange(folder, body, name="export.xml.ready"):
    with opened(folder) as gateway:
        export(folder, body, name)
        run_until_idle(gateway.parts)


def answers(folder, kind):
    return [json.loads(each.read_bytes()) for each in sorted((folder / "journals" / SOC / "out" / kind).glob("*.json"))]


def test_an_export_is_accepted_and_copies_arrive_each_in_its_own_form(folder):
    with_table(folder, SOC, "flat-xml")
    with_table(folder, PSYK, "nested-json", format="table")
    exchange(folder, EXPORT)
    (answer,) = answers(folder, "done")
    assert answer["accepted"]
    assert answer["account"]["summary"]["not_understood"] == 0
    inbox = folder / "journals" / PSYK / "in"
    (cover,) = (json.loads(each.read_bytes()) for each in inbox.glob("*.copy.json"))
    assert cover["format"] == "table:example-nested-json"
    copy = example("nested-json").read((inbox / cover["document"]).read_bytes())
    assert [each.text for each in copy.document.plan.interventions][:1] == [
        "Samtal varannan vecka, alltid med samma person"
    ]
    assert any(each["path"].endswith("/performer_name") for each in cover["not_held"]), cover["not_held"]
    assert not any("Testsson" in str(each) for each in cover["not_held"])
    plain = folder / "journals" / VC2 / "in"
    assert [each.suffix for each in plain.iterdir() if each.name.count(".") == 1 and each.suffix != ".html"] == [".xml"]


def test_what_the_table_cannot_read_is_refused_with_place_and_line(folder):
    with_table(folder, SOC, "flat-xml")
    exchange(folder, EXPORT.replace(b"<Omrade>1<", b"<Omrade>7<", 1))
    found = next(each["findings"] for each in answers(folder, "refused"))
    assert [(each["code"], each["path"]) for each in found] == [("SIP221", "/SIPExport/Behov/Rad[1]/Omrade")]
    assert found[0]["rule"].startswith("example-flat-xml, line ")


def test_a_document_of_our_own_formats_is_still_taken(folder):
    from tests.cli.commands import PLAN

    with_table(folder, SOC, "flat-xml")
    exchange(folder, PLAN)
    assert [each["accepted"] for each in answers(folder, "done")] == [True]


def test_a_table_with_faults_stops_the_start_with_its_file_and_lines(folder):
    with_table(folder, SOC, "flat-xml")
    table = folder / "flat-xml.yaml"
    table.write_text(table.read_text("utf-8").replace("established_on:", "etablished_on:"), "utf-8")
    with pytest.raises(InvalidDocument) as refused:
        opened(folder)
    assert [each.code for each in refused.value.findings] == ["SIP261"]
    assert refused.value.findings[0].path.startswith("flat-xml.yaml, line ")
    table.unlink()
    with pytest.raises(InvalidDocument) as refused:
        opened(folder)
    assert [each.code for each in refused.value.findings] == ["SIP980"]


def test_copies_in_the_form_of_a_table_need_a_table(folder):
    say(folder, SOC, format="table")
    with pytest.raises(InvalidDocument) as refused:
        opened(folder)
    assert [each.code for each in refused.value.findings] == ["SIP653"]


def test_a_table_that_comes_while_the_gateway_works_counts_at_once_and_one_with_faults_changes_nothing(folder):
    with opened(folder) as gateway:
        say(folder, SOC, table="flat-xml.yaml")
        gateway.refresh()
        assert [each.code for each in gateway.complaints()] == ["SIP980"]
        export(folder, EXPORT, "first.xml.ready")
        run_until_idle(gateway.parts)
        assert not answers(folder, "done")
        (folder / "flat-xml.yaml").write_bytes((FOLDER / "flat-xml/table.yaml").read_bytes())
        gateway.refresh()
        assert gateway.complaints() == ()
        export(folder, EXPORT, "second.xml.ready")
        run_until_idle(gateway.parts)
        assert [each["accepted"] for each in answers(folder, "done")] == [True]


def test_a_preview_reads_a_file_as_the_journal_system_of_its_home_writes(folder):
    from gateway.exchange.preview import preview_document

    with_table(folder, SOC, "flat-xml")
    with opened(folder) as gateway:
        shown = preview_document(gateway.parts, SOC, EXPORT, PSYK)
    assert shown.preview.document is not None
