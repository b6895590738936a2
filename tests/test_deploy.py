"""What is shipped to run the bot can be read, and names nothing that does not exist."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.cli import serving

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "operating.md"
SHIPPED = sorted(path for path in DEPLOY.rglob("*") if path.is_file())
MANIFESTS = sorted(DEPLOY.rglob("*.yaml"))
BOT_NAME = re.compile(r"\bBOT_[A-Z_]+\b")
READ_ELSEWHERE = {"BOT_KNOWLEDGE", "BOT_CACHE"}
"""By the library, and where what was learned is kept."""


def known_settings() -> set[str]:
    return set(BOT_NAME.findall((ROOT / "bot" / "settings.py").read_text(encoding="utf-8"))) | READ_ELSEWHERE


def documents(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def containers() -> list[dict[str, Any]]:
    found = []
    for path in MANIFESTS:
        for each in documents(path):
            if each.get("kind") in ("Deployment", "Job"):
                found += each["spec"]["template"]["spec"]["containers"]
    return found


@pytest.mark.parametrize("path", [*SHIPPED, GUIDE], ids=lambda path: path.name)
def test_only_settings_that_exist_are_named(path: Path) -> None:
    unknown = set(BOT_NAME.findall(path.read_text(encoding="utf-8"))) - known_settings()
    assert not unknown


def test_the_guide_names_every_setting_and_every_exit_code() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert known_settings() <= set(BOT_NAME.findall(text))
    for code in (serving.TOKEN_REFUSED, serving.SECOND_POLLER, serving.DEAF):
        assert f"\n| {code} |" in text


def test_the_guide_names_every_kind_of_trouble_and_every_metric() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    health = (ROOT / "bot" / "health.py").read_text(encoding="utf-8")
    kinds = re.search(r"TROUBLES = frozenset\(\s*\{(.*?)\}", health, re.DOTALL)
    assert kinds
    for kind in re.findall(r'"([\w]+)"', kinds[1]):
        assert f"`{kind}`" in text
    for metric in set(re.findall(r'"(bot_\w+)"', health)):
        assert f"`{metric}" in text


def test_every_file_that_the_guide_names_is_there() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    for name in re.findall(r"\]\((?!http|#)([^)#]+)", text):
        assert (GUIDE.parent / name).exists(), name
    for name in re.findall(r"-f ([a-z.-]+\.yaml)", text):
        assert (DEPLOY / "kubernetes" / name).exists(), name


@pytest.mark.parametrize("path", MANIFESTS, ids=lambda path: path.name)
def test_every_manifest_can_be_read(path: Path) -> None:
    for each in documents(path):
        assert isinstance(each, dict)
        if path.parent.name == "kubernetes":
            assert {"apiVersion", "kind", "metadata"} <= each.keys()


def test_what_a_manifest_mounts_and_refers_to_exists() -> None:
    everything = [each for path in MANIFESTS for each in documents(path) if "kind" in each]
    named = {(each["kind"], each["metadata"]["name"]) for each in everything}
    for each in everything:
        if each["kind"] not in ("Deployment", "Job"):
            continue
        pod = each["spec"]["template"]["spec"]
        volumes = {volume["name"] for volume in pod["volumes"]}
        for container in pod["containers"]:
            assert {mount["name"] for mount in container["volumeMounts"]} <= volumes
            for source in container.get("envFrom", []):
                assert ("ConfigMap", source["configMapRef"]["name"]) in named
            for variable in container.get("env", []):
                assert ("Secret", variable["valueFrom"]["secretKeyRef"]["name"]) in named
    target = next(each for each in everything if each["kind"] == "HorizontalPodAutoscaler")
    assert ("Deployment", target["spec"]["scaleTargetRef"]["name"]) in named


def test_no_container_is_root_or_writes_its_own_files() -> None:
    assert containers()
    for container in containers():
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
    (compose,) = documents(DEPLOY / "compose.yaml")
    for service in compose["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert "USER 10001:10001" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_nginx_knows_every_replica_of_the_compose_file() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    conf = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    addresses = {
        service["networks"]["inside"]["ipv4_address"]
        for name, service in compose["services"].items()
        if name.startswith("bot-")
    }
    assert set(re.findall(r"server (172[\d.]+):8080", conf)) == addresses
    assert len(addresses) == 3


def test_no_secret_is_shipped() -> None:
    for path in SHIPPED:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\b\d{5,}:[A-Za-z0-9_-]{30,}", text), path
        assert "PRIVATE KEY" not in text


def test_the_unit_starts_nothing_anew_that_only_a_person_can_mend() -> None:
    unit = (DEPLOY / "healthcare-rights-bot.service").read_text(encoding="utf-8")
    assert f"RestartPreventExitStatus=2 {serving.TOKEN_REFUSED}\n" in unit
    for line in ("DynamicUser=yes", "ProtectSystem=strict", "NoNewPrivileges=yes", "LoadCredential=token:"):
        assert line in unit


def test_systemd_understands_the_unit(tmp_path: Path) -> None:
    """Where there is no systemd, that each line is one of its form still is known."""
    unit = (DEPLOY / "healthcare-rights-bot.service").read_text(encoding="utf-8")
    for line in unit.splitlines():
        assert re.fullmatch(r"|#.*|\[\w+\]|[A-Z]\w+=.*", line), line
    if program := shutil.which("systemd-analyze"):
        copy = tmp_path / "healthcare-rights-bot.service"
        copy.write_text(re.sub(r"(?m)^ExecStart=.*$", "ExecStart=/bin/true", unit), encoding="utf-8")
        done = subprocess.run([program, "verify", str(copy)], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
