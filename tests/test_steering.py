"""The agenda of a steering group gets what the numbers show: late, unanswered, more needed."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import orjson
import pytest
from sqlalchemy import select, update

from bot.domain.half_years import HalfYear
from bot.domain.measures import Measure, MeasureState, Review, ReviewDraft, ReviewState
from bot.domain.meetings import Meeting
from bot.domain.needs import Asked
from bot.domain.queues import QueueName
from bot.domain.results import Kind, Published, Result
from bot.i18n import visible
from bot.rules.people import week
from bot.rules.steering import MOST, PointKind, grown_needs, points
from handlers.cli.sample_plans import load_sample_plans
from handlers.jobs.agendas import prepare_agendas
from handlers.workflows.services import Services
from storage import schema as t
from storage.catalogue import misses, places
from storage.engine import failed_items
from storage.engine.database import Database
from storage.groups import agendas, groups, meetings, results
from storage.measures import council_reports
from tests.harness.databases import NOW
from tests.harness.plans import COURSES, numbered

TODAY = date(2026, 11, 20)
BEFORE = HalfYear(2026, 1)


def measure(number: int, **changes: object) -> Measure:
    details = replace(numbered(str(number)), starts_on=date(2026, 1, 1), **changes)
    return Measure(number, 1, 1, details)


def review(measure_id: int, state: ReviewState) -> Review:
    return Review(measure_id, BEFORE, 1, ReviewDraft(state), NOW)


def test_late_and_unanswered_measures_come_up_and_nothing_else() -> None:
    past = {"due_on": TODAY - timedelta(days=1)}
    plan = [
        measure(1, **past),
        measure(2, **past, state=MeasureState.DONE),
        measure(3),
        measure(4),
        measure(5),
        Measure(6, 1, 1, replace(COURSES, number="6", starts_on=date(2026, 7, 1))),
    ]
    reviews = {
        1: review(1, ReviewState.RUNNING),
        3: review(3, ReviewState.NO_ANSWER),
        4: review(4, ReviewState.RUNNING),
    }
    found = [(p.kind, p.measure.id if p.measure else p.concept) for p in points(
        plan, reviews, ["housing"], TODAY
    )]  # fmt: skip
    assert found == [
        (PointKind.LATE, 1),
        (PointKind.UNANSWERED, 3),
        (PointKind.UNANSWERED, 5),
        (PointKind.NEED, "housing"),
    ]


def test_an_agenda_of_500_late_measures_stays_an_agenda() -> None:
    plan = [measure(n, due_on=TODAY - timedelta(days=1)) for n in range(1, 501)]
    found = points(plan, {}, [], TODAY)
    assert len(found) == 2 * MOST
    assert [point.more for point in found if point.measure is None] == [489, 489]


def test_a_need_that_may_not_be_told_is_not_on_the_agenda() -> None:
    asked = [
        Asked("2026-W47", "housing", "ar", "", 12),
        Asked("2026-W47", "doctor", "ar", "", 4),
        Asked("2026-W47", "swimming", "ar", "", 6),
    ]
    assert grown_needs(asked, {"housing": 8, "swimming": 6}) == ["housing"]
    assert grown_needs(asked, {"housing": 12}) == ["swimming"]
    assert grown_needs([], {"housing": 8}) == []


async def topics(database: Database, meeting_id: int, now: datetime = NOW) -> list[str]:
    async with database.read() as store:
        meeting = await meetings.by_id(store, meeting_id)
        assert meeting
        return [topic.words for topic in await agendas.of_meeting(store, meeting, now)]


async def planned(database: Database, days: int, name: str) -> int:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        every = await groups.of_district(store, district.id)
        group = next(group for group in every if group.name == name)
        start = (NOW + timedelta(days=days)).replace(tzinfo=None)
        return await meetings.add(store, Meeting(0, group.id, "Sitzung", start, district.zone))


STEERING = "Steuerungsgruppe Migration und Integration"


@pytest.mark.every_database
async def test_a_steering_group_that_meets_soon_finds_it_on_its_agenda_once(
    database: Database, services: Services
) -> None:
    await load_sample_plans(database, NOW)
    async with database.write() as store:
        await store.execute(update(t.meeting).values(state="cancelled"))
    soon = await planned(database, 10, STEERING)
    later = await planned(database, 40, STEERING)
    other = await planned(database, 10, "Arbeitskreis Wohnen")
    assert await prepare_agendas(database, services, NOW) == 1
    found = await topics(database, soon)
    late = "Measure {number} is late: {title}"
    title = "Betriebe stellen sich vor"
    assert found[0] == visible(services.translators["de"](late, number="2.2", title=title))
    assert "\u2068" not in found[0], "it is stored as people write"
    assert [words for words in found if "3.2" in words], "nobody answered for it"
    assert [words for words in found if "Wohnen" in words], "asked for more often"
    assert not [words for words in found if "Führerschein" in words], "not more often"
    assert (await topics(database, later), await topics(database, other)) == ([], [])
    assert await prepare_agendas(database, services, NOW) == 0, "once a meeting"
    async with database.read() as store:
        assert not await failed_items.ids(store, QueueName.AGENDAS), "each meeting is finished"
    async with database.write() as store:
        await store.execute(t.topic.delete().where(t.topic.c.words == found[0]))
    assert await prepare_agendas(database, services, NOW) == 0
    assert found[0] not in await topics(database, soon), "what was removed stays away"
    moment = NOW + timedelta(days=30)
    assert await prepare_agendas(database, services, moment) == 1
    again = await topics(database, later, moment)
    assert sorted(again) == sorted(set(again)), "what was left open comes up once"
    assert found[0] in again


async def test_before_the_first_report_no_need_has_grown(
    database: Database, services: Services
) -> None:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        await misses.count(store, week(NOW), district.id, "ar", ["housing"], times=40)
    soon = await planned(database, 3, STEERING)
    assert await prepare_agendas(database, services, NOW) == 1
    assert await topics(database, soon) == []


async def test_the_report_lists_what_the_steering_group_decided_for_everybody(
    database: Database,
) -> None:
    async with database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        every = {g.name: g.id for g in await groups.of_district(store, district.id)}
        july = datetime(2026, 7, 1, 12, tzinfo=UTC)
        for name, words, published, at in (
            (STEERING, "Für alle", Published.EVERYBODY, july),
            (STEERING, "Nur für uns", Published.GROUP, july),
            (STEERING, "Vorher", Published.EVERYBODY, july - timedelta(days=2)),
            ("Arbeitskreis Wohnen", "Ein Arbeitskreis", Published.EVERYBODY, july),
        ):
            await results.add(store, Result(0, every[name], Kind.DECISION, words, published), at)
        released = await council_reports.release(store, district, HalfYear(2026, 2), NOW)
        rows = await store.rows(select(t.result))
    assert orjson.loads(released.snapshot)["decisions"] == ["Für alle"]
    assert len(rows) == 4
