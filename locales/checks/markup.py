"""Braces and tags: a form that no value can be put into, or that Telegram would refuse."""

import re
from collections.abc import Iterator
from string import Formatter

from locales.checks.book import Book, Finding

_TAG = re.compile(r"<(/?)(b|i)>")


def markup(book: Book) -> Iterator[Finding]:
    """Yield forms with a lone or doubled brace, or with tags that do not close each other."""
    for key, form in book.forms():
        for reason in (*_braces(form), *_tags(form)):
            yield Finding("markup", book.code, key, reason)


def _braces(form: str) -> Iterator[str]:
    try:
        parts = list(Formatter().parse(form))
    except ValueError as error:
        yield f"has a broken placeholder: {error}"
        return
    if any("{" in text or "}" in text for text, *_ in parts):
        yield "has a doubled brace"


def _tags(form: str) -> Iterator[str]:
    opened: list[str] = []
    for closes, name in _TAG.findall(form):
        if not closes:
            opened.append(name)
        elif not opened or opened.pop() != name:
            yield f"has </{name}> without its start"
    yield from (f"has <{name}> without its end" for name in opened)
    if re.search("[<>]", _TAG.sub("", form)):
        yield "has a < or > that is no tag"
