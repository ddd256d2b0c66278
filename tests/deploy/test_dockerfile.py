"""What the Dockerfile promises, read from the file; and its wheel, built as it says."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from fnmatch import fnmatch
from importlib.metadata import distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.deploy.compose import ROOT, services
from tests.deploy.dockerfile import health_words, stages

BUILD, IMAGE = stages()


def pins(path: Path) -> dict[str, tuple[str, frozenset[str]]]:
    found = {}
    for name, version, hashes in re.findall(
        r"^([a-z0-9-]+)==(\S+)[^\n]*\\\n((?:    --hash=[^\n]*\n)+)", path.read_text(encoding="utf-8"), re.MULTILINE
    ):
        found[name] = (version, frozenset(re.findall(r"sha256:([0-9a-f]{64})", hashes)))
    return found


def test_both_stages_stand_on_one_image_that_is_pinned() -> None:
    assert BUILD.image == IMAGE.image
    assert re.fullmatch(r"python:3\.\d+-slim-[a-z]+", IMAGE.image)


def test_the_image_runs_as_the_user_that_compose_names_and_never_as_root() -> None:
    users = {each.said["user"] for each in services().values() if each.ours}
    assert users == {IMAGE.one("USER")} == {"10001:10001"}
    order = [name for name, _ in IMAGE.said]
    assert order.index("USER") < order.index("ENTRYPOINT")


def test_nothing_of_it_needs_a_shell_when_it_runs() -> None:
    assert IMAGE.words("ENTRYPOINT") == ["samspel"]
    assert IMAGE.words("CMD")
    assert health_words(IMAGE)[0] == "python"
    assert IMAGE.all("RUN") == []
    for line in BUILD.all("RUN"):
        assert isinstance(json.loads(line), list)


def test_it_stops_at_the_signal_that_the_commands_listen_to_and_says_what_it_is() -> None:
    assert IMAGE.one("STOPSIGNAL") == "SIGTERM"
    labels = dict(re.findall(r'([\w.]+)="([^"]*)"', IMAGE.one("LABEL")))
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'version = "{labels["org.opencontainers.image.version"]}"' in project
    assert labels["org.opencontainers.image.licenses"] == "Apache-2.0"
    (tag,) = {each.said["image"] for each in services().values() if each.ours}
    assert tag == f"samspel:{labels['org.opencontainers.image.version']}"


def test_everything_that_is_installed_is_pinned_by_its_hash() -> None:
    for line in map(json.loads, BUILD.all("RUN")):
        if "install" in line:
            assert "--require-hashes" in line or {"--no-deps", "--no-index"} <= set(line), line
    everything, building = pins(ROOT / "requirements-dev.lock"), pins(ROOT / "docs/deploy/build.lock")
    assert building
    assert {name: everything[name] for name in building} == building
    assert len(pins(ROOT / "requirements.lock")) > 20


@pytest.mark.parametrize("lock", ["requirements.lock", "docs/deploy/build.lock"])
def test_a_lock_names_everything_that_its_packages_need(lock: str) -> None:
    """Else pip refuses the whole of it, since what is not named has no hash."""
    named = pins(ROOT / lock)
    here = {canonicalize_name(each.metadata["Name"]): each for each in distributions()}
    assert len(named.keys() - here.keys()) <= 1, "only what another platform needs is not installed"
    for name in named.keys() & here.keys():
        for line in here[name].requires or ():
            needed = Requirement(line)
            if needed.marker is None or needed.marker.evaluate({"extra": ""}):
                assert canonicalize_name(needed.name) in named, f"{name} needs {needed.name}"


def test_what_is_copied_is_in_the_repository_and_reaches_the_engine() -> None:
    copied = BUILD.copied()
    assert {"requirements.lock", "gateway", "schemas", "mappings", "adapters"} <= set(copied)
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    let_through = [each.removeprefix("!") for each in lines if each.startswith("!")]
    assert "*" in lines
    for each in copied:
        assert (ROOT / each).exists(), each
        assert any(fnmatch(each, let) for let in let_through), each
    assert not any(re.search(r"secret|deploy/?$|^data|^tests", each) for each in let_through)


def test_the_folders_that_containers_write_to_belong_to_their_user() -> None:
    written = {each.target for one in services().values() if one.ours for each in one.mounts if each.is_volume}
    lines = [line for line in IMAGE.all("COPY") if "/empty/" in line]
    assert written <= {line.split()[-1] for line in lines}
    assert all(f"--chown={IMAGE.one('USER')}" in line for line in lines)


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built of nothing else than what the Dockerfile copies, by the Dockerfile's own words."""
    import shutil

    source, out = tmp_path_factory.mktemp("build"), tmp_path_factory.mktemp("dist")
    for each in BUILD.copied():
        place = ROOT / each
        if place.is_dir():
            shutil.copytree(place, source / each, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, source / place.name)
    (words,) = [line for line in map(json.loads, BUILD.all("RUN")) if line[:2] == ["pip", "wheel"]]
    here = [str(out) if word == "/build/dist" else word for word in words[1:]]
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    subprocess.run([*pip, *here], cwd=source, check=True)
    (made,) = out.glob("samspel-*.whl")
    return made


def test_the_wheel_holds_every_module_and_file_that_the_program_reads(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    for folder in ("schemas", "mappings", "adapters", "gateway"):
        for path in (ROOT / folder).rglob("*"):
            if path.suffix in {".py", ".toml", ".json", ".xml", ".xsd", ".html", ".mako"} and "fsh" not in path.parts:
                assert path.relative_to(ROOT).as_posix() in inside, path


def test_the_program_runs_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(wheel).extractall(tmp_path)
    said = "import gateway.cli, sys; assert gateway.cli.__file__.startswith(sys.argv[1]); gateway.cli.main()"
    code = f"import sys; sys.path.insert(0, {str(tmp_path)!r}); sys.argv[1:] = [{str(tmp_path)!r}]; {said}"
    code = code.replace("gateway.cli.main()", "sys.argv[1:] = ['--help']; gateway.cli.main()")
    done = subprocess.run([sys.executable, "-P", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    for command in ("serve", "work", "migrate", "doctor"):
        assert command in done.stdout
