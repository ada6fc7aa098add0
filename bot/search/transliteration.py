"""The likeliest word of a language for one that was typed in the letters of another.

Whose keyboard lacks a script types what they hear: "mikham" is "میخوام", "badi" is "بدي". A word
is as likely as its sounds are near and as it is common (the noisy channel of spelling correction).
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from math import log
from typing import NamedTuple

from bot.search import romanised
from bot.search.scripts import scripts_of
from bot.search.spoken import Spoken

RARE = 0.05
"""Cost of a word that is e times as rare as the commonest one.

Of 1,049 examples in Latin letters that are about a topic, each left out in turn, the others say
that topic first for 59.7 percent (51.8 with words of entries alone). From .02 to .1, and with
``EACH`` from .08 to .12, it hardly matters (29 November 2026).
"""
SURE, EACH = 0.15, 0.1
"""Maximum cost of the sounds of a word, and what each of its sounds adds to it."""
KNOWN = 0.3
"""Maximum cost of a word, with that of its rareness, for one that has a meaning as it was typed."""
FEW = 3
"""Number of consonants below which all must be there."""
DIGITS = {"ar": (("2", "قا", 0.15), ("3", "ع", 0.3), ("7", "ح", 0.15))}
"""Digits, the letters that they stand for, and the cost of each that has none."""
VOICED, CARRIERS, UNCARRIED = f"{romanised.VOWELS}3", "اعي", 0.3
"""What is typed where a word begins with a vowel, the letters that carry one there, after folding,
and the cost of the one without the other: "akl" is "أكل", not "كل".
"""
ARTICLE = "ال"
"""The Arabic article, which people type as a word of its own; as common as the commonest word."""


class Candidate(NamedTuple):
    """A word of the language: the cost of its rareness, its sounds, and their strong consonants."""

    rareness: float
    word: str
    sounds: str
    bones: str


class Transliterator:
    """Finds the words of one language.

    ``sounds`` are those of its entries, by word; ``spoken`` are the words of everyday use.
    """

    def __init__(
        self, language: str, sounds: Mapping[str, str], spoken: Mapping[str, Spoken]
    ) -> None:
        self._language = language
        self._is_abjad = language in romanised.ABJAD
        self._spoken = _with_article(spoken) if language == "ar" else spoken
        self._by_bones = defaultdict[str, list[Candidate]](list)
        for candidate in sorted(_candidates(language, sounds, self._spoken)):
            self._by_bones[candidate.bones[:2]].append(candidate)

    def heard(self, typed: str) -> tuple[float, str]:
        """Return the likeliest word after its cost; "" if none sounds like the typed one."""
        found = (self._likeliest(variant) for variant in romanised.variants(typed))
        return min(filter(None, found), default=(0.0, ""))

    def usual(self, word: str) -> str:
        """Return how a folded word is mostly written; as it is where that is not known."""
        return self._spoken[word].written if word in self._spoken else word

    def _likeliest(self, typed: str) -> tuple[float, str] | None:
        """Return the likeliest word after its cost."""
        sounds = romanised.roman(typed, self._language)
        best: tuple[float, str] | None = None
        for candidate in self._sounding(sounds):
            if best and candidate.rareness >= best[0]:
                break  # no rarer word can cost less
            if (cost := self._cost(typed, sounds, candidate)) is not None:
                best = min(best or (cost, candidate.word), (cost, candidate.word))
        return best

    def _sounding(self, sounds: str) -> Iterator[Candidate]:
        """Yield words that may sound so, the commonest first; Cyrillic is never without vowels."""
        is_voiceless = len(sounds) > 1 and not set(sounds).intersection(romanised.VOWELS)
        if not sounds or (is_voiceless and self._language in romanised.CYRILLIC):
            return
        bones = romanised.skeleton(sounds)
        lost = int(len(bones) >= FEW)
        for candidate in self._by_bones.get(bones[:2], ()):
            if abs(len(candidate.bones) - len(bones)) <= lost:
                yield candidate

    def _cost(self, typed: str, sounds: str, candidate: Candidate) -> float | None:
        """Return the cost of a word for a typed one, None if its sounds differ too much."""
        most = SURE + EACH * len(sounds)
        cost = romanised.distance(sounds, candidate.sounds, most, abjad=self._is_abjad)
        if cost > most:
            return None
        return cost + candidate.rareness + self._lost(typed, candidate.word)

    def _lost(self, typed: str, word: str) -> float:
        """Return the cost of typed digits and of a first vowel whose letters a word has not."""
        is_uncarried = typed[0] in VOICED and word[0] not in CARRIERS
        return UNCARRIED * (self._is_abjad and is_uncarried) + sum(
            cost * max(0, typed.count(digit) - sum(map(word.count, letters)))
            for digit, letters, cost in DIGITS.get(self._language, ())
        )


def _with_article(spoken: Mapping[str, Spoken]) -> dict[str, Spoken]:
    return {**spoken, ARTICLE: Spoken(_most(spoken), ARTICLE, "al")}


def _most(spoken: Mapping[str, Spoken]) -> int:
    """Return how many times the examples have the commonest word."""
    return max((own.times for own in spoken.values()), default=1)


def _candidates(
    language: str, sounds: Mapping[str, str], spoken: Mapping[str, Spoken]
) -> Iterator[Candidate]:
    """Yield the words; those of entries alone are the rarest.

    What entries have in Latin letters is no word of a language of other ones.
    """
    is_latin, most = "latin" in scripts_of(language), _most(spoken)
    for word, heard in ({word: own.sounds for word, own in spoken.items()} | {**sounds}).items():
        if is_latin or not word.isascii():
            times = spoken[word].times if word in spoken else 1
            yield Candidate(RARE * log(most / times), word, heard, romanised.skeleton(heard))
