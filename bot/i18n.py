"""Translation. English sentences are the keys; values are escaped and isolated.

Isolates (Unicode UAX #9): without them an Arabic line shows ``+49 (0)7731 123-45`` backwards.
"""

import gettext
import logging
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from decimal import Decimal
from functools import cached_property
from html import escape, unescape
from types import MappingProxyType

from babel import Locale
from babel.lists import format_list
from babel.numbers import format_decimal

from bot import bidi
from bot.dates import shown_day, weekday_name
from bot.ui import Html

RLM, FSI, LRI, PDI = bidi.RLM, bidi.FSI, bidi.LRI, bidi.PDI
_BIDI = bidi.MARKS
log = logging.getLogger(__name__)
NO_NAMES: Mapping[str, str] = MappingProxyType({})


class Ltr(str):
    """A value written from left to right in all languages: phone, time, e-mail, command, number."""

    __slots__ = ()


class Isolated(str):
    """A value with its own isolates, such as a list of names."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Language:
    """A language. ``code`` is its folder and the HTML ``lang``, ``babel`` its locale for dates.

    ``checked``: a native speaker has read the whole catalogue. Where people do not read what Babel
    writes: ``dates`` is a pattern of CLDR, ``weekdays`` are the names from Monday on, ``names`` are
    those of languages by code, and ``between`` stands between the names of a list.
    """

    code: str
    name: str
    babel: str
    rtl: bool = False
    checked: bool = False
    dates: str = ""
    weekdays: Sequence[str] = field(default=(), hash=False)
    names: Mapping[str, str] = field(default_factory=dict, hash=False)
    between: str = ""

    def simplifies(self, code: str) -> bool:
        """Return whether this is the plain form of a language, "de-simple" of "de"."""
        return self.code.startswith(f"{code}-")


class Translator:
    """Translator of one language. ``tr("<b>{title}</b>", title=...)`` returns safe HTML.

    The catalogue is read on the first translation, and names of concepts by ``concepts`` on the
    first of them. ``renamed`` leads from old keys, which a database may hold, to those of today.
    """

    def __init__(
        self,
        language: Language,
        read: Callable[[], gettext.NullTranslations],
        renamed: Mapping[str, str] = NO_NAMES,
        concepts: Callable[[], Mapping[str, str]] = dict,
    ) -> None:
        self.language = language
        self._read = read
        self._renamed = renamed
        self._read_concepts = concepts
        self._locale = Locale.parse(language.babel)

    @cached_property
    def _catalogue(self) -> gettext.NullTranslations:
        return self._read()

    @cached_property
    def _weekdays(self) -> tuple[str, ...]:
        spoken = self.language
        return tuple(weekday_name(day, spoken.babel, spoken.weekdays) for day in range(7))

    @cached_property
    def _concepts(self) -> Mapping[str, str]:
        return self._read_concepts()

    def concept_name(self, concept: str) -> str:
        """Return the usual word for a concept of the search, its key if the language has none."""
        return self._concepts.get(concept) or concept.replace("_", " ")

    def newest(self, message: str) -> str:
        """Return the key that a sentence has today: the same if it was never renamed."""
        return self._renamed.get(message, message)

    def __call__(self, message: str, **values: object) -> Html:
        message = self.newest(message)
        return _filled(self._catalogue.gettext(message), message, values)

    def plural(self, singular: str, plural: str, n: int, **values: object) -> Html:
        """Return the sentence for a number; ``{n}`` is a placeholder for it."""
        singular, plural = self.newest(singular), self.newest(plural)
        source = singular if n == 1 else plural
        return _filled(
            self._catalogue.ngettext(singular, plural, n), source, {"n": Ltr(n), **values}
        )

    def value(self, value: object) -> Html:
        """Return a name, number or text, escaped and isolated."""
        return Html(_shown(value))

    def bold(self, value: object) -> Html:
        """Return a value in bold, escaped and isolated."""
        return Html(f"<b>{_shown(value)}</b>")

    def lines(self, *lines: Html) -> Html:
        """Return lines as one text, without empty ones, with marks for right-to-left languages."""
        mark = RLM if self.language.rtl else ""
        return Html("\n".join(mark + line for text in lines if text for line in text.split("\n")))

    def paragraphs(self, *parts: Html) -> Html:
        """Return parts with an empty line between them; empty parts are omitted."""
        return Html("\n\n".join(part for part in parts if part))

    def day(self, day: date) -> str:
        """Return a date with its weekday and Latin digits: "Di., 24. Nov. 2026"."""
        spoken = self.language
        return shown_day(day, spoken.babel, spoken.dates, tuple(spoken.weekdays))

    def decimal(self, amount: Decimal) -> Ltr:
        """Return a number with Latin digits, without zeros at its end: "12,5" in German."""
        return Ltr(format_decimal(amount, format="0.##", locale=self._locale))

    def money(self, amount: Decimal) -> str:
        """Return an amount of money with Latin digits: "12.000" or "18.000,50" in German."""
        pattern = "#,##0" if amount == amount.to_integral_value() else "#,##0.00"
        return format_decimal(amount, format=pattern, locale=self._locale)

    def weekday(self, day: int) -> str:
        """Return the name of a weekday, 0 is Monday."""
        return self._weekdays[day]

    def listed(self, names: Iterable[str]) -> Isolated:
        """Return names joined by the rules of the language, each isolated."""
        isolated = [f"{FSI}{_BIDI.sub('', name)}{PDI}" for name in names]
        if len(isolated) == 1:
            return Isolated(isolated[0])
        between = self.language.between
        return Isolated(
            between.join(isolated) if between else format_list(isolated, locale=self._locale)
        )

    def language_name(self, code: str) -> str:
        """Return the name of a language in this language, or its code if it has no name."""
        own = _PROPER_NAMES.get(code) or self.language.names.get(code)
        return own or str(self._locale.languages.get(_BABEL_NAMES.get(code, code), code))


def mark(message: str) -> str:
    """Mark a sentence for the catalogues; it is translated later, by ``tr(sentence)``."""
    return message


def clock(start: time, end: time | None = None) -> Ltr:
    """Return a time of day or a span, 24 hours: "18:00–19:30"."""
    return Ltr(f"{start:%H:%M}" if end is None else f"{start:%H:%M}–{end:%H:%M}")


def plain(html: Html) -> str:
    """Return a text without tags and entities, for channels without HTML."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def visible(html: Html) -> str:
    """Return a plain text without directional marks, for limits of length."""
    return _BIDI.sub("", plain(html))


