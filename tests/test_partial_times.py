"""Times that are not on all of their days: their dates are counted by head, or they stay text."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import product

import pytest

from bot.rules import rrules, schedules

FIRST, LAST = date(2027, 1, 1), date(2027, 12, 31)
YEAR = [FIRST + timedelta(days) for days in range(365)]
MO, TU, WE, TH, FR, SA = range(6)


def days_of(cell: str) -> Iterator[tuple[date, time]]:
    """All dates of a year with their start."""
    for schedule in schedules.read(cell):
        assert schedule.start
        assert not schedule.note
        start = schedules.first_start(schedule)
        begin = datetime.combine(FIRST, time())
        rule = rrules.read(schedule.rule)
        yield from ((at.date(), at.time()) for at in rrules.dates(rule, start, begin, LAST))


def nth(day: date) -> int:
    return (day.day - 1) // 7 + 1


def is_last(day: date) -> bool:
    return (day + timedelta(7)).month != day.month


Days = Callable[[date], bool]
COUNTED: dict[str, dict[int, Days]] = {
    "Sa (Mai-September) 9-13 Uhr": {9: lambda d: d.weekday() == SA and 5 <= d.month <= 9},
    "Sa 9-13 Uhr (nur Mai)": {9: lambda d: d.weekday() == SA and d.month == 5},
    "Sa 9-13 Uhr (Okt.-März)": {9: lambda d: d.weekday() == SA and d.month not in range(4, 10)},
    "samstags im Oktober und November 10-13 Uhr":
        {10: lambda d: d.weekday() == SA and d.month in (10, 11)},
    "letzter Freitag im Monat außer im Dezember 15-17 Uhr":
        {15: lambda d: d.weekday() == FR and is_last(d) and d.month < 12},
    "Mo-Do 8-12, Do auch 14-18":
        {8: lambda d: d.weekday() < FR, 14: lambda d: d.weekday() == TH},
    "Mo-Fr 8-12 Uhr, Di und Do zusätzlich von 14-16 Uhr":
        {8: lambda d: d.weekday() < SA, 14: lambda d: d.weekday() in (TU, TH)},
    "Mo 18:30-20 Uhr (10 Abende ab 18.1.2027)":
        {18: lambda d: d.weekday() == MO and date(2027, 1, 18) <= d <= date(2027, 3, 22)},
    "пн-пт 9:00-17:00": {9: lambda d: d.weekday() < SA},
    "jew. 1. und 3. Mi im Monat 15 Uhr": {15: lambda d: d.weekday() == WE and nth(d) in (1, 3)},
}  # fmt: skip


@pytest.mark.parametrize("cell", COUNTED)
def test_dates_are_those_of_a_head_count(cell: str) -> None:
    found = sorted((day, at.hour) for day, at in days_of(cell))
    hours = COUNTED[cell]
    assert found == sorted(
        (day, hour) for hour, is_on in hours.items() for day in filter(is_on, YEAR)
    )


DAYS = ("Di 18 Uhr", "Mo-Fr 9-12", "jeden 1. Mittwoch im Monat 15-17 Uhr", "täglich 8-20 Uhr")
PARTLY = (
    "2027", "nur 2026", "Schuljahr 2026/27", "ab Mai", "bis Mai", "ab Herbst", "bis zum Sommer",
    "fällt im Dezember aus", "Dezember: Pause", "Sommerpause August", "Beginn im März", "pausiert",
    "derzeit geschlossen", "zur Zeit abgesagt", "fällt derzeit aus", "findet derzeit nicht statt",
    "currently closed", "abwechselnd mit Do", "außer letzter Di",
)  # fmt: skip
"""Words with which some of the dates before them are false."""
BESIDE = (
    "Jan Kowalski", "Frau Mai", "Leitung: August Müller", "seit Mai", "auch im August", "Raum 2027",
    "nicht für Anfänger", "Anmeldung ab Mai", "nach Anmeldung", "Stand 2026", "Anmeldung bis März",
)  # fmt: skip
"""Words that look like them and change no date."""


def test_a_note_is_never_beside_false_dates() -> None:
    """In brackets and behind a comma: what a rule cannot say keeps the whole entry text."""
    wrong = []
    for days, words, form in product(DAYS, PARTLY, ("{} ({})", "{}, {}")):
        cell = form.format(days, words)
        if [schedule.rule for schedule in schedules.read(cell)] != [""]:
            wrong.append(cell)
    for days, words in product(DAYS, BESIDE):
        plain, noted = schedules.read(days), schedules.read(f"{days} ({words})")
        if [schedule.rule for schedule in noted] != [schedule.rule for schedule in plain]:
            wrong.append((days, words))
    assert not wrong


@pytest.mark.parametrize(
    "cell",
    ["Di 18 Uhr, Anmeldung bis Mo 12 Uhr", "Di 18 Uhr, jeden ersten um 17 Uhr",
     "Di 18 Uhr, Sommerpause Juli/August", "Mo 9-12, Di 14-16 (Mai-September)",
     "Mo 9-12, Di 14-16, Mai-September"],
)  # fmt: skip
def test_words_that_may_mean_two_things_stay_text(cell: str) -> None:
    (schedule,) = schedules.read(cell)
    assert (schedule.rule, schedule.day, schedule.note) == ("", None, cell)
