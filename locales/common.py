"""Find common words that letters alone would take for mistyped words of a concept.

python -m locales.common <language> <list>           names them, with what they are taken for
python -m locales.common <language> <list> --update  adds the commonest to ``<language>/words.txt``

``<list>`` is a text file with one word a line, the commonest first, such as any list of words by
how often they occur. Whoever types one of these words means it: Spanish "casi" (almost) is no
"casa", "mejores" (better) no "mujeres".
"""

import sys
from collections.abc import Iterable, Iterator
from itertools import islice, takewhile
from pathlib import Path

from bot.search.finding import Finder
from bot.search.normalise import words
from bot.search.thesaurus import Thesaurus
from bot.search.vocabulary import load_thesaurus
from bot.search.written import WORDS
from locales import LOCALES

MOST = 10_000
"""Words of a list that are added unseen: rarer ones may be mistakes themselves, or other forms."""
STEM, SHARE = 6, 0.75
"""Minimum letters at the beginning, and share of all, that words of one stem have in common."""


def folded(lines: Iterable[str]) -> list[str]:
    """Return the folded words of a list, each once, in order."""
    return list(dict.fromkeys(word for line in lines for word in words(line)))


def mistaken(word: str, language: str, thesaurus: Thesaurus) -> tuple[str, str]:
    """Return what an unknown word is taken for, and the concept that it has then; "" if none.

    Words that ran together, such as German compounds, keep their meaning, and so do forms of a
    word: "extranjeros" is "extranjero".
    """
    finder = Finder([word], thesaurus.of_query((word,), language), (language,) * 2, thesaurus)
    meant = finder.meant(word) if finder.unknown(()) else ""
    is_other = bool(meant) and " " not in meant and not _is_form(word, meant)
    matches = thesaurus.of_query((meant,), language) if is_other else ()
    return meant, next((match.concept for match in matches), "")


def _is_form(word: str, other: str) -> bool:
    """Return whether two words are probably forms of one."""
    pairs = takewhile(lambda pair: pair[0] == pair[1], zip(word, other, strict=False))
    stem = len(list(pairs))
    return stem >= STEM and stem > SHARE * max(len(word), len(other))


def all_mistaken(
    path: Path, language: str, thesaurus: Thesaurus, most: int | None = None
) -> Iterator[tuple[str, str, str]]:
    """Yield each word of a list that is taken for another one: the word, the other, a concept.

    Of a long list only the ``most`` commonest words are looked at.
    """
    with path.open(encoding="utf-8") as file:
        listed = folded(islice(file, most))
    for word in listed:
        meant, concept = mistaken(word, language, thesaurus)
        if concept and words(word) == [word]:
            yield word, meant, concept


def main() -> int:
    """Name the words of a list, or add the commonest to the file of a language."""
    language, listed = sys.argv[1:3]
    is_updated = "--update" in sys.argv
    most = MOST if is_updated else None
    found = list(all_mistaken(Path(listed), language, load_thesaurus(LOCALES), most))
    for word, meant, concept in found:
        sys.stdout.write(f"{word}\t{meant}\t{concept}\n")
    if is_updated:
        path = LOCALES / language / WORDS
        known = path.read_text("utf-8").split() if path.exists() else []
        every = sorted({*known, *(word for word, *_ in found)})
        path.write_text("".join(f"{word}\n" for word in every), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
