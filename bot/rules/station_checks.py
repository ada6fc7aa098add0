"""When it is asked whether a station still holds, who may answer, and what follows from it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta

from bot.domain.half_years import HalfYear, half_year_of
from bot.domain.pathway import Pathway, StationAnswer, StationCheck, StationEdit
from bot.domain.people import Person
from bot.rules.grants import coordinates
from bot.rules.problems import Problem, Refusal
from bot.text import clean, whole

WAIT = timedelta(weeks=2)
"""Time from the first day of a half-year on until it is asked."""
FRESH = timedelta(weeks=4)
"""Time after a change of a station in which it is not asked about."""
PATIENCE = timedelta(weeks=2)
"""Time after a question from which on the desk says that nobody has answered."""

LONGEST_REASON = 3000
"""Maximum length of what has to change, in characters."""


def period_on(day: date) -> HalfYear | None:
    """Return the half-year that is asked about on a day, None in its first days."""
    period = half_year_of(day)
    return period if day >= period.first + WAIT else None


def group_of(edit: StationEdit) -> int:
    """Return the id of the group that keeps a station up to date, 0 for none or a hidden one."""
    cells = edit.cells
    return 0 if cells.get("hidden") == "ja" else whole(cells.get("group", ""), 18) or 0


def is_to_ask(edit: StationEdit, day: date) -> bool:
    """Return whether a station has somebody to ask, and is not fresh."""
    return group_of(edit) > 0 and edit.changed_at.date() + FRESH <= day


def may_answer(person: Person, district_id: int, lead_ids: Collection[int]) -> None:
    """Refuses everybody but the leads of the group and the coordinators of the district."""
    if person.id not in lead_ids and not coordinates(person, district_id):
        raise Refusal(Problem.NOT_ALLOWED)


def reason_of(words: str) -> str:
    """Return cleaned words about what has to change. Refuses none and too many."""
    reason = clean(words)
    if not reason or len(reason) > LONGEST_REASON:
        raise Refusal(Problem.LONG_TEXT)
    return reason


def is_silent(check: StationCheck, day: date) -> bool:
    """Return whether nobody has answered for so long that the office should know."""
    return check.answer is StationAnswer.NONE and check.asked_on + PATIENCE <= day


def latest(checks: Iterable[StationCheck]) -> dict[int, StationCheck]:
    """Return number → the last question about a station."""
    return {check.number: check for check in sorted(checks, key=lambda check: check.period)}


def with_checks(
    pathway: Pathway, edits: Sequence[StationEdit], checks: Iterable[StationCheck]
) -> Pathway:
    """Return stations with the day on which somebody found them right, since their last change."""
    changed_on = {edit.number: edit.changed_at.date() for edit in edits}
    right = {
        check.number: check.answered_on
        for check in latest(checks).values()
        if check.answer is StationAnswer.HOLDS
        and check.answered_on is not None
        and check.answered_on >= changed_on.get(check.number, date.min)
    }
    return Pathway(
        {
            code: replace(station, source=replace(station.source, checked_on=day))
            if (day := right.get(station.number))
            else station
            for code, station in pathway.stations.items()
        }
    )
