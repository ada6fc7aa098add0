"""What is wrong with a file of occupations."""

import re
from collections.abc import Collection, Iterator
from enum import StrEnum

from bot.domain.occupations import Occupation, Occupations
from bot.rules.facts import CODE, Mistake, is_written
from bot.text import clean

NEEDED = ("de", "en")
"""Languages in which every occupation has words: others fall back to them."""
NEUTRAL = ("en", "fa", "tr")
"""Languages whose words for people say no gender; in others a name is the work, not a person."""
_ISCO = re.compile(r"[1-9]\d{3}")


class MistakeKind(StrEnum):
    """What is wrong with an occupation."""

    CODE = "codes have at most 16 small letters, digits and _"
    ISCO = "isco must be four digits, not {value}"
    NO_SOURCE = "has no source; give source, url and as_of"
    NO_WORDS = "has no words in {value}"
    NO_NAME = "has no name in {value}"
    PERSON = "has a name that says a gender; name the work: {value}"
    SAME_NAME = "has the name of another occupation: {value}"
    SAME_WORD = "has a word of another occupation: {value}"
    UNKNOWN_COURSE = "names the course {value}, which the ladder does not have"
    UNKNOWN_CONCEPT = "is about {value}, which is no concept of the search"


def mistakes(
    occupations: Occupations, courses: Collection[str], concepts: Collection[str] = ()
) -> list[str]:
    """Return everything that is wrong, a line each, in the order of the file.

    ``courses`` are the codes of the ladder, ``concepts`` those of the search; without any concepts
    they are not checked.
    """
    wrong = [
        str(Mistake(f"occupations.{occupation.code}", kind, value))
        for occupation in occupations.table.values()
        for kind, value in _of_occupation(occupation, courses, concepts)
    ]
    return [*wrong, *_same_names(occupations), *_same_words(occupations)]


def _of_occupation(
    occupation: Occupation, courses: Collection[str], concepts: Collection[str]
) -> Iterator[tuple[MistakeKind, str]]:
    yield from _of_itself(occupation)
    if concepts and occupation.concept not in concepts:
        yield MistakeKind.UNKNOWN_CONCEPT, occupation.concept
    missing = [language for language in NEEDED if not occupation.words.get(language)]
    yield from ((MistakeKind.NO_WORDS, language) for language in missing)
    yield from _of_names(occupation)
    unknown = [course for course in occupation.courses if course not in courses]
    yield from ((MistakeKind.UNKNOWN_COURSE, course) for course in unknown)


def _of_names(occupation: Occupation) -> Iterator[tuple[MistakeKind, str]]:
    for language in dict.fromkeys((*NEEDED, *occupation.words)):
        if not occupation.names.get(language):
            yield MistakeKind.NO_NAME, language
    for language, name in occupation.names.items():
        people = {_folded(word) for word in occupation.words.get(language, ())}
        if language not in NEUTRAL and _folded(name) in people:
            yield MistakeKind.PERSON, f"{name} ({language})"


def _of_itself(occupation: Occupation) -> Iterator[tuple[MistakeKind, str]]:
    """Yield what is wrong whatever the ladder and the search know: its codes and its source."""
    if not CODE.fullmatch(occupation.code):
        yield MistakeKind.CODE, ""
    if not _ISCO.fullmatch(occupation.isco):
        yield MistakeKind.ISCO, occupation.isco
    if not is_written(occupation.source):
        yield MistakeKind.NO_SOURCE, ""


def _same_names(occupations: Occupations) -> Iterator[str]:
    seen: dict[tuple[str, str], str] = {}
    for occupation in occupations.table.values():
        for language, name in occupation.names.items():
            first = seen.setdefault((language, _folded(name)), occupation.code)
            if first != occupation.code:
                told = MistakeKind.SAME_NAME.format(value=f"{name} ({language}, {first})")
                yield f"occupations.{occupation.code}: {told}"


def _folded(word: str) -> str:
    return clean(word).casefold()


def _same_words(occupations: Occupations) -> Iterator[str]:
    seen: dict[tuple[str, str], str] = {}
    for occupation in occupations.table.values():
        for language, words in occupation.words.items():
            for word in words:
                first = seen.setdefault((language, _folded(word)), occupation.code)
                if first != occupation.code:
                    told = MistakeKind.SAME_WORD.format(value=f"{word} ({language}, {first})")
                    yield f"occupations.{occupation.code}: {told}"
