"""The files that bring Lotse into production: unit, image, containers, pinned packages."""

import ctypes
import fnmatch
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.config import OLD_KEYS, SECRETS
from bot.config_reader import load
from bot.environment import IN_FILES, ROOT
from tests.harness.server import Fresh, free_port, running

DEPLOY = ROOT / "docs" / "deploy"
UNIT = DEPLOY / "lotse.service"
KEY = "ab" * 32
HARDENED = {
    "UMask": "0077",
    "CapabilityBoundingSet": "",
    "AmbientCapabilities": "",
    "NoNewPrivileges": "true",
    "ProtectSystem": "strict",
    "ProtectHome": "true",
    "ProtectProc": "invisible",
    "ProtectClock": "true",
    "ProtectControlGroups": "true",
    "ProtectHostname": "true",
    "ProtectKernelLogs": "true",
    "ProtectKernelModules": "true",
    "ProtectKernelTunables": "true",
    "PrivateDevices": "true",
    "PrivateTmp": "true",
    "PrivateUsers": "true",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
    "RestrictNamespaces": "true",
    "RestrictRealtime": "true",
    "RestrictSUIDSGID": "true",
    "MemoryDenyWriteExecute": "true",
    "LockPersonality": "true",
    "SystemCallArchitectures": "native",
    "LimitNOFILE": "65536",
    "ReadWritePaths": "/srv/lotse/var",
}
NEVER_IN_THE_IMAGE = (
    ".git/config",
    ".env",
    "docs/deploy/.env",
    "docs/deploy/secrets/secret_key",
    "var/secret.key",
    "var/lotse.sqlite",
    "lotse.sqlite-wal",
    "backup.sqlite",
    "bot/.env",
    "storage/production.env",
    "handlers/a.key",
    ".venv/bin/python",
    "tests/conftest.py",
    "docs/guide.md",
    "anything",
)
PIN = re.compile(r"^([A-Za-z0-9._-]+)==([^ ]+)(?: ; [^\\]+)? \\$")


def directives() -> dict[str, list[str]]:
    values: dict[str, list[str]] = {}
    for line in UNIT.read_text("utf-8").splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            values.setdefault(name, []).append(value)
    return values


