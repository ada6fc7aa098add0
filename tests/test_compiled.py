"""Compiled words and catalogues: made once, remade when they are not right, never needed."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot import compiled
from bot.catalogues import load_translators
from bot.environment import ROOT
from bot.search.vocabulary import load_thesaurus
from tests.harness.server import environment

READ = """
import sys; from pathlib import Path; from bot.search.vocabulary import load_thesaurus
print(load_thesaurus(Path(sys.argv[1])).fingerprint)
"""


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Beside the sources, the working directory's var/, the user's cache."""
    (tmp_path / "work" / "var").mkdir(parents=True)
    (tmp_path / "words").mkdir()
    (tmp_path / "words" / "source").write_text("one")
    monkeypatch.chdir(tmp_path / "work")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return [
        tmp_path / "words" / "__pycache__",
        tmp_path / "work" / "var",
        tmp_path / "cache" / "lotse",
    ]


class Maker:
    """Counts how often something had to be made."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.times = folder, 0

    def make(self) -> dict[str, bytes]:
        self.times += 1
        return {"a": b"first\n", "": b"", "ü": b"zweites"}

    def sections(self, *others: str) -> dict[str, bytes]:
        sources = [self.folder / "source"]
        sections = compiled.sections("test", self.folder, sources, self.make, *others)
        return {name: bytes(section) for name, section in sections.items()}


@pytest.fixture
def maker(places: list[Path]) -> Maker:
    return Maker(places[0].parent)


def made_file(place: Path) -> Path:
    (file,) = place.iterdir()
    return file


def test_it_is_made_once_and_again_when_a_source_or_a_version_changes(
    maker: Maker, places: list[Path]
) -> None:
    assert [maker.sections() == maker.make() for _ in range(2)] == [True, True]
    assert maker.times == 3, "twice by this test"
    (maker.folder / "source").write_text("two")
    maker.sections()
    maker.sections()
    assert maker.times == 4
    maker.sections("2.18")
    assert maker.times == 5
    assert len(list(places[0].iterdir())) == 1, "a new one takes the place of the old one"


DAMAGES: list[Callable[[bytes], bytes]] = [
    lambda content: b"",
    lambda content: content[:-1],
    lambda content: content[:40],
    lambda content: content + b"x",
    lambda content: b"\x00" * len(content),
    lambda content: content.replace(b"first", b"worst"),
    lambda content: content.replace(b'"a"', b'"b"'),
]


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_file_is_made_again(
    maker: Maker, places: list[Path], damage: Callable[[bytes], bytes]
) -> None:
    right = maker.sections()
    file = made_file(places[0])
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    assert maker.sections() == right
    assert file.read_bytes() == whole


def test_what_others_may_write_is_not_believed(maker: Maker, places: list[Path]) -> None:
    maker.sections()
    made_file(places[0]).chmod(0o666)
    maker.sections()
    assert maker.times == 2
    assert made_file(places[0]).stat().st_mode & 0o777 == 0o644


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file away")
def test_what_a_stranger_wrote_is_not_believed(maker: Maker, places: list[Path]) -> None:
    maker.sections()
    os.chown(made_file(places[0]), 4711, 4711)
    maker.sections()
    assert maker.times == 2


def test_where_one_place_cannot_be_written_the_next_one_is_taken(
    maker: Maker, places: list[Path]
) -> None:
    for taken in range(3):
        maker.sections()
        maker.sections()
        assert maker.times == taken + 1
        made_file(places[taken]).unlink()
        places[taken].rmdir()
        if places[taken].name != "var":
            places[taken].write_text("in the way")
    assert maker.sections() == maker.sections() == maker.make(), "nowhere: in memory"


@contextmanager
def no_room() -> Iterator[None]:
    """No file may grow beyond ten bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_costs_time_only_and_leaves_nothing_behind(
    maker: Maker, places: list[Path]
) -> None:
    with no_room():
        kept = maker.sections()
    assert kept == maker.make()
    assert [list(place.iterdir()) for place in places] == [[], [], []]
    maker.sections()
    assert made_file(places[0])


def test_two_processes_that_start_at_once_understand_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "locales"
    for path in (ROOT / "locales" / "concepts.toml", *(ROOT / "locales").glob("*/terms.toml")):
        (copy := folder / path.relative_to(ROOT / "locales")).parent.mkdir(
            parents=True, exist_ok=True
        )
        copy.write_bytes(path.read_bytes())
    command = [sys.executable, "-c", READ, str(folder)]
    both = [
        subprocess.Popen(command, env=environment(), stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert {process.communicate()[0].strip() for process in both} == {
        load_thesaurus(ROOT / "locales").fingerprint
    }
    assert made_file(folder / "__pycache__").name.startswith("words.")
    compiled_now, made = load_thesaurus(folder), load_thesaurus.__wrapped__(folder)
    for code in compiled_now.languages:
        assert compiled_now.languages[code] == made.languages[code]


def test_only_the_languages_that_are_asked_for_are_read() -> None:
    thesaurus = load_thesaurus.__wrapped__(ROOT / "locales")
    assert thesaurus.of_query(["deutschkurs"], "de")
    assert set(thesaurus.languages._loaded) == {"de", "en"}
    translators = load_translators(ROOT / "locales")
    assert translators["de"].plural("{n} offer", "{n} offers", 2)
    assert [code for code, tr in translators.items() if "_catalogue" in tr.__dict__] == ["de"]
