"""What is shipped to run the bot can be read, and names nothing that does not exist."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.conversation import Outcome
from bot.health import OTHER, TROUBLES, Content, Health
from bot.runtime import serving
from bot.settings import KNOWN
from tests.factories import TODAY, make_entry, make_knowledge

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
GUIDE = ROOT / "docs" / "operating.md"
OWN = {"local", "secrets", "tls", ".env"}
"""What whoever runs the bot puts there: not shipped, and ignored by git."""
SHIPPED = sorted(
    path for path in DEPLOY.rglob("*") if path.is_file() and not OWN & {*path.relative_to(DEPLOY).parts}
)
MANIFESTS = [path for path in SHIPPED if path.suffix == ".yaml"]
COMPOSE = (DEPLOY / "compose.yaml", DEPLOY / "compose-polling.yaml")
BOT_NAME = re.compile(r"\bBOT_[A-Z_]+\b")
KUBERNETES = DEPLOY / "kubernetes"
DIGEST = re.compile(r"@sha256:[0-9a-f]{64}")
OWN_IMAGES = ("registry.example.org/healthcare-rights-bot:1", "healthcare-rights-bot:${VERSION:-latest}")
"""Built by whoever runs the bot: nobody else knows their digest."""
RETIRED = ("nginx.ingress.kubernetes.io", "ingressClassName", "kind: Ingress\n", "PodSecurityPolicy")


def known_settings() -> set[str]:
    return {*KNOWN}


def documents(path: Path) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all(path.read_text(encoding="utf-8")))


def pods() -> dict[str, dict[str, Any]]:
    """Every pod that is started in a cluster, by the name of what starts it."""
    everything = [each for path in MANIFESTS for each in documents(path)]
    return {
        each["metadata"]["name"]: each["spec"]["template"]
        for each in everything
        if each.get("kind") in ("Deployment", "Job")
    }


def containers() -> list[dict[str, Any]]:
    return [container for pod in pods().values() for container in pod["spec"]["containers"]]


def services(path: Path = COMPOSE[0]) -> dict[str, dict[str, Any]]:
    (compose,) = documents(path)
    return compose["services"]


def all_services() -> list[dict[str, Any]]:
    return [service for path in COMPOSE for service in services(path).values()]


@pytest.mark.parametrize("path", [*SHIPPED, GUIDE], ids=lambda path: path.name)
def test_only_settings_that_exist_are_named(path: Path) -> None:
    unknown = set(BOT_NAME.findall(path.read_text(encoding="utf-8"))) - known_settings()
    assert not unknown


def test_the_guide_names_every_setting_and_every_exit_code() -> None:
    text = GUIDE.read_text(encoding="utf-8")
    assert known_settings() <= set(BOT_NAME.findall(text))
    for code in (serving.TOKEN_REFUSED, serving.SECOND_POLLER, serving.CONNECTION_LOST):
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
            assert "env" not in container  # a secret there would be readable for whoever can look at the pod
    target = next(each for each in everything if each["kind"] == "HorizontalPodAutoscaler")
    assert ("Deployment", target["spec"]["scaleTargetRef"]["name"]) in named


def test_no_container_is_root_or_writes_its_own_files() -> None:
    assert containers()
    for container in containers():
        context = container["securityContext"]
        assert context["readOnlyRootFilesystem"] is True
        assert context["allowPrivilegeEscalation"] is False
        assert context["capabilities"] == {"drop": ["ALL"]}
    for service in all_services():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
    assert "USER 10001:10001" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_nginx_knows_every_replica_of_the_compose_file() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    conf = (DEPLOY / "upstream.conf").read_text(encoding="utf-8")
    addresses = {
        service["networks"]["calls"]["ipv4_address"]
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


# ── what is closed ───────────────────────────────────────────────────────────────────────────────────


def test_every_image_of_others_is_named_by_its_digest() -> None:
    for container in [*containers(), *all_services()]:
        assert container["image"] in OWN_IMAGES or DIGEST.search(container["image"]), container["image"]
    dockerfile = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert DIGEST.search(re.search(r"^ARG PYTHON=(.*)$", dockerfile, re.MULTILINE)[1])  # type: ignore[index]
    assert {line.split()[1] for line in dockerfile.splitlines() if line.startswith("FROM ")} == {"${PYTHON}"}


def test_one_image_has_one_digest_everywhere() -> None:
    found: dict[str, set[str]] = {}
    for path in SHIPPED:
        for image in re.findall(r"(\S+@sha256:[0-9a-f]{64})", path.read_text(encoding="utf-8")):
            found.setdefault(image.partition("=")[2].partition("@")[0] or image.partition("@")[0], set()).add(
                image
            )
    assert found
    assert all(len(digests) == 1 for digests in found.values())


def test_no_container_leaves_a_core_or_is_swapped_out() -> None:
    for service in all_services():
        assert service["ulimits"]["core"] == 0
        assert service["memswap_limit"] == service["mem_limit"]
        assert service["security_opt"] == ["no-new-privileges:true"]
    assert "ulimit -c 0" in (DEPLOY / "entrypoint.sh").read_text(encoding="utf-8")
    unit = (DEPLOY / "healthcare-rights-bot.service").read_text(encoding="utf-8")
    assert {"LimitCORE=0", "MemorySwapMax=0"} <= set(unit.splitlines())


def test_no_secret_stands_in_an_environment() -> None:
    """Whoever may look at a container, or at its processes, can read that."""
    for service in all_services():
        given = service.get("environment", {})
        assert not {"BOT_TOKEN", "BOT_WEBHOOK_SECRET", "BOT_REDIS_URL"} & set(given)
    (settings,) = documents(KUBERNETES / "settings.yaml")
    assert not {"BOT_TOKEN", "BOT_WEBHOOK_SECRET", "BOT_REDIS_URL"} & set(settings["data"])


def test_every_secret_is_for_its_owner_and_its_group() -> None:
    for pod in pods().values():
        for volume in pod["spec"]["volumes"]:
            if "secret" in volume:
                assert volume["secret"]["defaultMode"] == 0o440
        for container in pod["spec"]["containers"]:
            assert all(
                mount.get("readOnly") for mount in container["volumeMounts"] if "secret" in mount["name"]
            )


def test_nobody_but_the_replicas_reaches_valkey_and_it_asks_for_a_password() -> None:
    networks = {name: set(service["networks"]) for name, service in services().items()}
    bots = {"bot-1", "bot-2", "bot-3"}
    assert {name for name, joined in networks.items() if "counting" in joined} == {*bots, "valkey"}
    assert networks["valkey"] == {"counting"}
    assert not networks["nginx"] & {"counting", "telegram"}
    (compose,) = documents(DEPLOY / "compose.yaml")
    assert {name for name, net in compose["networks"].items() if net.get("internal")} == {"calls", "counting"}
    for command in (
        services()["valkey"]["command"],
        pods()["bot-valkey"]["spec"]["containers"][0]["command"],
    ):
        assert "--aclfile" in command
        assert command[command.index("--save") + 1] == ""
        assert command[command.index("--appendonly") + 1] == "no"
    users = (DEPLOY / "valkey-users.example").read_text(encoding="utf-8").splitlines()
    assert users[0] == "user default off"
    assert "-@all" in users[1].split()
    assert len(users) == 2


def test_no_network_that_nginx_is_in_shows_the_health_pages() -> None:
    for name, service in services().items():
        if name.startswith("bot-"):
            assert service["environment"]["BOT_HEALTH_HOST"] == "127.0.0.1"


def test_in_a_cluster_nothing_passes_that_is_not_named() -> None:
    policies = {each["metadata"]["name"]: each["spec"] for each in documents(KUBERNETES / "network.yaml")}
    assert policies["nobody"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    labels = {pod["metadata"]["labels"]["app"] for pod in pods().values()}
    chosen = {spec["podSelector"].get("matchLabels", {}).get("app") for spec in policies.values()} - {None}
    assert chosen == labels
    for name, spec in policies.items():
        for rule in spec.get("egress", []):
            assert rule["to"], name
            assert rule["ports"], name
            for peer in rule["to"]:
                assert peer.get("ipBlock", {}).get("cidr") not in ("0.0.0.0/0", "::/0"), name
        for rule in spec.get("ingress", []):
            assert rule["ports"], name
            assert rule.get("from") or name == "edge"
    to_valkey = [rule["from"] for rule in policies["valkey"]["ingress"]]
    assert to_valkey == [[{"podSelector": {"matchLabels": {"app": "bot"}}}]]


def test_everything_in_a_cluster_has_its_namespace_its_limits_and_no_foreign_variables() -> None:
    for path in KUBERNETES.glob("*.yaml"):
        for each in documents(path):
            name = each["metadata"]["name"]
            space = each["metadata"].get("namespace", name if each["kind"] == "Namespace" else None)
            assert space == "healthcare-rights-bot", path
    for name, pod in pods().items():
        spec = pod["spec"]
        assert spec["enableServiceLinks"] is False, name
        assert spec["automountServiceAccountToken"] is False, name
        assert spec["securityContext"]["runAsNonRoot"] is True, name
        assert spec["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}, name
        for container in spec["containers"]:
            assert set(container["resources"]["limits"]) == {"cpu", "memory"}, name


def test_nothing_retired_is_used() -> None:
    for path in SHIPPED:
        text = path.read_text(encoding="utf-8")
        assert not [word for word in RETIRED if word in text], path


def test_telegrams_networks_are_the_same_wherever_they_stand() -> None:
    (only, service) = (
        (DEPLOY / "telegram-only.conf").read_text(encoding="utf-8"),
        next(each for each in documents(KUBERNETES / "edge.yaml") if each["kind"] == "Service"),
    )
    assert re.findall(r"^allow (\S+);", only, re.MULTILINE) == service["spec"]["loadBalancerSourceRanges"]
    assert only.rstrip().endswith("deny all;")
    unit = (DEPLOY / "only-telegram.conf").read_text(encoding="utf-8")
    allowed = set(" ".join(re.findall(r"^IPAddressAllow=(.*)$", unit, re.MULTILINE)).split()) - {"localhost"}
    bot = next(each for each in documents(KUBERNETES / "network.yaml") if each["metadata"]["name"] == "bot")
    out = next(rule["to"] for rule in bot["spec"]["egress"] if rule["ports"][0]["port"] == 443)
    assert {peer["ipBlock"]["cidr"] for peer in out} == allowed
    assert all(ip_network(each) for each in allowed)


def test_nginx_counts_before_it_reads_and_waits_for_nobody() -> None:
    """`make test-faults` holds 5,000 connections in front of it; here only that nobody took a limit away."""
    conf = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    outer, _, inner = conf.partition("\nhttp {")
    assert re.search(r"limit_conn_zone \$binary_remote_addr", outer)
    assert 100 <= int(re.search(r"limit_conn addresses (\d+);", outer)[1]) <= 200  # type: ignore[index]
    assert "#include telegram-only.conf;" in outer
    for name, most in (("client_header_timeout", 10), ("client_body_timeout", 10), ("send_timeout", 10)):
        assert int(re.search(rf"{name} (\d+)s;", inner)[1]) <= most  # type: ignore[index]
    for line in ("ssl_reject_handshake on;", "return 444;", "return 308 https://$server_name$request_uri;"):
        assert line in inner
    assert "$host$request_uri" not in conf
    assert "access_log off;" in inner


def test_the_edge_of_a_cluster_has_the_same_nginx_but_for_the_replicas() -> None:
    here, there = ((folder / "upstream.conf").read_text(encoding="utf-8") for folder in (DEPLOY, KUBERNETES))
    for text in (here, there):
        assert text.count("upstream replicas {") == 1
        assert "zone replicas" in text
        assert "least_conn;" in text
    (edge,) = pods()["bot-edge"]["spec"]["containers"]
    mounted = {mount.get("subPath") for mount in edge["volumeMounts"]} - {None}
    assert mounted == {"nginx.conf", "upstream.conf", "telegram-only.conf"}
    names = {
        each["metadata"]["name"] for each in documents(KUBERNETES / "edge.yaml") if each["kind"] == "Service"
    }
    assert re.search(r"server ([\w-]+)\.healthcare-rights-bot\.svc", there)[1] in names  # type: ignore[index]


def test_every_user_of_the_compose_file_can_read_only_its_own_secrets() -> None:
    (compose,) = documents(DEPLOY / "compose.yaml")
    guide = GUIDE.read_text(encoding="utf-8")
    for name, secret in compose["secrets"].items():
        assert secret == {"file": f"./secrets/{name}"}
        assert f"secrets/{name}" in guide
    assert services()["valkey"]["secrets"] == ["valkey-users"]
    assert services()["valkey"]["user"] == "999:1000"
    assert "secrets" not in services()["nginx"]


# ── one container that polls ─────────────────────────────────────────────────────────────────────────


def test_the_shortest_way_in_docker_is_one_container_that_polls_and_shows_nothing_to_others() -> None:
    (bot,) = services(DEPLOY / "compose-polling.yaml").values()
    assert bot["environment"]["BOT_MODE"] == "polling"
    assert bot["environment"]["BOT_TOKEN_FILE"] == "/run/secrets/token"
    assert bot["secrets"] == ["token"]
    assert all(port.startswith("127.0.0.1:") for port in bot["ports"])
    assert "../knowledge:/knowledge:ro" in bot["volumes"]
    assert "HEALTHCHECK" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_example_of_env_names_what_the_compose_files_ask_for_and_no_secret() -> None:
    text = (DEPLOY / ".env.example").read_text(encoding="utf-8")
    offered = set(re.findall(r"^#?([A-Z_]+)=", text, re.MULTILINE))
    asked = {
        name for path in COMPOSE for name in re.findall(r"\$\{([A-Z_]+)", path.read_text(encoding="utf-8"))
    }
    assert offered == asked | {"COMPOSE_FILE"}
    assert (DEPLOY / re.search(r"^COMPOSE_FILE=(.*)$", text, re.MULTILINE)[1]) in COMPOSE  # type: ignore[index]
    assert not offered & {"BOT_TOKEN", "BOT_WEBHOOK_SECRET", "BOT_REDIS_URL"}


# ── what stays on the machine ────────────────────────────────────────────────────────────────────────


def own_places() -> set[str]:
    """What the guide has people make inside the clone, and what the compose files mount from there."""
    found, here = {"deploy/.env"}, ""
    for line in GUIDE.read_text(encoding="utf-8").splitlines():
        if entered := re.match(r"cd (deploy\S*|local\S*)", line):
            here = entered[1] if entered[1].startswith("deploy") else f"{here}/{entered[1]}"
        made = re.findall(r"(?:/dev/stdin|[^<]>) ([a-z.][\w./-]*)", line) if here else []
        folders = re.search(r"install -d -m 0700 ([a-z][a-z ]*)", line)
        made += [f"{name}/x" for name in folders[1].split()] if folders and here else []
        found |= {f"{here}/{name}" for name in made}
    for path in COMPOSE:
        text = path.read_text(encoding="utf-8")
        found |= {f"deploy/{name}" for name in re.findall(r"\./((?:local|secrets)/[\w./-]+)", text)}
    return found


def ignored(place: Path, names: set[str]) -> set[str]:
    """Those that git would not show, let alone commit, in a repository with our .gitignore."""
    subprocess.run(["git", "init", "--quiet", str(place)], check=True)
    shutil.copy(ROOT / ".gitignore", place)
    command = ["git", "-C", str(place), "check-ignore", "--stdin", "-z"]
    done = subprocess.run(command, input="\0".join(names), capture_output=True, text=True, check=False)
    return set(done.stdout.split("\0")) - {""}


def test_git_ignores_every_secret_and_whatever_is_of_one_machine_only(tmp_path: Path) -> None:
    places = own_places()
    for name in ("token", "webhook-secret", "redis-url", "valkey-users"):
        assert f"deploy/secrets/{name}" in places
    assert {"deploy/.env", "deploy/local/nginx.conf", "deploy/local/secrets/token"} <= places
    places |= {"deploy/token", "deploy/tls/fullchain.pem", "privkey.pem", ".env"}
    assert ignored(tmp_path, places) == places


def test_git_ignores_nothing_that_is_shipped(tmp_path: Path) -> None:
    assert not ignored(tmp_path, {path.relative_to(ROOT).as_posix() for path in SHIPPED})


def test_no_step_of_the_guide_changes_a_file_that_an_update_would_change_too() -> None:
    """Else the next `git pull` refuses. The notice may be changed in place, and the guide says how."""
    assert not re.search(r"^sed -i", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)


def told(start: str) -> str:
    """The line of the guide that begins so."""
    (line,) = [line for line in GUIDE.read_text(encoding="utf-8").splitlines() if line.startswith(start)]
    return line


def sh(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """As somebody types it, with no settings of git but these."""
    who = {f"GIT_{role}_{what}": "x" for role in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    known = {"PATH": os.environ["PATH"], "HOME": str(folder), "GIT_CONFIG_NOSYSTEM": "1", **who}
    return subprocess.run(
        ["bash", "-c", command], cwd=folder, env=known, capture_output=True, text=True, check=False
    )


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone, two versions old, of a repository whose newest version has another notice."""
    (origin := tmp_path / "origin" / "knowledge").mkdir(parents=True)
    make = "git init --quiet --initial-branch main . && git add . && git commit --quiet -m one"
    (origin / "notice.yaml").write_text("show: no\n\n\n\nabout: all\n", encoding="utf-8")
    assert sh(make, origin.parent).returncode == 0
    assert sh("git clone --quiet origin clone", tmp_path).returncode == 0
    (origin / "notice.yaml").write_text("show: no\n\n\n\nabout: gp\n", encoding="utf-8")
    assert sh("git commit --quiet --all -m two", origin.parent).returncode == 0
    return tmp_path / "clone"


