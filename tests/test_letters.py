"""The list from A to Z: every offer under one letter, in the reader's language and order."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio

from bot.rules.initials import OTHER, by_title, initial
from bot.ui import Entry, Screen
from handlers.dialogue.conversation import Conversation
from tests.harness.browsers import Browser, Site, becomes, opened
from tests.harness.talk import bare


@pytest_asyncio.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as site:
        yield site


def test_a_title_stands_where_a_dictionary_has_it() -> None:
    letters = {
        "Ärztliche Hilfe": "A",
        "„Café“ am Abend": "C",
        "łódź": "L",
        "Їжа": "І",
        "мовне кафе": "М",
        "التعليم": "ت",
        "الى": "ا",
        "دورة": "د",
        "ትምህርቲ": "ተ",
        "2. Kurs": OTHER,
        "…": OTHER,
        "": OTHER,
    }
    assert {title: initial(title) for title in letters} == letters
    titles = ["Zug", "Ärzte", "apfel", "Bus", "الباب", "بحر"]
    ordered = [titles[key] for key in by_title(enumerate(titles))]
    assert ordered == ["apfel", "Ärzte", "Bus", "Zug", "الباب", "بحر"]


async def look(site: Site, browser: Browser, at: str) -> Screen:
    return await site.conversation.look(browser.address, at, site.now())


async def pages(site: Site, browser: Browser, at: str) -> list[str]:
    """The titles of all pages of a list."""
    titles: list[str] = []
    while at:
        screen = await look(site, browser, at)
        titles += [bare(part.title) for part in screen.body if isinstance(part, Entry)]
        after = [b.action.data for row in screen.paging for b in row if "›" in b.label]
        at = after[0] if after else ""
    return titles


@pytest.mark.every_database
async def test_every_offer_is_under_the_letter_of_its_title(site: Site) -> None:
    wrong = []
    for language in ("de", "de-simple", "uk", "ar"):
        browser = await site.browser().look()
        await becomes(site, browser, None)
        await browser.press(f"language.set:{language}")
        letters = await look(site, browser, "offer.letters")
        listed: list[str] = []
        for button in letters.buttons[: -len(letters.footer[0])]:
            titles = await pages(site, browser, button.action.data)
            letter = bare(button.label)
            wrong += [(language, letter, t) for t in titles if initial(t) != letter]
            wrong += [(language, letter, "not in order")] * (
                titles != [titles[key] for key in by_title(enumerate(titles))]
            )
            listed += titles
        everything = await look(site, browser, "offer.list:a...0")
        counted = re.findall(r"\d+", bare(everything.text).split("\n")[1])
        wrong += [(language, counted, len(listed))] * (counted != [str(len(listed))])
        assert len(letters.buttons) > 6
    assert not wrong


async def test_all_offers_lead_to_topics_letters_towns_and_dates(site: Site) -> None:
    browser = await site.browser().look()
    await becomes(site, browser, None)
    screen = await look(site, browser, "offer.list:a...0")
    ways = {"home:0", "offer.letters", "map.show:0", "offer.list:o...0", "offer.list:w...0"}
    assert ways <= {getattr(button.action, "data", "") for button in screen.buttons}


async def test_what_we_keep_is_one_press_away_before_anything_is_kept(site: Site) -> None:
    browser = await site.browser().look()
    await browser.press("language.set:en")
    about = await look(site, browser, "about:0")
    assert bare(about.text).count("\n") <= 4
    assert "privacy" in {getattr(button.action, "data", "") for button in about.buttons}
    kept = await look(site, browser, "privacy")
    assert "no decisions about you" in kept.text
    assert kept.back == "about:0"
    assert not kept.rows
