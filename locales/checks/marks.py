"""Punctuation: one kind of quotation mark and apostrophe, and the marks of each script."""

import re
from collections.abc import Iterator

from locales.checks.book import Book, Finding, Marks
from locales.checks.examples import READERS
from locales.renaming import PARTS

QUOTES = '„“”«»‹›‘‚"'
_ADDRESS = re.compile(r"\S*(?:@|://)\S*|/\w+|\d+[:.]\d+|^\d+\.(?=\s)")
"""Addresses, commands, times, numbers and those of a list: their marks are their own."""
_ARROWS = re.compile("^‹ | ›$")
"""On buttons that turn a page."""
LATIN = {"comma": r",(?=\s|$)", "question": r"\?", "stop": r"\.(?=\s|$)", "colon": r":(?=\s|$)"}
LATIN["semicolon"] = r";(?=\s|$)"
_NO_BREAK = "\u00a0\u202f"


def marks(book: Book) -> Iterator[Finding]:
    """Yield sentences with marks that the language does not write."""
    wanted = book.rules.marks.get(book.code, Marks())
    for key, form in book.forms():
        if key not in READERS and not book.rules.allows("marks", book.code, key):
            text = _ARROWS.sub("", _ADDRESS.sub("0", PARTS.sub("0", form)))
            for reason in _wrong(text, wanted):
                yield Finding("marks", book.code, key, reason)


def _wrong(text: str, wanted: Marks) -> Iterator[str]:
    if re.search("['`´]", text):
        yield f"has a straight apostrophe instead of {wanted.apostrophe}"
    foreign = {mark for mark in QUOTES if mark in text and mark not in wanted.quotes}
    if foreign:
        yield f"has {' '.join(sorted(foreign))} instead of {wanted.quotes or 'no quotation marks'}"
    for name, pattern in LATIN.items():
        own = getattr(wanted, name)
        if own and re.search(pattern, text):
            yield f"has a Latin {name} instead of {own}"
        yield from _foreign(text, name, own)
    yield from _spaces(text, wanted)
    yield from _number_of_spaces(text)


SCRIPTS = {
    "comma": "،፣፡",
    "question": "؟፧",
    "stop": "۔።",
    "colon": "፦፥",
    "semicolon": "؛፤",
}
"""Marks of all scripts, by what they are."""


def _foreign(text: str, name: str, own: str) -> Iterator[str]:
    """Yield marks of another script, and a second mark for one thing."""
    for mark in SCRIPTS[name]:
        if mark in text and mark != own:
            yield f"has {mark} instead of {own or 'the Latin ' + name}"


def _spaces(text: str, wanted: Marks) -> Iterator[str]:
    """Yield a mark that can fall onto the next line, or stands behind a space without need."""
    for match in re.finditer(r"(\S?)(\s?)([:;?!».,،؛؟።፡፦፤])(?=\s|$)", text):
        before, space, mark = match.groups()
        if mark in wanted.spaced:
            if before and space not in tuple(_NO_BREAK):
                yield f"needs a no-break space before {mark}"
        elif space and before and mark != "»":
            yield f"has a space before {mark}"
    if "«" in wanted.spaced and re.search(rf"«[^{_NO_BREAK}]", text):
        yield "needs a no-break space behind «"


def _number_of_spaces(text: str) -> Iterator[str]:
    if re.search(r"[^\W\d_]\s?[,،፡][^\W\d_]", text):
        yield "needs a space behind a comma"
    if re.search(r"\S[ \u00a0]{2,}\S|^[ \u00a0]|[ \u00a0]$", text):
        yield "has a space too many"
