"""Every function that reads a typed text or a cell, found by walking the modules that hold them.

A reader that somebody adds to ``bot/rules`` is found by itself; one whose other arguments are
unknown here fails until ``ARGUMENTS`` says what they are.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import bot.rules
from bot.app import LOCALES
from bot.domain.announcements import Times
from bot.domain.levels import Level
from bot.domain.places import Contact, District, Municipality
from bot.domain.sheets import NO_MARKS
from bot.rules import columns, row_readers, rows
from bot.rules.headings import Vocabulary
from bot.rules.import_context import ImportContext
from bot.search import thesaurus, understanding
from bot.search.vocabulary import load_thesaurus
from bot.text import MAX_TYPED, MAX_WRITTEN
from tests.harness.databases import NOW

PLACES = [
    Municipality(number, 1, name, ("Ortsteil",), ("79761",))
    for number, name in enumerate(("Waldshut-Tiengen", "Wehr", "St. Blasien", "Dachsberg"), 1)
]
ARGUMENTS: dict[str, Any] = {
    "answer": "",
    "before": Times(land="BW"),
    "takes_unicode": True,
    "now": NOW,
    "today": NOW.date(),
    "zone": "Europe/Berlin",
    "places": PLACES,
    "limit": 5,
    "longest": MAX_WRITTEN,
    "languages": ("de", "uk", "de-simple"),
    "names": ("Waldshut", "Wehr"),
    "names_by_key": {"women": ("Frauen",)},
    "code": "target",
    "column": "start",
    "values": {},
    "official_names": {"konstanz": "Konstanz"},
    "name": "Waldshut-Tiengen",
    "german": "Guten Tag",
    "place": PLACES[0],
    "known": frozenset(("anwalt",)),
    "headings": columns.OFFERS,
    "first": Level.A1,
    "year": 2026,
    "language": "de",
    "account": "desk",
    "pretended": "",
    "sheets": "3",
    "p256dh": "BP4z",
    "auth": "aa",
    "lines": (),
    "vocabulary": Vocabulary(("de", "uk"), "de"),
    "unit": "Plätze",
    "separator": ";",
    "others": (),
    "is_heading": str.isdecimal,
    "municipalities": PLACES,
    "districts": [District(1, "waldshut", "Landkreis Waldshut", "BW", "Europe/Berlin", Contact())],
    "official": {"waldshut": "Waldshut-Tiengen"},
    "is_ours": False,
    "position": 0,
    "marks": NO_MARKS,
    "due": NOW.date(),
    "link": "mailto:a@example.org",
}
NO_READERS = {
    "bot.rules.desk_mails.mail_day": "the zone of a district is stored, not typed",
    "bot.rules.fallouts.holidays_of": "the state of a district is stored, not typed",
    "bot.rules.german_words.name_of": "a code of ours is stored, not typed",
    "bot.rules.heading_languages.parted": "headings are cut by LONGEST_HEADING before",
    "bot.rules.level_estimates.walked": "its answers are at most ten letters, read before",
    "bot.rules.needs.is_met": "a concept of ours is stored, not typed",
    "bot.rules.office_readers.first_number": "cells and contacts are cut by LONGEST before",
    "bot.rules.places.skeleton": "names are cut by LONGEST_NAME before",
    "bot.rules.places.spelling": "names are cut by LONGEST_NAME before",
    "bot.rules.places.likeness": "names are cut by LONGEST_NAME before",
    "bot.rules.translations.state_of_group": "texts of groups are cut by LONGEST_WORDS before",
    "bot.rules.translations.state_of_word": "a word of ours is stored, not typed",
}
"""Functions that get no text of any length, and why."""
UNITS = (
    "a ", "ab", "1 ", "1.", "1:", "18-", "; ", ";", "| ", ",", ", ", "und ", "1 und ", "Mo ",
    "Mo,", "Mo-Fr ", "jeden ", "1.1.", "1.1. und ", "erster Freitag ", "3 mal ", "bis 1.1.2027 ",
    "RRULE:", "FREQ=DAILY;", "BYDAY=MO;", "=", "-", "@", "a@", "a.", "(", "[", "<", "<a", "&a",
    "_", "{", "{a", "ä", "\u0661", "\u0646 ", " ", " \t", "\n", "\n\n", "\u200d", "e\u0301",
    "X", "http://", "www.", "'=", "%s", "x,", "A1", "?", "!",
)  # fmt: skip
"""What hostile texts are made of."""
KNOWN = (
    "RRULE:FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30 10:00 Treffen",
    "RRULE:FREQ=DAILY;BYEASTER=400 10:00 x",
    "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
    "FREQ=DAILY;INTERVAL=7;BYDAY=TU|FREQ=MONTHLY;BYDAY=6MO|FREQ=DAILY;BYEASTER=400",
    "31.12.9999 18:00 x", "1.1.0001 18:00 x", "99.99.9999 99:99 x", "9999-12-31 9 mal",
    "jeden Dienstag 18:00 bis 31.12.9999 x", "999 und 998 Tage vor 1.1.0001 10:00 x",
    "31. im Monat 9:00 999 mal x", "29.2. und 30.2. 9:00 x", "erster letzter im Monat 99 Uhr x",
)  # fmt: skip
"""Texts that held up a server, or look as if they might."""


def readers() -> Iterator[tuple[str, int, Callable[[str], object]]]:
    """Yield name, maximum length in characters, and each reader with its other arguments."""
    for module in pkgutil.iter_modules(bot.rules.__path__, "bot.rules."):
        for name, function in vars(importlib.import_module(module.name)).items():
            full_name = f"{module.name}.{name}"
            if _reads_text(function, module.name) and full_name not in NO_READERS:
                yield full_name, MAX_WRITTEN, _with_arguments(function)
    for column in (*columns.NAMES, *(f"{name}_uk" for name in columns.TRANSLATED)):
        yield f"column {column}", row_readers.LONGEST_CELL, partial(_cell, column)
    words = load_thesaurus(LOCALES)
    yield "a question", MAX_TYPED, lambda text: understanding.understand(text, "de", words, PLACES)
    yield "its language", MAX_TYPED, lambda text: thesaurus.written_in(text, "de", words)


def _reads_text(function: Any, module: str) -> bool:
    """Return whether it is a public function of the module whose first argument is a text."""
    inner = inspect.unwrap(function) if callable(function) else None
    if not inspect.isfunction(inner) or inner.__module__ != module or inner.__name__[0] == "_":
        return False
    parameters = list(inspect.signature(inner).parameters.values())
    return bool(parameters) and parameters[0].annotation is str


def _with_arguments(function: Callable[..., object]) -> Callable[[str], object]:
    _, *others = inspect.signature(function).parameters.values()
    needed = [part.name for part in others if part.default is part.empty or part.name in ARGUMENTS]
    return partial(_called, function, {name: ARGUMENTS[name] for name in needed})


def _called(function: Callable[..., object], arguments: dict[str, Any], text: str) -> object:
    return function(text, **arguments)


def _cell(column: str, text: str) -> object:
    """Read a row of a file that has the text in one column."""
    context = ImportContext(PLACES, [], ("de", "uk"), organisation="Verein")
    row = rows.Row("", 2, {"title": "Kurs", "title_uk": "курс"} | {column: text})
    return rows.check([row], context)
