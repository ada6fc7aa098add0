"""A link by which an organisation answers for its offer: it confirms, it suggests, no more."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape

import pytest
from sqlalchemy import select, update

from bot.domain.offers import Offer, State
from bot.rules import offer_links as rules
from bot.rules.offer_links import CELLS
from bot.rules.problems import Problem
from bot.screens.problem_words import WORDS
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import changes, offer_links, storing
from storage.people import audits
from tests.harness.browsers import FIREFOX, Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk, offers_here

pytestmark = pytest.mark.every_database
EVIL = '<b>fett</b> =1+1 "&'


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


@dataclass
class AtOrganisation:
    """Somebody of an organisation, in a browser that knows nothing."""

    site: Site
    path: str
    page: str = ""
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def form(self) -> dict[str, list[str]]:
        """The form for changes; the one before it only confirms."""
        return Forms(self.page).forms[-1]

    async def get(self) -> "AtOrganisation":
        return await self._took("GET", None)

    async def send(self, act: str, **typed: str) -> "AtOrganisation":
        sent = {name: values[0] for name, values in self.form.items()} | typed | {"act": act}
        return await self._took("POST", sent)

    async def _took(self, method: str, data: dict[str, str] | None) -> "AtOrganisation":
        headers = {"Accept-Language": "en", "User-Agent": FIREFOX}
        answer = await self.site.client.request(method, self.path, data=data, headers=headers)
        self.status, self.page = answer.status, await answer.text()
        self.headers = dict(answer.headers)
        return self


async def offer(site: Site, offer_id: int = 0) -> Offer:
    return next(item for item in await offers_here(site) if offer_id in (0, item.id))


async def linked(site: Site, desk: AtDesk, offer_id: int, days: int = 30) -> AtOrganisation:
    """The office makes a link, and somebody of the organisation opens it."""
    await desk.fill(f"/desk/offers/{offer_id}/link", "days", act="make", days=str(days))
    found = re.search(r'value="[^"]*(/desk/organisation/[\w-]+)"', desk.page)
    assert found, desk.text
    return await AtOrganisation(site, found[1]).get()


async def waiting(site: Site, offer_id: int) -> list[dict[str, str]]:
    async with site.conversation.database.read() as store:
        return [dict(open_.values) for open_ in await offer_links.waiting_of(store, offer_id)]


async def test_still_right_confirms_and_nothing_else(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    async with site.conversation.database.write() as store:
        old = update(t.offer).where(t.offer.c.id == known.id)
        await store.execute(old.values(confirmed_at=NOW - timedelta(days=300)))
    known = await offer(site, known.id)
    await desk.get("/desk?kind=unconfirmed")
    assert f'id="unconfirmed-{known.id}"' in desk.page
    there = await linked(site, desk, known.id)
    assert there.status == 200
    assert (there.headers["Referrer-Policy"], there.headers["Cache-Control"]) == (
        "no-referrer",
        "no-store",
    )
    assert await offer(site, known.id) == known, "a program that opens every link confirms nothing"
    await there.send("confirm")
    assert "Thank you. The offer is confirmed." in there.page
    now = await offer(site, known.id)
    assert now.confirmed_at == site.moment
    assert now.details.texts == known.details.texts
    async with site.conversation.database.read() as store:
        [line] = await audits.latest(store, 1, acts_only=True)
        [change] = await changes.of_offer(store, known.id, 1)
    assert (line.action, line.origin, line.person_id) == ("offer.owner", "owner", None)
    assert (change.origin, change.person_id) == ("owner", None)
    await desk.get("/desk?kind=unconfirmed")
    assert f'id="unconfirmed-{known.id}"' not in desk.page
    await desk.get("/desk/log")
    assert "Confirmed by the organisation" in desk.text
    await desk.get(f"/desk/offers/{known.id}/history")
    assert "by a link of the organisation" in desk.text


async def test_a_suggestion_waits_and_is_taken_cell_by_cell(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    there = await linked(site, desk, known.id)
    typed = {"phone": "07751 4711", "price": "7 €", "note": f"Bitte {EVIL}"}
    await there.send("suggest", **typed)
    assert "Thank you. The office will look at it." in there.page
    assert await offer(site, known.id) == known, "nobody reads it before the office took it"
    assert await waiting(site, known.id) == [{"price": "7 €", "phone": "07751 4711"}]
    await there.get()
    await there.send("suggest", **typed)
    assert len(await waiting(site, known.id)) == 1, "pressed twice"
    async with site.conversation.database.read() as store:
        [sealed] = (await store.execute(select(t.offer_suggestion.c.sealed))).scalars()
    assert b"4711" not in sealed
    await desk.get("/desk?kind=owner")
    link = re.search(r'href="(/desk/offers/suggested/\d+)"', desk.page)
    assert link, desk.text
    await desk.get(link[1])
    assert EVIL in unescape(re.sub(r"<[^>]+>", "", desk.page))
    assert known.details.phone in desk.text
    await desk.send(link[1], desk.form("take") | {"take": ["phone"], "act": "take"})
    now = await offer(site, known.id)
    assert (now.details.phone, now.details.price) == ("07751 4711", known.details.price)
    assert await waiting(site, known.id) == []
    act = re.search(r'action="(/desk/undo/\d+)"', desk.page)
    assert act
    await desk.send(act[1], desk.form("csrf"))
    assert (await offer(site, known.id)).details == known.details
    assert len(await waiting(site, known.id)) == 1, "it waits again"
    await desk.get(link[1])
    await desk.send(link[1], desk.form("take") | {"act": "decline"})
    assert await waiting(site, known.id) == []
    assert (await offer(site, known.id)).details == known.details
    async with site.conversation.database.read() as store:
        [line] = await audits.latest(store, 1, acts_only=True)
    assert (line.action, line.subject) == ("offer.decline", f"offer {known.id}")
    await desk.get(link[1])
    assert desk.status == 404


async def test_what_is_wrong_or_changed_meanwhile_is_said_and_typed_words_stay(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    there = await linked(site, desk, known.id)
    await there.send("suggest", phone="kein Telefon", price="7 €")
    assert there.status == 422
    assert 'id="phone-mistake"' in there.page
    assert (there.form["phone"], there.form["price"]) == (["kein Telefon"], ["7 €"])
    assert await waiting(site, known.id) == []
    await desk.fill(f"/desk/offers/{known.id}", phone="07751 1")
    await there.send("suggest", phone="07751 2")
    assert there.status == 409
    assert there.form["phone"] == ["07751 2"]
    assert "07751 1" in there.page
    await there.send("suggest")
    assert await waiting(site, known.id) == [{"price": "7 €", "phone": "07751 2"}]
    await there.get()
    await there.send("suggest")
    assert there.status == 422, "nothing is to be changed"
    await desk.fill(f"/desk/offers/{known.id}", phone="07751 3")
    await there.send("confirm")
    assert there.status == 409, "they did not see what they would confirm"


async def test_the_office_decides_about_what_it_saw(site: Site) -> None:
    desk, colleague, known = await at_desk(site), await at_desk(site), await offer(site)
    there = await linked(site, desk, known.id)
    await there.send("suggest", phone="07751 2")
    async with site.conversation.database.read() as store:
        [suggestion] = await offer_links.waiting_of(store, known.id)
    path = f"/desk/offers/suggested/{suggestion.id}"
    await desk.get(path)
    form = desk.form("take") | {"act": "take"}
    await colleague.fill(f"/desk/offers/{known.id}", phone="07751 9")
    await desk.send(path, form)
    assert (await offer(site, known.id)).details.phone == "07751 9"
    assert "They saw:" in desk.text
    await colleague.get(path)
    await desk.send(path, desk.form("take") | {"act": "take"})
    await colleague.send(path, colleague.form("take") | {"act": "take"})
    assert (await offer(site, known.id)).details.phone == "07751 2"
    async with site.conversation.database.read() as store:
        assert len(await changes.of_offer(store, known.id)) == 2, "taken once"


async def test_a_link_opens_one_offer_until_it_ends(site: Site) -> None:
    """Not a forged one, an ended or replaced one, one too old, one of a closed offer."""
    desk, known = await at_desk(site), await offer(site)
    first = await linked(site, desk, known.id)
    second = await linked(site, desk, known.id, 14)
    forged = AtOrganisation(site, second.path[:-1] + ("A" if second.path[-1] != "A" else "B"))
    for gone in (first, forged):
        await gone.get()
        assert (gone.status, WORDS[Problem.LINK_ENDED] in unescape(gone.page)) == (404, True)
    async with site.conversation.database.read() as store:
        digests = (await store.execute(select(t.offer_link.c.digest))).scalars().all()
    assert len(digests) == 1
    assert second.path.rpartition("/")[2] not in digests
    form = second.form
    async with site.conversation.database.write() as store:
        await storing.close(store, known.id, NOW)
    await second.get()
    assert second.status == 404
    async with site.conversation.database.write() as store:
        back = update(t.offer).where(t.offer.c.id == known.id)
        await store.execute(back.values(state=State.PUBLISHED.value))
    site.moment = NOW + timedelta(days=14, seconds=1)
    await second.get()
    assert second.status == 404
    second.page = f"<form><input name=base value={form['base'][0]}></form>"
    await second.send("confirm")
    assert second.status == 404
    site.moment = NOW
    await desk.fill(f"/desk/offers/{known.id}/link", "days", act="end")
    await second.get()
    assert second.status == 404
    async with site.conversation.database.write() as store:
        draft = update(t.offer).where(t.offer.c.id == known.id)
        await store.execute(draft.values(state=State.PROPOSED.value))
    await desk.get(f"/desk/offers/{known.id}/link")
    assert "Make a new link" not in desk.text
    await desk.send(f"/desk/offers/{known.id}/link", desk.form("csrf") | {"act": "make"})
    async with site.conversation.database.read() as store:
        assert await offer_links.of_offer(store, known.id, NOW) is None


async def test_no_link_says_more_than_the_office_can_look_at(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    there = await linked(site, desk, known.id)
    for number in range(rules.MOST_OPEN + 3):
        await there.get()
        await there.send("suggest", price=f"{number} €")
    assert len(await waiting(site, known.id)) == rules.MOST_OPEN
    assert there.status == 503
    assert "12 €" in there.page, "what was typed is in the page"
    await there.get()
    await there.send("suggest", description="x" * 200_000)
    assert there.status in (404, 413, 422)


async def test_only_cells_of_the_form_can_be_suggested(site: Site) -> None:
    desk, known = await at_desk(site), await offer(site)
    there = await linked(site, desk, known.id)
    await there.send("suggest", organisation="Jemand anders", state="closed", title_uk="x")
    assert there.status == 422
    assert await waiting(site, known.id) == []
    assert set(there.form) - {"base", "note"} == set(CELLS)
