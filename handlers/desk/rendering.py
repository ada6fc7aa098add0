"""Pages of the desk as HTML: the template engine of the site, with templates of their own."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from bot.domain.half_years import HalfYear
from bot.i18n import Translator, plain
from bot.rules.written_days import day_written
from bot.screens.half_years import half_year
from bot.templates import environment, markup
from bot.ui import Html
from handlers.desk.lists import Column, ListState
from handlers.dialogue.turn import ZONE

TEMPLATES = Path(__file__).parent / "templates"


class Templates:
    """Templates that are loaded once; every value is escaped, and an unknown name is an error."""

    def __init__(self) -> None:
        self._environment = environment(TEMPLATES)
        self._words: dict[str, Words] = {}

    def render(self, name: str, tr: Translator, values: dict[str, Any]) -> str:
        """Return a page in the language of ``tr``."""
        words = self._words.setdefault(tr.language.code, Words(tr))
        return self._environment.get_template(name).render(
            language=tr.language,
            tr=words,
            plural=words.plural,
            plain=words.plain,
            day=words.day,
            cell_day=cell_day,
            address=address,
            half_year=words.half_year,
            clock=clock,
            local=local,
            toggled=toggled,
            once=_Once(),
            field_label=lambda name, labels: words(_label(name, labels)),
            **values,
        )


class _Once:
    """A part of a page that many rows share: a macro is called once for the same values."""

    def __init__(self) -> None:
        self._made: dict[tuple[Hashable, ...], Markup] = {}

    def __call__(self, macro: Callable[..., Markup], *values: Hashable) -> Markup:
        key = (id(macro), *values)
        if key not in self._made:
            self._made[key] = macro(*values)
        return self._made[key]


class Words:
    """A translator for templates: its sentences are safe, because it escapes every value.

    A list says the same words in each row: sentences without values are made once.
    """

    def __init__(self, tr: Translator) -> None:
        self._tr = tr
        self._sentence = cache(lambda message: markup(tr(message)))
        self._plain = cache(lambda message: plain(tr(message)))

    def __call__(self, message: str, **values: object) -> Markup:
        return markup(self._tr(message, **values)) if values else self._sentence(message)

    def plural(self, singular: str, plural: str, n: int, **values: object) -> Markup:
        """Return the sentence for a number."""
        return markup(self._tr.plural(singular, plural, n, **values))

    def plain(self, message: str, **values: object) -> str:
        """Return a sentence without tags, for attributes."""
        return plain(self._tr(message, **values)) if values else self._plain(message)

    def as_html(self, text: Html) -> Markup:
        """Return a sentence that was translated already."""
        return markup(text)

    def day(self, day: date) -> str:
        """Return a date as people read it."""
        return self._tr.day(day)

    def half_year(self, period: HalfYear) -> str:
        """Return a half-year in words, as text: also for titles."""
        return plain(half_year(self._tr, period))

    def language(self, code: str) -> str:
        """Return the name of a language in this language."""
        return self._tr.language_name(code)


def clock(moment: datetime) -> str:
    """Return a time of day, 24 hours."""
    return f"{moment:%H:%M}"


def cell_day(day: date | None) -> Markup:
    """Return a day as cells of tables show it, in one line, as forms and files write it."""
    written = f'<time datetime="{day.isoformat()}">{day_written(day)}</time>' if day else "–"
    return Markup(written)  # noqa: S704 - digits and marks of ours


def address(text: str) -> Markup:
    """Return an e-mail address that is parted behind its @ where a line is too short for it."""
    return Markup("@<wbr>").join(text.split("@"))


def local(moment: datetime) -> datetime:
    """Return a moment as clocks in Germany show it."""
    return moment.astimezone(ZONE)


def toggled(state: ListState, columns: Sequence[Column], name: str) -> str:
    """Return the columns of the address with one more or one less; "" for all of them."""
    names = [column.name for column in columns if not column.is_fixed]
    shown = set(state.columns or names) ^ {name}
    wanted = [known for known in names if known in shown]
    return "" if wanted == names else ".".join(wanted)


def _label(name: str, labels: Mapping[str, str]) -> str:
    """Return the name of a field; texts in other languages have the code of theirs behind it."""
    base = name if name in labels else name.rpartition("_")[0]
    return labels.get(base, name)
