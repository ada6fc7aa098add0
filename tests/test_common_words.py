"""Words that people often use are not taken for mistyped ones of the thesaurus."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.search.normalise import words
from bot.search.thesaurus import Thesaurus
from bot.search.understanding import understand
from bot.search.written import WORDS
from locales import LOCALES
from locales.common import all_mistaken
from tests.harness.databases import services

OFTEN = 5
"""Examples with a word that stands in them as people mean it."""
OTHERWISE = ("mistakes", "latin", "layout", "mixed", "slang", "dialect")
"""Styles whose words may be written in any way."""


def test_a_word_of_many_examples_is_no_mistake_for_another() -> None:
    """Kurdish "dixwaze" (wants) is no "dilxwazî" (volunteering), Polish "szuka" (seeks) no art."""
    thesaurus = services().thesaurus
    taken = {
        f"{code}: {word}": meant
        for path in sorted(LOCALES.glob("*/questions.tsv"))
        if (code := path.parent.name) in thesaurus.spellings
        for word in _often(path)
        if (meant := _mistaken(word, code, thesaurus))
    }
    assert not taken, "add them to general, to lookalikes, or to the concept in terms.toml"


def _often(path: Path) -> Iterator[str]:
    """Yield the words of several examples of a language."""
    counts: Counter[str] = Counter()
    for line in path.read_text("utf-8").splitlines():
        _, style, text = line.split("\t")
        if style not in OTHERWISE:
            counts.update(set(words(text)))
    yield from (word for word, count in counts.items() if count >= OFTEN)


def _mistaken(word: str, code: str, thesaurus: Thesaurus) -> tuple[str, ...]:
    """Return the concepts that a word has only as another one."""
    spellings = thesaurus.spellings[code]
    if word in spellings or word in thesaurus.general(code) or not spellings.nearest(word):
        return ()
    query = understand(word, code, thesaurus, own=code)
    return query.concepts if query.heard else ()


def test_a_common_word_is_what_it_is(tmp_path: Path) -> None:
    """Spanish "casi" (almost) is no "casa"; what no list has is still mended."""
    listed = tmp_path / "words.txt"
    listed.write_text("casi\nMejores\ncasi\nbivienda\n", "utf-8")
    found = list(all_mistaken(listed, "es", services().thesaurus))
    assert found == [("bivienda", "vivienda", "housing")]


def test_lists_of_common_words_are_in_order() -> None:
    """Each word once, folded, in order, so that a change of them is easy to read."""
    wrong = []
    for path in LOCALES.glob(f"*/{WORDS}"):
        lines = path.read_text("utf-8").splitlines()
        if lines != sorted(set(lines)) or any(words(line) != [line] for line in lines):
            wrong.append(path.parent.name)
    assert not wrong
