"""Latin words in sentences that are written from right to left."""

from collections.abc import Iterator

from bot.bidi import FSI, LRI, PDI, isolated_runs, split_runs
from locales.checks.book import Book, Finding


def direction(book: Book) -> Iterator[Finding]:
    """Yield sentences in which Latin words or values would change their order.

    A run of Latin letters and digits is isolated by itself (``bot.bidi``); one that belongs to a
    value beside it must be in the value, or in one isolate with it.
    """
    for key, form in book.forms():
        opened = sum(map(form.count, (LRI, FSI, "\u2067")))
        if opened != form.count(PDI):
            yield Finding("direction", book.code, key, "has an isolate without its end")
        elif book.language.rtl and not book.rules.allows("direction", book.code, key):
            shown = isolated_runs(form)
            beside = split_runs(form)
            if beside:
                yield Finding("direction", book.code, key, f"turns around: {', '.join(beside)}")
            elif isolated_runs(shown) != shown:
                yield Finding("direction", book.code, key, "has a run that is not isolated")
