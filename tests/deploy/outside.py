"""Runs what a container would run, without an engine: the file's own words, with its paths and hosts mapped to here.

A container's mounts become folders below one folder, its secrets files there, its host names loopback ports. What an
engine would give and we cannot (read-only root, users, networks of their own) is promised by the tests that read the
file. `python -m tests.deploy.outside FOLDER SERVICE [WORD...]` stands in for `docker compose run SERVICE WORD...`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.deploy.compose import ROOT, Service, services
from tests.deploy.dockerfile import stages
from tests.services import postgresql, rabbitmq
from tests.services.ports import free_port

ENTRYPOINT = stages()[-1].words("ENTRYPOINT")
API, METRICS = "8370", "9370"


@dataclass(frozen=True)
class Outside:
    """The folder that stands for the machine, and where its services are reached."""

    folder: Path
    hosts: dict[str, str]  # what stands in the settings → what stands for it here
    rabbitmq: Path | None = None  # the folder of the node
    postgresql_port: int = 0

    def save(self) -> None:
        said = {"hosts": self.hosts, "rabbitmq": str(self.rabbitmq), "postgresql_port": self.postgresql_port}
        (self.folder / "outside.json").write_text(json.dumps(said), encoding="utf-8")

    @classmethod
    def load(cls, folder: Path) -> Outside:
        said = json.loads((folder / "outside.json").read_text(encoding="utf-8"))
        return cls(folder, said["hosts"], Path(said["rabbitmq"]), said["postgresql_port"])

    def paths(self, service: Service) -> dict[str, Path]:
        """Path in the container → path here, the longest first."""
        own = self.folder / "containers" / service.name
        found = {"/tmp": own / "tmp"}
        for mount in service.mounts:
            found[mount.target] = self.folder / (f"volumes/{mount.source}" if mount.is_volume else mount.source)
        secrets = {name: said["file"] for name, said in _secrets().items()}
        found |= {target: self.folder / secrets[name] for target, name in service.secrets.items()}
        if "/etc/samspel" in found:
            found["/etc/samspel"] = self._settings(service, found, own)
        for each in (own / "tmp", *(path for path in found.values() if "volumes" in path.parts)):
            each.mkdir(parents=True, exist_ok=True)
        return dict(sorted(found.items(), key=lambda each: -len(each[0])))

    def _settings(self, service: Service, paths: dict[str, Path], own: Path) -> Path:
        """The settings as they are now, with paths and hosts of here."""
        text = (paths["/etc/samspel"] / "samspel.toml").read_text(encoding="utf-8")
        for there, here in {**self.hosts, **{f'"{each}': f'"{path}' for each, path in paths.items()}}.items():
            text = text.replace(there, str(here))
        own.mkdir(parents=True, exist_ok=True)
        (own / "samspel.toml").write_text(text, encoding="utf-8")
        return own

    def words(self, service: Service, words: list[str]) -> list[str]:
        """Words of the file as they are said here."""
        paths = self.paths(service)
        return [self._word(service, paths, each) for each in words]

    def _word(self, service: Service, paths: dict[str, Path], word: str) -> str:
        for there, here in paths.items():
            if word == there or word.startswith(there + "/"):
                return str(here) + word.removeprefix(there)
        for there, here in self.hosts.items():
            word = word.replace(there, here)
        for port in (API, METRICS):
            word = word.replace(f"0.0.0.0:{port}", f"127.0.0.1:{port}")
            word = word.replace(f"127.0.0.1:{port}", f"127.0.0.1:{self._port(service, port)}")
        return word

    def _port(self, service: Service, port: str) -> int:
        """Each container has all ports to itself; here each port of each service is another one."""
        file = self.folder / "containers" / service.name / f"port-{port}"
        if not file.exists():
            file.write_text(str(free_port()), encoding="utf-8")
        return int(file.read_text(encoding="utf-8"))

    def command(self, service: Service, words: list[str]) -> list[str]:
        """What its container runs: the image's entrypoint, and these words."""
        said = [str(Path(sys.executable).with_name(ENTRYPOINT[0])), *ENTRYPOINT[1:], *self.words(service, words)]
        return [*said, "--port", str(self._port(service, API))] if words[0] == "serve" else said

    def healthy(self, service: Service) -> subprocess.CompletedProcess[str]:
        """Run its health check, whatever its image is."""
        program, *words = service.health
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        if program == "python":
            program = sys.executable
        elif program.startswith("rabbitmq"):
            assert self.rabbitmq is not None
            program, environment = str(rabbitmq.BIN / program), rabbitmq.environment(self.rabbitmq)
        else:
            programs = postgresql._programs()
            assert programs is not None
            program, words = str(programs / program), [*words, "-p", str(self.postgresql_port)]
        said = [program, *(self.words(service, words) if service.ours else words)]
        return subprocess.run(said, env=environment, capture_output=True, text=True, timeout=60, check=False)


def _secrets() -> dict[str, dict[str, str]]:
    from tests.deploy.compose import whole

    found: dict[str, dict[str, str]] = whole()["secrets"]
    return found


if __name__ == "__main__":
    _, where, name, *more = sys.argv
    chosen = services()[name]
    line = Outside.load(Path(where)).command(chosen, more or chosen.command)
    sys.exit(subprocess.run(line, check=False).returncode)
