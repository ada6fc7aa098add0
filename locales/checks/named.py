"""Buttons and pages that a sentence names: it must say what stands on them."""

import re
from collections.abc import Iterator

from locales.checks.book import Book, Finding, first_of, name_of
from locales.renaming import Key

_QUOTED = re.compile("“([^”]+)”")


def named(book: Book) -> Iterator[Finding]:
    """Yield sentences that call a button or page otherwise than its own translation does.

    A name stands between quotation marks in English, or in ``[named]`` of ``checks.toml``.
    """
    for key, forms in book.sentences.items():
        if book.rules.allows("named", book.code, name_of(key)):
            continue
        for label in _labels(book, key):
            words = _folded(book.sentences[label][0])
            if not all(words in _folded(form) for form in forms):
                reason = f"does not name {label!r} as it is called: {book.sentences[label][0]!r}"
                yield Finding("named", book.code, name_of(key), reason)


def _labels(book: Book, key: Key) -> list[str]:
    """Return the keys that a sentence names."""
    sentence = first_of(key)
    named_ = (*_QUOTED.findall(sentence), *book.rules.named.get(sentence, ()))
    return [label for label in named_ if label in book.sentences]


def _folded(words: str) -> str:
    """Return words without pictures and marks; an ending may follow them."""
    return " ".join(re.findall(r"\w+", words.casefold()))
