"""Rules about measures, their reviews and the indicators of a district.

What a measure may not be is said by ``faults``: the import shows all of them beside their cells,
the desk and the chat refuse for the first.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from bot import text
from bot.domain.half_years import HalfYear, half_year_named
from bot.domain.measures import (
    Indicator,
    IndicatorValue,
    Measure,
    MeasureDetails,
    MeasureOrigin,
    MeasureOutline,
    MeasureState,
    MeasureText,
    Review,
    ReviewDraft,
    ReviewState,
)
from bot.domain.people import Person
from bot.rules import measure_cells
from bot.rules.grants import coordinates
from bot.rules.problems import Problem, Refusal

LONGEST_TITLE, LONGEST_GOAL, LONGEST_DESCRIPTION = 200, 600, 3000
LONGEST_UNIT, LONGEST_SOURCE, LONGEST_NAME = 60, 200, 120
LONGEST_REVIEW, LONGEST_STEP = 600, 300
"""Maximum lengths of what is typed, in characters."""
MOST_INDICATORS = 12
"""Maximum number of indicators of a district."""
LARGEST = Decimal(10) ** 12
"""Quantities and amounts of money are smaller."""
NUMBER = re.compile(r"\w[\w.\-/]{0,19}")
"""The number of a measure as a plan writes it."""
FINISHED = (MeasureState.DONE, MeasureState.DROPPED)
"""States in which a measure is not asked about and cannot be late."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a measure: the column of a table, why, and what was there instead."""

    column: str
    problem: Problem
    value: str = ""


@dataclass(frozen=True, slots=True)
class MeasureContext:
    """What measures of a district may refer to.

    ``parents`` maps the number of each measure to that of its parent, "" if it has none.
    ``grant_ids`` are the grants in force, ``groups`` the names of the groups.
    """

    fields: Collection[str] = ()
    grant_ids: Collection[int] = ()
    groups: Collection[str] = ()
    parents: Mapping[str, str] | None = None


def faults(details: MeasureDetails, context: MeasureContext) -> list[Fault]:
    """Return everything that is wrong with a measure, in the order of the columns."""
    return [
        *_wrong_number(details),
        *_wrong_texts(details),
        *_wrong_target(details),
        *_wrong_amounts(details),
        *_wrong_dates(details),
        *_wrong_references(details, context),
    ]


def checked(details: MeasureDetails, context: MeasureContext) -> MeasureDetails:
    """Return the details with clean texts. Refuses the first fault."""
    clean = replace(details, texts=tuple(map(_clean, details.texts)))
    for fault in faults(clean, context):
        raise Refusal(fault.problem)
    return clean


def _clean(written: MeasureText) -> MeasureText:
    return MeasureText(
        language=written.language,
        title=text.one_line(written.title),
        goal=text.clean(written.goal),
        description=text.clean(written.description),
    )


def needs_target(details: MeasureDetails) -> bool:
    """Return whether a measure must have a target.

    One of the plan always; one from a group or a recommendation as soon as more than planned.
    """
    is_vague = details.state in (MeasureState.PLANNED, MeasureState.DROPPED)
    return details.origin is MeasureOrigin.PLAN or not is_vague


def is_late(details: MeasureDetails | MeasureOutline, today: date) -> bool:
    """Return whether the due day of a measure has passed and it is neither done nor dropped."""
    return details.due_on is not None and details.due_on < today and details.state not in FINISHED


def is_asked_about(details: MeasureDetails | MeasureOutline, period: HalfYear) -> bool:
    """Return whether a measure is to be reviewed for a half-year: it is open and has begun."""
    has_begun = details.starts_on is None or details.starts_on <= period.last
    return details.state not in FINISHED and has_begun


def may_keep(person: Person, district_id: int) -> None:
    """Refuses everybody but the coordinators of a district."""
    if not coordinates(person, district_id):
        raise Refusal(Problem.NOT_ALLOWED)


def may_review(person: Person, measure: Measure, owner_ids: Collection[int]) -> None:
    """Refuses everybody but the owners of a measure and the coordinators of its district.

    ``owner_ids`` are the people who hold its grant, or lead its group.
    """
    if person.id not in owner_ids and not coordinates(person, measure.district_id):
        raise Refusal(Problem.NOT_ALLOWED)


def must_be_current(measure: Measure | None, version: int) -> Measure:
    """Return a measure. Refuses None, and one that was changed since ``version`` was shown."""
    if measure is None or measure.version != version:
        raise Refusal(Problem.CHANGED_MEANWHILE)
    return measure


def may_follow(last: Review | None, seen: int) -> int:
    """Return the number of the next review of a measure and half-year.

    ``seen`` is the number of the last one that the author saw, 0 none. Refuses if somebody else
    wrote one since: of two at once only the first counts. "No answer" is no answer, so one may
    always follow it.
    """
    review_number = last.number if last else 0
    is_answered = last is not None and last.draft.state is not ReviewState.NO_ANSWER
    if is_answered and review_number != seen:
        raise Refusal(Problem.REVIEWED_ALREADY)
    return review_number + 1


def checked_review(draft: ReviewDraft, period: HalfYear, today: date) -> ReviewDraft:
    """Return a review. Refuses long texts, wrong numbers, and a half-year that has not begun."""
    if period.first > today:
        raise Refusal(Problem.PERIOD_FUTURE)
    if len(draft.words) > LONGEST_REVIEW or len(draft.next_step) > LONGEST_STEP:
        raise Refusal(Problem.LONG_REVIEW)
    if not all(_is_amount(amount) for amount in (draft.actual, draft.spent)):
        raise Refusal(Problem.MEASURE_AMOUNT)
    return draft


