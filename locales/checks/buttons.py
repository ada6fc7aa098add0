"""Labels of buttons: at most 24 characters, or a small phone cuts them."""

from collections.abc import Iterator

from locales.checks.book import Book, Finding, first_of, name_of
from locales.renaming import PARTS

LONGEST = 24
"""Characters beside the values, which are names and numbers."""


def buttons(book: Book) -> Iterator[Finding]:
    """Yield labels that are too long."""
    for key, forms in book.sentences.items():
        if first_of(key) not in book.labels or book.rules.allows(
            "buttons", book.code, name_of(key)
        ):
            continue
        length = max(len(PARTS.sub("", form).strip()) for form in forms)
        if length > LONGEST:
            yield Finding("buttons", book.code, name_of(key), f"{length} characters on a button")
