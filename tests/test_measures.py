"""Measures, their history and reviews, indicators; tables of them in and out."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from bot.domain.grants import Right, Role
from bot.domain.half_years import HalfYear
from bot.domain.measures import (
    IndicatorValue,
    MeasureState,
    MeasureText,
    ReviewDraft,
    ReviewState,
)
from bot.domain.people import Address, Person
from bot.rules.problems import Problem, Refusal
from handlers.dialogue.conversation import Conversation
from storage.catalogue import places
from storage.engine.database import Database
from storage.measures import indicators, measures, reviews
from storage.people import grants, people
from tests.harness.databases import NOW
from tests.harness.plans import COURSES, PlanOffice, numbered

pytestmark = pytest.mark.every_database
PERIOD = HalfYear(2026, 2)


async def waldshut(database: Database) -> int:
    async with database.read() as store:
        district = await places.district_named(store, "waldshut")
    assert district
    return district.id


async def somebody(database: Database) -> int:
    """Return the id of somebody who is stored."""
    async with database.write() as store:
        person = Person(0, consent_version=1)
        return (await people.meet(store, Address("web", "owner"), person, NOW)).id


async def test_a_measure_is_stored_changed_and_its_history_kept(database: Database) -> None:
    district_id = await waldshut(database)
    async with database.write() as store:
        added = await measures.add(store, district_id, COURSES, NOW)
        await measures.add(store, district_id, numbered("2.5.1", parent="2.5"), NOW)
        await measures.add(store, district_id, numbered("2.10"), NOW)
        cheaper = replace(COURSES, cost_to=Decimal("12000.01"), parent="2.10")
        changed = await measures.change(store, added.id, 1, cheaper, NOW + timedelta(days=1))
        same = await measures.change(store, added.id, 2, cheaper, NOW + timedelta(days=2))
    async with database.read() as store:
        stored = {m.details.number: m for m in await measures.of_district(store, district_id)}
        history = await measures.history(store, added.id)
    assert list(stored) == ["2.5", "2.5.1", "2.10"]
    assert stored["2.5"] == changed == same
    assert stored["2.5"].details == cheaper
    assert stored["2.5.1"].details == numbered("2.5.1", parent="2.5")
    assert [(line.version, line.changed_at) for line in history] == [
        (1, NOW),
        (2, NOW + timedelta(days=1)),
    ]
    assert history[0].before == {}
    assert history[1].before == {"cost_to": "18000,50", "parent": ""}
    assert history[1].after == {"cost_to": "12000,01", "parent": "2.10"}


async def test_what_is_refused_leaves_nothing_behind(database: Database) -> None:
    district_id = await waldshut(database)
    async with database.write() as store:
        measure = await measures.add(store, district_id, COURSES, NOW)
    cases = (
        (Problem.MEASURE_KNOWN, COURSES),
        (Problem.MEASURE_TARGET, numbered("3", target=None, unit="")),
        (Problem.MEASURE_DATES, numbered("3", due_on=date(2020, 1, 1))),
        (Problem.MEASURE_COSTS, numbered("3", cost_to=Decimal(1))),
        (Problem.OWNER_LEFT, numbered("3", owner_grant_id=77)),
        (Problem.MEASURE_FIELD, numbered("3", field="nowhere")),
    )
    wrong = []
    for problem, details in cases:
        try:
            async with database.write() as store:
                await measures.add(store, district_id, details, NOW)
            wrong.append(f"{problem}: stored")
        except Refusal as refusal:
            wrong += [] if refusal.problem is problem else [f"{problem}: {refusal.problem}"]
    assert not wrong
    async with database.read() as store:
        assert await measures.of_district(store, district_id) == [measure]


async def test_two_changes_at_once_the_second_is_told(database: Database) -> None:
    district_id = await waldshut(database)
    async with database.write() as store:
        measure = await measures.add(store, district_id, COURSES, NOW)

    async def change(unit: str) -> str:
        try:
            async with database.write() as store:
                details = replace(COURSES, unit=unit)
                await measures.change(store, measure.id, 1, details, NOW)
        except Refusal as refusal:
            return refusal.problem.value
        return "changed"

    answers = await asyncio.gather(*(change(f"Plätze {n}") for n in range(5)))
    assert sorted(answers) == ["changed", *["changed_meanwhile"] * 4]


async def test_an_owner_who_left_stops_no_correction(database: Database) -> None:
    district_id = await waldshut(database)
    talker = await somebody(database)
    async with database.write() as store:
        right = Right(Role.COORDINATOR, district_id)
        grant = await grants.give(store, talker, right, NOW)
        owned = replace(COURSES, owner_grant_id=grant.id)
        measure = await measures.add(store, district_id, owned, NOW)
        assert await measures.owner_ids(store, measure, NOW) == {talker}
        await grants.revoke(store, grant.id)
        assert await measures.owner_ids(store, measure, NOW) == frozenset()
        changed = await measures.change(store, measure.id, 1, replace(owned, unit="h"), NOW)
        with pytest.raises(Refusal) as refused:
            await measures.add(store, district_id, replace(owned, number="4"), NOW)
    assert changed.details.unit == "h"
    assert refused.value.problem is Problem.OWNER_LEFT


async def test_reviews_are_added_only_and_of_two_at_once_one_counts(database: Database) -> None:
    district_id = await waldshut(database)
    async with database.write() as store:
        measure = await measures.add(store, district_id, COURSES, NOW)
    draft = ReviewDraft(ReviewState.RUNNING, Decimal(12), Decimal(4000), "Zwei Kurse laufen.", "")

    async def review(words: str, seen: int = 0) -> str:
        try:
            async with database.write() as store:
                await reviews.add(
                    store, measure.id, PERIOD, replace(draft, words=words), NOW, seen=seen
                )
        except Refusal as refusal:
            return refusal.problem.value
        return "kept"

    answers = await asyncio.gather(*(review(f"Wort {n}") for n in range(4)))
    assert sorted(answers) == ["kept", *["reviewed_already"] * 3]
    assert await review("Berichtigt.", seen=1) == "kept"
    async with database.read() as store:
        written = await reviews.of_measure(store, measure.id)
        counting = await reviews.counting(store, [measure.id], PERIOD)
        now = await measures.by_id(store, measure.id)
    assert [(r.number, r.draft.words == "Berichtigt.") for r in written] == [(1, False), (2, True)]
    assert counting[measure.id].number == 2
    assert now
    assert now.details.state is MeasureState.RUNNING


async def test_no_answer_is_a_state_that_a_late_answer_may_follow(database: Database) -> None:
    district_id = await waldshut(database)
    silent, done = ReviewDraft(ReviewState.NO_ANSWER), ReviewDraft(ReviewState.DONE)
    async with database.write() as store:
        measure = await measures.add(store, district_id, COURSES, NOW)
        await reviews.add(store, measure.id, PERIOD, silent, NOW)
        kept = await measures.by_id(store, measure.id)
        await reviews.add(store, measure.id, PERIOD, done, NOW)
        running = ReviewDraft(ReviewState.RUNNING)
        await reviews.add(store, measure.id, PERIOD.before, running, NOW)
        after = await measures.by_id(store, measure.id)
        assert await reviews.add(store, 4711, PERIOD, done, NOW) is None
    assert kept
    assert kept.details.state is MeasureState.PLANNED
    assert after
    assert after.details.state is MeasureState.DONE, "a later half-year says more"


async def test_whoever_is_forgotten_leaves_the_review_and_no_name(database: Database) -> None:
    district_id = await waldshut(database)
    author = await somebody(database)
    async with database.write() as store:
        measure = await measures.add(store, district_id, COURSES, NOW, author)
        draft = ReviewDraft(ReviewState.RUNNING, words="Läuft gut.")
        await reviews.add(store, measure.id, PERIOD, draft, NOW, author_id=author)
        await people.forget(store, author, NOW)
        written = await reviews.of_measure(store, measure.id)
        history = await measures.history(store, measure.id)
    assert [(r.author_id, r.draft.words) for r in written] == [(None, "Läuft gut.")]
    assert {line.person_id for line in history} == {None}


async def test_indicators_are_at_most_twelve(database: Database) -> None:
    district_id = await waldshut(database)

    async def add(name: str) -> str:
        try:
            async with database.write() as store:
                await indicators.add(store, district_id, name, "Personen")
        except Refusal as refusal:
            return refusal.problem.value
        return "added"

    answers = await asyncio.gather(*(add(f"Zahl {n}") for n in range(14)))
    assert sorted(answers) == [*["added"] * 12, *["indicators_full"] * 2]
    value = IndicatorValue(PERIOD, Decimal("1523.5"), "Ausländerbehörde", NOW.date())
    async with database.write() as store:
        first = (await indicators.of_district(store, district_id))[0]
        await indicators.set_value(store, first.id, replace(value, value=Decimal(3)), NOW)
        await indicators.set_value(store, first.id, value, NOW)
        stored = await indicators.of_district(store, district_id)
        assert stored[0].values == (value,)
        await indicators.remove(store, first.id)
        assert len(await indicators.of_district(store, district_id)) == 11


@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
async def test_a_plan_goes_out_and_comes_back_unchanged(
    conversation: Conversation, config, tmp_path: Path, suffix: str
) -> None:
    office = PlanOffice(conversation, config)
    district_id = await waldshut(conversation.database)
    hostile = (
        MeasureText("ar", "دورات مسائية +49", "=1+1", "'@x\n\nنهاية"),
        MeasureText("de", "=HYPERLINK(1)", "#set text(1pt)", "{{ 7*7 }}; <b>"),
    )
    plan = [
        numbered("3", texts=hostile),
        numbered("3.1", parent="3", target=Decimal("2.5")),
        numbered("10", cost_from=None, cost_to=None, starts_on=None, due_on=None, organisation=""),
    ]
    async with conversation.database.write() as store:
        for details in plan:
            await measures.add(store, district_id, details, NOW)
    file = await office.exports_plan(tmp_path / f"plan.{suffix}")
    answer = await office.imports_plan(file)
    assert (answer["unchanged"], answer["new"], answer["changed"]) == (3, 0, 0), answer
    other = await office.imports_plan(file, district="konstanz")
    assert other["code"] == 1, "the fields of another district are others"
    async with conversation.database.read() as store:
        stored = await measures.of_district(store, district_id)
        assert [m.details for m in stored] == plan
        assert [len(await measures.history(store, m.id)) for m in stored] == [1, 1, 1]


async def test_a_table_with_mistakes_stores_nothing_and_names_the_cells(
    conversation: Conversation, config, tmp_path: Path
) -> None:
    office = PlanOffice(conversation, config)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Plan"
    sheet.append(["Konzept des Landkreises"])
    sheet.append(["Nr.", "Maßnahme", "Zielwert", "Einheit", "Beginn", "Frist", "Status"])
    sheet.append(["1.1", "Kurse", 40, "Plätze", date(2026, 7, 1), date(2026, 1, 1), "geplant"])
    sheet.append([date(2026, 5, 2), "Wohnen", 4, "Wohnungen", None, None, "läuft"])
    sheet.append(["1.3", "Gut", 4.5, "Stellen", None, None, "erledigt"])
    file = tmp_path / "plan.xlsx"
    book.save(file)
    answer = await office.imports_plan(file)
    assert answer["code"] == 1
    assert [(m["sheet"], m["row"], m["column"], m["code"]) for m in answer["mistakes"]] == [
        ("Plan", 4, "Nr.", "measure_number"),
        ("Plan", 3, "Frist", "measure_dates"),
    ]
    marked = openpyxl.load_workbook(tmp_path / "plan-fehler.xlsx")["Plan"]
    assert marked["F3"].comment
    assert marked["A4"].comment
    sheet["F3"], sheet["A4"] = date(2027, 1, 1), "1.2"
    book.save(file)
    dry = await office.imports_plan(file, dry_run=True)
    assert (dry["new"], dry["code"]) == (3, 0)
    async with conversation.database.read() as store:
        assert not await measures.of_district(store, await waldshut(conversation.database))
    assert (await office.imports_plan(file))["new"] == 3
    assert (await office.imports_plan(file))["unchanged"] == 3


async def test_an_older_table_undoes_nothing_unless_it_is_said(
    conversation: Conversation, config, tmp_path: Path
) -> None:
    office = PlanOffice(conversation, config)
    district_id = await waldshut(conversation.database)
    async with conversation.database.write() as store:
        measure = await measures.add(store, district_id, COURSES, NOW)
    file = await office.exports_plan(tmp_path / "plan.csv")
    async with conversation.database.write() as store:
        await measures.change(store, measure.id, 1, replace(COURSES, unit="Kurse"), NOW)
    answer = await office.imports_plan(file)
    assert (answer["changed"], len(answer["older"])) == (0, 1)
    assert answer["older"][0]["differences"] == [
        {"column": "unit", "before": "Kurse", "after": "Plätze"}
    ]
    assert (await office.imports_plan(file, accept_older=True))["changed"] == 1
