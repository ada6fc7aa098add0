"""Examples of what may be typed: one that we cannot read would teach a mistake."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime

from bot.domain.announcements import Times
from bot.rules import meetings, moments, results
from bot.rules.cells import Wrong
from bot.rules.problems import Refusal
from bot.screens.examples import MEETING, NEXT_DAY, RULE, RULES, SERIES, TASK
from locales.checks.book import Book, Finding

TODAY = date(2026, 11, 1)
"""A day before all dates of the examples."""
NOW = datetime(2026, 11, 1, tzinfo=UTC)


def _planned(words: str) -> object:
    plan = meetings.plan(words, Times(), NOW, TODAY)
    return plan.times, plan.minutes


READERS: Mapping[str, Callable[[str], object]] = {
    MEETING: _planned,
    SERIES: _planned,
    NEXT_DAY: lambda words: moments.understood(f"24.11.2026 20:00-19:00 {words}", Times(), TODAY),
    RULE: lambda words: meetings.days(words, Times(), NOW, TODAY),
    RULES: lambda words: [moments.read(part, Times(), TODAY) for part in words.split("; ")],
    TASK: lambda words: results.task(words, TODAY).due,
}


def examples(book: Book) -> Iterator[Finding]:
    """Yield examples that are read in another way than the English one."""
    for key, read in READERS.items():
        for form in book.sentences.get(key, ()):
            try:
                is_same = read(form) == read(key)
            except (Refusal, Wrong, ValueError):
                is_same = False
            if not is_same:
                yield Finding("examples", book.code, key, f"is not understood: {form!r}")
