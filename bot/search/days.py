"""Days that a question names by their distance: "today" is a weekday once the date is known."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import date, timedelta

from bot.search import facets
from bot.search.parts import demanded, fact_part
from bot.search.query import Kind, Part, Query


def dated(query: Query, today: date) -> Query:
    """Return the query with the weekdays of "today" and "tomorrow".

    In a long question they are part of a story ("today I got a letter") and ask for nothing.
    """
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
