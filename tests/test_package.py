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
from pathlib import Path

import pytest

from bot.environment import ROOT
from tests.harness.server import Installed, running


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Installed:
    """The wheel of this checkout in an environment of its own, with what it depends on."""
    folder = tmp_path_factory.mktemp("package")
    venv.create(folder / "venv", with_pip=True)
    _run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "-o", folder, ROOT)
    wheel = next(folder.glob("lotse-*.whl"))
    pip = (folder / "venv" / "bin" / "python", "-m", "pip", "install", "-q")
    _run(*pip, "--disable-pip-version-check", "-c", ROOT / "constraints.txt", wheel)
    return Installed(folder / "venv" / "bin" / "lotse")


def _run(*command: str | Path) -> None:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"


def test_try_works_in_an_empty_folder(installed: Installed, tmp_path: Path) -> None:
    with running(tmp_path, "try", program=installed) as server:
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


def test_the_pretended_telegram_comes_along(installed: Installed, tmp_path: Path) -> None:
    with running(tmp_path, "try", "--telegram", program=installed) as server:
        assert "Telegram, pretended:" in server.printed
        assert server.stop() == 0


def test_every_command_has_what_it_needs(installed: Installed, tmp_path: Path) -> None:
    for arguments in (["sample"], ["search", "Deutschkurs"], ["words", "export"], ["migrate"]):
        done = installed.run(tmp_path, *arguments)
        assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
