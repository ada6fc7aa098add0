"""The wheel that pip installs is the whole product.

It is tried in an empty environment and an empty folder.
"""

import http.cookiejar
import re
import subprocess
import sys
import urllib.parse
import urllib.request
import venv
from collections.abc import Collection
from importlib.metadata import Distribution, PathDistribution, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.environment import ROOT
from tests.harness.server import Installed, running

pytestmark = pytest.mark.xdist_group("package")
"""One process makes the environment for all of them."""


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the programs are of an environment with the wheel of this checkout.

    There is nothing else in it but what the wheel says it needs.
    """
    folder = tmp_path_factory.mktemp("package")
    venv.create(folder / "venv", with_pip=False)
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT)
    wheel = next(folder.glob("lotse-*.whl"))
    python = folder / "venv" / "bin" / "python"
    pip = (sys.executable, "-I", "-m", "pip", "--python", python, "--disable-pip-version-check")
    _run(*pip, "install", "-q", "--no-deps", "--no-index", "--no-compile", wheel)
    site = next((folder / "venv" / "lib").glob("python*/site-packages"))
    for name in needed(next(site.glob("lotse-*.dist-info"))):
        link_into(site, distribution(name))
    return python.parent


def needed(metadata: Path) -> set[str]:
    """Return the names of all distributions that one needs, and those that they need."""
    found: set[str] = set()
    waiting = list(PathDistribution(metadata).requires or ())
    while waiting:
        requirement = Requirement(waiting.pop())
        if requirement.marker and not requirement.marker.evaluate({"extra": ""}):
            continue
        name = canonicalize_name(requirement.name)
        known = distribution(name)
        assert known.version in requirement.specifier, f"{requirement}: {known.version} is here"
        waiting += _extras(known, requirement.extras) + (
            [] if name in found else known.requires or []
        )
        found.add(name)
    return found


def _extras(known: Distribution, extras: Collection[str]) -> list[str]:
    """Return what a distribution needs besides for its extras."""
    wanted = []
    for line in known.requires or ():
        marker = Requirement(line).marker
        if marker and any(marker.evaluate({"extra": extra}) for extra in extras):
            wanted.append(f"{line.partition(';')[0]}")
    return wanted


def link_into(site: Path, known: Distribution) -> None:
    """Put the files of a distribution into another environment, compiled ones too, as links."""
    for file in known.files or ():
        if ".." not in file.parts and Path(str(file.locate())).exists():
            target = site / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.symlink_to(Path(str(file.locate())).resolve())


def _run(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_try_works_in_an_empty_folder(programs: Path, tmp_path: Path) -> None:
    """With the pretended Telegram, which comes along."""
    installed = Installed(programs / "lotse")
    with running(tmp_path, "try", "--telegram", program=installed) as server:
        assert "Telegram, pretended:" in server.printed
        browser = urllib.request.build_opener(
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        )
        page = browser.open(f"{server.address}/try/newcomer").read().decode()
        token = re.search(r'name="csrf" value="([0-9a-f]+)"', page)
        assert token, page
        for said in ({"press": "district.set:1"}, {"text": "Deutschkurs am Abend"}):
            form = urllib.parse.urlencode({"csrf": token[1]} | said).encode()
            answer = browser.open(f"{server.address}/chat", form).read().decode()
        assert "Deutsch" in answer
        assert 'href="/chat?at=offer' in answer
        assert server.stop() == 0
        assert "Traceback" not in server.printed


COMMANDS = ("sample", "search Deutschkurs", "words export", "migrate")
EACH = """
import sys
from bot.__main__ import main

for words in sys.argv[1:]:
    assert main(words.split()) == 0, words
"""
"""A program that runs one command after the other."""


def test_every_command_has_what_it_needs(programs: Path, tmp_path: Path) -> None:
    """In one process, which loads its modules and words once; ``lotse`` itself starts above."""
    done = Installed(programs / "python", "-I", "-c", EACH).run(tmp_path, *COMMANDS)
    assert done.returncode == 0, f"{done.stdout}{done.stderr}"
    assert "Deutschkurs" in done.stdout
