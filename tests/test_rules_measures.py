"""Measures, reviews and indicators: what they may be, and what a table says wrongly."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.grants import Role
from bot.domain.half_years import HalfYear, half_year_named, half_year_of
from bot.domain.imports import Row
from bot.domain.measures import (
    Indicator,
    IndicatorValue,
    Measure,
    MeasureOrigin,
    MeasureState,
    MeasureText,
    Review,
    ReviewDraft,
    ReviewState,
)
from bot.domain.people import Person
from bot.domain.places import Field
from bot.rules import measure_cells
from bot.rules import measure_tables as tables
from bot.rules import measures as rules
from bot.rules.measure_tables import TableContext
from bot.rules.measures import MeasureContext
from bot.rules.problems import Problem
from bot.screens.import_mistakes import MISTAKES, sentence
from tests.harness.plans import COURSES, numbered
from tests.harness.rights import held
from tests.refusals import refuses

FIELDS = (Field(3, 1, "school-language", "📚", {"de": "Schule und Sprache"}),)
ALLOWED = MeasureContext(
    fields=("school-language",),
    grant_ids=(7,),
    groups=("AK Sprache",),
    parents={"2": "", "2.5": "2", "2.5.1": "2.5"},
)
PERIOD = HalfYear(2026, 2)
TODAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 20, 9, 30, tzinfo=UTC)


def test_what_is_wrong_with_a_measure_is_said_beside_its_column() -> None:
    long = MeasureText("de", "x" * 201, "y" * 601, "z" * 3001)
    cases = {
        "nothing": (COURSES, []),
        "no number": (numbered(""), ["number"]),
        "a number of spaces": (numbered("2 5"), ["number"]),
        "a long number": (numbered("2" * 21), ["number"]),
        "no text": (replace(COURSES, texts=()), ["title"]),
        "no title": (replace(COURSES, texts=(MeasureText("de", ""),)), ["title"]),
        "long texts": (replace(COURSES, texts=(long,)), ["title", "goal", "description"]),
        "a long unit": (replace(COURSES, unit="u" * 61), ["unit"]),
        "a long source": (replace(COURSES, cost_source="s" * 201), ["cost_source"]),
        "no target": (replace(COURSES, target=None), ["target"]),
        "no unit": (replace(COURSES, unit=""), ["unit"]),
        "a target below nothing": (replace(COURSES, target=Decimal(-1)), ["target"]),
        "no number at all": (replace(COURSES, target=Decimal("NaN")), ["target"]),
        "three decimals": (replace(COURSES, cost_from=Decimal("1.005")), ["cost_from"]),
        "a huge cost": (replace(COURSES, cost_to=Decimal(10) ** 12), ["cost_to"]),
        "cost to below from": (replace(COURSES, cost_to=Decimal(11999)), ["cost_to"]),
        "an end before its start": (replace(COURSES, due_on=date(2026, 6, 30)), ["due"]),
        "an unknown field": (replace(COURSES, field="housing"), ["field"]),
        "an owner who left": (replace(COURSES, owner_grant_id=8), ["owner_grant"]),
        "a group that is gone": (replace(COURSES, owner_group="AK Wohnen"), ["owner_group"]),
        "two owners": (
            replace(COURSES, owner_grant_id=7, owner_group="AK Sprache"),
            ["owner_group"],
        ),
        "an unknown parent": (replace(COURSES, parent="9"), ["parent"]),
        "itself": (replace(COURSES, parent="2.5"), ["parent"]),
        "its own part": (replace(COURSES, parent="2.5.1"), ["parent"]),
    }
    wrong = []
    for name, (details, expected) in cases.items():
        found = [fault.column for fault in rules.faults(details, ALLOWED)]
        wrong += [] if found == expected else [f"{name}: {found}"]
        problems = {fault.problem for fault in rules.faults(details, ALLOWED)}
        wrong += [
            f"{p}: no sentence" for p in problems - {Problem.MEASURE_TEXT} if p not in MISTAKES
        ]
    assert not wrong
    with refuses(Problem.MEASURE_DATES):
        rules.checked(cases["an end before its start"][0], ALLOWED)
    assert rules.checked(COURSES, ALLOWED) == COURSES


@pytest.mark.parametrize(("origin", "state", "needed"), [
    (MeasureOrigin.PLAN, MeasureState.PLANNED, True),
    (MeasureOrigin.RESULT, MeasureState.PLANNED, False),
    (MeasureOrigin.RECOMMENDATION, MeasureState.DROPPED, False),
    (MeasureOrigin.RESULT, MeasureState.RUNNING, True),
    (MeasureOrigin.RECOMMENDATION, MeasureState.DONE, True),
])  # fmt: skip
def test_only_what_a_group_plans_may_lack_a_target(origin, state, needed) -> None:
    vague = replace(COURSES, origin=origin, state=state, target=None, unit="")
    assert rules.needs_target(vague) is needed
    assert bool(rules.faults(vague, ALLOWED)) is needed


@pytest.mark.parametrize(("state", "due", "late"), [
    (MeasureState.RUNNING, date(2026, 11, 19), True),
    (MeasureState.RUNNING, TODAY, False),
    (MeasureState.POSTPONED, date(2026, 1, 1), True),
    (MeasureState.DONE, date(2026, 1, 1), False),
    (MeasureState.DROPPED, date(2026, 1, 1), False),
    (MeasureState.PLANNED, None, False),
])  # fmt: skip
def test_late_is_computed(state, due, late) -> None:
    assert rules.is_late(replace(COURSES, state=state, due_on=due), TODAY) is late


def test_half_years_hold_each_day_and_each_week_once() -> None:
    assert half_year_of(date(2026, 6, 30)) == HalfYear(2026, 1)
    assert half_year_of(date(2026, 7, 1)) == PERIOD
    assert (PERIOD.first, PERIOD.last) == (date(2026, 7, 1), date(2026, 12, 31))
    assert (str(PERIOD), half_year_named(" 2026-h2 ")) == ("2026-H2", PERIOD)
    assert PERIOD.next.before == PERIOD
    for name in ("", "2026", "2026-H3", "26-H1", "2026-H22", "9999-H1"):
        assert half_year_named(name) is None, name
    assert half_year_named("٢٠٢٦-H2") == PERIOD
    weeks = [week for half in (HalfYear(2026, 1), PERIOD, PERIOD.next) for week in half.weeks]
    assert len(weeks) == len(set(weeks))
    assert (weeks[0], weeks[-1], len(weeks)) == ("2026-W01", "2027-W25", 53 + 25)


def test_a_review_is_checked() -> None:
    good = ReviewDraft(ReviewState.RUNNING, Decimal(12), Decimal("99.50"), "w" * 600, "n" * 300)
    assert rules.checked_review(good, PERIOD, TODAY) is good
    for problem, draft, period in (
        (Problem.LONG_REVIEW, replace(good, words="w" * 601), PERIOD),
        (Problem.LONG_REVIEW, replace(good, next_step="n" * 301), PERIOD),
        (Problem.MEASURE_AMOUNT, replace(good, actual=Decimal(-1)), PERIOD),
        (Problem.MEASURE_AMOUNT, replace(good, spent=Decimal("Infinity")), PERIOD),
        (Problem.PERIOD_FUTURE, good, PERIOD.next),
    ):
        with refuses(problem):
            rules.checked_review(draft, period, TODAY)


def test_of_two_reviews_at_once_the_first_counts() -> None:
    first = Review(1, PERIOD, 1, ReviewDraft(ReviewState.RUNNING), NOW)
    silent = Review(1, PERIOD, 1, ReviewDraft(ReviewState.NO_ANSWER), NOW)
    assert rules.may_follow(None, 0) == 1
    assert rules.may_follow(first, 1) == 2
    assert rules.may_follow(silent, 0) == 2
    with refuses(Problem.REVIEWED_ALREADY):
        rules.may_follow(first, 0)


def test_owners_and_coordinators_review() -> None:
    measure = Measure(1, 1, 1, COURSES)
    owner, coordinator = Person(4), Person(9, rights=held(Role.COORDINATOR))
    neighbour = Person(8, rights=held(Role.COORDINATOR, district_id=2))
    rules.may_review(owner, measure, {4})
    rules.may_review(coordinator, measure, set())
    for person in (neighbour, Person(5), Person(6, rights=held(Role.READER))):
        with refuses(Problem.NOT_ALLOWED):
            rules.may_review(person, measure, {4})
        with refuses(Problem.NOT_ALLOWED):
            rules.may_keep(person, 1)


def test_a_district_has_few_indicators_and_each_figure_a_source() -> None:
    others = [Indicator(n, 1, f"Zahl {n}") for n in range(12)]
    rules.checked_indicator("Zahl 12", "Personen", others[:11])
    with refuses(Problem.INDICATORS_FULL):
        rules.checked_indicator("Zahl 12", "", others)
    with refuses(Problem.INDICATOR_KNOWN):
        rules.checked_indicator("Zahl 1", "", others[:5])
    with refuses(Problem.NO_TITLE):
        rules.checked_indicator("", "", [])
    value = IndicatorValue(PERIOD, Decimal(1523), "Ausländerbehörde", TODAY)
    assert rules.checked_value(value, TODAY) is value
    with refuses(Problem.NO_SOURCE):
        rules.checked_value(replace(value, source=""), TODAY)
    with refuses(Problem.PERIOD_FUTURE):
        rules.checked_value(replace(value, as_of=date(2026, 12, 1)), TODAY)


@pytest.mark.parametrize(("cell", "value"), [
    ("", None), ("40", "40"), ("12.000", "12000"), ("12.000,50 €", "12000.50"), ("1,5", "1.5"),
    ("12000.5", "12000.5"), ("1.234.567", "1234567"), ("0", "0"), ("7 EUR", "7"), ("٤٠", "40"),
])  # fmt: skip
def test_amounts_as_offices_write_them(cell, value) -> None:
    assert measure_cells.amount(cell) == (None if value is None else Decimal(value))


@pytest.mark.parametrize("cell", ["1,000", "viel", "-3", "1.23.4", "12 000", "1e3", "=1+1"])
def test_amounts_that_are_not_clear_are_refused(cell) -> None:
    with pytest.raises(tables.Wrong):
        measure_cells.amount(cell)


CONTEXT = TableContext(ALLOWED, FIELDS, ("de", "uk", "ar"))


def row_of(row_number: int = 2, **cells: str) -> Row:
    return Row(
        "", row_number, {"number": "2.5", "title": "Kurse", "target": "4", "unit": "h"} | cells
    )


def test_every_mistake_of_a_table_has_its_cell_and_a_sentence() -> None:
    cases = {
        ("number", "measure_number"): row_of(number="02.05.2026"),
        ("target", "amount"): row_of(target="1,000"),
        ("target", "measure_target"): row_of(target=""),
        ("title", "measure_title"): row_of(title="  "),
        ("title", "too_long"): row_of(title="x" * 201),
        ("goal", "too_long"): row_of(goal_uk="x" * 601, title_uk="x"),
        ("start", "date"): row_of(start="31.02.2026"),
        ("due", "measure_dates"): row_of(start="01.07.2026", due="30.06.2026"),
        ("cost_to", "measure_costs"): row_of(cost_from="5", cost_to="4"),
        ("state", "state"): row_of(state="halb"),
        ("public", "yes_no"): row_of(public="vielleicht"),
        ("origin", "origin"): row_of(origin="Bauch"),
        ("field", "field"): row_of(field="Wohnen"),
        ("parent", "measure_parent"): row_of(parent="8"),
        ("owner_grant", "owner_left"): row_of(owner_grant="99"),
        ("owner_grant", "number"): row_of(owner_grant="x"),
        ("owner_group", "owner_left"): row_of(owner_group="AK Wohnen"),
    }  # fmt: skip
    wrong = []
    for expected, row in cases.items():
        _, mistakes = tables.read([row], CONTEXT)
        found = [(mistake.column, mistake.code) for mistake in mistakes]
        wrong += [] if found == [expected] else [f"{expected}: {found}"]
        wrong += [f"{expected}: {line}" for line in map(sentence, mistakes) if "Zeile" not in line]
    assert not wrong
    _, twice = tables.read([row_of(2), row_of(3)], CONTEXT)
    assert [(m.row, m.code) for m in twice] == [(3, "twice")]
    (proposed,) = tables.read([row_of(number="02.05.2026")], CONTEXT)[1]
    assert proposed.proposal == "2.5"


def test_parts_may_stand_before_their_measure_but_not_in_a_circle() -> None:
    before = [row_of(2, number="3.1", parent="3"), row_of(3, number="3")]
    drafts, mistakes = tables.read(before, CONTEXT)
    assert (len(drafts), mistakes) == (2, [])
    circle = [row_of(2, number="3.1", parent="3"), row_of(3, number="3", parent="3.1")]
    assert {m.code for m in tables.read(circle, CONTEXT)[1]} == {"measure_parent"}


def test_columns_that_a_file_lacks_keep_what_is_stored() -> None:
    stored = {"2.5": Measure(1, 1, 3, COURSES)}
    narrow = TableContext(ALLOWED, FIELDS, ("de", "uk"), stored, ("number", "title", "state"))
    drafts, mistakes = tables.read(
        [Row("", 2, {"number": "2.5", "title": "Kurse", "state": "läuft"})], narrow
    )
    assert not mistakes
    (draft,) = drafts
    texts = (replace(COURSES.texts[0], title="Kurse"), COURSES.texts[1])
    assert draft.details == replace(COURSES, state=MeasureState.RUNNING, texts=texts)


words = st.text(st.characters(min_codepoint=32, max_codepoint=0x6FF), max_size=60)
amounts = st.none() | st.decimals(0, 10**9, places=2)


@given(title=words, goal=words, low=amounts, unit=words)
def test_what_is_exported_is_read_back(title, goal, low, unit) -> None:
    """Whatever stands in a measure that the rules allow."""
    cleaned = tables._texts({"title": title, "goal": goal}, ("de",))
    details = replace(
        COURSES,
        texts=cleaned,
        cost_from=low,
        cost_to=None,
        unit=measure_cells.line(unit),
        target=None if not measure_cells.line(unit) else Decimal("2.5"),
    )
    if rules.faults(details, ALLOWED):
        return
    cells = tables.row(details, 3)
    (draft,), mistakes = tables.read([Row("", 2, cells)], CONTEXT)
    assert not mistakes
    assert (draft.details, draft.version) == (details, 3)


def test_costs_that_are_wrong_are_told_as_they_are_written() -> None:
    details = replace(COURSES, cost_from=Decimal("200"), cost_to=Decimal("100.0"))
    found = [f.value for f in rules.faults(details, MeasureContext()) if f.column == "cost_to"]
    assert found == ["100"]
