"""The words of a question as they were meant: other alphabets, mistakes, levels in two words."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from bot.search import joints, layouts
from bot.search.facets import level_of
from bot.search.finding import Finder, known_codes
from bot.search.lexemes import LOOKALIKES, ConceptMatch
from bot.search.normalise import words
from bot.search.thesaurus import NEAR, Thesaurus

MOST_WORDS = 40
"""Maximum number of words of a question that are read."""
MOST_RESPELLED = 8
"""Maximum number of unknown words for which other spellings are sought."""
FEWEST_KEYS = 5
"""Minimum number of letters of a text in another alphabet."""
UMLAUTS = frozenset("äöüß")
"""Letters that only a German keyboard has, of those whose languages have other scripts."""
_CLAUSE = re.compile(r"((?:[,;:!?،؛؟።፣፤፧\n()]|(?<!\b[^\W\d])\.(?!\w))+|\s[-–—]+\s)")
"""What ends a clause; a stop in "C.V.", "z. B." or "10.30" ends none."""
ENDS = frozenset(".;!?؛؟።፧\n")
"""Marks that end a sentence."""
QUESTION_MARKS = frozenset("?؟፧")
_LEVEL = re.compile(r"\b([a-cA-CАВСБавсб])[\s.\-–]{1,2}([0-2])\b")
_LEVEL_WORD = re.compile(
    r"kurs|cours|corso|curs|course|niveau|level|stufe|nivel|livello|nivo|asta|poziom|razina|heer"
    r"|deutsch|german|курс|уров|рівен|рівн|ниво|немец|німец|немск|دور|كورس|مستو|سطح|کلاس|کورس",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
AROUND = 24
"""Letters before and after a level in two words in which a word of courses may stand."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The words of a text: as ``typed``, and as ``meant``, in one order.

    ``language`` is the one they are meant in; ``clauses`` are the numbers of their clauses, and
    ``questions`` those of questions; ``matches`` are their concepts, lookalikes included.
    ``heard`` is the text as it was meant, in usual letters and without mistakes, "" if it was typed
    like that.
    """

    typed: tuple[str, ...] = ()
    meant: tuple[str, ...] = ()
    language: str = ""
    clauses: tuple[int, ...] = ()
    matches: tuple[ConceptMatch, ...] = ()
    heard: str = ""
    questions: frozenset[int] = frozenset()

    @property
    def asked(self) -> frozenset[int]:
        """The positions of words in questions."""
        return frozenset(at for at, clause in enumerate(self.clauses) if clause in self.questions)

    @property
    def concepts(self) -> tuple[ConceptMatch, ...]:
        """The concepts without lookalikes."""
        return tuple(match for match in self.matches if match.concept != LOOKALIKES)


def read(
    text: str, language: str, own: str, thesaurus: Thesaurus, placed: Collection[str] = ()
) -> Reading:
    """Return the words of a text as they were meant.

    ``language`` is the likeliest one of its letters and words, ``own`` the person's. ``placed`` are
    words of the town that it names, which are nothing else. The keys may have been those of another
    alphabet.
    """
    plain = _plain(text, language, thesaurus)
    if placed or not plain.typed or any(map(level_of, plain.typed)):
        return _respelled(text, plain, own, thesaurus, placed)
    retyped = _retyped(text, plain, own, thesaurus)
    return retyped or _respelled(text, plain, own, thesaurus, placed)


def _retyped(text: str, plain: Reading, own: str, thesaurus: Thesaurus) -> Reading | None:
    """Return the reading of other keys if its words are known and the ``plain`` ones are not.

    Of several keyboards that with the most letters of known words: y and z change places on some.
    """
    if _is_sure(plain, thesaurus):
        return None
    found = [
        replace(_plain(other, own, thesaurus, near=True), heard=other)
        for other in layouts.retyped(text, own)
    ]
    likely = [
        retyped
        for retyped in found
        if _is_sure(retyped, thesaurus) or _is_likelier(retyped, plain, own, thesaurus)
    ]
    best = max(likely, key=lambda retyped: _known(retyped, (own,), thesaurus), default=None)
    return best and _respelled(best.heard, best, own, thesaurus, ())


def _is_likelier(retyped: Reading, plain: Reading, own: str, thesaurus: Thesaurus) -> bool:
    """Return whether most letters are of known words, and as they were typed few are."""
    as_meant, as_typed = _known(retyped, (own,), thesaurus), _known(plain, (own, *NEAR), thesaurus)
    most = 2 * sum(map(len, retyped.typed)) // 3
    return as_meant >= max(FEWEST_KEYS, most) and 2 * as_typed < as_meant


def _known(reading: Reading, codes: Sequence[str], thesaurus: Thesaurus) -> int:
    """Return how many letters are of words that some languages know."""
    matched = {at for match in reading.matches for at in match.positions}
    known = [thesaurus.spellings[code] for code in codes if code in thesaurus.spellings]
    return sum(
        len(word)
        for at, word in enumerate(reading.typed)
        if at in matched or any(word in spellings for spellings in known)
    )


def _plain(text: str, language: str, thesaurus: Thesaurus, *, near: bool = False) -> Reading:
    """Return the words of a text as they stand; ``near``: other languages do not count."""
    parts = _clauses(_with_levels(text))
    pairs = [(word, clause) for clause, (part, _) in enumerate(parts) for word in words(part)]
    codes = known_codes((language, language.split("-")[0], *NEAR), thesaurus)
    pairs = joints.mended(pairs[:MOST_WORDS], codes, thesaurus)
    typed = tuple(word for word, _ in pairs)
    clauses = tuple(clause for _, clause in pairs)
    find = thesaurus.of_near if near else thesaurus.of_query
    questions = frozenset(clause for clause, (_, is_asked) in enumerate(parts) if is_asked)
    matches = tuple(find(typed, language, clauses))
    return Reading(typed, typed, language, clauses, matches, questions=questions)


def _clauses(text: str) -> list[tuple[str, bool]]:
    """Return the clauses of a text, and whether the sentence of each is a question."""
    pieces = [*_CLAUSE.split(text), ""]
    clauses, is_asked = [], False
    for part, mark in zip(pieces[-2::-2], pieces[::-2], strict=True):
        is_asked = not QUESTION_MARKS.isdisjoint(mark) if ENDS.intersection(mark) else is_asked
        clauses.append((part, is_asked))
    return clauses[::-1]


def _with_levels(text: str) -> str:
    """Return a text whose levels are one word: "A 2 Kurs" is "A2 Kurs", "room c 2" stays."""
    return _LEVEL.sub(_joined_level, text)


def _joined_level(found: re.Match[str]) -> str:
    around = found.string[max(0, found.start() - AROUND) : found.end() + AROUND]
    is_latin_capital = found[1] in "ABC"
    is_level = level_of(f"{found[1]}{found[2]}".casefold()) and (
        is_latin_capital or _LEVEL_WORD.search(around)
    )
    return f"{found[1]}{found[2]}" if is_level else found[0]


def _is_sure(reading: Reading, thesaurus: Thesaurus) -> bool:
    """Return whether concepts are known for all words that say something, as they stand."""
    known = {at for match in reading.concepts for at in match.positions}
    telling = [
        at
        for at, word in enumerate(reading.typed)
        if not thesaurus.is_general(word, reading.language)
    ]
    letters = sum(map(len, reading.typed))
    return len(known) >= len(telling) and letters >= FEWEST_KEYS


def _respelled(
    text: str, reading: Reading, own: str, thesaurus: Thesaurus, placed: Collection[str]
) -> Reading:
    """Return the reading with unknown words as they were meant."""
    has_umlaut = not UMLAUTS.isdisjoint(text.casefold())
    spoken = (reading.language, own)
    finder = Finder(reading.typed, reading.matches, spoken, thesaurus, has_umlaut=has_umlaut)
    meant = list(reading.typed)
    most = MOST_WORDS if finder.is_foreign else MOST_RESPELLED
    for at in finder.unknown(placed)[:most]:
        meant[at] = finder.meant(reading.typed[at]) or meant[at]
    if meant == list(reading.typed):
        return reading
    language, heard = (
        (own, finder.written(meant))
        if finder.is_sounding
        else (reading.language, _mended(text, dict(zip(reading.typed, meant, strict=True))))
    )
    respelled = replace(reading, meant=tuple(meant), language=language, heard=heard)
    return _spread(respelled, thesaurus)


def _mended(text: str, meant: Mapping[str, str]) -> str:
    """Return a text with other words in place of some; ``meant`` is by folded words."""

    def of_word(found: re.Match[str]) -> str:
        folded = "".join(words(found[0]))
        return meant[folded] if meant.get(folded, folded) != folded else found[0]

    return _WORD.sub(of_word, text)


def _spread(reading: Reading, thesaurus: Thesaurus) -> Reading:
    """Return the reading with one word at each place; words that ran together become several."""
    rows = [
        (typed if n == 0 else word, word, clause)
        for typed, text, clause in zip(reading.typed, reading.meant, reading.clauses, strict=True)
        for n, word in enumerate(text.split(" "))
    ]
    typed, meant, clauses = zip(*rows, strict=True)
    matches = tuple(thesaurus.of_query(meant, reading.language, clauses))
    return replace(reading, typed=typed, meant=meant, clauses=clauses, matches=matches)
