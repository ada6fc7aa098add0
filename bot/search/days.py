"""Days that a question names by their distance: "today" is a weekday once the date is known."""

from dataclasses import replace
from datetime import date, timedelta

from bot.search import facets
from bot.search.parts import demanded, fact_part
from bot.search.query import Kind, Part, Query


def dated(query: Query, today: date) -> Query:
    """Return the query with the weekdays of "today" and "tomorrow".

    In a long question they are part of a story ("today I got a letter") and ask for nothing.
    """
    named = [fact for fact in query.facts if fact in facets.RELATIVE]
    if not named:
        return query
    days = {} if query.is_long else {fact: _weekday(fact, today) for fact in named}
    facts = [days.get(fact, fact) for fact in query.facts if fact in days or fact not in named]
    parts = (_dated(part, days) for part in query.parts if _is_kept(part, named, days))
    return replace(query, parts=tuple(parts), facts=tuple(dict.fromkeys(facts)))


def _weekday(fact: str, today: date) -> str:
    return facets.weekday(today + timedelta(days=facets.RELATIVE[fact]))


def _is_kept(part: Part, named: list[str], days: dict[str, str]) -> bool:
    return part.kind is not Kind.FACT or part.label not in named or part.label in days


def _dated(part: Part, days: dict[str, str]) -> Part:
    """Return the part of a weekday for that of a relative day, demanded if that was."""
    if part.kind is not Kind.FACT or part.label not in days:
        return part
    made = fact_part(days[part.label], max(part.terms.values()))
    return demanded(made) if part.demanded else made
