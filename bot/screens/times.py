"""Times of offers as texts."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from bot.domain.offers import Schedule
from bot.i18n import Isolated, Translator, clock, plain
from bot.rules import schedules
from bot.rules.schedules import next_day
from bot.text import shortened
from bot.ui import NOTHING, Html

SPAN = 3
"""Days in a row from which "to" is shorter."""
NOTE = 80
"""Maximum length of the words of the office behind a time, in characters."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def when(tr: Translator, schedule: Schedule, today: date) -> Html:
    """Return "Tuesday 18:00–19:30" for a weekly time, else the next date; "" if it is over.

    Words of the office that are no time stand behind it, or alone.
    """
    time = _time(tr, schedule, today)
    if not schedule.note or (not time and (schedule.rule or schedule.day)):
        return time
    if not time:
        return tr.value(shortened(schedule.note, NOTE))
    return tr("{time} ({note})", time=time, note=shortened(schedule.note, NOTE))


def _named(tr: Translator, days: list[int]) -> Isolated:
    """Return weekdays in words: "Monday to Friday", or one after the other."""
    if len(days) >= SPAN and days == list(range(days[0], days[-1] + 1)):
        first, last = tr.weekday(days[0]), tr.weekday(days[-1])
        return Isolated(plain(tr("{first} to {last}", first=first, last=last)))
    return tr.listed(tr.weekday(day) for day in days)


def office_hours(tr: Translator, written: str) -> list[Html]:
    """Return the hours of an office, a line each, or as they were written if we cannot read them.

    They have no date, so any day will do.
    """
    hours = schedules.office_hours(written)
    if not hours or not all(_weekly(schedule)[0] for schedule in hours):
        return [tr.value(written)] if written else []
    return [when(tr, schedule, date.min) for schedule in hours]


def all_times(tr: Translator, schedules: Iterable[Schedule], today: date) -> list[Html]:
    """Return all times that are not over."""
    return [words for schedule in schedules if (words := when(tr, schedule, today))]


def _time(tr: Translator, schedule: Schedule, today: date) -> Html:
    if weekly := _on_weekdays(tr, schedule):
        return weekly
    following = next_day(schedule, today)
    if not following:
        return NOTHING
    if schedule.start is None:
        return tr.value(tr.day(following))
    hours = clock(schedule.start, schedule.end)
    return tr("{day}, {hours}", day=tr.day(following), hours=hours)


@lru_cache(maxsize=2048)
def _on_weekdays(tr: Translator, schedule: Schedule) -> Html:
    """Return a weekly time, "" for any other. Lists say the same few hours again and again."""
    days, weeks = _weekly(schedule)
    if not days:
        return NOTHING
    named = _named(tr, days)
    if schedule.start is None:
        words = tr.value(named)
    else:
        hours = clock(schedule.start, schedule.end)
        words = tr("{days} {hours}", days=named, hours=hours)
    if weeks == 1:
        return words
    return tr.plural("{time}, every {n} week", "{time}, every {n} weeks", weeks, time=words)


def _weekly(schedule: Schedule) -> tuple[list[int], int]:
    """Return the weekdays, 0 is Monday, and every how many weeks; ([], 1) for other rules.

    A time every second week is said by its next date where its first one is known.
    """
    parts = dict(part.split("=", 1) for part in schedule.rule.split(";") if "=" in part)
    weeks = int(parts.get("INTERVAL", "1"))
    ends = {"UNTIL", "COUNT", "EXDATE", "BYMONTH", "BYSETPOS"} & set(parts)
    if parts.get("FREQ") != "WEEKLY" or ends or (weeks > 1 and schedule.day):
        return [], 1
    days = parts.get("BYDAY", "").split(",")
    return [_DAYS.index(day) for day in days if day in _DAYS], weeks