def test_the_unit_takes_away_what_lotse_does_not_need() -> None:
    given = directives()
    wrong = {
        name: given.get(name) for name, value in HARDENED.items() if given.get(name) != [value]
    }
    assert not wrong
    assert given["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    assert re.fullmatch(r"\d+[MG]", given["MemoryMax"][0])
    assert not [line for line in given["EnvironmentFile"] if not line.startswith("-")]


def test_the_unit_hands_secrets_over_as_files() -> None:
    text = UNIT.read_text("utf-8")
    wrong = [
        name
        for name in IN_FILES
        if not (place := re.search(rf"Environment={name}=%d/(\w+)\n", text))
        or f"LoadCredential={place[1]}:/etc/lotse/{place[1]}\n" not in text
    ]
    assert not wrong
    assert not [name for name in (*SECRETS, OLD_KEYS) if f"{name}=" in text]


def test_systemd_finds_little_exposed() -> None:
    """Measured where systemd is; the directives above are checked everywhere."""
    program = shutil.which("systemd-analyze")
    if program is None:
        test_the_unit_takes_away_what_lotse_does_not_need()
        return
    command = [program, "security", "--offline=true", "--no-pager", str(UNIT)]
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    level = re.search(r"exposure level for lotse\.service: ([\d.]+)", said.stdout)
    assert level, said.stderr
    assert float(level[1]) <= 3


class WithoutNewCode(Fresh):
    """``lotse`` where no memory can be made executable, as MemoryDenyWriteExecute= does it."""

    command = (
        sys.executable,
        "-c",
        "import ctypes, runpy, sys; ctypes.CDLL(None).prctl(65, 1, 0, 0, 0);"
        "sys.argv[0] = 'lotse'; runpy.run_module('bot', run_name='__main__')",
    )


def test_lotse_runs_where_memory_is_never_made_executable(tmp_path: Path) -> None:
    """Linux has the switch since 6.3; an older one runs the same server without it."""
    settings = {
        "LOTSE_SECRET_KEY": KEY,
        "LOTSE_WEB_PORT": str(free_port()),
        "LOTSE_TELEGRAM_TOKEN": "1:AAE",
        "LOTSE_TELEGRAM_API": "http://127.0.0.1:9",
    }
    with running(tmp_path, "run", program=WithoutNewCode(), **settings) as server:
        assert "Permission" not in server.printed
        assert server.stop() == 0
    assert ctypes.CFUNCTYPE(ctypes.c_int)(lambda: 7)() == 7


def ignored(path: str) -> bool:
    """Return whether .dockerignore leaves a path out: the last pattern that fits decides."""
    out = False
    for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        pattern = line.removeprefix("!")
        if any(_fits(part, pattern) for part in _and_parents(path)):
            out = not line.startswith("!")
    return out


def _fits(path: str, pattern: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch.fnmatchcase(path.rpartition("/")[2], pattern.removeprefix("**/"))
    return "/" not in path and fnmatch.fnmatchcase(path, pattern)


def _and_parents(path: str) -> Iterator[str]:
    parts = path.split("/")
    yield from ("/".join(parts[:end]) for end in range(1, len(parts) + 1))


def test_nothing_private_comes_into_the_image() -> None:
    assert not [path for path in NEVER_IN_THE_IMAGE if not ignored(path)]


def test_all_that_the_wheel_needs_comes_into_the_image() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    packages = wheel["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    needed = ["pyproject.toml", "README.md", "config.toml", "bot/__main__.py"]
    needed += [f"{package}/__init__.py" for package in packages]
    needed += ["locales/de/LC_MESSAGES/lotse.po", "storage/samples/konstanz.toml"]
    dockerfile = (DEPLOY / "Dockerfile").read_text("utf-8")
    needed += re.findall(r"-r (?:/dist/)?(\S+\.txt)", dockerfile)
    assert not [path for path in needed if ignored(path)]
    assert "requirements.txt" in needed


def test_the_image_installs_by_hash_and_runs_as_nobody_special() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").replace("\\\n", " ")
    installs = re.findall(r"pip install ([^&\n]+)", lines)
    wrong = [line for line in installs if not re.search(r"--require-hashes|--no-deps /dist/", line)]
    assert len(installs) == 3
    assert not wrong
    assert re.search(r"^USER 10001$", lines, re.MULTILINE)
    assert re.search(r"^HEALTHCHECK ", lines, re.MULTILINE)


@pytest.fixture
def services_of_compose() -> dict[str, Any]:
    return dict(compose()["services"])


def compose() -> dict[str, Any]:
    return dict(yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8")))


def test_every_container_is_shut_in(services_of_compose: dict[str, Any]) -> None:
    wrong = [
        name
        for name, service in services_of_compose.items()
        if service.get("read_only") is not True
        or service.get("cap_drop") != ["ALL"]
        or service.get("security_opt") != ["no-new-privileges:true"]
        or not {"mem_limit", "pids_limit", "healthcheck"} <= service.keys()
        or service.get("privileged")
    ]
    assert not wrong
    assert "cap_add" not in services_of_compose["lotse"]
    assert [name for name, service in services_of_compose.items() if "ports" in service] == ["web"]
    assert "networks" in services_of_compose["database"]
    assert compose()["networks"]["inside"] == {"internal": True}


def test_the_proxy_passes_on_no_metrics(services_of_compose: dict[str, Any]) -> None:
    assert services_of_compose["web"]["command"].endswith("--to lotse:8080")
    assert "9464" not in str(services_of_compose)


def test_secrets_of_containers_are_files_that_git_leaves_out() -> None:
    parsed = compose()
    wrong = []
    for service in parsed["services"].values():
        for name, value in service.get("environment", {}).items():
            secret = re.search(r"SECRET|PASSWORD|TOKEN|DATABASE_URL", name)
            place = str(value).removeprefix("/run/secrets/")
            if secret and (not name.endswith("_FILE") or place not in service["secrets"]):
                wrong.append(name)
    assert not wrong
    assert {f"./secrets/{name}" for name in parsed["secrets"]} == {
        secret["file"] for secret in parsed["secrets"].values()
    }
    left_out = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert {"docs/deploy/.env", "docs/deploy/secrets/"} <= set(left_out)


def test_what_compose_sets_are_settings(services_of_compose: dict[str, Any]) -> None:
    """Its defaults are right, and every setting that an office must choose can be given."""
    given = services_of_compose["lotse"]["environment"]
    assert set(IN_FILES) <= given.keys()
    filled = {
        name: re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", value)
        for name, value in given.items()
        if not name.endswith("_FILE")
    }
    config = load("", filled | {"LOTSE_WEB_PUBLIC_URL": "https://lotse.example"})
    assert config.email.sender == ""
    needed = {"WEB_EMBED_ON", "OPERATOR_NAME", "OPERATOR_CONTACT"}
    needed |= {f"EMAIL_{name}" for name in ("HOST", "PORT", "SECURITY", "USER", "SENDER")}
    assert not {f"LOTSE_{name}" for name in needed} - given.keys()


def test_compose_passes_on_any_number_of_identity_providers(
    services_of_compose: dict[str, Any],
) -> None:
    """Their names are chosen by offices; who has none needs no file."""
    lotse = services_of_compose["lotse"]
    assert lotse["env_file"] == [{"path": "providers.env", "required": False}]
    assert "./secrets/providers:/run/providers:ro" in lotse["volumes"]
    left_out = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    assert "docs/deploy/providers.env" in left_out


def pins(name: str) -> dict[str, tuple[str, int]]:
    """Return version and number of hashes of each package of a locked file."""
    found: dict[str, tuple[str, int]] = {}
    package = ""
    for line in (ROOT / name).read_text("utf-8").splitlines():
        if pin := PIN.match(line):
            package = pin[1].lower().replace("_", "-")
            found[package] = (pin[2], 0)
        else:
            assert re.fullmatch(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?", line), line
            version, hashes = found[package]
            found[package] = (version, hashes + 1)
    return found


def constraints() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    return {
        name.lower().replace("_", "-"): at for name, _, at in (x.partition("==") for x in lines)
    }


@pytest.mark.parametrize("name", ["requirements.txt", "build-requirements.txt"])
def test_every_package_of_production_is_pinned_by_hash(name: str) -> None:
    known = constraints()
    wrong = {
        package: pin
        for package, pin in pins(name).items()
        if known.get(package) != pin[0] or not pin[1]
    }
    assert not wrong
    assert "://" not in (ROOT / name).read_text("utf-8")


def test_every_dependency_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    locked = pins("requirements.txt")
    names = {re.match(r"[A-Za-z0-9-]+", line)[0].lower() for line in project["dependencies"]}
    assert not names - locked.keys()
    assert "pytest" not in locked
    assert {"build", "hatchling"} <= pins("build-requirements.txt").keys()