def about(clone: Path) -> str:
    return (clone / "knowledge" / "notice.yaml").read_text(encoding="utf-8").split()[-1]


def test_an_update_goes_well_after_going_back(clone: Path) -> None:
    update = (
        told("- **Update**: `git switch main && git pull --ff-only && make")
        .partition("`")[2]
        .partition(" && make")[0]
    )
    back = re.search(r"`(git switch --detach) VERSION && make install", GUIDE.read_text(encoding="utf-8"))
    assert back
    assert sh(update, clone).returncode == 0
    assert about(clone) == "gp"
    assert sh(f"{back[1]} HEAD~1", clone).returncode == 0
    assert about(clone) == "all"
    assert "You are not currently on a branch" in sh("git pull --ff-only", clone).stderr
    assert sh(update, clone).returncode == 0
    assert about(clone) == "gp"


def test_an_edit_on_the_machine_is_kept_or_let_go_as_the_guide_says(clone: Path) -> None:
    guide = GUIDE.read_text(encoding="utf-8")
    notice = clone / "knowledge" / "notice.yaml"
    for command, shown in (
        ("git stash && git pull --ff-only && git stash pop", "yes"),
        ("git restore knowledge/notice.yaml", "no"),
    ):
        assert f"`{command}`" in guide
        assert sh("git reset --quiet --hard $(git rev-list --max-parents=0 HEAD)", clone).returncode == 0
        notice.write_text(
            notice.read_text(encoding="utf-8").replace("show: no", "show: yes"), encoding="utf-8"
        )
        assert "Your local changes" in sh("git pull --ff-only", clone).stderr
        done = sh(command, clone)
        assert done.returncode == 0, done.stderr
        assert sh("git pull --ff-only", clone).returncode == 0
        assert notice.read_text(encoding="utf-8").split()[1] == shown
        assert about(clone) == "gp"


