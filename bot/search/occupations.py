"""Which occupation typed words name: "I am a nurse", in any language."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property

from bot.domain.occupations import Occupation, Occupations
from bot.search.lexemes import Lexemes, lexemes, matches_at
from bot.search.mistakes import allowed, cost, limit
from bot.search.normalise import words
from bot.search.reading import MOST_WORDS
from bot.search.thesaurus import NEAR, Languages

SHORTEST = 6
"""Minimum length of a word with a mistake, in letters: shorter ones are near to many."""


class OccupationFinder:
    """Finds occupations in texts.

    ``load`` reads the occupations when the first text is read; the words of a language are read
    when they are needed.
    """

    def __init__(self, load: Callable[[], Occupations]) -> None:
        self._load = load
        self._words: dict[str, list[tuple[str, str]]] = {}

    @cached_property
    def occupations(self) -> Occupations:
        return self._load()

    @cached_property
    def _loose(self) -> Languages[Lexemes]:
        table = self.occupations.table.values()
        return Languages(sorted({code for entry in table for code in entry.words}), self._lexemes)

    @cached_property
    def _strict(self) -> Languages[Lexemes]:
        return Languages(self._loose, lambda code: self._loose[code].strictly())

    @cached_property
    def _names(self) -> dict[str, dict[str, str]]:
        return _names(self.occupations)

    @cached_property
    def _says(self) -> list[str]:
        return [f" {' '.join(words(text))} " for text in _all(self.occupations)]

    def _lexemes(self, language: str) -> Lexemes:
        table = self.occupations.table.values()
        named = {entry.code: ", ".join(entry.words.get(language, ())) for entry in table}
        return lexemes(named, language)

    def find(self, text: str, language: str, *, is_about_work: bool) -> Occupation | None:
        """Return the occupation that a text names, None for none.

        The reader's ``language`` is read first, then German and English, then all others. One that
        is also a service counts only if the text says "I am", or ``is_about_work``. Then the name
        that people read is found too, and a word with a mistake; elsewhere "cleaning" is no
        occupation.
        """
        typed = [_of_one_woman(word) for word in words(text)[:MOST_WORDS]]
        named = self._about_work if is_about_work else self._best
        found = self.occupations.table.get(named(typed, language))
        if found is None or not found.is_service or is_about_work:
            return found
        spoken = f" {' '.join(typed)} "
        return found if any(phrase in spoken for phrase in self._says) else None

    def _about_work(self, typed: Sequence[str], language: str) -> str:
        """Return the code that words, names or words with a mistake name; "" for none."""
        names = self._names.get(" ".join(typed), {})
        code = names.get(language.split("-")[0]) or self._best(typed, language)
        return code or next(iter(names.values()), "") or self._mistyped(typed, language)

    def _best(self, typed: Sequence[str], language: str) -> str:
        """Return the code that the words of people name; "" for none."""
        return next(filter(None, (_best(v, typed) for v in self._vocabularies(language))), "")

    def _mistyped(self, typed: Sequence[str], language: str) -> str:
        """Return the code of the only occupation that a typed word nearly names; "" for none."""
        for code in dict.fromkeys((language.split("-")[0], *NEAR)):
            near = {
                occupation
                for word, occupation in self._single_words(code)
                if any(_is_mistyped(said, word, code) for said in typed)
            }
            if near:
                return near.pop() if len(near) == 1 else ""
        return ""

    def _single_words(self, language: str) -> list[tuple[str, str]]:
        """Return the words of a language that name an occupation alone, each with its code."""
        if language not in self._words:
            self._words[language] = [
                (folded[0], entry.code)
                for entry in self.occupations.table.values()
                for said in (*entry.words.get(language, ()), entry.names.get(language, ""))
                if len(folded := words(said)) == 1
            ]
        return self._words[language]

    def _vocabularies(self, language: str) -> Iterator[Lexemes]:
        own = language if language in self._loose else language.split("-")[0]
        if own in self._loose:
            yield self._loose[own]
        yield from (self._strict[code] for code in NEAR if code != own)
        yield from (self._strict[code] for code in self._strict if code not in (own, *NEAR))


def _of_one_woman(word: str) -> str:
    """Return a German plural of women as the word for one, which endings alone would not find."""
    return word.removesuffix("nen") if word.endswith("innen") else word


def _names(occupations: Occupations) -> dict[str, dict[str, str]]:
    """Return folded name → language → code."""
    names: dict[str, dict[str, str]] = {}
    for occupation in occupations.table.values():
        for language, name in occupation.names.items():
            names.setdefault(" ".join(words(name)), {})[language] = occupation.code
    return names


def _is_mistyped(typed: str, word: str, language: str) -> bool:
    if min(len(typed), len(word)) < SHORTEST or abs(len(typed) - len(word)) > allowed(word):
        return False
    most = limit(typed, word, language)
    return cost(typed, word, most) <= most


def _all(occupations: Occupations) -> list[str]:
    return [phrase for phrases in occupations.says.values() for phrase in phrases]


def _best(vocabulary: Lexemes, typed: Sequence[str]) -> str:
    """Return the code of the longest phrase, of several the first one; "" for none."""
    found = [
        match for at in range(len(typed)) for match in matches_at(vocabulary, typed, at, alone=True)
    ]
    best = max(found, key=lambda match: match.after - match.first, default=None)
    return best.concept if best else ""
