"""Rules of Leichte Sprache: short sentences, one a line, no hard words."""

import re
from collections.abc import Iterator

from locales.checks.book import Book, Finding, first_of
from locales.checks.examples import READERS
from locales.renaming import PARTS

CODE = "de-simple"
MOST_WORDS = 12
LONGEST_WORD = 15
"""Letters of a word that needs no hyphen."""
_END = re.compile(
    r"(?:(?<!\b\d)(?<!\b\d\d)[.?!…]"
    r"|(?<=\d)\.(?= (?:Das|Dann|Die|Der|Sie|Wir|Bitte|Mehr|Oder|Und)\b))"
    r"[”“\")’]*(?=\s+\S)"
)
"""Ends a sentence before another one: "1. Halbjahr" and "12. November" are none."""
_LISTED = re.compile(r"^\W*(?:Wert|\d+)\.(?=\s)")
"""The number of a list, at the start of a line."""
_ABBREVIATION = re.compile(
    r"\b(?:z\. ?B|d\. ?h|u\. ?a|usw|bzw|ca|etc|evtl|ggf|inkl|max|min|Nr|Std|Str|Tel)\."
    r"|\b(?:Abs|Abt|Bsp|Dr|Fa|Mio|Mrd|Prof|exkl|geb|gem|vgl|zzgl|zzt)\."
    r"|(?<![\w.])(?:[A-Za-zÄÖÜäöü]\. ?)+[A-Za-zÄÖÜäöü]\."
    r"|\b[A-Za-zÄÖÜäöü]{1,4}\.(?= [a-zäöü])"
    r"|\b(?:Mo|Di|Mi|Do|Fr|Sa|So)\b\.?(?=\s*[-–,.])|\b[A-ZÄÖÜ]{2,}\b"
)
_TENS = "zwei|drei|vier|fünf|sech|sechs|sieb|sieben|acht|neun|zehn|elf|zwölf|zwan|hundert|tausend"
_NUMBER_WORD = re.compile(
    r"\b(?:zwei|drei|vier|fünf|sechs|sieben|acht|neun|zehn|elf|zwölf|zwanzig|hundert|tausend"
    rf"|(?<!noch )einmal|(?:{_TENS})(?:mal|zehn|zig|ßig|hundert|tausend)"
    rf"|(?:ein|{_TENS})und(?:{_TENS}|drei)(?:zig|ßig)|(?:zwei|drit|vier|fünf)te[mnrs]?)\b",
    re.IGNORECASE,
)
_OF = "(?:der|einer|dieser|meiner|Ihrer|ihrer|unserer|aller|keiner)"
_NO_NOUN = (
    "An|Auf|Aus|Außer|Bei|Gegenüber|Hinter|Ihnen|Ihr|In|Mit|Nach|Neben|Seit|Sie|Unter|Über|Von|Vor"
    "|Wir|Zu|Zwischen"
)
_GENITIVE = re.compile(
    r"\b(?:des|eines|dieses|meines|seines|Ihres|ihres|unseres|jedes|keines) \w+e?s\b"
    r"|\b(?i:aufgrund|außerhalb|innerhalb|statt|trotz|während|wegen) (?:de[rs]|eine[rs]|Ihre[rs])\b"
    rf"|\b(?!(?:{_NO_NOUN})\b)[A-ZÄÖÜ][\w-]+ {_OF} [A-ZÄÖÜ]\w+(?!.*\?)"
    r"|\b(?:Deutschland|Europa|Lotse)s\b"
)


def simple(book: Book) -> Iterator[Finding]:
    """Yield what breaks a rule of Leichte Sprache."""
    if book.code != CODE:
        return
    labels = book.labels
    for key, forms in book.sentences.items():
        if first_of(key) in READERS:
            continue
        for form in forms:
            for reason in _reasons(PARTS.sub(_shown, form), is_label=first_of(key) in labels):
                words = reason.partition(": ")[2]
                if not book.rules.allows("simple", CODE, words or first_of(key)):
                    yield Finding("simple", CODE, first_of(key), reason)


def _shown(part: "re.Match[str]") -> str:
    """Return what counts as a word for a value, nothing for a tag."""
    return "Wert" if part.group().startswith("{") else ""


def _reasons(text: str, *, is_label: bool) -> Iterator[str]:
    for line in _ABBREVIATION.sub("X", text).split("\n"):
        line = _LISTED.sub("", line)
        if not is_label and _END.search(line):
            yield "has two sentences in a line"
        for sentence in _END.split(line):
            count = len(re.findall(r"[^\W_]+(?:[-:.’][^\W_]+)*", sentence))
            if count > MOST_WORDS:
                yield f"has a sentence of {count} words"
    yield from _hard_words(text)


def _hard_words(text: str) -> Iterator[str]:
    yield from (f"has an abbreviation: {match.group()}" for match in _ABBREVIATION.finditer(text))
    yield from (
        f"has a number in letters: {match.group()}" for match in _NUMBER_WORD.finditer(text)
    )
    yield from (f"has a genitive: {match.group()}" for match in _GENITIVE.finditer(text))
    for word in re.findall(r"[^\W\d_]+", text):
        if len(word) > LONGEST_WORD:
            yield f"has a long word without a hyphen: {word}"
