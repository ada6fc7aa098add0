"""Days that a question names by their distance: "today" is a weekday once the date is known."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.search import facets
from bot.search.parts import demanded, fact_part
from bot.search.query import DAY, Kind, Part, Query

WEEK = 7
"""Days of a week."""


def dated(query: Query, today: date) -> Query:
    """Return the query with the weekdays of "today" and "tomorrow", and with days asked for alone.

    In a long question they are part of a story ("today I got a letter") and ask for nothing.
    """
    named = _searched(query) if query.intent == DAY else ()
    return replace(_with_days(query, today), days=tuple(sorted(set(_dates(named, today)))))


def _searched(query: Query) -> list[str]:
    """Return the facts that were not taken away."""
    return [part.label for part in query.parts if part.kind is Kind.FACT]


def _dates(facts: Collection[str], today: date) -> Iterator[date]:
    """Yield the days that facts name, none for a part of a day alone.

    "On Saturday" is the next one, "next week on Saturday" the one after it.
    """
    weekdays = set(facets.WEEKDAYS.values()).intersection(facts)
    if "weekend" in facts:
        weekdays = weekdays or set(facets.WEEKEND)
    elif not facets.WEEKS.keys().isdisjoint(facts):
        weekdays = weekdays or set(facets.WEEKDAYS.values())
    for day in _week(facts, today):
        if day >= today and facets.weekday(day) in weekdays:
            yield day
    for fact in facets.RELATIVE.keys() & set(facts):
        yield today + timedelta(days=facets.RELATIVE[fact])


def _week(facts: Collection[str], today: date) -> list[date]:
    """Return the seven days that weekdays are of: from today on, or those of a calendar week."""
    first, monday = today, today - timedelta(days=today.weekday())
    if "weekend" in facts:
        first = monday
    for fact in facets.WEEKS.keys() & set(facts):
        first = monday + timedelta(days=facets.WEEKS[fact])
    return [first + timedelta(days=distance) for distance in range(WEEK)]


def _with_days(query: Query, today: date) -> Query:
    """Return the query with the weekdays of "today" and "tomorrow", without them in a story."""
    days = {fact: _weekday(fact, today) for fact in query.facts if fact in facets.RELATIVE}
    if not days:
        return query
    return _without(query, days) if query.is_long else _with_weekdays(query, days)


def _without(query: Query, days: Collection[str]) -> Query:
    """Return the query without relative days."""
    facts = dict.fromkeys(fact for fact in query.facts if fact not in days)
    parts = (part for part in query.parts if part.kind is not Kind.FACT or part.label not in days)
    return replace(query, parts=tuple(parts), facts=tuple(facts))


def _with_weekdays(query: Query, days: Mapping[str, str]) -> Query:
    """Return the query with the weekdays in the place of relative days."""
    facts = dict.fromkeys(days.get(fact, fact) for fact in query.facts)
    parts = (_dated(part, days) for part in query.parts)
    return replace(query, parts=tuple(parts), facts=tuple(facts))


def _weekday(fact: str, today: date) -> str:
    return facets.weekday(today + timedelta(days=facets.RELATIVE[fact]))


def _dated(part: Part, days: Mapping[str, str]) -> Part:
    """Return the part of a weekday for that of a relative day, demanded if that was."""
    if part.kind is not Kind.FACT or part.label not in days:
        return part
    made = fact_part(days[part.label], max(part.terms.values()))
    return demanded(made) if part.demanded else made
