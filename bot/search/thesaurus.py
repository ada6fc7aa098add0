"""The thesaurus: words of all languages and their concepts. ``vocabulary`` loads it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TypeVar

from bot.search.lexemes import LOOKALIKES, ConceptMatch, Lexemes, matches_at
from bot.search.negators import Negations
from bot.search.normalise import words
from bot.search.scripts import LATIN, language_of, script_of, scripts_of
from bot.search.spellings import Spellings

CRISIS = "crisis"
"""Group of the most urgent concepts: violence, suicide, emergency."""
NEAR = ("de", "en")
"""Languages that people mix into their own."""
Loaded = TypeVar("Loaded")


class Languages(Mapping[str, Loaded]):
    """Something of each language, loaded on demand: most questions need three of twenty."""

    def __init__(self, codes: Iterable[str], read: Callable[[str], Loaded]) -> None:
        self._codes = dict.fromkeys(codes)
        self._read = read
        self._loaded: dict[str, Loaded] = {}

    def __getitem__(self, code: str) -> Loaded:
        """Return the words of a language, the same object to all threads. Raises KeyError."""
        if code not in self._codes:
            raise KeyError(code)
        return self._loaded.get(code) or self._loaded.setdefault(code, self._read(code))

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)


class Thesaurus:
    """Finds the concepts of texts.

    ``wider`` maps a concept to its wider concepts, ``groups`` to its group in ``concepts.toml``;
    ``wide`` are those that have narrower ones.
    ``small`` are the general words of each language, which every question needs. ``spellings``
    find words that are written otherwise; ``negations`` are the words that turn others.
    """

    def __init__(
        self,
        wider: Mapping[str, Sequence[str]],
        groups: Mapping[str, str],
        languages: Mapping[str, Lexemes],
        small: Mapping[str, frozenset[str]],
        fingerprint: str,
        spellings: Mapping[str, Spellings],
        negations: Mapping[str, Negations],
    ) -> None:
        self.wider = wider
        self.wide = frozenset(chain.from_iterable(wider.values()))
        self.groups = groups
        self.languages = languages
        self.small = small
        self._strict = Languages(languages, lambda code: languages[code].strictly())
        self.fingerprint = fingerprint
        self.spellings = spellings
        self.negations = negations

    def of_text(self, text_words: Sequence[str], language: str) -> list[ConceptMatch]:
        """Return the concepts of an offer's text, in its language and in German."""
        matches = _matches(text_words, [self._own(language), *self._beside(language, NEAR[:1])])
        return [match for match in matches if match.concept != LOOKALIKES]

    def of_query(
        self, text_words: Sequence[str], language: str, clauses: Sequence[int] = ()
    ) -> list[ConceptMatch]:
        """Return the concepts of typed words, lookalikes included.

        ``clauses`` are the numbers of their clauses: no phrase stands in two of them.

        Uses the person's language, German and English; if these match nothing, all others, if they
        match half of the words. Other languages match near-exact forms only, and never a general
        word: "Art" is no painting, "dos" no pain in the back.
        """
        if matches := self.of_near(text_words, language, clauses):
            return matches
        own, small = self._own(language), self._small(text_words, language)
        others = [
            vocabulary for code, vocabulary in self._strict.items() if code not in (language, *NEAR)
        ]
        far_matches = list(_matches(text_words, [own, *others], small, clauses))
        positions = {position for match in far_matches for position in match.positions}
        return (
            far_matches
            if 2 * len(positions) >= sum(word not in small for word in text_words)
            else []
        )

    def of_near(
        self, text_words: Sequence[str], language: str, clauses: Sequence[int] = ()
    ) -> list[ConceptMatch]:
        """Return the concepts of typed words in a language, German and English."""
        near = [self._own(language), *self._beside(language, NEAR)]
        small = self._small(text_words, language)
        return list(_matches(text_words, near, small, clauses, is_mixed=True))

    def _small(self, text_words: Sequence[str], language: str) -> set[str]:
        return {word for word in text_words if self.is_general(word, language)}

    def _beside(self, language: str, codes: Sequence[str]) -> list[Lexemes]:
        """Return the strict words of languages other than the given one."""
        own = self._own(language)
        return [self._strict[code] for code in codes if self.languages[code] is not own]

    def general(self, language: str) -> frozenset[str]:
        """Return the words of a language that say little."""
        return self.small.get(language) or self.small.get(language.split("-")[0]) or frozenset()

    def is_general(self, word: str, language: str) -> bool:
        """Return whether a word says little.

        A word in Latin letters in a text of another script is a name or an official term.
        """
        if word.isascii() and language not in LATIN:
            return False
        return any(word in self.general(code) for code in (language, *NEAR))

    def with_wider(self, concept: str) -> Iterator[str]:
        """Yield all wider concepts, the nearest first."""
        for wider in self.wider.get(concept, ()):
            yield wider
            yield from self.with_wider(wider)

    def groups_of(self, concepts: Iterable[str]) -> set[str]:
        return {self.groups[concept] for concept in concepts}

    def concepts_of(self, text: str, language: str) -> set[str]:
        """Return the concepts of a short text."""
        return {match.concept for match in self.of_text(words(text), language)}

    def _own(self, language: str) -> Lexemes:
        return self.languages.get(language) or self.languages.get(language.split("-")[0]) or _NONE


