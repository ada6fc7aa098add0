"""Needs at the desk: a press makes a topic of a group, once, and an offer makes them met."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select, update

from bot.domain.groups import Group, Kind
from bot.domain.offers import Details, Draft, OfferText
from bot.rules.people import week
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import misses, places, storing
from storage.groups import groups
from storage.people import audits, stations
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, Forms, at_desk

PAGE = "/desk/report/2026-H2?version=draft"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def asked_for(site: Site, concept: str, times: int) -> None:
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for _ in range(times):
            await misses.count(store, week(NOW), district.id, "ar", [concept], None)


async def working(site: Site, slug: str = "waldshut") -> list[Group]:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
        assert district
        known = await groups.of_district(store, district.id)
    return [group for group in known if group.kind is Kind.WORKING_GROUP]


async def topics(site: Site) -> list[tuple[int, str]]:
    async with site.conversation.database.read() as store:
        rows = await store.execute(
            select(t.topic.c.group_id, t.topic.c.words).order_by(t.topic.c.id)
        )
        return [(row.group_id, row.words) for row in rows]


def form_for(desk: AtDesk, concept: str) -> dict[str, object]:
    """The form of a need, as a browser sends it."""
    return dict(next(f for f in Forms(desk.page).forms if f.get("need") == [concept]))


@pytest.mark.every_database
async def test_a_need_becomes_a_topic_of_the_group_that_is_about_it_once(site: Site) -> None:
    """A second press, an old page and the other window change nothing; done, it may again."""
    desk, right = await at_desk(site), (await working(site))[1]
    async with site.conversation.database.write() as store:
        named = update(t.group).where(t.group.c.id == right.id)
        await store.execute(named.values(texts={"de": "Wir reden über Katzen und Hunde."}))
    await asked_for(site, "pets", 6)
    before = await topics(site)
    await desk.get(PAGE)
    form, path = form_for(desk, "pets"), "/desk/report/2026-H2/needs"
    assert form["group"] == [str(right.id)]
    other = await at_desk(site)
    await other.get(PAGE)
    for person, sent in ((desk, form), (desk, form), (other, form_for(other, "pets"))):
        await person.send(path, sent)
    new = (await topics(site))[len(before) :]
    assert [group_id for group_id, _ in new] == [right.id]
    await desk.get(PAGE)
    assert f"On the agenda of {right.name}" in desk.text.replace("\u2068", "").replace("\u2069", "")
    assert "need" not in {name for form in Forms(desk.page).forms for name in form}
    async with site.conversation.database.write() as store:
        line = (await audits.latest(store, 1, acts_only=True))[0]
        await store.execute(update(t.topic).values(done=True))
    assert (line.action, line.subject) == ("need.topic", f"group {right.id}")
    await desk.get(PAGE)
    await desk.send(path, form_for(desk, "pets"))
    assert len(await topics(site)) == len(before) + 2


async def test_what_is_searched_for_at_a_station_becomes_a_topic_of_its_own(site: Site) -> None:
    """There may be offers about it, so it is not called a need; fewer than five are not told."""
    desk = await at_desk(site)
    await asked_for(site, "pets", 6)
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        for number, concept, times in ((5, "pets", 7), (3, "pets", 5), (3, "childcare", 4)):
            at = (store, week(NOW), district.id, number, [concept])
            await stations.count_search(*at, times=times)
    before = await topics(site)
    await desk.get(PAGE)
    form = next(f for f in Forms(desk.page).forms if f.get("at"))
    assert ("German for the job 7" in desk.text, form["need"]) == (True, ["pets"]), desk.text
    assert "Childcare" not in desk.page
    for sent in (form, form, form_for(desk, "pets")):
        await desk.send("/desk/report/2026-H2/needs", sent)
    words = [words for _, words in (await topics(site))[len(before) :]]
    assert len(words) == len(set(words)) == 2
    await desk.get(PAGE)
    assert not [f for f in Forms(desk.page).forms if f.get("at")]


async def test_no_other_group_and_nothing_that_is_no_need_gets_a_topic(site: Site) -> None:
    desk, theirs = await at_desk(site), (await working(site, "konstanz"))[0]
    await asked_for(site, "pets", 6)
    before = await topics(site)
    await desk.get(PAGE)
    form, path, wrong = form_for(desk, "pets"), "/desk/report/2026-H2/needs", []
    async with site.conversation.database.read() as store:
        kinds = (await store.execute(select(t.group.c.id, t.group.c.kind))).all()
    circle = next(row.id for row in kinds if row.kind == Kind.HELPER_CIRCLE)
    for bad in (
        {"group": theirs.id}, {"group": circle}, {"group": ""}, {"group": "9" * 30},
        {"need": ""}, {"need": "<b>"}, {"need": "nonsense"},
    ):  # fmt: skip
        await desk.get(PAGE)
        fresh = form_for(desk, "pets")
        await desk.send(path, fresh | bad)
        if await topics(site) != before or 'role="alert"' not in desk.page:
            wrong.append(bad)
    assert not wrong
    await desk.send("/desk/report/2027-H2/needs", form)
    assert await topics(site) == before


async def test_an_offer_that_comes_meets_a_need(site: Site) -> None:
    """Asked again in vain afterwards, as often as is told, it is open again."""
    desk = await at_desk(site)
    await asked_for(site, "pets", 6)
    await desk.get(PAGE)
    assert "An offer has come" not in desk.text
    async with site.conversation.database.write() as store:
        district = await places.district_named(store, "waldshut")
        assert district
        thesaurus = site.conversation.services.thesaurus
        shelf = await storing.shelf(store, district.id, ["Tierheim"], thesaurus)
        texts = (OfferText("de", "Tierarzt für Katzen und Hunde", "Haustiere"),)
        draft = Draft("tier-1", Details(texts=texts, organisation="Tierheim"))
        await storing.add(store, shelf, draft, NOW, NOW.date())
        await storing.counted(store, shelf)
    await desk.get(PAGE)
    assert "An offer has come" in desk.text
    async with site.conversation.database.write() as store:
        await store.execute(update(t.missed).values(week="2026-W52"))
    await desk.get(PAGE)
    assert "An offer has come" not in desk.text