def best_language(
    wanted: Iterable[str], supported: Mapping[str, Language], default: str = "de"
) -> str:
    """Return the first wanted language that is supported, else ``default``.

    ``wanted`` are codes of a browser or of Telegram, such as "pt-br" or "ku".
    """
    for code in (code.strip().lower().replace("_", "-") for code in wanted):
        for candidate in (
            code,
            _ALIASES.get(code, ""),
            code.split("-")[0],
            _ALIASES.get(code.split("-")[0], ""),
        ):
            if candidate in supported:
                return candidate
    return default


_ALIASES = {
    "prs": "fa",
    "fa-af": "fa",
    "ku": "kmr",
    "ku-latn": "kmr",
    "mo": "ro",
    "pus": "ps",
    "tir": "ti",
    "de-leicht": "de-simple",
}
"""Other codes of our languages, used by browsers, phones and people."""
_PROPER_NAMES = {"de-simple": "Leichte Sprache"}
"""Names that are the same in every language; without them, two languages are called German."""
_BABEL_NAMES = {"kmr": "ku", "prs": "fa"}
"""Codes under which Babel has the names of languages."""


def _filled(translation: str, message: str, values: Mapping[str, object]) -> Html:
    shown = {name: _shown(value) for name, value in values.items()}
    try:
        return Html(translation.format_map(shown))
    except (KeyError, IndexError, ValueError):
        log.warning("broken translation of %r", message)
        return Html(message.format_map(shown))


def _shown(value: object) -> str:
    match value:
        case Html():
            return value
        case Isolated():
            return escape(value, quote=False)
        case Ltr() | int():
            return f"{LRI}{_safe(str(value))}{PDI}"
        case _:
            return f"{FSI}{_safe(str(value))}{PDI}"


def _safe(text: str) -> str:
    if text.isascii():
        return escape(text)
    return escape(_BIDI.sub("", unicodedata.normalize("NFC", text)))
