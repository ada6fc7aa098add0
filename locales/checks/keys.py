"""The English keys: no two alike, no German in them; and every key once in a file."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from bot.search.normalise import words
from locales.checks.book import Book, Finding, name_of
from locales.renaming import PARTS, Key

_GERMAN_LETTERS = re.compile("[äöüßÄÖÜ]")
_MSGID = re.compile(r'^msgid ((?:".*"\n?)+)', re.MULTILINE)


def alike(book: Book) -> Iterator[Finding]:
    """Yield keys that differ only in case, spaces, apostrophes or dashes."""
    groups = defaultdict(list)
    for key in book.sentences:
        groups[_folded(name_of(key))].append(name_of(key))
    for keys in groups.values():
        if len(keys) > 1:
            yield Finding("alike", book.code, keys[0], f"is like {keys[1]!r}")


def _folded(key: str) -> str:
    return re.sub(r"[\s'’‘`\-–—]+", " ", key).casefold().strip()


def twice(book: Book) -> Iterator[Finding]:
    """Yield keys that stand twice in a catalogue: the first translation would be lost."""
    text = book.file.read_text("utf-8") if book.file else ""
    counts = Counter("".join(re.findall(r'"(.*)"', entry)) for entry in _MSGID.findall(text))
    for key, count in counts.items():
        if count > 1:
            yield Finding("twice", book.code, key, f"stands there {count} times")


def german(book: Book) -> Iterator[Finding]:
    """Yield English sentences with a word that only German sentences have."""
    if book.code != "en":
        return
    german_words = _vocabulary(book.german)
    for key in book.sentences:
        found = [word for word in _words_of(name_of(key)) if _is_german(word, german_words)]
        foreign = [word for word in found if not book.rules.allows("german", "en", word.casefold())]
        if foreign:
            yield Finding("german", "en", name_of(key), f"has German words: {', '.join(foreign)}")


def _vocabulary(sentences: Mapping[Key, list[str]]) -> set[str]:
    forms = [form for forms in sentences.values() for form in forms]
    return {word for form in forms for word in words(PARTS.sub(" ", form))}


def _words_of(sentence: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", PARTS.sub(" ", sentence))


def _is_german(word: str, vocabulary: set[str]) -> bool:
    folded = words(word)
    return bool(_GERMAN_LETTERS.search(word)) or (
        len(word) > 2 and bool(folded) and folded[0] in vocabulary
    )