_NONE = Lexemes()


def _matches(
    text_words: Sequence[str],
    vocabularies: Sequence[Lexemes],
    small: Collection[str] = (),
    clauses: Sequence[int] = (),
    *,
    is_mixed: bool = False,
) -> Iterator[ConceptMatch]:
    """Yield the concepts of a text; the first vocabulary with a match at a word decides.

    Words in ``small`` mean something only in the first vocabulary, and begin phrases of the others
    if the text ``is_mixed``. Its general words have no meaning alone.
    """
    own, position = vocabularies[0], 0
    while position < len(text_words):
        word = text_words[position]
        candidates = vocabularies[:1] if word in small and not is_mixed else vocabularies
        best = next(
            (
                matches
                for vocabulary in candidates
                if (
                    matches := matches_at(
                        vocabulary,
                        text_words,
                        position,
                        clauses,
                        alone=word not in own.general and (vocabulary is own or word not in small),
                    )
                )
            ),
            [],
        )
        yield from best
        position = max((match.after for match in best), default=position + 1)


@lru_cache(maxsize=4)
def with_words(thesaurus: Thesaurus, added: tuple[tuple[str, str, str], ...]) -> Thesaurus:
    """Return a thesaurus with words of editors: tuples of language, concept and word.

    Words of unknown languages or concepts are ignored.
    """
    if not added:
        return thesaurus
    by_language: dict[str, list[tuple[str, str]]] = {}
    for language, concept, word in added:
        if language in thesaurus.languages and concept in thesaurus.groups:
            by_language.setdefault(language, []).append((word, concept))
    languages = Languages(
        thesaurus.languages,
        lambda code: (
            thesaurus.languages[code].with_words(by_language[code])
            if code in by_language
            else thesaurus.languages[code]
        ),
    )
    spellings = Languages(
        thesaurus.languages,
        lambda code: thesaurus.spellings[code].with_words(
            word for entry, _ in by_language.get(code, ()) for word in words(entry)
        ),
    )
    return Thesaurus(
        thesaurus.wider,
        thesaurus.groups,
        languages,
        thesaurus.small,
        f"{thesaurus.fingerprint}{added}",
        spellings,
        thesaurus.negations,
    )


TELLING = 2
"""Minimum number of general words of another language to detect it."""


def written_in(text: str, own: str, thesaurus: Thesaurus) -> str:
    """Return the likeliest language of a text, by its letters and its general words.

    Returns ``own`` unless something contradicts it.
    """
    by_letters = language_of(text, own, thesaurus.languages)
    text_words = set(words(text))
    counts = {code: len(text_words & small) for code, small in thesaurus.small.items()}
    likeliest = max(counts, key=lambda code: (counts[code], code == by_letters))
    own_count = counts.get(own.split("-")[0], 0)
    if by_letters != own:
        by_letters = own if _writes(own, text, thesaurus) else by_letters
        return likeliest if counts[likeliest] > counts.get(by_letters, 0) else by_letters
    return likeliest if counts[likeliest] >= TELLING and counts[likeliest] > 2 * own_count else own


def _writes(own: str, text: str, thesaurus: Thesaurus) -> bool:
    """Return whether a language is written in the letters of a text, too: Kurmanji in Arabic ones.

    Its general words say so. Those in Latin letters do not: all who live here write German, too.
    """
    script = script_of(text)
    usual = (*scripts_of(own), "latin")
    return script not in usual and script in _scripts_in(thesaurus.general(own))


@lru_cache(maxsize=64)
def _scripts_in(general: frozenset[str]) -> frozenset[str]:
    """Return the scripts of some words, found once for each language."""
    return frozenset(map(script_of, general))
