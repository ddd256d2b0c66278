"""The file drop keeps the contract of every journal system."""

import json
import shutil
from datetime import timedelta

import pytest

from adapters.contract import JournalSystemContract
from adapters.file_drop import FileDrop, FileDropConfig, IncomingFormat
from mappings.sip_xml import write_receipt_xml
from tests.tables.examples import example


@pytest.mark.parametrize("incoming_format", list(IncomingFormat))
class TestFileDrop(JournalSystemContract):
    @pytest.fixture(autouse=True)
    def _folders(self, tmp_path, incoming_format):
        self.root = tmp_path / "organisation"
        self.root.mkdir()
        self.incoming_format = incoming_format
        self.written = 0

    def open(self, clock):
        config = FileDropConfig(self.root, self.incoming_format, quiet=timedelta(0), table=example("rows-csv"))
        return FileDrop(config, clock)

    def system_hands_in(self, body):
        self.written += 1
        self._write("out", f"plan-{self.written}.xml.ready", body)

    def system_writes_receipt(self, receipt):
        self.written += 1
        self._write("receipts", f"receipt-{self.written}.xml", write_receipt_xml(receipt))

    def take_away(self):
        shutil.rmtree(self.root)

    def entries(self):
        covers = (self.root / "in").glob("*.copy.json")
        ids = [(json.loads(cover.read_bytes())["copy_id"], cover.name.removesuffix(".copy.json")) for cover in covers]
        ending = {"sip-xml": ".xml", "fhir-json": ".json", "table": ".csv"}[self.incoming_format]
        assert all((self.root / "in" / f"{name}{ending}").is_file() for _, name in ids)
        return [copy_id for copy_id, _ in ids]

    def _write(self, folder, name, body):
        path = self.root / folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(body)
