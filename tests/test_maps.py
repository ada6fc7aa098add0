"""The map of a district: towns where they are, names that cover nothing, one way to each offer."""

import re
from collections.abc import AsyncIterator
from itertools import combinations
from random import Random

import pytest_asyncio

from bot.ui import Dot, Entry, Point, press
from handlers.dialogue.conversation import Conversation
from handlers.web.maps import HIGHEST, WIDTH, Box, drawn
from tests.harness.browsers import Site, becomes, opened


@pytest_asyncio.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as site:
        yield site


def dots(count: int, chance: Random) -> list[Dot]:
    return [
        Dot(
            "Bad " * chance.randint(1, 5) + str(number),
            chance.randint(1, 400),
            Point(chance.uniform(47.5, 47.9), chance.uniform(7.9, 8.6)),
            press("offer.list", f"p{number}...0"),
            is_named=True,
        )
        for number in range(count)
    ]


def covers(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def test_names_cover_nothing_and_nothing_is_outside() -> None:
    wrong, named = [], 0
    for seed in range(50):
        towns = dots(seed % 40 + 1, Random(seed))
        drawing = drawn(towns)
        names = [town.name for town in drawing.towns if town.has_room]
        named += len(names)
        wrong += [(seed, pair) for pair in combinations(names, 2) if covers(*pair)]
        circles = [town.circle for town in drawing.towns]
        wrong += [(seed, name) for name in names for other in circles if covers(name, other)]
        wrong += [
            (seed, box)
            for box in (*names, *circles)
            if box[0] < 0 or box[2] > WIDTH or box[1] < 0 or box[3] > drawing.height
        ]
        assert len(circles) == len(towns)
        assert drawing.height <= HIGHEST
    assert not wrong
    assert named > 50


def test_north_is_at_the_top_and_east_on_the_right() -> None:
    north, east = Point(47.9, 8.0), Point(47.5, 8.5)
    made = drawn([Dot("N", 1, north, press("home", 0)), Dot("E", 9, east, press("home", 0))])
    placed = {town.dot.name: town for town in made.towns}
    assert placed["N"].y < placed["E"].y
    assert placed["N"].x < placed["E"].x


async def test_each_town_leads_to_as_many_offers_as_the_map_says(site: Site) -> None:
    browser = await site.browser().look()
    await becomes(site, browser, None)
    screen = await site.conversation.look(browser.address, "map.show:0", site.now())
    wrong = []
    for dot in screen.dots:
        listed = await site.conversation.look(browser.address, dot.action.data, site.now())
        if re.findall(r"\d+", listed.text.split("\n")[1]) != [str(dot.count)]:
            wrong.append((dot.name, dot.count, listed.text[:80]))
    assert not wrong
    assert len(screen.dots) > 6
    assert len([part for part in screen.body if isinstance(part, Entry)]) == 6


async def test_who_has_no_district_chooses_one(site: Site) -> None:
    browser = await site.browser().look()
    screen = await site.conversation.look(browser.address, "map.show:0", site.now())
    assert not screen.dots
    assert any(button.action for button in screen.buttons)
