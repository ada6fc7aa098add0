"""Words that ran together, and words with a space inside: "sucheeinewohnung", "woh nung"."""

from collections.abc import Iterable, Iterator, Sequence

from bot.search.thesaurus import Thesaurus

TELLING, WITHOUT_VOWELS = 4, 3
"""Minimum length of a part that has a meaning of its own, and where no vowels are written."""
SMALL = 2
"""Minimum length of a part that is a general word."""
LONGEST = 40
"""Maximum length of a word that is parted."""
LONG = 10
"""Length from which words are made of small ones by chance less often."""
SHARES = (2, 3)
"""One of so many letters must be of parts with a meaning, in a short and in a long word."""
USUAL = 4
"""Minimum number of letters of a part on average."""
_ARTICLE, _ARABIC = "ال", "\u0600"
_LINKS = {"de": ("s", "n", "es", "en")}
"""Letters that join a word to the next one of a compound: "Wohnungsangebote"."""

Parting = tuple[int, int, tuple[str, ...]]
"""Number of the parts, minus the letters of those with a meaning, and the parts.

The end of a compound that means nothing alone has letters, but is no part.
"""


def parted(word: str, code: str, thesaurus: Thesaurus) -> str:
    """Return the words of a language that ran together in a word; "" if it is not made of them.

    Of several ways the one of the fewest parts is taken. Many letters must be of parts that have a
    meaning of their own: other words are made of small ones by chance.
    """
    if not TELLING < len(word) <= LONGEST:
        return ""
    best: list[Parting | None] = [(0, 0, ())]
    for end in range(1, len(word) + 1):
        ways = _partings(word, end, best, code, thesaurus)
        best.append(min(ways, key=_order, default=None))
    count, letters, parts = best[-1] or (0, 0, ())
    is_few = 1 < count <= len(word) // USUAL
    return " ".join(parts) if is_few and -letters * SHARES[len(word) >= LONG] >= len(word) else ""


def _partings(
    word: str, end: int, best: Sequence[Parting | None], code: str, thesaurus: Thesaurus
) -> Iterator[Parting]:
    """Yield the ways to part the letters before ``end``, given the best ones of fewer letters."""
    for start in range(end):
        before = best[start]
        if before is None or end - start == len(word):
            continue
        is_last = end == len(word)
        part = _part(word[start:end], code, thesaurus, is_last=is_last)
        if _is_telling(part, code, thesaurus):
            yield before[0] + 1, before[1] - len(part), (*before[2], part)
        elif is_last and part in thesaurus.languages[code].heads:
            yield before[0] + 1, before[1] - len(part), before[2]
        elif _is_small(part, code, thesaurus):
            yield before[0] + 1, before[1], (*before[2], part)


def _order(way: Parting) -> tuple[int, int, int]:
    """Order ways: few parts, many letters, a long first part: "Zahnarzt Termin"."""
    count, letters, parts = way
    return count, letters, -len("".join(parts[:1]))


def _part(part: str, code: str, thesaurus: Thesaurus, *, is_last: bool) -> str:
    """Return a part without what joins it to the next one."""
    bare = _bare(part)
    if is_last or _is_telling(bare, code, thesaurus):
        return bare
    links = [link for link in _LINKS.get(code.split("-")[0], ()) if bare.endswith(link)]
    stems = (bare.removesuffix(link) for link in links)
    return next((stem for stem in stems if _is_telling(stem, code, thesaurus)), bare)


def _bare(part: str) -> str:
    """Return a part without the Arabic article, as words are folded."""
    return part.removeprefix(_ARTICLE) if len(part) > TELLING else part


def _is_telling(part: str, code: str, thesaurus: Thesaurus) -> bool:
    """Return whether a part stands in the entries of a language and means something alone."""
    return (
        len(part) >= (WITHOUT_VOWELS if part >= _ARABIC else TELLING)
        and thesaurus.spellings[code].has_word(part)
        and part not in thesaurus.general(code)
        and thesaurus.languages[code].meaning(part).is_concept
    )


def _is_small(part: str, code: str, thesaurus: Thesaurus) -> bool:
    return part.isdigit() or (len(part) >= SMALL and part in thesaurus.general(code))


def mended(
    text_words: Iterable[tuple[str, int]], codes: Sequence[str], thesaurus: Thesaurus
) -> list[tuple[str, int]]:
    """Return words with their clauses; two become one if a space stands inside a word.

    Together they are a word of one of the languages, and not both are words by themselves.
    """
    pairs: list[tuple[str, int]] = []
    for word, clause in text_words:
        before = pairs[-1] if pairs else ("", -1)
        if before[1] == clause and _is_cut(before[0], word, codes, thesaurus):
            pairs[-1] = before[0] + word, clause
        else:
            pairs.append((word, clause))
    return pairs


def _is_cut(first: str, second: str, codes: Sequence[str], thesaurus: Thesaurus) -> bool:
    """Return whether two words are one word with a space inside."""
    if len(first) < SMALL or len(second) < SMALL:
        return False
    known = [code for code in codes if thesaurus.spellings[code].has_word(first + second)]
    return bool(known) and not all(
        any(_is_word(word, code, thesaurus) for code in codes) for word in (first, second)
    )


def _is_word(word: str, code: str, thesaurus: Thesaurus) -> bool:
    return word in thesaurus.spellings[code] or bool(thesaurus.languages[code].meaning(word).alone)