def test_the_files_of_one_machine_are_made_as_the_guide_says(tmp_path: Path) -> None:
    for name in ("nginx.conf", ".env.example"):
        shutil.copy(DEPLOY / name, tmp_path)
    (tmp_path / "local").mkdir()
    for start in ("sed 's/^COMPOSE_FILE", "sed 's/bot"):
        assert sh(told(start), tmp_path).returncode == 0
    settings = (tmp_path / ".env").read_text(encoding="utf-8")
    assert "\nCOMPOSE_FILE=compose.yaml\n" in settings
    assert "\nBOT_WEBHOOK_URL=https://YOUR.ADDRESS/telegram\n" in settings
    conf = (tmp_path / "local" / "nginx.conf").read_text(encoding="utf-8")
    assert conf.count("server_name YOUR.ADDRESS;") == 2
    assert "bot.example.org" not in conf


# ── watching it ──────────────────────────────────────────────────────────────────────────────────────

ALERTS = DEPLOY / "prometheus" / "alerts.yaml"
DASHBOARD = DEPLOY / "grafana" / "dashboard.json"


def rules() -> list[dict[str, Any]]:
    (alerts,) = documents(ALERTS)
    return [rule for group in alerts["groups"] for rule in group["rules"]]


def expressions() -> list[str]:
    """All that is asked of Prometheus."""
    panels = json.loads(DASHBOARD.read_text(encoding="utf-8"))["panels"]
    drawn = [target["expr"] for panel in panels for target in panel["targets"]]
    return [*(rule["expr"] for rule in rules()), *drawn]


