"""What is open now, and what takes place in the next days. Courses take place, but are not open."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import chain
from zoneinfo import ZoneInfo

from bot.domain.offers import Details, Schedule
from bot.rules.fallouts import is_holiday
from bot.rules.schedules import next_day
from bot.search.facets import part_of_day

DAYS = 7
"""How many days "the next days" are, today included."""
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hours:
    """Times of an offer; before ``starts_on`` there are none, None means that it has begun."""

    schedules: tuple[Schedule, ...]
    is_course: bool = False
    starts_on: date | None = None


def hours_of(details: Details) -> Hours:
    """Return the times of an offer."""
    is_course = bool(details.course_kind or details.level_from)
    return Hours(details.schedules, is_course, details.starts_on)


def open_until(hours: Hours, now: datetime) -> time | None:
    """Return the time until which one can go there now; None if it is closed, or nobody knows.

    Public holidays of the whole country count as closed. The time is local to the offer.
    """
    if hours.is_course:
        return None
    ends = [end for schedule in hours.schedules for end in _ends(schedule, hours.starts_on, now)]
    return max(ends).time() if ends else None


def _ends(schedule: Schedule, starts_on: date | None, now: datetime) -> Iterator[datetime]:
    """Yield the local ends of the times of a schedule that ``now`` is in."""
    if schedule.start is None or schedule.end is None:
        return
    local = _local(now, schedule.zone)
    for day in (local.date() - _DAY, local.date()):
        start = datetime.combine(day, schedule.start)
        is_overnight = schedule.end <= schedule.start
        end = datetime.combine(day + _DAY * is_overnight, schedule.end)
        if start <= local < end and _is_on(schedule, starts_on, day):
            yield end


def _is_on(schedule: Schedule, starts_on: date | None, day: date) -> bool:
    if (starts_on and day < starts_on) or (schedule.rule and is_holiday(day)):
        return False
    return _next(schedule.rule, schedule.day, day) == day


def later_today(hours: Hours, now: datetime) -> Schedule | None:
    """Return the next time of today that is not over; None if there is none."""
    waiting = [s for s in hours.schedules if s.start and _is_ahead(s, hours.starts_on, now)]
    return min(waiting, key=lambda s: s.start or time.max, default=None)


def _is_ahead(schedule: Schedule, starts_on: date | None, now: datetime) -> bool:
    local = _local(now, schedule.zone)
    last = schedule.end if schedule.end and schedule.end > (schedule.start or time()) else time.max
    return local.time() < last and _is_on(schedule, starts_on, local.date())


def is_soon(hours: Hours, today: date) -> bool:
    """Return whether something takes place within ``DAYS`` days from today on."""
    first = max(today, hours.starts_on or today)
    last = today + timedelta(days=DAYS - 1)
    if hours.starts_on and today <= hours.starts_on <= last:
        return True
    return first <= last and any(_is_between(s, first, last) for s in hours.schedules)


def takes_place(hours: Hours, days: Collection[date], parts: Collection[str] = ()) -> bool:
    """Return whether something takes place on one of some days.

    ``parts`` are the parts of a day it must begin in, as facts of the search; none are all.
    """
    if not parts and hours.starts_on in days:
        return True
    fitting = (schedule for schedule in hours.schedules if _begins_in(schedule, parts))
    return any(_is_on(schedule, hours.starts_on, day) for schedule in fitting for day in days)


def _begins_in(schedule: Schedule, parts: Collection[str]) -> bool:
    return not parts or (schedule.start is not None and part_of_day(schedule.start) in parts)


def _is_between(schedule: Schedule, first: date, last: date) -> bool:
    following = _next(schedule.rule, schedule.day, first)
    return following is not None and following <= last


@lru_cache(maxsize=64)
def _local(now: datetime, zone: str) -> datetime:
    """Return a moment as local time, without its zone; the offers of a list share it."""
    return now.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


@lru_cache(maxsize=4096)
def _next(rule: str, day: date | None, asked: date) -> date | None:
    """Return the next day of a rule; many offers have the same one."""
    return next_day(Schedule(rule, day), asked)


def are_open(all_hours: Iterable[tuple[Sequence[int], Hours]], now: datetime) -> list[int]:
    """Return the ids of those that are open now; the ids before some hours share them."""
    known = [ids for ids, hours in all_hours if open_until(hours, now) is not None]
    return list(chain.from_iterable(known))


def are_soon(all_hours: Iterable[tuple[Sequence[int], Hours]], today: date) -> list[int]:
    """Return the ids of those that take place in the next days, see ``are_open``."""
    return list(chain.from_iterable(ids for ids, hours in all_hours if is_soon(hours, today)))


def are_on(
    all_hours: Iterable[tuple[Sequence[int], Hours]], days: Collection[date], parts: Collection[str]
) -> list[int]:
    """Return the ids of those that take place on some days, see ``are_open``."""
    known = (ids for ids, hours in all_hours if takes_place(hours, days, parts))
    return list(chain.from_iterable(known))
