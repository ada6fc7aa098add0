"""Limits of Telegram's Bot API for what is not a message, and of a message."""

from collections.abc import Iterator, Mapping
from gettext import c2py
from operator import itemgetter

from babel import Locale

from bot.screens.commands import COMMANDS, description, short_description
from bot.screens.questions import QUESTIONS, SEARCH
from locales.checks.book import Book, Finding, first_of, name_of
from locales.renaming import MANY

MESSAGE = 4096
"""UTF-16 units of a message: no single sentence may need it all."""
COMMAND, DESCRIPTION, SHORT_DESCRIPTION, PLACEHOLDER = 256, 512, 120, 64


def limits(book: Book) -> Iterator[Finding]:
    """Yield translations that Telegram would refuse or cut."""
    longest = _longest()
    for key, forms in book.sentences.items():
        most = longest.get(first_of(key), MESSAGE)
        length = max(len(form.encode("utf-16-le")) // 2 for form in forms)
        if length > most:
            yield Finding("limits", book.code, name_of(key), f"{length} characters, {most} allowed")


def _longest() -> Mapping[str, int]:
    """Return the maximum length by key, in UTF-16 units, for what is not part of a message."""
    asked = {question.placeholder for question in QUESTIONS.values()} | {SEARCH}
    return (
        dict.fromkeys(COMMANDS.values(), COMMAND)
        | dict.fromkeys(asked, PLACEHOLDER)
        | {_key(description): DESCRIPTION, _key(short_description): SHORT_DESCRIPTION}
    )


class _Keys:
    """Translator that returns the keys."""

    def __call__(self, message: str) -> str:
        return message


def _key(words: object) -> str:
    """Return the key that a function of the screens translates."""
    return words(_Keys())  # type: ignore[operator,no-any-return]


def plurals(book: Book) -> Iterator[Finding]:
    """Yield plurals that lack a form, and a rule that is not that of the language (CLDR)."""
    form_of = c2py(book.plural.strip("()"))
    categories = Locale.parse(book.language.babel).plural_form
    pairs = {(categories(n), form_of(n)) for n in range(MANY + 1)}
    needed = len(pairs)
    if needed != len(set(map(itemgetter(0), pairs))) or needed != len(
        set(map(itemgetter(1), pairs))
    ):
        yield Finding("plurals", book.code, book.plural, "is not the plural rule of the language")
    for key, forms in book.sentences.items():
        if isinstance(key, tuple) and (len(forms) < needed or not all(forms)):
            reason = f"has {len([form for form in forms if form])} plural forms of {needed}"
            yield Finding("plurals", book.code, name_of(key), reason)
