"""Words: English sentences are the keys, every value is escaped and isolated, every language has its own rules.

Isolates (Unicode UAX #9): without them an Arabic line shows ``+49 (0)7731 123-45`` backwards.
"""

import gettext
import io
import logging
import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property, lru_cache, partial
from html import escape, unescape
from pathlib import Path

import babel
from babel import Locale
from babel.lists import format_list

from bot import compiled
from bot.ui import Html

RLM, FSI, LRI, PDI = "\u200f", "\u2068", "\u2066", "\u2069"
_BIDI = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]")
log = logging.getLogger(__name__)


class Ltr(str):
    """A value that is written from left to right in every language: phone, time, e-mail, command, number."""

    __slots__ = ()


class Isolated(str):
    """A value that already carries its own isolates, such as a list of names."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Language:
    """``code`` is the folder's name and the HTML ``lang``; ``babel`` the locale for dates and lists.

    ``checked`` says that a native speaker has read the whole catalogue.
    """

    code: str
    name: str
    babel: str
    rtl: bool = False
    checked: bool = False


class Translator:
    """Speaks one language. ``tr("<b>{title}</b>", title=...)`` gives HTML that is safe to show.

    The catalogue is read when the first sentence is asked for.
    """

    def __init__(self, language: Language, read: Callable[[], gettext.NullTranslations]) -> None:
        self.language = language
        self._read = read
        self._locale = Locale.parse(language.babel)

    @cached_property
    def _catalogue(self) -> gettext.NullTranslations:
        return self._read()

    def __call__(self, message: str, **values: object) -> Html:
        return _filled(self._catalogue.gettext(message), message, values)

    def plural(self, one: str, many: str, n: int, **values: object) -> Html:
        """By the plural rules of the language; ``n`` is a value too."""
        source = one if n == 1 else many
        return _filled(self._catalogue.ngettext(one, many, n), source, {"n": Ltr(n), **values})

    def value(self, value: object) -> Html:
        """A name, number or text as it is: escaped and isolated."""
        return Html(_shown(value))

    def bold(self, value: object) -> Html:
        return Html(f"<b>{_shown(value)}</b>")

    def lines(self, *lines: Html) -> Html:
        """One screen text of several lines; empty ones are left out, right-to-left ones are marked as such."""
        mark = RLM if self.language.rtl else ""
        return Html("\n".join(mark + line for text in lines if text for line in text.split("\n")))

    def paragraphs(self, *parts: Html) -> Html:
        """Parts with an empty line between them; empty parts are left out."""
        return Html("\n\n".join(part for part in parts if part))

    def day(self, day: date) -> str:
        """A date with its weekday, Latin digits: "Di., 24. Nov. 2026"."""
        return _day(day, self.language.babel)

    def weekday(self, number: int) -> str:
        """The name of a weekday, 0 is Monday.

        Not from "stand-alone": once Pashto was asked for it, Babel 2.18 answers every language in Pashto.
        """
        return str(self._locale.days["format"]["wide"][number])

    def listed(self, names: Iterable[str]) -> Isolated:
        """Names joined as the language joins them, each isolated."""
        return Isolated(
            format_list([f"{FSI}{_BIDI.sub('', name)}{PDI}" for name in names], locale=self._locale)
        )

    def language_name(self, code: str) -> str:
        """The name of a language in this language, or its code if nobody knows."""
        return str(self._locale.languages.get(_BABEL_NAMES.get(code, code), code))


@lru_cache(maxsize=4096)
def _day(day: date, locale: str) -> str:
    """Asked for again and again: a list of offers names few days, and working one out takes a third of a millisecond."""
    from babel.dates import format_skeleton  # asks for the zone of the machine when it is loaded

    return format_skeleton("yMMMEd", day, locale=locale)


def mark(message: str) -> str:
    """Marks a sentence for the catalogues that is looked up later, by ``tr(sentence)``."""
    return message


def clock(start: time, end: time | None = None) -> Ltr:
    """A time of day or a span, 24 hours: "18:00-19:30"."""
    return Ltr(f"{start:%H:%M}" if end is None else f"{start:%H:%M}–{end:%H:%M}")


def plain(html: Html) -> str:
    """What a reader reads: no tags, no entities. For button labels in channels without HTML, and for tests."""
    return unescape(re.sub(r"<[^>]+>", "", html))


def visible(html: Html) -> str:
    """``plain`` without the marks that only order letters: what counts for a limit of length."""
    return _BIDI.sub("", plain(html))


def load_languages(folder: Path) -> dict[str, Language]:
    """``locales/languages.toml``, in its order. Raises OSError or tomllib.TOMLDecodeError."""
    rows = tomllib.loads((folder / "languages.toml").read_text("utf-8"))
    return {code: Language(code=code, **row) for code, row in rows.items()}


def load_translators(folder: Path) -> dict[str, Translator]:
    """One translator a language. English has no catalogue: its sentences are the keys."""
    languages = load_languages(folder)
    files = {code: folder / code / "LC_MESSAGES" / "bot.po" for code in languages}
    known = {code: path for code, path in files.items() if path.exists()}
    read = compiled.sections(
        "catalogues",
        folder,
        (*known.values(), Path(__file__)),
        lambda: _compiled(known),
        babel.__version__,
    )
    return {
        code: Translator(language, partial(_catalogue, read.get(code)))
        for code, language in languages.items()
    }


def _catalogue(content: bytes | None) -> gettext.NullTranslations:
    return (
        gettext.NullTranslations()
        if content is None
        else gettext.GNUTranslations(io.BytesIO(content))
    )


def _compiled(files: Mapping[str, Path]) -> dict[str, bytes]:
    """Return every catalogue in the form that ``gettext`` reads."""
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    made = {}
    for code, path in files.items():
        into = io.BytesIO()
        with path.open("rb") as file:
            write_mo(into, read_po(file))
        made[code] = into.getvalue()
    return made


def best_language(wanted: Iterable[str], known: Mapping[str, Language], default: str = "de") -> str:
    """The first language wanted (browser or Telegram codes, "pt-br", "ku") that is known, else ``default``."""
    for code in (code.strip().lower().replace("_", "-") for code in wanted):
        for candidate in (
            code,
            _ALIASES.get(code, ""),
            code.split("-")[0],
            _ALIASES.get(code.split("-")[0], ""),
        ):
            if candidate in known:
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
"""Other codes under which browsers, phones and people know our languages."""
_BABEL_NAMES = {"kmr": "ku", "de-simple": "de", "prs": "fa"}
"""Languages that Babel has names for under another code."""


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
    return escape(_BIDI.sub("", unicodedata.normalize("NFC", text)))
