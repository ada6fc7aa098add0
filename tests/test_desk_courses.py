"""Courses and jobs in numbers at the desk, equal to a count of their own."""

import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.domain.half_years import HalfYear
from bot.domain.levels import Level, LevelRange
from bot.domain.people import Address, Person
from bot.domain.places import Municipality
from bot.rules.people import week
from handlers.dialogue.conversation import Conversation
from storage.catalogue import offers, places
from storage.measures import council_reports
from storage.people import levels, people, saved, stations
from storage.schema import offer
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.harness.mailing import agreed
from tests.harness.talk import bare
from tests.test_courses import course, publish

TODAY = NOW.date()


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


class Learner(NamedTuple):
    """Somebody as the test knows them; ``saves`` is the number of a course, "" for nwho."""

    town: Municipality | None
    level: Level
    saves: str
    station: int


COURSES = {"runs": True, "starts": True, "ended": False, "no course": False, "": False}
"""Whether somebody who saved it has a course."""


async def publish_courses(site: Site, district_id: int, town: Municipality) -> None:
    past, soon = TODAY - timedelta(days=60), TODAY + timedelta(days=20)
    await publish(
        site.conversation.database,
        site.conversation.services,
        district_id,
        course("runs", "job_c1", starts_on=past, seats=9),
        course("starts", "job_c1", starts_on=soon, seats=7, municipality=town.name),
        course("more", "job_c1", starts_on=soon, seats=4, municipality=town.name),
        course("other level", "open_beginner", level_from="A1", level_to="A2", seats=3),
        course("full", "job_c1", starts_on=soon, seats=0),
        course("closed", "job_c1", register_by=past, starts_on=soon, seats=5),
        course("ended", "job_c1", starts_on=past, expires_at=TODAY),
        course("no course", "", starts_on=soon, seats=50),
    )


async def invite(site: Site, district_id: int, learners: list[Learner]) -> None:
    async with site.conversation.database.write() as store:
        ids = {o.external_id: o.id for o in await offers.of_district(store, district_id)}
        for number, learner in enumerate(learners):
            town_id = learner.town.id if learner.town else None
            person = await people.meet(
                store,
                Address("web", f"learner {number}"),
                Person(**agreed(district_id, municipality_id=town_id)),
                NOW,
            )
            high = Level(min(learner.level + 1, Level.C2))
            await levels.keep(store, person, LevelRange(learner.level, high), TODAY)
            await stations.keep(store, person, learner.station, NOW)
            if learner.saves:
                await saved.keep(store, person, ids[learner.saves], NOW)
            if learner.saves == "runs":
                await saved.keep(store, person, ids["starts"], NOW)  # two courses, one person
        await store.execute(
            offer.update()
            .where(offer.c.external_id == "ended")
            .values(expires_at=TODAY - timedelta(days=1))
        )


def few(count: int) -> str:
    return "fewer than 5" if 0 < count < 5 else str(count)


@pytest.mark.every_database
async def test_the_numbers_equal_an_independent_count(site: Site) -> None:
    """People of another district, and who keeps no range, count nowhere."""
    desk = await at_desk(site, slug="waldshut")
    async with site.conversation.database.read() as store:
        (ours, theirs) = [
            d for d in await places.districts(store) if d.slug in ("waldshut", "konstanz")
        ]
        if ours.slug != "waldshut":
            ours, theirs = theirs, ours
        towns = [None, *(await places.municipalities(store, ours.id))[:2]]
    assert towns[1] is not None
    await publish_courses(site, ours.id, towns[1])
    chance = random.Random(24)
    saves = list(COURSES)
    learners = [
        Learner(
            chance.choice(towns),
            chance.choice([Level.A0, Level.B2]),
            chance.choice(saves),
            chance.choice([3, 3, 3, 8]),
        )
        for _ in range(60)
    ]
    await invite(site, ours.id, learners)
    async with site.conversation.database.write() as store:
        stranger = await people.meet(
            store, Address("web", "elsewhere"), Person(**agreed(theirs.id)), NOW
        )
        await levels.keep(store, stranger, LevelRange(Level.C1, Level.C2), TODAY)
        await stations.keep(store, stranger, 1, NOW)
    async with site.conversation.database.write() as store:
        for concept, district_id, times in (
            ("german_course", ours.id, 31), ("childcare", ours.id, 4), ("work", theirs.id, 29),
        ):  # fmt: skip
            at = (store, week(NOW), district_id, 3, [concept])
            await stations.count_search(*at, times=times)
    placed = Counter((who.town, who.level) for who in learners if COURSES[who.saves])
    waiting = Counter((who.town, who.level) for who in learners if not COURSES[who.saves])
    seats = Counter({(towns[1], Level.B2): 11, (None, Level.A1): 3})
    expected = {
        (
            town.name if town else "The whole district",
            "beginner" if level is Level.A0 else level.name,
            few(placed[town, level]),
            few(waiting[town, level]),
            str(seats[town, level]),
        )
        for town, level in {*placed, *waiting, *seats}
    }
    await desk.get("/desk/courses")
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>' + 4 * r"<td>(.*?)</td>", bare(desk.page))
    samples = {row for row in rows if row[2] == row[3] == "0"} - expected
    assert set(rows) - samples == expected
    at = Counter(learner.station for learner in learners)
    names = {3: "Is my diploma valid?", 8: "Looking for a job"}
    told = re.findall(
        r'<tr><td>(.*?)</td><th scope="row">(.*?)</th><td>(.*?)</td>', bare(desk.page)
    )
    here = {("Now", names[number], few(count)) for number, count in at.items()}
    assert {row for row in told if row[0] == "Now"} == here
    assert {row[1:] for row in told if "2026-W" in row[0]} == {row[1:] for row in here}
    assert "What are my skills?" not in desk.text
    assert f"{names[3]}: about 1 week" in desk.text, "all came this week"
    for page in ("/desk/courses", "/desk/courses/stations"):
        await desk.get(page)
        assert "German course" in desk.text, page
        assert {"31", "29", "4"} & set(re.findall(r">(\d+)<", desk.page)) == {"31"}, page
    async with site.conversation.database.write() as store:
        report = await council_reports.draft(store, ours, HalfYear(2026, 2), NOW)
    came = {number: count for number, count in at.items() if count >= 5}
    assert {told["number"]: told["arrived"] for told in report["stations"]} == came


async def test_without_anybody_the_page_says_so(site: Site) -> None:
    desk = await at_desk(site, slug="waldshut")
    await desk.get("/desk/courses")
    assert "Nobody has marked a station yet." in desk.text
