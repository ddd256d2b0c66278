"""What docker-compose.yml promises of every container, read from the file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.deploy.compose import ROOT, Service, in_order, services, whole

ALL = list(services().values())
OURS = [each for each in ALL if each.ours]
MADE = "./deploy/"
WRITABLE = {"/data", "/journals", "/directory", "/passwords", "/platform", "/var/lib/rabbitmq"}
WRITABLE |= {"/var/lib/postgresql/data"}

every = pytest.mark.parametrize("service", ALL, ids=lambda each: each.name)


@every
def test_no_container_is_root_or_gains_rights(service: Service) -> None:
    user, group = service.said["user"].split(":")
    assert int(user) > 0
    assert int(group) > 0
    assert service.said["cap_drop"] == ["ALL"]
    assert "cap_add" not in service.said
    assert service.said["security_opt"] == ["no-new-privileges:true"]
    assert not service.said.get("privileged")


@every
def test_the_root_of_every_container_is_read_only_but_for_what_is_declared(service: Service) -> None:
    assert service.said["read_only"] is True
    written = {each.target for each in service.mounts if not each.read_only}
    assert written <= WRITABLE
    assert all(each.split(":")[0].startswith(("/tmp", "/var/run/")) for each in service.said["tmpfs"])


@every
def test_every_image_is_pinned_by_a_tag_that_says_a_version(service: Service) -> None:
    _, _, tag = service.said["image"].partition(":")
    assert re.match(r"\d+(\.\d+)*(-[a-z]+)?$", tag), service.said["image"]


@every
def test_every_container_that_lasts_has_a_health_check_without_a_shell_and_bounds(service: Service) -> None:
    limits = service.said["deploy"]["resources"]["limits"]
    assert {"cpus", "memory", "pids"} <= limits.keys()
    if service.lasts:
        assert service.health
        assert "stop_grace_period" in service.said
    else:
        assert service.said["healthcheck"] == {"disable": True}
        assert service.said["restart"] == "no"


@every
def test_no_port_is_published_and_no_network_leads_out(service: Service) -> None:
    assert "ports" not in service.said
    for name in service.said.get("networks", []):
        assert whole()["networks"][name] == {"internal": True}
    assert service.said.get("networks") or service.said["network_mode"] in ("none", "service:rabbitmq")


def test_an_edge_reaches_the_broker_and_nothing_else() -> None:
    for edge in ("edge-a", "edge-b"):
        (network,) = services()[edge].said["networks"]
        met = {name for name, each in services().items() if network in each.said.get("networks", [])}
        assert met == {edge, f"{edge}-once", "rabbitmq"}


def test_the_brokers_management_answers_in_its_own_network_namespace_only() -> None:
    said = (ROOT / "docs/deploy/rabbitmq.conf").read_text(encoding="utf-8")
    assert "management.tcp.ip = 127.0.0.1" in said
    assert services()["topology"].said["network_mode"] == "service:rabbitmq"


def test_no_secret_stands_in_the_file_or_in_an_environment_variable() -> None:
    for service in ALL:
        for name, value in service.said.get("environment", {}).items():
            assert not re.search("PASSWORD|SECRET|KEY|TOKEN", name) or name.endswith("_FILE"), name
            assert str(value).startswith("/run/secrets/"), name
        assert not any(re.search(r"password|secret", each) for each in service.command if not _names_a_path(each))
    text = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    assert not re.search(r"://[^/\s\"]*:[^/\s\"0-9][^/\s\"]*@", text)
    assert all(set(each) == {"file"} for each in whole()["secrets"].values())


def _names_a_path(word: str) -> bool:
    return word.startswith(("--", "/"))


def test_secrets_and_volumes_that_are_named_are_declared_and_all_are_used() -> None:
    secrets = {name for service in ALL for name in service.secrets.values()}
    assert secrets == whole()["secrets"].keys()
    volumes = {each.source for service in ALL for each in service.mounts if each.is_volume}
    assert volumes == whole()["volumes"].keys()
    networks = {name for service in ALL for name in service.said.get("networks", [])}
    assert networks == whole()["networks"].keys()


def test_every_edge_holds_its_own_secrets_and_no_others() -> None:
    assert set(services()["edge-a"].secrets.values()) == {"broker-edge-a"}
    assert set(services()["edge-b"].secrets.values()) == {"broker-edge-b"}


def test_what_is_mounted_is_in_the_repository_or_made_by_prepare(tmp_path: Path) -> None:
    import subprocess

    subprocess.run(["sh", ROOT / "docs/deploy/prepare.sh", tmp_path / "deploy"], check=True)
    named = [each.source for service in ALL for each in service.mounts if not each.is_volume]
    named += [each["file"] for each in whole()["secrets"].values()]
    for each in named:
        place = tmp_path / each if each.startswith(MADE) else ROOT / each
        assert place.exists(), each
    for secret in (tmp_path / "deploy" / "secrets").iterdir():
        assert secret.stat().st_mode & 0o077 == 0, secret.name
        assert len(secret.read_text(encoding="utf-8")) >= 64


def test_preparing_twice_changes_nothing(tmp_path: Path) -> None:
    import subprocess

    def prepared() -> dict[Path, bytes]:
        subprocess.run(["sh", ROOT / "docs/deploy/prepare.sh", tmp_path], check=True)
        return {each: each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}

    first = prepared()
    assert prepared() == first
    assert len({body for path, body in first.items() if path.parent.name == "passwords"}) == 3


def test_everything_waits_for_what_it_needs() -> None:
    order = [each.name for each in in_order()]
    assert order.index("postgres") < order.index("migrate") < order.index("directory") < order.index("api")
    assert order.index("rabbitmq") < order.index("topology") < order.index("edge-a")
    for service in ALL:
        for name, condition in service.waits_for.items():
            wanted = "service_healthy" if services()[name].lasts else "service_completed_successfully"
            assert condition == wanted


def test_the_hub_is_given_more_time_to_stop_than_its_workers_take() -> None:
    from gateway.settings import Workers

    for service in OURS:
        seconds = int(re.fullmatch(r"(\d+)s", service.said["stop_grace_period"])[1])
        assert seconds > Workers().stop_within.total_seconds() + 10
