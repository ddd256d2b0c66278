"""Moving an organisation by command, between two folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.commands import HOME, REGION, SCHOOL, Run


@pytest.fixture
def passphrase(tmp_path: Path) -> Path:
    file = tmp_path / "passphrase"
    file.write_text("sju mjuka moln över mon\n", encoding="utf-8")
    return file


def take_out(data: Path, organisation: str) -> None:
    """Out of settings and directory: the embedded broker reaches nobody elsewhere."""
    from gateway.directory.toml_directory import read_directory, write_directory

    head, *blocks = (data / "samspel.toml").read_text(encoding="utf-8").split("[[organisation]]")
    kept = [each for each in blocks if organisation not in each]
    (data / "samspel.toml").write_text("[[organisation]]".join([head, *kept]), encoding="utf-8")
    path = data / "directory.toml"
    write_directory(path, [each for each in read_directory(path).all() if each.id != organisation])


def test_an_organisation_goes_from_one_folder_to_another(
    samspel: Run, data: Path, plan: str, passphrase: Path, tmp_path: Path
) -> None:
    sealed = ("--passphrase-file", passphrase)
    assert samspel("move", "out", SCHOOL, tmp_path / "file", *sealed).code == 1
    root = samspel("audit", "root", "--as", SCHOOL).text.split()[-1]
    take_out(data, SCHOOL)
    out = samspel("move", "out", SCHOOL, tmp_path / "file", *sealed)
    assert out.code == 0, out.err
    assert int(out.text) > 3
    other = tmp_path / "other"
    assert samspel("init", "--data", other, "--host", f"{HOME}:municipal-board:Exempelby").code == 0
    taken = samspel("move", "in", tmp_path / "file", *sealed, "--data", other)
    assert (taken.code, taken.text.strip()) == (0, SCHOOL), taken.err
    again = samspel("move", "in", tmp_path / "file", *sealed, "--data", other)
    assert (again.code, "SIP697" in again.err) == (1, True)
    done = samspel("move", "done", SCHOOL, tmp_path / "file", *sealed)
    assert done.code == 0, done.err
    assert samspel("move", "out", SCHOOL, tmp_path / "file2", *sealed).code == 2
    third = tmp_path / "third"
    assert samspel("init", "--data", third, "--host", f"{SCHOOL}:municipal-school:Skolan").code == 0
    take_out(third, SCHOOL)
    assert samspel("move", "in", tmp_path / "file", *sealed, "--data", third).code == 0
    host(third, SCHOOL)
    chain = samspel("audit", "check", "--as", SCHOOL, "--data", third)
    assert chain.code == 0, chain.err
    noted = samspel("audit", "check", "--as", SCHOOL, "--newest", root, "--data", third)
    assert (noted.code, "SIP728" in noted.err) == (1, True)  # the chain has gone on since: the move is audited
    listed = samspel("ledger", "--as", SCHOOL, "--data", third, "--json")
    assert plan in listed.text


def host(data: Path, organisation: str) -> None:
    from gateway.directory.entries import Entry
    from gateway.directory.toml_directory import write_directory
    from schemas.codes import OrganisationKind

    with (data / "samspel.toml").open("a", encoding="utf-8") as file:
        file.write(f'\n[[organisation]]\nid = "{organisation}"\nfolder = "journals/{organisation}"\n')
    write_directory(data / "directory.toml", [Entry(organisation, "Skolan", OrganisationKind.MUNICIPAL_SCHOOL)])


def test_a_passphrase_that_is_short_or_missing_is_refused(samspel: Run, data: Path, tmp_path: Path) -> None:
    assert samspel("keys", "show").code == 0  # makes the keys
    take_out(data, REGION)
    (tmp_path / "short").write_text("kort\n", encoding="utf-8")
    short = samspel("move", "out", REGION, tmp_path / "file", "--passphrase-file", tmp_path / "short")
    assert (short.code, "SIP696" in short.err, list(tmp_path.glob("file*"))) == (1, True, [])
    missing = samspel("move", "out", REGION, tmp_path / "file", "--passphrase-file", tmp_path / "nothing")
    assert (missing.code, "SIP980" in missing.err) == (2, True)
    back = samspel("move", "cancel", REGION)
    assert back.code == 0
