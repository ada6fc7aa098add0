"""Entries of the thesaurus: words and phrases, and which typed words match them."""

from dataclasses import dataclass
from functools import lru_cache

from bot.search.normalise import shared, words

MAX_STEMS = 4_096
"""Maximum number of stems whose parsed entries are cached."""
CHANGES = dict.fromkeys(("uk", "ru", "pl", "bg", "sr", "hr"), 5) | {"tr": 0}
USUAL_CHANGES = 3
"""Maximum number of letters that an ending removes and adds: "психічний", "психічного".

More would take "related" for a form of "relax". Turkish words only grow.
"""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of an entry, which a typed word may match.

    The typed word starts with ``stem``, or ends with it if ``ends``. ``longest`` is its maximum
    length. ``changes`` is the maximum number of letters that its ending removes and adds; a word
    that only grows is not limited by it.
    """

    whole: str
    stem: str
    longest: int
    ends: bool = False
    changes: int = 0

    def fits(self, word: str) -> bool:
        """Return whether a folded word matches."""
        if self.ends:
            return word.endswith(self.stem)
        return (
            len(word) <= self.longest
            and word.startswith(self.stem)
            and self._changed(word) <= self.changes
        )

    def _changed(self, word: str) -> int:
        """Return the number of letters removed and added at the end; 0 if it only grows."""
        return (
            len(self.whole) + len(word) - 2 * common
            if (common := shared(self.whole, word)) < len(self.whole)
            else 0
        )

    def is_loose(self, word: str) -> bool:
        """Return whether more differs than one letter added at the end."""
        return shared(self.whole, word) < len(self.whole) or len(word) > len(self.whole) + 1

    def likeness(self, word: str) -> int:
        """Return a score: letters in common at the beginning, minus those that differ."""
        return 3 * shared(self.whole, word) - len(self.whole) - len(word)


Entry = tuple[tuple[Token, ...], str]
"""Words of an entry and its concept."""


def token(word: str, changes: int = USUAL_CHANGES) -> Token:
    """Return the token of a folded word of an entry: endings may differ, ``*`` matches any rest.

    ``changes`` is 0 in languages whose words grow but do not change. Words of at most three letters
    match exactly only, except in scripts that write no vowels.
    """
    if word.startswith("*"):
        return Token(word[1:], word[1:], 99, ends=True)
    if word.endswith("*"):
        return Token(word[:-1], word[:-1], 99)
    if any(map(str.isdigit, word)) or len(word) < (4 if word < "\u0400" else 3):
        return Token(word, word, len(word))
    cut = (2 if len(word) > 6 else 1 if len(word) > 4 else 0) if changes else 0
    return Token(
        word, word[: len(word) - cut], len(word) + (3 if len(word) > 3 else 2), changes=changes
    )


@lru_cache(maxsize=MAX_STEMS)
def entries(written: str, language: str) -> tuple[Entry, ...]:
    """Return the entries of a text: one per line, a concept, a tab, and its folded words."""
    parted = [line.split("\t") for line in written.split("\n") if line]
    return tuple(
        (tuple(token_in(word, language) for word in folded.split(" ")), concept)
        for concept, folded in parted
    )


def token_in(word: str, language: str) -> Token:
    """Return the token of a folded word of a language, see ``token``."""
    return token(word, CHANGES.get(language, USUAL_CHANGES))


def folded_words(entry: str) -> list[str]:
    """Return the folded words of an entry, with their stars."""
    return [
        "*" * part.startswith("*") + word + "*" * (part.endswith("*") and word == parts[-1])
        for part in entry.split()
        for parts in [words(part)]
        for word in parts
    ]