def shown_figures() -> dict[str, set[str]]:
    """Every metric that the bot really shows, and the labels that it has."""
    moments = iter(datetime(2026, 11, 22, hour, tzinfo=UTC) for hour in range(24))
    health = Health(lambda: next(moments), polling=True)
    health.took_over(
        Content.of(make_knowledge(make_entry()).published(TODAY), datetime(2026, 11, 22, tzinfo=UTC))
    )
    health.turned(Outcome.TOLD, None, "en")
    shown = health.metrics()[1]
    return {
        sample.name: set(sample.labels)
        for family in text_string_to_metric_families(shown)
        for sample in family.samples
    }


VALUES = {"kind": {*TROUBLES, OTHER}, "outcome": {*Outcome, OTHER}, "job": {"healthcare-rights-bot", "$job"}}
"""What a label can hold, by its name."""


def test_the_alerts_and_the_dashboard_ask_only_for_figures_that_the_bot_shows() -> None:
    figures = shown_figures()
    for expression in expressions():
        named = re.findall(r"\b(bot_\w+)(?:\{([^}]*)\})?", expression)
        assert named or "up{" in expression, expression
        for name, selector in named:
            assert name in figures, name
            for label, values in re.findall(r'(\w+)=~?"([^"]*)"', selector):
                assert label in figures[name] | {"job"}, expression
                assert set(values.split("|")) <= VALUES[label], expression
        for label in re.findall(r"by \((\w+)\)", expression):
            assert any(label in figures[name] for name, _ in named), expression