def checked_indicator(name: str, unit: str, others: Collection[Indicator]) -> None:
    """Refuses an indicator without a name, with one that is known, and one too many."""
    if not name or len(name) > LONGEST_NAME or len(unit) > LONGEST_UNIT:
        raise Refusal(Problem.NO_TITLE)
    if any(other.name == name for other in others):
        raise Refusal(Problem.INDICATOR_KNOWN)
    if len(others) >= MOST_INDICATORS:
        raise Refusal(Problem.INDICATORS_FULL)


def checked_value(value: IndicatorValue, today: date) -> IndicatorValue:
    """Return a figure. Refuses one without a source, of a day to come, or out of range."""
    if not value.source or len(value.source) > LONGEST_SOURCE:
        raise Refusal(Problem.NO_SOURCE)
    if value.as_of > today:
        raise Refusal(Problem.PERIOD_FUTURE)
    if not _is_amount(value.value):
        raise Refusal(Problem.MEASURE_AMOUNT)
    return value


def period_named(name: str) -> HalfYear:
    """Return the half-year of a name such as "2026-H2". Refuses another text."""
    period = half_year_named(name)
    if period is None:
        raise Refusal(Problem.NO_PERIOD)
    return period


def _wrong_number(details: MeasureDetails) -> Iterator[Fault]:
    if not NUMBER.fullmatch(details.number):
        yield Fault("number", Problem.MEASURE_NUMBER, details.number)


def _wrong_texts(details: MeasureDetails) -> Iterator[Fault]:
    if not details.texts or any(not written.title for written in details.texts):
        yield Fault("title", Problem.MEASURE_TITLE)
    for written in details.texts:
        for column, words, limit in _limited(written):
            if len(words) > limit:
                yield Fault(column, Problem.MEASURE_TEXT, str(limit))
    if len(details.unit) > LONGEST_UNIT:
        yield Fault("unit", Problem.MEASURE_TEXT, str(LONGEST_UNIT))
    if len(details.cost_source) > LONGEST_SOURCE:
        yield Fault("cost_source", Problem.MEASURE_TEXT, str(LONGEST_SOURCE))


def _limited(written: MeasureText) -> tuple[tuple[str, str, int], ...]:
    return (
        ("title", written.title, LONGEST_TITLE),
        ("goal", written.goal, LONGEST_GOAL),
        ("description", written.description, LONGEST_DESCRIPTION),
    )


def _wrong_target(details: MeasureDetails) -> Iterator[Fault]:
    if details.target is None:
        if needs_target(details):
            yield Fault("target", Problem.MEASURE_TARGET)
    elif not details.unit:
        yield Fault("unit", Problem.MEASURE_TARGET)


def _wrong_amounts(details: MeasureDetails) -> Iterator[Fault]:
    amounts = {
        "target": details.target,
        "cost_from": details.cost_from,
        "cost_to": details.cost_to,
    }
    wrong = [column for column, amount in amounts.items() if not _is_amount(amount)]
    yield from (Fault(column, Problem.MEASURE_AMOUNT, str(amounts[column])) for column in wrong)
    low, high = details.cost_from, details.cost_to
    if not wrong and low is not None and high is not None and high < low:
        yield Fault("cost_to", Problem.MEASURE_COSTS, measure_cells.written(high))


def _is_amount(amount: Decimal | None) -> bool:
    """Return whether it is None or a number from 0 on with at most two decimals."""
    if amount is None:
        return True
    return amount.is_finite() and 0 <= amount < LARGEST and amount == round(amount, 2)


def _wrong_dates(details: MeasureDetails) -> Iterator[Fault]:
    start, due = details.starts_on, details.due_on
    if start and due and due < start:
        yield Fault("due", Problem.MEASURE_DATES, f"{due:%d.%m.%Y}")


def _wrong_references(details: MeasureDetails, context: MeasureContext) -> Iterator[Fault]:
    if details.field and details.field not in context.fields:
        yield Fault("field", Problem.MEASURE_FIELD, details.field)
    yield from _wrong_owner(details, context)
    if details.parent and not _is_parent(details, context.parents or {}):
        yield Fault("parent", Problem.MEASURE_PARENT, details.parent)


def _wrong_owner(details: MeasureDetails, context: MeasureContext) -> Iterator[Fault]:
    grant_id, group = details.owner_grant_id, details.owner_group
    if grant_id is not None and group:
        yield Fault("owner_group", Problem.MEASURE_OWNERS, group)
    if grant_id is not None and grant_id not in context.grant_ids:
        yield Fault("owner_grant", Problem.OWNER_LEFT, str(grant_id))
    if group and group not in context.groups:
        yield Fault("owner_group", Problem.OWNER_LEFT, group)


def _is_parent(details: MeasureDetails, parents: Mapping[str, str]) -> bool:
    """Return whether its parent exists and is neither the measure itself nor a part of it."""
    measure_number, seen = details.parent, {details.number}
    while measure_number:
        if measure_number in seen or measure_number not in parents:
            return False
        seen.add(measure_number)
        measure_number = parents[measure_number]
    return True
