"""Searches that found offers of which none was opened: counted at once, taken back once."""

import pytest
from sqlalchemy import select

from bot.domain.grants import Role
from bot.domain.half_years import HalfYear
from bot.domain.needs import Asked, Supply
from bot.domain.offers import State
from bot.rules import needs as rules
from bot.rules.people import week
from bot.rules.suppression import published
from bot.ui import Press
from handlers.dialogue.conversation import Conversation
from handlers.dialogue.said import Pressed
from storage import schema as t
from storage.catalogue import misses, places
from storage.engine.store import Store
from storage.measures import needs
from tests.harness.browsers import opened
from tests.harness.databases import NOW
from tests.harness.desk import at_desk
from tests.harness.rights import give
from tests.harness.talk import Talk

PERIOD = HalfYear(2026, 2)
WORDS = "Deutschkurs"


async def waldshut(store: Store) -> int:
    district = await places.district_named(store, "waldshut")
    assert district
    return district.id


async def counted(conversation: Conversation) -> dict[str, int]:
    """Return language → how often it was counted, those that were taken back as 0."""
    async with conversation.database.read() as store:
        rows = await store.rows(select(t.missed.c.language, t.missed.c.unopened))
    sums: dict[str, int] = {}
    for row in rows:
        sums[row["language"]] = max(sums.get(row["language"], 0), row["unopened"])
    return sums


async def living_here(conversation: Conversation, who: str) -> Talk:
    talk = Talk(conversation, ("de",), who)
    await talk.open()
    await talk.goes(("[Deutsch]", "Wo wohnen Sie?"), ("[Landkreis Waldshut]", "Was suchen Sie?"))
    return talk


def cards_of(talk: Talk) -> list[str]:
    presses = [b.action.data for b in talk.screen.buttons if isinstance(b.action, Press)]
    return [data for data in presses if data.startswith("offer.show:")]


@pytest.mark.every_database
async def test_a_search_counts_until_one_of_its_offers_is_opened(channel: Conversation) -> None:
    """Typed again it is the same one; somebody who changes language takes back their own."""
    first, second, office = [await living_here(channel, who) for who in "abc"]
    await give(channel, office, Role.COORDINATOR)
    seen = []
    for talk in (first, second, office, first):
        await talk.say(WORDS)
        seen.append(await counted(channel))
    assert [sums["de"] for sums in seen] == [1, 2, 2, 2], "the office only tries"
    card = cards_of(first)[0]
    assert ":q1." in card
    await first.hear(Pressed("language.set:en"))
    for data in (card, card):
        await first.hear(Pressed(data))
    assert (await counted(channel))["de"] == 1, "once, however many are opened"
    await first.say(WORDS)
    assert await counted(channel) == {"de": 1}, "what was opened once was of use"
    await second.say("Wohnung")
    assert [data for data in cards_of(second) if ":q2." in data]
    await second.hear(Pressed(cards_of(second)[0]))
    assert (await counted(channel))["de"] == 1, "the first search is still without use"


@pytest.mark.every_database
async def test_a_link_of_the_web_takes_a_search_back_and_others_write_nothing(
    conversation: Conversation,
) -> None:
    async with opened(conversation) as site, conversation.database.read() as store:
        person = site.browser(**{"Accept-Language": "de"})
        await person.look()
        await person.press(f"district.set:{await waldshut(store)}")
        await person.send(text=WORDS)
        offers = select(t.offer.c.id).where(t.offer.c.state == State.PUBLISHED).limit(2)
        ids = (await store.execute(offers)).scalars()
        cards = [f"offer.show:{offer_id}:q1...0" for offer_id in ids]
        assert await counted(conversation) == {"de": 1}
        browsed = cards[0].replace(":q1.", ":a.")
        for data in (browsed, "offer.show:1", "offer.show:1:q9..0", "offer.show:1:x", "offer.show"):
            await person.look(data)
        assert await counted(conversation) == {"de": 1}
        for data in cards:
            assert (await person.look(data)).status == 200
        assert await counted(conversation) == {"de": 0}


def test_small_numbers_of_what_was_not_opened_are_told_to_nobody() -> None:
    unopened = [
        Asked("2026-W47", "housing", "ar", "", 9), Asked("2026-W48", "housing", "ti", "", 2),
        Asked("2026-W47", "pets", "ar", "", 3), Asked("2026-W48", "pets", "uk", "", 1),
        Asked("2026-W47", "work", "ar", "", 5), Asked("2026-W47", "", "ar", "", 50),
    ]  # fmt: skip
    asked = [Asked("2026-W47", "work", "ar", "", 30), Asked("2026-W47", "pets", "ar", "", 4)]
    names = published(rules.figures(asked, unopened))
    told = rules.told(asked, {}, {"housing": Supply(3)}, names, unopened)
    assert [(need.concept, need.asked, need.unopened) for need in told] == [
        ("work", 30, 5), ("housing", None, 11),
    ]  # fmt: skip


async def test_the_desk_and_the_report_tell_it_apart_from_what_was_not_found(
    conversation: Conversation,
) -> None:
    """Offers that nobody opens do not meet the need; where it was not found, they do not count."""
    async with conversation.database.write() as store:
        district_id = await waldshut(store)
        await misses.count(store, week(NOW), district_id, "ar", ["pets"], times=6)
    for number in range(7):
        talk = await living_here(conversation, str(number))
        await talk.say(WORDS)
    async with conversation.database.read() as store:
        asked = await needs.asked(store, district_id, PERIOD.weeks)
        found = await needs.unopened(store, district_id, PERIOD.weeks)
    assert [(part.concept, part.count) for part in asked] == [("pets", 6)]
    assert ("german_course", 7) in [(part.concept, part.count) for part in found]
    async with opened(conversation) as site:
        desk = await at_desk(site)
        await desk.get("/desk/report/2026-H2?version=draft")
        assert "Found, none opened: 7" in desk.text
        assert "An offer has come" not in desk.text