def test_every_kind_of_trouble_but_what_people_do_has_an_alert() -> None:
    asked = {
        kind
        for rule in rules()
        for kinds in re.findall(r'kind=~?"([^"]+)"', rule["expr"])
        for kind in kinds.split("|")
    }
    assert {*TROUBLES, OTHER} - asked == {"blocked", "flood", "migrated", "old_tap", "unreadable"}


def headings() -> set[str]:
    """The headings of the guide, as links name them."""
    found = re.findall(r"^#+ (.+)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w -]", "", each.lower()).replace(" ", "-") for each in found}


def test_every_alert_says_what_to_do_and_where_more_of_it_stands() -> None:
    assert len(rules()) == len({rule["alert"] for rule in rules()}) > 10
    for rule in rules():
        assert rule["labels"]["severity"] in ("page", "mail")
        said = rule["annotations"]
        assert said["summary"].endswith("."), rule["alert"]
        assert said["what_to_do"].endswith("."), rule["alert"]
        page, _, heading = said["runbook"].partition("#")
        assert page == "docs/operating.md"
        assert heading in headings(), rule["alert"]


def test_prometheus_understands_the_alerts() -> None:
    """Where it is not installed, that every rule has its parts still is known."""
    assert all({"alert", "expr", "labels", "annotations"} <= rule.keys() for rule in rules())
    assert all(expression.count("(") == expression.count(")") for expression in expressions())
    if program := shutil.which("promtool"):
        done = subprocess.run(
            [program, "check", "rules", str(ALERTS)], capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_prometheus_is_told_the_port_that_the_unit_shows() -> None:
    (scrape,) = documents(DEPLOY / "prometheus" / "scrape.yaml")
    (job,) = scrape["scrape_configs"]
    assert job["job_name"] == "healthcare-rights-bot"
    assert job["static_configs"] == [{"targets": ["127.0.0.1:9090"]}]
    unit = (DEPLOY / "healthcare-rights-bot.service").read_text(encoding="utf-8")
    assert "BOT_HEALTH_PORT=9090\n" in unit
