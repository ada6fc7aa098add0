"""The desk: who gets in, lists, forms that lose no word, and what waits for the office."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.domain.offers import Offer
from handlers.dialogue.conversation import Conversation
from storage.catalogue import offers, places
from storage.people import audits
from tests.harness.browsers import Site, opened
from tests.harness.desk import at_desk

pytestmark = pytest.mark.every_database


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def offers_of(site: Site, slug: str = "waldshut") -> list[Offer]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        return await offers.of_district(store, district.id)


async def offer(site: Site, offer_id: int) -> Offer:
    async with site.conversation.database.read() as store:
        found = await offers.by_id(store, offer_id)
        assert found
        return found


async def test_the_start_page_and_the_offers_are_there(site: Site) -> None:
    desk = await at_desk(site)
    await desk.get("/desk")
    assert desk.status == 200, desk.text
    assert "Inbox" in desk.text
    await desk.get("/desk/offers")
    assert desk.status == 200
    assert "Deutschkurs A1 bis A2 am Abend" in desk.text


async def test_an_offer_is_corrected_and_its_history_says_so(site: Site) -> None:
    desk = await at_desk(site)
    known = (await offers_of(site))[0]
    path = f"/desk/offers/{known.id}"
    await desk.fill(path, phone="07751 86-99")
    assert "Saved." in desk.text, desk.text
    after = await offer(site, known.id)
    assert after.details == replace(known.details, phone="07751 86-99")
    assert after.version == known.version + 1
    await desk.get(f"{path}/history")
    assert "07751 86-99" in desk.text
    async with site.conversation.database.read() as store:
        line = (await audits.latest(store, 1))[0]
    assert (line.action, line.origin, line.subject) == ("offer.change", "desk", f"offer {known.id}")
