"""What the READMEs print runs as printed."""

import re
import shlex
import shutil
from pathlib import Path

import pytest

from bot.app import ROOT
from tests.harness.server import lotse

LINKS = re.compile(r"\]\(([^)#]+)\)")


@pytest.mark.parametrize("name", ["README.md", "README.de.md"])
def test_every_command_runs_as_printed(name: str, tmp_path: Path) -> None:
    blocks = re.findall(r"```\n(.*?)```", (ROOT / name).read_text("utf-8"), re.DOTALL)
    commands = [
        line
        for block in blocks
        for line in block.splitlines()
        if line.startswith(".venv/bin/lotse ")
    ]
    assert len(commands) >= 4
    shutil.copytree(ROOT / "storage" / "samples", tmp_path / "storage" / "samples")
    shutil.copytree(ROOT / "docs", tmp_path / "docs")
    for line in commands:
        done = lotse(tmp_path, *shlex.split(line)[1:])
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"


@pytest.mark.parametrize("name", ["README.md", "README.de.md", "CONTRIBUTING.md", "SECURITY.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    for target in LINKS.findall((ROOT / name).read_text("utf-8")):
        assert target.startswith("http") or (ROOT / target).exists(), f"{name}: {target}"


def test_every_make_target_it_names_exists() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for name in ("README.md", "README.de.md", "CONTRIBUTING.md"):
        for target in re.findall(
            r"^make ([a-z]+)$|`make ([a-z ]+)`", (ROOT / name).read_text("utf-8"), re.MULTILINE
        ):
            for one in " ".join(target).split():
                assert f"\n{one}:" in makefile, f"{name}: make {one}"
