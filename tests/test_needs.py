"""Needs: what was asked for in vain, beside the offers about it, without small numbers."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.domain.grants import Role
from bot.domain.groups import Group, Kind
from bot.domain.half_years import HalfYear
from bot.domain.needs import Asked, Supply
from bot.rules import needs as rules
from bot.rules.people import week
from bot.rules.suppression import published
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.catalogue import misses, places
from storage.groups import groups as stored_groups
from storage.measures import needs, offer_evidence
from storage.measures.evidence import span_of
from storage.people import audits
from tests.harness.circles import lead_of, number_of
from tests.harness.databases import NOW
from tests.harness.rights import give
from tests.harness.talk import Talk
from tests.test_meetings import NAME

WEEK = "2026-W47"
ASKED = (
    Asked(WEEK, "housing", "ar", "Bonndorf", 20),
    Asked(WEEK, "housing", "uk", "Bonndorf", 8),
    Asked("2026-W48", "housing", "ti", "", 3),
    Asked(WEEK, "pets", "ar", "", 2),
    Asked(WEEK, "work", "ar", "", 6),
    Asked(WEEK, "", "so", "", 4),
)


def test_a_need_is_told_without_a_number_that_gives_a_small_one_away() -> None:
    figures = rules.figures(ASKED)
    assert [(f.name, f.value) for f in figures[:2]] == [("asked|housing", 31), ("asked|work", 6)]
    names = published(figures)
    told = rules.told(ASKED, {"pets": 7}, {"housing": Supply(4, 2), "pets": Supply(1)}, names)
    by_concept = {need.concept: need for need in told}
    housing = by_concept["housing"]
    assert (housing.asked, housing.supply) == (31, Supply(4, 2))
    assert housing.languages == {"ar": 20}, "with both, 31 - 28 is Tigrinya"
    assert by_concept["pets"].asked is None
    assert "" not in by_concept
    assert told[0].concept == "housing"


def test_a_need_is_met_by_an_offer_that_came_after_the_questions() -> None:
    """Weeks are all that is kept; at the turn of a year too."""
    wrong = []
    weeks = (("2026-W40", 4), ("2026-W47", 9), ("2026-W53", 4), ("2027-W01", 1))
    asked = [Asked(week, "pets", "ar", "", count) for week, count in weeks]
    asked.append(Asked("2027-W02", "work", "ar", "", 90))
    for arrived, expected in (
        (None, False), (date(2026, 1, 5), False), (date(2026, 11, 15), False),
        (date(2026, 11, 16), False), (date(2026, 12, 28), True), (date(2027, 1, 3), True),
        (date(2027, 1, 4), True), (date(2030, 1, 1), True),
    ):  # fmt: skip
        if rules.is_met("pets", asked, arrived) != expected:
            wrong.append((arrived, expected))
    assert not wrong


def test_a_need_goes_to_the_group_that_is_about_it() -> None:
    """By name, by what is wider, by the field of its offers, else to the steering group."""
    housing, work = _group(1, field_id=7), _group(2, field_id=8)
    steering, circle = _group(3, Kind.STEERING_GROUP), _group(4, Kind.HELPER_CIRCLE, field_id=9)
    about = {1: {"housing"}, 2: {"work"}, 3: {"pets"}, 4: {"pets"}}
    every, wrong = [housing, work, steering, circle], []
    for groups, concepts, field_id, expected in (
        (every, ("work", "housing"), 7, work), (every, ("deposit", "housing"), 8, housing),
        (every, ("pets",), 8, work), (every, ("pets",), 9, steering),
        (every, ("pets",), None, steering), ([circle, work], ("pets",), None, work),
        ([circle], ("pets",), 9, None), ([], (), None, None),
    ):  # fmt: skip
        if rules.right_group(groups, about, concepts, field_id) != expected:
            wrong.append((concepts, field_id, expected))
    assert not wrong


def _group(group_id: int, kind: Kind = Kind.WORKING_GROUP, field_id: int | None = None) -> Group:
    return Group(group_id, 1, kind, f"Gruppe {group_id}", field_id=field_id)


async def test_a_lead_passes_a_need_on_with_one_press_once(channel: Conversation) -> None:
    """To the right group, on both channels; without a number, and none below five is told."""
    lead = await lead_of(channel, NAME, "lead", "en")
    group_id = await number_of(channel, NAME)
    async with channel.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for concept, times in (("pets", 4), ("housing", 7), ("swimming", 5)):
            at = (store, week(NOW), district.id, "ar", [concept])
            await misses.count(*at, times=times)
    await lead.look(f"result.list:{group_id}:0")
    await lead.goes(
        ("[Needs]", "Asked for and not found", "[➕ housing]", "[➕ swimming]", "!pets", "!7"),
        ("[➕ housing]", f"housing: On the agenda of {NAME}", "![➕ housing]"),
    )
    wrong = []
    for press in ("housing", "pets", "nonsense", "x" * 50):
        await lead.hear(Pressed(f"need.topic:{group_id}:{press}"))
        async with channel.database.read() as store:
            rows = await store.rows(select(t.topic).where(t.topic.c.group_id == group_id))
        if [row["words"] for row in rows].count("Gesucht und nicht gefunden: Wohnen") > 1:
            wrong.append(press)
    words = [row["words"] for row in rows if row["membership_id"] is None]
    assert (wrong, len(words)) == ([], 1), words
    async with channel.database.read() as store:
        line = (await audits.latest(store, 9, acts_only=True))[0]
        others = await stored_groups.of_district(store, district.id)
    assert (line.action, line.subject) == ("need.topic", f"group {group_id}")
    circle = next(group for group in others if group.kind is Kind.HELPER_CIRCLE)
    helper = await lead_of(channel, circle.name, "helper", "en")
    await helper.look(f"result.list:{circle.id}:0")
    assert "[Needs]" not in helper.shown
    await helper.hear(Pressed(f"need.list:{circle.id}:0"))
    assert "no longer works" in helper.shown


@pytest.mark.every_database
async def test_needs_stand_beside_the_offers_about_them(conversation: Conversation) -> None:
    """From the question in the chat to the number, by the same understanding of words."""
    newcomer, office = Talk(conversation, ("de",)), Talk(conversation, ("de",), "office")
    for talk in (newcomer, office):
        await talk.open()
        await talk.goes(
            ("[Deutsch]", "Wo wohnen Sie?"), ("[Landkreis Waldshut]", "Was suchen Sie?")
        )
    await give(conversation, office, Role.COORDINATOR)
    for talk in (newcomer, office):
        for _ in range(6):
            await talk.goes(("Tierarzt für meine Katze", "Wir haben nichts gefunden."))
    async with conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        town = (await places.municipalities(store, district.id))[0]
        for _ in range(9):
            await misses.count(store, week(NOW), district.id, "ar", ["swimming"], town.id)
        period = HalfYear(2026, 2)
        asked = await needs.asked(store, district.id, period.weeks)
        assert await needs.asked(store, district.id, period.next.weeks) == []
        span = span_of(period, district, NOW)
        concepts = {part.concept for part in asked}
        supply = await offer_evidence.supply(store, district.id, concepts, span)
    names = published(rules.figures(asked))
    told = {need.concept: need for need in rules.told(asked, {}, supply, names)}
    assert told["pets"].asked == 6, "the office only tried"
    assert told["pets"].supply == Supply()
    assert (told["swimming"].asked, told["swimming"].languages) == (9, {"ar": 9})
    assert told["swimming"].towns == {town.name: 9}
    assert told["swimming"].supply.open > 0
