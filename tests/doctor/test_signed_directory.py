"""The signed directory as doctor sees it: never pulled, of a stranger, old, and as it should be."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

from joserfc.jwk import ECKey

from gateway.bootstrap import now
from gateway.directory.signed import signed_directory
from gateway.directory.signing import fingerprint
from gateway.directory.toml_directory import read_directory
from gateway.doctor.results import Level
from gateway.exchange.pull_directory import pull_directory
from gateway.settings import SharedDirectory
from gateway.store.sqlite import open_sqlite
from tests.doctor.conftest import Examined, codes

KEY = ECKey.generate_key("P-256")


def use(folder: Path, told: str | None) -> None:
    """Let the gateway of that folder take the signed directory instead of its own file."""
    file = folder / "samspel.toml"
    text = file.read_text(encoding="utf-8").partition("\n[shared]")[0]
    said = '\n[shared]\nsource = "shared.jws"\nstale_after = "P2D"\n' + (f'fingerprint = "{told}"\n' if told else "")
    file.write_text(text + said, encoding="utf-8")


def pulled(folder: Path, issued_at: datetime) -> None:
    entries = read_directory(folder / "directory.toml").all()
    body = signed_directory(entries, KEY, version=4, issued_at=issued_at, expires_at=issued_at + timedelta(days=30))
    (folder / "shared.jws").write_bytes(body)
    store = open_sqlite(folder / "data" / "samspel.db")
    pull_directory(store, SharedDirectory(source="shared.jws", fingerprint=fingerprint(KEY)), folder, now)
    store.close()


def test_a_signed_directory_tells_its_version_and_age(folder: Path, examined: Examined) -> None:
    use(folder, fingerprint(KEY))
    pulled(folder, now() - timedelta(hours=5))
    result = examined(folder)["directory"]
    assert codes(result) == []
    assert result.seen == {"organisations": 2, "hosted": 2, "version": 4, "hours_old": 5}


def test_one_that_was_never_pulled_reaches_nobody(folder: Path, examined: Examined) -> None:
    use(folder, fingerprint(KEY))
    result = examined(folder)["directory"]
    assert (codes(result), result.level) == (["SIP920"], Level.FAULT)


def test_without_fingerprint_and_signed_by_a_stranger_are_told(folder: Path, examined: Examined) -> None:
    use(folder, fingerprint(KEY))
    pulled(folder, now())
    use(folder, None)
    results = examined(folder)
    assert codes(results["settings"]) == ["SIP919"]
    assert codes(results["directory"]) == ["SIP682"]
    assert fingerprint(KEY) in results["directory"].findings[0].en
    assert codes(results["partners"]) == ["SIP902"]
    use(folder, fingerprint(ECKey.generate_key("P-256")))
    assert codes(examined(folder)["directory"]) == ["SIP683"]


def test_one_without_contact_for_long_and_past_its_end_is_told(folder: Path, examined: Examined) -> None:
    use(folder, fingerprint(KEY))
    pulled(folder, now())
    assert codes(examined(folder, clock=lambda: now() + timedelta(days=3))["directory"]) == ["SIP689"]
    assert codes(examined(folder, clock=lambda: now() + timedelta(days=31))["directory"]) == ["SIP686", "SIP689"]
