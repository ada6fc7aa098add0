"""Times of offers as texts."""

from collections.abc import Iterable
from datetime import date

from bot.domain.offers import Schedule
from bot.i18n import Isolated, Translator, clock, plain
from bot.rules import schedules
from bot.rules.schedules import next_day
from bot.ui import NOTHING, Html

SPAN = 3
"""Days in a row from which "to" is shorter."""
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


def when(tr: Translator, schedule: Schedule, today: date) -> Html:
    """Return "Tuesday 18:00–19:30" for a weekly time, else the next date; "" if it is over."""
    hours = clock(schedule.start, schedule.end)
    days = _weekdays(schedule.rule)
    if days:
        return tr("{days} {hours}", days=_named(tr, days), hours=hours)
    following = next_day(schedule, today)
    return tr("{day}, {hours}", day=tr.day(following), hours=hours) if following else NOTHING


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
    hours = [when(tr, schedule, date.min) for schedule in schedules.office_hours(written)]
    return hours if all(hours) and hours else [tr.value(written)] if written else []


def all_times(tr: Translator, schedules: Iterable[Schedule], today: date) -> list[Html]:
    """Return all times that are not over."""
    return [words for schedule in schedules if (words := when(tr, schedule, today))]


def _weekdays(rule: str) -> list[int]:
    """Return the weekdays of a plain weekly rule, 0 is Monday; [] for any other rule."""
    parts = dict(part.split("=", 1) for part in rule.split(";") if "=" in part)
    plain = (
        parts.get("FREQ") == "WEEKLY"
        and parts.get("INTERVAL", "1") == "1"
        and "UNTIL" not in parts
        and "COUNT" not in parts
    )
    days = parts.get("BYDAY", "").split(",")
    return [_DAYS.index(day) for day in days if day in _DAYS] if plain else []
