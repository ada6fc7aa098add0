"""The words of one language, found by how they sound and by how they look when mistyped."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import TypeVar

from bot.search import mistakes, romanised
from bot.search.spoken import Spoken
from bot.search.transliteration import KNOWN, Transliterator

PREFIX, SUFFIX = 2, 3
"""Letters at the beginning and at the end of which one of both is right in a mistyped word."""
SHARE, STRICT = 0.1, 0.07
"""Maximum cost of a sounding word for each of its sounds, and of one with few consonants."""
FEW = 2
"""Number of consonants that many words have in common."""
LOAN, LOAN_COST = 5, 0.6
"""Minimum length and maximum cost of a German word in another alphabet."""
KURMANJI = "kmr"
CARRIER = "ي"
"""The letter that carries a vowel at the beginning of Kurdish words, after folding."""
PHRASE = 0.25
"""Cost of a word that occurs in phrases only."""
MOST = 4096
"""Maximum number of remembered answers of one language."""


Answer = TypeVar("Answer")


class Spellings:
    """Finds the word of a language that was written otherwise.

    ``heard`` maps each word of the entries to its sounds. ``alone`` are those that are entries,
    the others occur in phrases only. ``general`` are its general words, ``written`` other words
    that exist, so that none is a mistake. ``spoken`` returns the words of everyday use.
    """

    def __init__(
        self,
        language: str,
        heard: Mapping[str, str],
        alone: Collection[str],
        general: Collection[str] = (),
        written: frozenset[str] = frozenset(),
        spoken: Callable[[], Mapping[str, Spoken]] = dict,
    ) -> None:
        self.language = language
        self._heard = heard
        self._alone = frozenset(alone)
        self._general = frozenset(general)
        self._written = written
        self._spoken = spoken
        self._sounding: dict[str, str] = {}
        self._nearest: dict[str, str] = {}
        self._transliterated: dict[str, tuple[float, str]] = {}

    def __contains__(self, word: str) -> bool:
        return word in self._heard or word in self._general

    def has_word(self, word: str) -> bool:
        """Return whether a word stands in an entry as it is."""
        return word in self._heard

    def exists(self, word: str) -> bool:
        """Return whether a word is one of the language, so that it is not mistyped."""
        return word in self or word in self._written

    def with_words(self, added: Iterable[str]) -> "Spellings":
        """Return a copy with more words."""
        more = {word: romanised.roman(word, self.language) for word in added}
        return Spellings(
            self.language,
            {**self._heard, **more},
            self._alone | more.keys(),
            self._general,
            self._written,
            self._spoken,
        )

    def loan(self, word: str) -> str:
        """Return the long word of this language that a word of another alphabet surely is.

        Kurds write a letter before a vowel that begins it here, too: "ئانمێلدونگ".
        """
        is_carried = word.startswith(CARRIER)
        return self._loan(word) or (self._loan(word[1:]) if is_carried else "")

    def _loan(self, word: str) -> str:
        typed = romanised.roman(word, self.language)
        if len(romanised.skeleton(typed)) <= FEW or len(typed) <= LOAN:
            return ""
        heard = self._remembered(self._sounding, word, self._by_sound)
        sounds = self._heard.get(heard)
        if not sounds or abs(len(sounds) - len(typed)) > 1:
            return ""
        is_sure = romanised.distance(typed, sounds, LOAN_COST, abjad=False) <= LOAN_COST
        return heard if is_sure else ""

    def nearest(self, word: str) -> str:
        """Return the word that a mistyped one stands for; "" if there is none."""
        return self._remembered(self._nearest, word, self._by_letters)

    def transliterated(self, word: str, *, is_known: bool = False) -> str:
        """Return the likeliest word for one in other letters; "" if none sounds like it.

        What ``is_known`` as it stands must be a common one that sounds just like it. Kurds write a
        letter before a vowel that begins a word, which is not heard: "ئەرزان".
        """
        cost, heard = self._remembered(self._transliterated, word, self._transliterator.heard)
        if heard and not (is_known and cost > KNOWN):
            return heard
        is_carried = self.language == KURMANJI and word.startswith(CARRIER)
        return self.transliterated(word[1:], is_known=is_known) if is_carried else ""

    def usual(self, word: str) -> str:
        """Return how a folded word is mostly written; as it is where that is not known."""
        return self._transliterator.usual(word)

    @staticmethod
    def _remembered(known: dict[str, Answer], word: str, find: Callable[[str], Answer]) -> Answer:
        answer = known.get(word)
        if answer is None:
            if len(known) >= MOST:
                known.clear()
            answer = known[word] = find(word)
        return answer

    def _by_sound(self, word: str) -> str:
        """Return the word of an entry that sounds like one in other letters; "" if none does."""
        typed = romanised.roman(word, self.language)
        bones = romanised.skeleton(typed)
        if len(typed) < romanised.FEWEST or len(bones) < 2:
            return ""
        most = (SHARE if len(bones) > FEW else STRICT) * len(typed)
        abjad = self.language in romanised.ABJAD
        near = (
            (
                romanised.distance(typed, heard, most, abjad=abjad)
                + PHRASE * (other not in self._alone),
                other,
            )
            for heard, other_bones, other in self._by_bones.get(bones[:2], ())
            if romanised.is_like(bones, other_bones)
        )
        cost, best = min(near, default=(9.0, ""))
        return best if cost <= most else ""

    def _by_letters(self, word: str) -> str:
        if mistakes.is_short(word):
            return ""
        near = (
            (cost, other not in self._alone, other)
            for other in self._resembling(word, mistakes.allowed(word))
            if (most := self._limit(word, other))
            and (cost := mistakes.cost(word, other, most)) <= most
        )
        return min(near, default=(0.0, False, ""))[2]

    def _limit(self, word: str, other: str) -> float:
        """Return the maximum cost of mistakes; a general word must be nearer."""
        limit = mistakes.limit(word, other, self.language)
        return limit if other in self._heard else limit / 2

    def _resembling(self, word: str, most: int) -> Iterator[str]:
        """Yield words that begin or end alike, with few letters that the other has not."""
        letters = set(word)
        begin, end = self._by_ends
        for other in (*begin.get(word[:PREFIX], ()), *end.get(word[-SUFFIX:], ())):
            if (
                abs(len(other) - len(word)) <= most
                and len(letters.difference(other)) <= most
                and len(set(other) - letters) <= most
            ):
                yield other

    @cached_property
    def _transliterator(self) -> Transliterator:
        general = {word: romanised.roman(word, self.language) for word in self._general}
        return Transliterator(self.language, general | dict(self._heard), self._spoken())

    @cached_property
    def _by_bones(self) -> dict[str, list[tuple[str, str, str]]]:
        table = defaultdict(list)
        for word, heard in self._heard.items():
            bones = romanised.skeleton(heard)
            if len(bones) > 1 and len(word) >= (3 if word > "\u0400" else romanised.FEWEST):
                table[bones[:2]].append((heard, bones, word))
        return dict(table)

    @cached_property
    def _by_ends(self) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
        begin, end = defaultdict(list), defaultdict(list)
        for word in {*self._heard, *self._general}:
            if not mistakes.is_short(word):
                begin[word[:PREFIX]].append(word)
                end[word[-SUFFIX:]].append(word)
        return dict(begin), dict(end)
