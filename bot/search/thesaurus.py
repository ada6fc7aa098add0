"""The thesaurus: which words stand for which concept, in every language. Read by ``vocabulary``."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

from bot.search.lexemes import LOOKALIKES, Found, Lexemes, found_at
from bot.search.normalise import words
from bot.search.scripts import LATIN, language_of

CRISIS = "crisis"
"""The group of concepts that come before everything: violence, suicide, emergency."""
NEAR = ("de", "en")
"""What everybody mixes into their own language."""


class Languages(Mapping[str, Lexemes]):
    """The words of each language, read when first asked for: most questions need three of twenty."""

    def __init__(self, codes: Iterable[str], read: Callable[[str], Lexemes]) -> None:
        self._codes = dict.fromkeys(codes)
        self._read = read
        self._loaded: dict[str, Lexemes] = {}

    def __getitem__(self, code: str) -> Lexemes:
        """Always the same object, also for two threads that ask at once. Raises KeyError."""
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
    """Finds concepts.

    ``wider`` maps each concept to those it belongs to, ``groups`` to its nearest field. ``small``
    are the words of each language that say little: every question asks for those of all languages.
    """

    def __init__(
        self,
        wider: Mapping[str, Sequence[str]],
        groups: Mapping[str, str],
        languages: Mapping[str, Lexemes],
        small: Mapping[str, frozenset[str]],
        fingerprint: str,
    ) -> None:
        self.wider = wider
        self.groups = groups
        self.languages = languages
        self.small = small
        self._strict = Languages(languages, lambda code: languages[code].strictly())
        self.fingerprint = fingerprint

    def of_text(self, said: Sequence[str], language: str) -> list[Found]:
        """Concepts of an offer's text: its own language, and the German words in it."""
        every = _found(said, [self._own(language), *self._beside(language, NEAR[:1])])
        return [found for found in every if found.concept != LOOKALIKES]

    def of_query(self, said: Sequence[str], language: str) -> list[Found]:
        """Concepts of what somebody typed, by their own language, German and English; if these know nothing, by one that knows half of it.

        What another language knows counts as it stands there only, and never for a small word of one's own:
        "Art" is no painting, "dos" no pain in the back. Lookalikes are among them.
        """
        own, small = self._own(language), {word for word in said if self.is_general(word, language)}
        near = self._beside(language, NEAR)
        if found := list(_found(said, [own, *near], small)):
            return found
        far = [known for code, known in self._strict.items() if code not in (language, *NEAR)]
        strange = list(_found(said, [own, *far], small))
        heard = {position for one in strange for position in range(one.first, one.after)}
        return strange if 2 * len(heard) >= sum(word not in small for word in said) else []

    def _beside(self, language: str, codes: Sequence[str]) -> list[Lexemes]:
        """Other languages, strictly; one's own has been asked more generously."""
        own = self._own(language)
        return [self._strict[code] for code in codes if self.languages[code] is not own]

    def general(self, language: str) -> frozenset[str]:
        """Its words that say little."""
        return self.small.get(language) or self.small.get(language.split("-")[0]) or frozenset()

    def is_general(self, word: str, language: str) -> bool:
        """Whether it says little; what stands in Latin letters in another script is a name or an official word."""
        if word.isascii() and language not in LATIN:
            return False
        return any(word in self.general(code) for code in (language, *NEAR))

    def with_wider(self, concept: str) -> Iterator[str]:
        """Every wider concept, the nearest first."""
        for one in self.wider.get(concept, ()):
            yield one
            yield from self.with_wider(one)

    def groups_of(self, concepts: Iterable[str]) -> set[str]:
        return {self.groups[concept] for concept in concepts}

    def concepts_of(self, text: str, language: str) -> set[str]:
        """What a short text is about."""
        return {found.concept for found in self.of_text(words(text), language)}

    def _own(self, language: str) -> Lexemes:
        return self.languages.get(language) or self.languages.get(language.split("-")[0]) or _NONE


_NONE = Lexemes()


def _found(
    said: Sequence[str], order: Sequence[Lexemes], small: Collection[str] = ()
) -> Iterator[Found]:
    """What the first that knows a word says; of those in ``small`` only the very first is asked. Alone its small words mean nothing."""
    own, at = order[0].general, 0
    while at < len(said):
        asked = order[:1] if said[at] in small else order
        best = next(
            (
                found
                for one in asked
                if (found := found_at(one, said, at, alone=said[at] not in own))
            ),
            [],
        )
        yield from best
        at = max((found.after for found in best), default=at + 1)


@lru_cache(maxsize=4)
def with_words(known: Thesaurus, added: tuple[tuple[str, str, str], ...]) -> Thesaurus:
    """And with words that editors added: language, concept, word. Those of a language or concept that is gone are left out."""
    if not added:
        return known
    theirs: dict[str, list[tuple[str, str]]] = {}
    for language, concept, word in added:
        if language in known.languages and concept in known.groups:
            theirs.setdefault(language, []).append((word, concept))
    languages = Languages(
        known.languages,
        lambda code: (
            known.languages[code].with_words(theirs[code])
            if code in theirs
            else known.languages[code]
        ),
    )
    return Thesaurus(
        known.wider, known.groups, languages, known.small, f"{known.fingerprint}{added}"
    )


TELLING = 2
"""Small words of another language that tell in which one somebody writes."""


def written_in(text: str, own: str, thesaurus: Thesaurus) -> str:
    """The likeliest language of a text: by its letters, then by its small words; ``own`` if nothing speaks against it."""
    by_letters = language_of(text, own, thesaurus.languages)
    said = set(words(text))
    told = {code: len(said & small) for code, small in thesaurus.small.items()}
    likeliest = max(told, key=lambda code: (told[code], code == by_letters))
    mine = told.get(own.split("-")[0], 0)
    if by_letters != own:
        return likeliest if told[likeliest] > told.get(by_letters, 0) else by_letters
    return likeliest if told[likeliest] >= TELLING and told[likeliest] > 2 * mine else own
