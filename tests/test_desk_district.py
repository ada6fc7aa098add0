"""The district at the desk: contact, towns, topics, posters, settings; the first steps."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import delete, select, update

from bot.domain.grants import GrantState, Role
from bot.domain.places import Contact
from bot.rules.problems import Problem
from handlers.dialogue.conversation import Conversation
from storage import schema as t
from storage.catalogue import places
from storage.engine import settings
from storage.messaging import posters
from tests.harness.browsers import Site, opened
from tests.harness.databases import NOW
from tests.harness.desk import AtDesk, at_desk
from tests.test_desk import EVIL, acted, words

PATH = "/desk/district"


@pytest.fixture
async def site(conversation: Conversation) -> AsyncIterator[Site]:
    async with opened(conversation) as running:
        yield running


async def contact(site: Site, slug: str = "waldshut") -> Contact:
    async with site.conversation.database.read() as store:
        district = await places.district_named(store, slug)
    assert district
    return district.contact


async def sends(desk: AtDesk, holding: str, **values: str) -> None:
    await desk.get(PATH)
    await desk.send(PATH, desk.form(holding) | values)


@pytest.mark.every_database
async def test_the_contact_is_corrected_and_the_log_names_no_one(site: Site) -> None:
    desk = await at_desk(site)
    await sends(desk, "base", name="Frau Beispiel", phone="07751 86-1", hours="Mo-Fr 8:00-12:00")
    assert "Your changes are saved." in desk.text
    stored = await contact(site)
    assert (stored.name, stored.phone, stored.hours) == (
        "Frau Beispiel", "07751 86-1", "Mo-Fr 8:00-12:00",
    )  # fmt: skip
    assert "08:00–12:00" in desk.text
    async with site.conversation.database.read() as store:
        line = (await store.rows(select(t.audit).order_by(t.audit.c.id.desc()).limit(1)))[0]
    assert (line["action"], line["origin"]) == ("district", "desk")
    assert "Beispiel" not in str(dict(line))
    assert await contact(site, "konstanz") != stored


async def test_wrong_fields_of_the_contact_stay_typed(site: Site) -> None:
    desk, before = await at_desk(site), await contact(site)
    wrong = []
    for field, typed in (
        ("phone", "kein Telefon"), ("email", "nicht@"), ("email", "a b@c.de"), ("phone", EVIL),
        ("name", "x" * 5000), ("hours", "x" * 100_000),
    ):  # fmt: skip
        await sends(desk, "base", **{field: typed})
        if desk.form("base")[field] != [typed] or f'id="{field}-mistake"' not in desk.page:
            wrong.append((field, typed[:20], desk.text[:300]))
        await desk.send(PATH, desk.form("base") | {"act": "discard"})
    assert not wrong
    assert await contact(site) == before


async def test_two_people_change_the_contact(site: Site) -> None:
    """The second one sees both, and takes one of theirs."""
    one, two = await at_desk(site), await at_desk(site)
    await one.get(PATH)
    form = one.form("base")
    await sends(two, "base", phone="07751 2", name="Zweite")
    await one.send(PATH, form | {"phone": "07751 1"})
    assert "changed meanwhile" in one.text
    assert (await contact(site)).phone == "07751 2"
    await one.send(PATH, one.form("base") | {"take": "name"})
    stored = await contact(site)
    assert (stored.name, stored.phone) == ("Zweite", "07751 1")


@pytest.mark.every_database
async def test_towns_and_topics_are_added_once(site: Site) -> None:
    desk = await at_desk(site)
    await sends(desk, "town", act="town", town="Neustadt", postcodes="79000, 79001;79001")
    assert "Neustadt (79000, 79001)" in desk.text
    await sends(desk, "topic", act="topic", topic="Für Ältere", emoji="🌳")
    assert "🌳 Für Ältere" in desk.text
    assert [line[0] for line in await acted(site, 2)] == ["district", "district"]
    before, wrong = await acted(site, 30), []
    for values, problem in (
        ({"act": "town", "town": "neustadt"}, Problem.TOWN_KNOWN),
        ({"act": "town", "town": " "}, Problem.NO_TITLE),
        ({"act": "town", "town": "x" * 400}, Problem.NO_TITLE),
        ({"act": "town", "town": "Dorf", "postcodes": "7900"}, Problem.NO_POSTCODE),
        ({"act": "town", "town": "Dorf", "postcodes": "٧٩٠٠٠"}, Problem.NO_POSTCODE),
        ({"act": "topic", "topic": "für ältere"}, Problem.TOPIC_KNOWN),
        ({"act": "topic", "topic": "!!!"}, Problem.TOPIC_KNOWN),
        ({"act": "poster", "poster": "../", "language": "de"}, Problem.NO_POSTER),
        ({"act": "poster", "poster": "x", "language": "xx"}, Problem.UNKNOWN_BUTTON),
        ({"act": "nonsense"}, Problem.UNKNOWN_BUTTON),
    ):
        await sends(desk, "town", **values)
        if words(problem).split("{")[0] not in desk.text:
            wrong.append((values, desk.text[:200]))
    assert not wrong
    assert await acted(site, 30) == before


@pytest.mark.every_database
async def test_a_poster_is_a_page_to_print_and_is_counted(site: Site) -> None:
    desk, other = await at_desk(site), await at_desk(site, slug="konstanz")
    await desk.get(PATH)
    form = desk.form("poster") | {"act": "poster", "poster": "rathaus", "language": "uk"}
    await desk.send(PATH, form)
    assert 'filename="rathaus-uk.html"' in desk.headers["Content-Disposition"]
    assert "_p-rathaus" in desk.page
    async with site.conversation.database.write() as store:
        for _ in range(6):
            await posters.follow(store, "rathaus")
    await sends(desk, "poster", act="poster", poster="VHS", language="de")
    await desk.get(PATH)
    assert "rathaus: used 6 times" in desk.text
    assert "vhs: used fewer than 5 times" in desk.text
    await sends(other, "poster", act="poster", poster="rathaus", language="de")
    assert words(Problem.POSTER_KNOWN) in other.text
    assert "used 6 times" not in other.text


async def test_the_page_says_what_the_operation_needs(site: Site) -> None:
    desk = await at_desk(site)
    await desk.get(PATH)
    assert "There is no backup yet." in desk.text
    assert "Public holidays" in desk.text
    async with site.conversation.database.write() as store:
        await settings.set_value(store, settings.LAST_BACKUP, str(int(NOW.timestamp())))
    await desk.get(PATH)
    assert "Last backup: " in desk.text


@pytest.mark.every_database
async def test_the_first_steps_are_marked_by_what_is_stored(site: Site) -> None:
    """In an empty district all are open; they go once the last one is done."""
    desk = await at_desk(site)
    district_id = desk.person.district_id
    async with site.conversation.database.write() as store:
        for table in (t.offer, t.campaign, t.announcement, t.group, t.municipality):
            await store.execute(delete(table))
        await store.execute(
            update(t.grants)
            .where(t.grants.c.person_id != desk.person.id)
            .values(state=GrantState.REVOKED)
        )
        assert district_id
        await places.set_contact(store, district_id, Contact())
    await desk.get("/desk")
    assert (desk.page.count("<li>○"), desk.page.count("<li>✓")) == (5, 0)
    await sends(desk, "town", act="town", town="Neustadt")
    assert "Your changes are saved." in desk.text
    await sends(desk, "base", email="amt@landkreis.example")
    assert "Your changes are saved." in desk.text
    await desk.get("/desk/offers/new")
    await desk.send(
        "/desk/offers/new",
        desk.form("base") | {"title": "Café", "organisation": "Verein", "description": "Offen"},
    )
    assert "The offer is added." in desk.text
    await at_desk(site)
    await desk.get("/desk")
    assert (desk.page.count("<li>○"), desk.page.count("<li>✓")) == (1, 4)
    reader = await at_desk(site, Role.READER)
    await reader.get("/desk")
    assert "First steps" not in reader.text
    async with site.conversation.database.write() as store:
        announcement = {
            "district_id": district_id, "kind": "information", "state": "released",
            "texts": {"de": "x"}, "audience": {}, "start": "", "rule": "", "zone": "Europe/Berlin",
            "land": "", "never_twice": False, "version": 1, "changed_at": NOW,
        }  # fmt: skip
        row = t.announcement.insert().values(announcement).returning(t.announcement.c.id)
        announcement_id = (await store.execute(row)).scalar_one()
        campaign = {"announcement_id": announcement_id, "day": NOW.date(), "flight": "done"}
        await store.execute(t.campaign.insert().values(campaign | {"due_at": NOW, "late": False}))
    await desk.get("/desk")
    assert "First steps" not in desk.text
