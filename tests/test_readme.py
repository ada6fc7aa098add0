"""What README and docs print runs as printed."""

import os
import re
import shlex
import shutil
import tomllib
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from bot.__main__ import main
from bot.app import run, try_out
from bot.environment import ROOT
from handlers.cli.parser import parser
from locales import LOCALES
from locales.checks.book import catalogue_path
from locales.renaming import strings
from storage.catalogue import occupations
from tests.harness.server import environment

PAPERS = ("README.md", "README.de.md", "CONTRIBUTING.md", "SECURITY.md")
GUIDES = sorted(f"docs/{path.name}" for path in (ROOT / "docs").glob("*.md"))
LOTSE = ".venv/bin/lotse"
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SPAN = re.compile(r"`(?:\.venv/bin/)?lotse ([a-z-]+)[^`]*`")
KEY = re.compile(r"`(\w+\.\w+)(?: = [^`]*)?`")
SETTING = re.compile(r"LOTSE_[A-Z_]+=\S*")
MARKS = {"", "💼", "🔔"}
"""What a guide shows of a label that is a mark and a value."""


def text_of(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def commands_of(name: str) -> Iterator[tuple[dict[str, str], list[str]]]:
    """Every command in a block without a language: its settings and its arguments."""
    for language, block in FENCE.findall(text_of(name)):
        for line in block.splitlines() if not language else ():
            words = shlex.split(line)
            settings = [word for word in words if SETTING.fullmatch(word)]
            if LOTSE in words:
                assert words[len(settings)] == LOTSE, f"{name}: {line}"
                yield dict(word.split("=", 1) for word in settings), words[len(settings) + 1 :]


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first ``lotse sample`` in an empty folder leaves a copy of what it made."""
    return tmp_path_factory.mktemp("sampled") / "var"


@pytest.fixture(scope="module")
def occupations_read_once() -> Iterator[None]:
    """Read the file of occupations once: each process of ``lotse`` does so, here it is one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(occupations, "_read", cache(occupations._read))
        yield


def _ran(settings: dict[str, str], arguments: list[str], sampled: Path) -> int:
    """Return the status of a command; samples that were made once are copied to an empty folder."""
    is_first = (settings, arguments) == ({}, ["sample"]) and not Path("var").exists()
    if is_first and sampled.exists():
        shutil.copytree(sampled, "var")
        return 0
    status = main(arguments)
    if is_first:
        shutil.copytree("var", sampled)
    return status


@pytest.mark.usefixtures("occupations_read_once")
@pytest.mark.parametrize("name", [name for name in (*PAPERS, *GUIDES) if any(commands_of(name))])
def test_every_command_runs_as_printed(
    name: str,
    tmp_path: Path,
    sampled: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Each paper in a folder of its own, from its first command to its last.

    In this process, so that the words are loaded once; ``test_cli`` starts processes. Four papers
    begin with the same command, which is run once, and leads to the same files each time.
    """
    shutil.copytree(ROOT / "storage" / "samples", tmp_path / "storage" / "samples")
    shutil.copytree(ROOT / "docs", tmp_path / "docs", ignore=shutil.ignore_patterns("images"))
    monkeypatch.chdir(tmp_path)
    for settings, arguments in commands_of(name):
        with monkeypatch.context() as changed:
            changed.setattr(os, "environ", environment(**settings))
            status = _ran(settings, arguments, sampled)
        printed = capsys.readouterr()
        assert status == 0, f"{arguments}\n{printed.out}{printed.err}"


def test_the_papers_with_commands_are_not_fewer_than_they_were() -> None:
    """A block that lost its fence would pass unseen."""
    counts = {name: len(list(commands_of(name))) for name in (*PAPERS, *GUIDES)}
    assert counts["README.md"] >= 8
    assert counts["README.de.md"] >= 4
    assert counts["docs/operating.md"] >= 6
    assert counts["docs/search.md"] >= 6


def test_every_picture_is_shown_and_every_shown_one_is_there() -> None:
    shown = {
        f"images/{name}"
        for paper in (*PAPERS, *GUIDES)
        for name in re.findall(r"\]\((?:docs/)?images/([^)]+)\)", text_of(paper))
    }
    there = {f"images/{path.name}" for path in (ROOT / "docs" / "images").iterdir()}
    assert shown == there


def test_every_lotse_command_it_names_exists() -> None:
    known = _choices(parser(run, try_out))
    named = {(name, word) for name in (*PAPERS, *GUIDES) for word in SPAN.findall(text_of(name))}
    assert len(named) >= 10
    assert [(name, word) for name, word in sorted(named) if word not in known] == []


def test_every_make_target_it_names_exists() -> None:
    makefile = text_of("Makefile")
    for name in (*PAPERS, *GUIDES):
        for target in re.findall(r"^make ([a-z]+)$|`make ([a-z ]+)`", text_of(name), re.MULTILINE):
            for one in " ".join(target).split():
                assert f"\n{one}:" in makefile, f"{name}: make {one}"


def test_every_setting_it_names_exists() -> None:
    """In ``config.toml``, or a secret that comes from the environment alone."""
    config = tomllib.loads(text_of("config.toml"))
    keys = {f"{section}.{key}" for section, values in config.items() for key in values}
    spans = {(name, key) for name in (*PAPERS, *GUIDES) for key in KEY.findall(text_of(name))}
    named = sorted((name, key) for name, key in spans if key.split(".")[0] in config)
    assert len(named) >= 5
    assert [(name, key) for name, key in named if key not in keys] == []


def _choices(top: ArgumentParser) -> set[str]:
    """The words that may follow ``lotse``."""
    return {word for action in top._actions for word in (action.choices or ())}


def test_the_guide_names_buttons_and_pages_as_they_are_called() -> None:
    """What stands in italics in the German guide is a German label; its mark may be left out."""
    shown = re.sub(r"```.*?```", "", text_of("docs/guide.md"), flags=re.DOTALL)
    names = re.findall(r"(?<!\*)\*([^*\s][^*]*)\*(?!\*)", shown)
    labels = {_name(form) for form in _german()}
    assert len(names) > 50
    assert [name for name in names if _name(name) not in labels | MARKS] == []


def _german() -> Iterator[str]:
    with catalogue_path(LOCALES, "de").open("rb") as file:
        for message in read_po(file):
            yield from strings(message)


def _name(label: str) -> str:
    """Return the words of a label without tags, its value, and marks around it."""
    words = " ".join(re.sub(r"</?\w+>", "", label).split())
    return re.sub(r"(: \{\w+\})$", "", words).strip(" .:?!🏛📣📬🏠‹›👤🛠").casefold()
